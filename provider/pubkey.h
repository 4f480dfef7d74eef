/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The full public key behind a base provider's key object.
 *
 * "Full" means type, modulus and exponent, or type, group name and point: a
 * table keyed by less can be forged (a key with the anchor's modulus and
 * e = 1, a curve of one's own whose generator is the anchor's point).
 */
#ifndef SG_PUBKEY_H
#define SG_PUBKEY_H

#include "state.h"

typedef enum sg_key_kind {
    SG_KEY_RSA,  /* n, e */
    SG_KEY_EC,   /* group name, point */
    SG_KEY_RAW,  /* Ed25519, Ed448: name, "pub" octets */
    SG_KEY_OTHER /* not identified: never an issuer, never cached */
} sg_key_kind;

typedef struct sg_pubkey {
    bool identified; /* id is set */
    bool cacheable; /* RSA with an exponent, or a named group, of the profile */
    slicegate_key_type type;
    slicegate_curve curve;
    bool named_group; /* EC only */
    unsigned bits, strength;
    uint8_t id[SG_SHA256_SIZE];
} sg_pubkey;

/* How keys of a signature algorithm are read; *keymgmt is what manages them. */
sg_key_kind sg_pubkey_kind(const char *signature_names, const char **keymgmt);

/*
 * Reads the public key of PROVKEY by the base keymgmt's GET_PARAMS. Never
 * fails: what cannot be read is not identified, and so signs no certificate.
 *
 * The first reads what the floor asks for, type, size and group: every use of
 * a key needs that. The second identifies the key as well, which only a
 * certificate needs; for an EC key that is the dear part.
 */
void sg_pubkey_measure(sg_key_kind kind,
                       OSSL_FUNC_keymgmt_get_params_fn *get_params,
                       void *provkey, sg_pubkey *out);
void sg_pubkey_read(sg_key_kind kind, const char *keymgmt,
                    OSSL_FUNC_keymgmt_get_params_fn *get_params, void *provkey,
                    sg_pubkey *out);

/* The same identity from the facts of a certificate. False if it has none. */
bool sg_pubkey_id_of(const slicegate_key *key, uint8_t id[SG_SHA256_SIZE]);

#endif
