/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One certificate for a rule: a compliant one of a kind, changed in one or two
 * places, and what the judge says of it.
 */
#ifndef SLICEGATE_TEST_RULE_CASE_H
#define SLICEGATE_TEST_RULE_CASE_H

#include "tbs_builder.h"

typedef enum kind { CLIENT, SERVER, CA, UPPER, ANCHOR, SBA } kind;

/* What an edit does with its arguments; hexadecimal but where it says so. */
typedef enum op {
    KEEP = 0,
    VERSION,
    SERIAL,
    SIGNATURE,
    ISSUER,  /* a name as name() takes it */
    SUBJECT, /* a name as name() takes it */
    SUBJECT_RAW,
    VALID, /* two texts, UTCTime by 13 characters, else GeneralizedTime */
    KEY,
    RSA, /* decimal: bits of the modulus */
    EXPONENT,
    P384,
    UNIQUE,
    WRAPPED,  /* in place of the extensions */
    TRAILING, /* octets after the TBSCertificate */
    DROP,     /* the extension EXT_... */
    BARE,     /* drop every extension */
    VALUE,
    ADD,
    ADD_CRITICAL,
    ADD_BOOLEAN, /* critical as the bytes given, with no value */
    CRITICAL,
    NOT_CRITICAL,
    LARGE, /* a private extension of 64 KiB */
    MANY   /* 33 extensions */
} op;

typedef struct edit {
    op op;
    const char *a, *b;
} edit;

/* The issuer, for rules that bind two certificates. */
typedef struct above {
    kind kind;
    edit edit;
    bool refused, is_anchor;
    unsigned depth;
} above;

typedef struct rule_case {
    slicegate_rule rule;
    kind kind;
    edit edit[2];
    const char *expected, *presented; /* both NULL: nothing of this rule */
    const char *profile;              /* NULL is mgmt */
    const above *above;               /* judged against it */
    const char *outer;                /* the outer signatureAlgorithm */
    unsigned more; /* refusing findings beside those of this rule */
} rule_case;

typedef struct rule_cases {
    const rule_case *item;
    size_t count;
} rule_cases;

/* The tables, by subject. */
extern const rule_cases field_cases, algorithm_cases, usage_cases,
    extension_cases, path_cases;

/* The TBSCertificate of a case, and the certificate above it. */
slicegate_bytes rule_case_tbs(const rule_case *c);
slicegate_bytes rule_case_above(const above *a);

slicegate_role kind_role(kind k);

#endif
