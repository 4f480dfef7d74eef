/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TLS 1.2: who signed and who verified a ServerKeyExchange.
 *
 * A server authenticates by signing client_random, server_random and its
 * parameters (RFC 5246 7.4.3), before there is a transcript hash that anybody
 * takes. So the two randoms, which the transcript has too, tell later which
 * role this process plays in that handshake. Who verified one says with which
 * key, and is taken at its word only if that key is in the leaf that the
 * transcript shows: nobody else can have signed anything with it.
 */
#ifndef SG_KEY_EXCHANGES_H
#define SG_KEY_EXCHANGES_H

#include "pubkey.h"
#include "slicegate/handshake.h"
#include "transcript.h"

sg_key_exchanges *sg_key_exchanges_new(void);
void sg_key_exchanges_free(sg_key_exchanges *k);

/* Could DATA be what is signed in a ServerKeyExchange? */
bool sg_is_key_exchange(slicegate_bytes data);

/* DATA, of which that is true, was signed, or verified, with KEY. */
void sg_key_exchanges_signed(sg_key_exchanges *k, slicegate_bytes data,
                             const sg_pubkey *key);
void sg_key_exchanges_verified(sg_key_exchanges *k, slicegate_bytes data,
                               const sg_pubkey *key);

/* The client of that handshake proved its certificate here and was not
 * refused: we are its server, even if another provider holds our key. In TLS
 * 1.3 only what we presented is remembered. */
void sg_key_exchanges_judged(sg_key_exchanges *k,
                             const sg_transcript *transcript);
bool sg_key_exchanges_was_judged(sg_key_exchanges *k,
                                 const slicegate_handshake *facts);

/*
 * The roles of this process in that handshake, a set; 0 unknown. A leaf whose
 * key signed here before may be our own in every handshake: strangers can push
 * out what is known of one handshake, but not that.
 */
unsigned sg_key_exchanges_roles(sg_key_exchanges *k,
                                const sg_transcript *transcript);

void sg_key_exchanges_lock(sg_key_exchanges *k);
void sg_key_exchanges_unlock(sg_key_exchanges *k);

#endif
