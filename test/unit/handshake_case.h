/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One handshake for a rule: a compliant one of a kind, some fields of it set
 * otherwise, and what the judge says of it.
 */
#ifndef SLICEGATE_TEST_HANDSHAKE_CASE_H
#define SLICEGATE_TEST_HANDSHAKE_CASE_H

#include <stddef.h>

#include "slicegate/handshake.h"

typedef enum handshake_kind {
    TLS13_CERT = 0, /* both ends with certificates */
    TLS13_PSK,      /* external key, psk_dhe_ke */
    TLS13_RESUMED,
    TLS12_CERT, /* ECDHE */
    TLS12_PSK,  /* ECDHE_PSK */
    TLS12_RESUMED,
    HANDSHAKE_KINDS
} handshake_kind;

/* What the judge is handed. */
typedef struct handshake {
    slicegate_handshake facts;
    slicegate_keying keying;
    slicegate_tls_policy policy;
    slicegate_profile profile;
} handshake;

/* A field of handshake and the number that it is set to. */
typedef struct field {
    size_t at, size;
    uint32_t value;
} field;

#define SET(member, number)                                                    \
    {                                                                          \
        offsetof(handshake, member), sizeof(((handshake *)0)->member),         \
            (number)                                                           \
    }
#define LEVEL(rule, name)                                                      \
    SET(profile.level[SLICEGATE_RULE_##rule], SLICEGATE_LEVEL_##name)

#define HANDSHAKE_FIELDS 6

typedef struct handshake_case {
    slicegate_rule rule;
    handshake_kind kind;
    field set[HANDSHAKE_FIELDS];
    const char *expected, *presented; /* both NULL: no finding at all */
    slicegate_level level; /* of the finding; OFF: as the list says */
    const char *profile;   /* NULL is mgmt */
    const char *fault;     /* of facts */
} handshake_case;

typedef struct handshake_cases {
    const handshake_case *item;
    size_t count;
} handshake_cases;

/* The tables, by subject. */
extern const handshake_cases tls13_cases, tls12_cases, psk_cases;

/* The compliant handshake of a kind, under the profile of that name. */
void handshake_begin(handshake *h, handshake_kind kind, const char *profile);

/* The handshake of a case. */
void handshake_make(handshake *h, const handshake_case *c);

void handshake_judge(const handshake *h, slicegate_findings *out);

#endif
