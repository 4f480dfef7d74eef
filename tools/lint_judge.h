/* SPDX-License-Identifier: Apache-2.0 */
/* Judging the certificates of one file, each by itself and below its issuer. */
#ifndef CLI_LINT_JUDGE_H
#define CLI_LINT_JUDGE_H

#include <openssl/x509.h>

#include "policy_arg.h"

/* Where the path above a certificate leads, as far as the file shows it. */
typedef enum lint_place {
    LINT_ALONE,      /* the issuer is not in the file: no relation is judged */
    LINT_BELOW,      /* the issuer is: relations are judged */
    LINT_ANCHOR,     /* one of the policy's anchors */
    LINT_ROOT,       /* a CA that signed itself, taken as an anchor */
    LINT_SELF_SIGNED /* an end entity that signed itself */
} lint_place;

#define LINT_ROLES_MAX 3

typedef struct lint_judged {
    slicegate_role role;
    slicegate_findings findings;
} lint_judged;

typedef struct lint_cert {
    size_t index; /* in its file, from 1 */
    slicegate_bytes der, tbs, algorithm;
    bool split; /* tbs and algorithm are set */
    slicegate_cert_facts facts;
    char broken[96]; /* what was expected where reading broke off */
    X509 *x509;      /* NULL where libcrypto cannot read it */
    lint_place place;
    const struct lint_cert *issuer; /* of LINT_BELOW, else NULL */
    unsigned depth;                 /* CAs between the anchor and this one */
    bool judging, done;             /* guards against CAs in a circle */
    bool issues;                    /* it signed another one of the file */
    unsigned roles;
    lint_judged judged[LINT_ROLES_MAX];
} lint_cert;

typedef struct lint_context {
    OSSL_LIB_CTX *libctx; /* the tool's own: no configuration touches it */
    slicegate_profile profile;
    const cli_policy *policy; /* NULL: none was named */
    slicegate_role role;      /* 0: by what the certificate is */
    int64_t now;
    size_t anchors;
    lint_cert *anchor;
} lint_context;

/* The policy's anchors, judged; nothing where there is none. */
void lint_take_anchors(lint_context *context);
void lint_drop_anchors(lint_context *context);

/* The certificates of FILE, judged, in its order; lint_free. */
lint_cert *lint_judge_file(const lint_context *context,
                           const cli_cert_file *file);
void lint_free(lint_cert *cert, size_t count);

/* A certificate passes when it passes in one of its roles. */
bool lint_passes(const lint_cert *cert);

/* No role is without a finding. */
bool lint_warns(const lint_cert *cert);

/* A line about its place in the path, for people and for machines. */
const char *lint_place_text(const lint_cert *cert);
const char *lint_place_name(const lint_cert *cert);

#endif
