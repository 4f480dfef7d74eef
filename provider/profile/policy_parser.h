/* SPDX-License-Identifier: Apache-2.0 */
/* A policy parse in progress, shared by the files policy*.c only. */
#ifndef SLICEGATE_POLICY_PARSER_H
#define SLICEGATE_POLICY_PARSER_H

#include "slicegate/policy.h"

#include "policy_text.h"

/* For sizeof and array bounds only. */
#define POLICY_FIELD(field) (((slicegate_policy *)NULL)->field)
#define POLICY_ENTRIES(field)                                                  \
    (sizeof POLICY_FIELD(field) / sizeof POLICY_FIELD(field)[0])

typedef enum policy_section {
#define SLICEGATE_POLICY_SECTION(symbol, ...) POLICY_SECTION_##symbol,
#include "policy_keys.inc"
    POLICY_SECTION_COUNT
} policy_section;

enum {
    POLICY_KEY_COUNT = 0
#define SLICEGATE_POLICY_KEY(...) +1
#define SLICEGATE_POLICY_HEIR(...) +1
#define SLICEGATE_POLICY_LIST(...) +1
#include "policy_keys.inc"
};

/* Small enough for a stack; the policy itself is the caller's. */
typedef struct policy_parser {
    slicegate_policy *policy;
    slicegate_policy_error *error;
    unsigned line;
    policy_section section; /* POLICY_SECTION_COUNT before the first */
    policy_text key;        /* as it was presented */
    /* The line on which something was given, 0 while it was not. */
    unsigned section_line[POLICY_SECTION_COUNT];
    unsigned key_line[POLICY_KEY_COUNT];
    unsigned rule_line[SLICEGATE_RULE_COUNT];
    uint8_t rule_level[SLICEGATE_RULE_COUNT];
    /* The N of each list entry, in order. */
#define SLICEGATE_POLICY_LIST(section, name, kind, field, ...)                 \
    uint16_t number_##field[POLICY_ENTRIES(field)];
#include "policy_keys.inc"
} policy_parser;

typedef struct policy_key policy_key;

/* Reads VALUE into the field or list entry AT; false with the error set. */
typedef bool policy_reader(policy_parser *s, const policy_key *k,
                           policy_text value, void *at);

struct policy_key {
    policy_section section;
    const char *name;
    policy_reader *read;
    size_t at;      /* offset of the field in slicegate_policy */
    size_t size;    /* of the field, of a list one entry */
    size_t max;     /* entries of a list, 0 for a key that stands once */
    size_t count;   /* of a list: offset of its count in slicegate_policy */
    size_t numbers; /* of a list: offset of its N in policy_parser */
    bool heir;      /* takes its default from another field */
    size_t from;    /* of an heir: offset of that in slicegate_policy */
    unsigned low, high;
    const char *values, *fallback;
};

/* Sets the error of the line being read; always false. */
__attribute__((format(printf, 2, 3))) bool policy_fail(policy_parser *s,
                                                       const char *format, ...);

/* ---- policy_value.c: one reader for each kind of value ----------------- */

policy_reader policy_read_mode, policy_read_flag, policy_read_level,
    policy_read_own_level, policy_read_profile, policy_read_number,
    policy_read_path, policy_read_sha256, policy_read_sink, policy_read_suites,
    policy_read_resumption;

/* Decimal digits without sign or leading zero, LOW <= *out <= HIGH. */
bool policy_number(policy_text t, unsigned low, unsigned high, unsigned *out);

/* ---- policy_key.c: sections, keys, lists, defaults --------------------- */

const char *policy_section_name(policy_section section);

/* Clears the policy and sets the default of every key. */
bool policy_set_defaults(policy_parser *s);

/* Takes VALUE for s->key in s->section. */
bool policy_take(policy_parser *s, policy_text value);

/*
 * Ends the parse, so that the order of the sections does not matter: gives
 * the heirs what they inherit, and puts the levels of [rules] over the profile
 * and over that of each side. False, with the error on the rule's line, where
 * a rule cannot have its level in one of them.
 */
bool policy_settle(policy_parser *s);

#endif
