/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gate: decides about certificates, about CertificateVerify and about
 * whole handshakes.
 *
 * At chain verification every TBSCertificate is judged; refusing there makes
 * X509_verify fail, but an application's callback may waive that. The refusal
 * that no application can overrule comes at CertificateVerify: only a leaf
 * whose certificate passed here may verify there. And a handshake as a whole
 * is decided where its last secret is derived (gate_handshake.h).
 */
#ifndef SG_GATE_H
#define SG_GATE_H

#include "pubkey.h"
#include "state.h"
#include "transcript.h"

/* What a signature is over, told from the bytes. */
typedef enum sg_signed {
    SG_SIGNED_OTHER,       /* a token, a CSR, a CRL, anything else */
    SG_SIGNED_CERTIFICATE, /* a TBSCertificate */
    SG_SIGNED_TLS13,       /* TLS 1.3 CertificateVerify content */
    SG_SIGNED_TLS12,       /* TLS 1.2 handshake messages */
    SG_SIGNED_KEY_EXCHANGE /* what a TLS 1.2 ServerKeyExchange signs */
} sg_signed;

sg_signed sg_gate_classify(slicegate_bytes data);

/* RFC 8446 4.4.3: 64 spaces, the context string, a zero byte, the hash. */
#define SG_TLS13_PREFIX 98

/* Whose CertificateVerify content that is. */
slicegate_role sg_gate_tls13_role(slicegate_bytes data);

/* A verification that is under way: who signed what, and how to check it. */
typedef struct sg_verification {
    sg_state *state;
    const sg_pubkey *key;  /* of the issuer or the peer */
    const char *algorithm; /* first name of the signature algorithm */
    slicegate_bytes data;  /* what was signed */
    slicegate_bytes signature;
    slicegate_rule floor;     /* that key or digest break, or RULE_COUNT */
    bool cacheable;           /* the parameters below are complete */
    const char *digest;       /* name, "" for none */
    const char *parameters;   /* RSA padding and PSS parameters as text */
    int (*verify)(void *arg); /* the base's verification; its return value */
    void *arg;
} sg_verification;

/*
 * Each returns what the base's verification returned, or 0 where the gate
 * refuses; a refusal is on the error queue and in the audit log.
 */
int sg_gate_certificate(const sg_verification *v);
int sg_gate_certificate_verify(const sg_verification *v, sg_signed kind);
int sg_gate_key_exchange(const sg_verification *v);

/*
 * We are about to sign DATA with KEY, and libssl took its transcript hash just
 * now on this thread. False where our own certificate is refused. KEY matters
 * for a ServerKeyExchange only.
 */
bool sg_gate_sign(sg_state *state, slicegate_bytes data, const sg_pubkey *key);

/* ---- A peer's leaf ------------------------------------------------------ */

typedef struct sg_peer {
    sg_state *state;
    const sg_side *side;
    slicegate_role role;
    const sg_presented *presented;
    slicegate_cert_facts facts;
    bool readable; /* the leaf split into its parts, facts are set */
    uint8_t tbs[SG_SHA256_SIZE];
    int64_t not_after; /* of the path; 0 unknown */
    slicegate_findings findings;
} sg_peer;

/* Judges what an end presented, in its ROLE, by SIDE: the side that this
 * process is on. Points into PRESENTED. */
void sg_peer_judge(sg_state *state, const sg_side *side, slicegate_role role,
                   const sg_presented *presented, sg_peer *out);

/* Is the process bound in a handshake in which it presented this? */
bool sg_in_scope(const sg_state *state, const sg_presented *own);

/* Does the policy say that this is a certificate of our own server? */
bool sg_is_own_server(const sg_state *state, const sg_presented *server);

#endif
