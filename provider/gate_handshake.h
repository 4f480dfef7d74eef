/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gate over whole handshakes: where the last secret is derived, both ends
 * have said all they will, and libssl cannot go on without that secret.
 *
 * TLS 1.3: label "res master", over the transcript with the client's Finished,
 * which both ends always derive (RFC 8446 7.1). TLS 1.2: label "client
 * finished" (RFC 5246 7.4.9), in a full and in an abbreviated handshake.
 */
#ifndef SG_GATE_HANDSHAKE_H
#define SG_GATE_HANDSHAKE_H

#include "transcript.h"

typedef struct sg_decision {
    bool tls13;
    slicegate_bytes hash;   /* of the transcript */
    slicegate_bytes secret; /* by which the session is known when it resumes:
                               TLS 1.3 what is derived, TLS 1.2 the master */
} sg_decision;

/*
 * False where the gate refuses the handshake; that is on the error queue and
 * in the audit log. A handshake that passed is remembered: it may resume.
 */
bool sg_gate_finished(sg_state *state, const sg_decision *decision);

/* TLS 1.2: the premaster secret at "extended master secret"; of a PSK suite
 * its key is looked at. Nothing is decided yet. */
void sg_gate_premaster(sg_state *state, slicegate_bytes hash,
                       slicegate_bytes premaster);

/* TLS 1.3: an external key is about to be used, or a session to be resumed:
 * before anything is known of the transcript. */
bool sg_gate_external_psk(sg_state *state, const sg_psk *psk);
bool sg_gate_resumption(sg_state *state, const sg_psk *psk);

/* TLS 1.3: early data, under the hash of the ClientHello. */
bool sg_gate_early_data(sg_state *state, slicegate_bytes hash);

/* Neither a transcript nor a key is known for what is derived; or it is of
 * TLS 1.1 or before. */
bool sg_gate_standalone(sg_state *state);
bool sg_gate_old_version(sg_state *state);

/* What a session under this key would be: known or not. Sets psk->known. */
void sg_gate_look_up(sg_state *state, slicegate_bytes key, sg_psk *psk);

#endif
