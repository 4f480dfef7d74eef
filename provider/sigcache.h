/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Remembers signatures of TBSCertificates that verified. Positive results
 * only, and nothing but the signature: names, times and path are checked
 * every time.
 *
 * This is the one part that could turn a refusal into an accept, so its key
 * covers everything that the answer depends on: algorithm, digest, padding
 * and PSS parameters, the full public key (pubkey.h), the TBSCertificate and
 * the signature, each with its length.
 */
#ifndef SG_SIGCACHE_H
#define SG_SIGCACHE_H

#include "gate.h"

/* NULL where memory is out; ENTRIES is above 0. */
sg_sigcache *sg_sigcache_new(unsigned entries);
void sg_sigcache_free(sg_sigcache *cache);

/*
 * Verifies V through the cache; TBS_HASH is SHA-256 of V->data. Returns what
 * the base's verification returned. Goes straight to the base where CACHE is
 * NULL or the key or the parameters are not fully known.
 */
int sg_sigcache_verify(sg_sigcache *cache, const sg_verification *v,
                       const uint8_t tbs_hash[SG_SHA256_SIZE]);

void sg_sigcache_lock(sg_sigcache *cache);
void sg_sigcache_unlock(sg_sigcache *cache);

#endif
