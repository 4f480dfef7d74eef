/* SPDX-License-Identifier: Apache-2.0 */
/* What a check sees, and how it reports. */
#ifndef SLICEGATE_PROFILE_JUDGE_H
#define SLICEGATE_PROFILE_JUDGE_H

#include "slicegate/handshake.h"

#include "extension.h"
#include "finding.h"

typedef enum sg_stage {
    SG_STAGE_GATE = 0,
    SG_STAGE_CERT = 1,
    SG_STAGE_ISSUED = 2,
    SG_STAGE_EITHER = 3,
    SG_STAGE_WHOLE = 4,
    SG_STAGE_OUTER = 5, /* a certificate by itself, and the whole of it */
    SG_STAGE_HANDSHAKE = 8,
    SG_STAGE_KEY = 16 /* a pre-shared key by itself */
} sg_stage;

typedef struct sg_judge {
    const slicegate_cert_facts *facts; /* CERT, ISSUED, WHOLE */
    const slicegate_profile *profile;
    const slicegate_issuer *issuer; /* ISSUED only */
    slicegate_bytes algorithm;      /* WHOLE only: the outer one */
    const slicegate_handshake *tls; /* HANDSHAKE only */
    const slicegate_keying *keying; /* HANDSHAKE only */
    const slicegate_suite *suite;   /* HANDSHAKE only; NULL: not in the list */
    const slicegate_tls_policy *policy; /* HANDSHAKE, KEY */
    const slicegate_psk_key *key;       /* KEY; NULL: nobody saw it */
    slicegate_bytes identity;           /* KEY: as far as it was kept */
    size_t identity_length;             /* KEY: as it was sent */
    bool identity_known;                /* KEY: it may be empty, though */
    unsigned stage;                     /* set of sg_stage, but GATE */
    unsigned role;                      /* set of slicegate_role */
    slicegate_rule rule;                /* the one that is being checked */
    int64_t now;
    slicegate_findings *out;
    uint64_t enforced[(SLICEGATE_RULE_COUNT + 63) / 64]; /* found so far */
} sg_judge;

typedef void sg_check(sg_judge *j);

/* Reports the rule that is being checked. */
void sg_found(sg_judge *j, sg_text text);
void sg_found_number(sg_judge *j, sg_text text, uint32_t number);
void sg_found_bytes(sg_judge *j, sg_text text, slicegate_bytes bytes);
void sg_found_all(sg_judge *j, sg_text text, slicegate_bytes bytes,
                  uint32_t number);

/* Reports it as a warning, whatever the level: for what the rule names as
 * lesser, or what the operator's policy lets through. */
void sg_warned_all(sg_judge *j, sg_text text, slicegate_bytes bytes,
                   uint32_t number);

/* A string literal as the bytes of a finding. */
slicegate_bytes sg_word(const char *word);

/*
 * Has RULE refused this certificate already? A check that would only report
 * the same fault again asks this, and not whether RULE was broken: a rule that
 * the policy lowered never hides another.
 */
bool sg_refused(const sg_judge *j, slicegate_rule rule);

/* Does the policy enforce RULE? */
bool sg_enforces(const sg_judge *j, slicegate_rule rule);

static inline bool sg_has(const sg_judge *j, sg_extension ext)
{
    return (j->facts->detail.present & SG_EXT_BIT(ext)) != 0;
}

static inline bool sg_critical(const sg_judge *j, sg_extension ext)
{
    return (j->facts->detail.critical & SG_EXT_BIT(ext)) != 0;
}

/* Goes through the list, for the stages and the role of J. */
void sg_judge_all(sg_judge *j);

/* Was EXT refused as malformed, so that what it says need not be judged? */
bool sg_refused_malformed(const sg_judge *j, sg_extension ext);

/* Was the certificate refused as of an older version, which has no
 * extensions? */
bool sg_refused_version(const sg_judge *j);

/* The checks of certificates in rules.inc, by file; those of handshakes are in
 * check_tls.h. */
sg_check sg_check_der_1, sg_check_ver_1, sg_check_ser_1, sg_check_val_1,
    sg_check_val_2, sg_check_sba_val_1; /* check_field.c */
sg_check sg_check_hash_3, sg_check_sig_2, sg_check_sig_3, sg_check_sig_4,
    sg_check_sig_5, sg_check_sig_6, sg_check_sig_7; /* check_signature.c */
sg_check sg_check_pk_2, sg_check_pk_3, sg_check_pk_4, sg_check_ec_3,
    sg_check_ec_4;                                          /* check_key.c */
sg_check sg_check_name_1, sg_check_name_2, sg_check_name_3; /* check_name.c */
sg_check sg_check_ku_1, sg_check_ku_2, sg_check_ku_3, sg_check_ku_4,
    sg_check_ku_5, sg_check_ca_ku_1, sg_check_ca_ku_2; /* check_usage.c */
sg_check sg_check_eku_1, sg_check_eku_2, sg_check_eku_3, sg_check_eku_4,
    sg_check_bc_1, sg_check_ext_4, sg_check_ca_bc_1; /* check_usage.c */
sg_check sg_check_ext_1, sg_check_ext_2, sg_check_ext_3, sg_check_cdp_1,
    sg_check_cdp_2, sg_check_san_1, sg_check_san_2,
    sg_check_aia_1; /* check_extension.c */
sg_check sg_check_ski_1, sg_check_ca_ski_1, sg_check_nft_1,
    sg_check_pol_1; /* check_extension.c */
sg_check sg_check_sba_eku_1, sg_check_sba_aki_1, sg_check_sba_san_1,
    sg_check_sba_nft_1; /* check_sba.c */
sg_check sg_check_aki_1, sg_check_aki_2, sg_check_chain_1, sg_check_chain_3,
    sg_check_chain_9, sg_check_ca_bc_2, sg_check_ca_bc_3,
    sg_check_str_1; /* check_path.c */

#endif
