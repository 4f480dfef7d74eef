/* SPDX-License-Identifier: Apache-2.0 */
#include "policy_parser.h"

#include <stdio.h>
#include <string.h>

static bool fail_value(policy_parser *s, const char *expected,
                       policy_text value)
{
    char key[POLICY_QUOTE_SIZE], presented[POLICY_QUOTE_SIZE];

    policy_text_quote(s->key, key);
    policy_text_quote(value, presented);
    return policy_fail(s, "%s is %s; expected %s", key, presented, expected);
}

static bool fail_word(policy_parser *s, const policy_key *k, policy_text value)
{
    char expected[96];

    snprintf(expected, sizeof expected, "one of: %s", k->values);
    return fail_value(s, expected, value);
}

/* ---- Values, one reader for each kind ---------------------------------- */

static bool read_word(policy_parser *s, const policy_key *k, policy_text value,
                      unsigned *index)
{
    policy_text list = policy_text_of(k->values), word;

    for (*index = 0; policy_text_next_word(&list, &word); ++*index) {
        if (word.n == value.n && memcmp(word.p, value.p, word.n) == 0)
            return true;
    }
    return fail_word(s, k, value);
}

bool policy_read_mode(policy_parser *s, const policy_key *k, policy_text value,
                      void *at)
{
    unsigned index;

    if (!read_word(s, k, value, &index))
        return false;
    *(slicegate_mode *)at =
        index == 0 ? SLICEGATE_MODE_ENFORCE : SLICEGATE_MODE_MONITOR;
    return true;
}

bool policy_read_flag(policy_parser *s, const policy_key *k, policy_text value,
                      void *at)
{
    unsigned index;

    if (!read_word(s, k, value, &index))
        return false;
    *(bool *)at = index != 0;
    return true;
}

static bool read_level(policy_parser *s, const policy_key *k, policy_text value,
                       slicegate_level *out)
{
    unsigned index, level = SLICEGATE_LEVEL_OFF;

    if (!read_word(s, k, value, &index))
        return false;
    while (level < SLICEGATE_LEVEL_ENFORCE &&
           !policy_text_is(value, slicegate_level_name((slicegate_level)level)))
        level++;
    *out = (slicegate_level)level;
    return true;
}

/* Of a rule: in the form in which a profile keeps it. */
bool policy_read_level(policy_parser *s, const policy_key *k, policy_text value,
                       void *at)
{
    slicegate_level level;

    if (!read_level(s, k, value, &level))
        return false;
    *(uint8_t *)at = (uint8_t)level;
    return true;
}

bool policy_read_own_level(policy_parser *s, const policy_key *k,
                           policy_text value, void *at)
{
    return read_level(s, k, value, at);
}

bool policy_read_resumption(policy_parser *s, const policy_key *k,
                            policy_text value, void *at)
{
    static const slicegate_resumption modes[] = {SLICEGATE_RESUMPTION_KNOWN,
                                                 SLICEGATE_RESUMPTION_ALLOW,
                                                 SLICEGATE_RESUMPTION_DENY};
    unsigned index;

    if (!read_word(s, k, value, &index))
        return false;
    *(slicegate_resumption *)at = modes[index];
    return true;
}

bool policy_read_profile(policy_parser *s, const policy_key *k,
                         policy_text value, void *at)
{
    char name[32] = "";

    if (value.n < sizeof name)
        memcpy(name, value.p, value.n);
    if (!slicegate_profile_builtin(name, at))
        return fail_word(s, k, value);
    return true;
}

bool policy_number(policy_text t, unsigned low, unsigned high, unsigned *out)
{
    unsigned value = 0;

    if (t.n == 0 || t.n > 9 || (t.n > 1 && t.p[0] == '0'))
        return false;
    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] < '0' || t.p[i] > '9')
            return false;
        value = value * 10 + (unsigned)(t.p[i] - '0');
    }
    *out = value;
    return value >= low && value <= high;
}

bool policy_read_number(policy_parser *s, const policy_key *k,
                        policy_text value, void *at)
{
    if (!policy_number(value, k->low, k->high, at))
        return fail_value(s, k->values, value);
    return true;
}

static bool copy_path(policy_parser *s, const policy_key *k, policy_text value,
                      policy_text path, char *out)
{
    if (path.n == 0 || path.p[0] != '/')
        return fail_value(s, k->values, value);
    if (path.n >= SLICEGATE_POLICY_PATH_MAX) {
        char key[POLICY_QUOTE_SIZE];

        policy_text_quote(s->key, key);
        return policy_fail(s, "%s is a path of %zu bytes; expected at most %d",
                           key, path.n, SLICEGATE_POLICY_PATH_MAX - 1);
    }
    memcpy(out, path.p, path.n);
    out[path.n] = '\0';
    return true;
}

bool policy_read_path(policy_parser *s, const policy_key *k, policy_text value,
                      void *at)
{
    return copy_path(s, k, value, value, at);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool policy_read_sha256(policy_parser *s, const policy_key *k,
                        policy_text value, void *at)
{
    const size_t bytes = sizeof POLICY_FIELD(leaf)[0];
    const bool colons = value.n == bytes * 3 - 1;
    const size_t step = colons ? 3 : 2;
    uint8_t *out = at;

    if (!colons && value.n != bytes * 2)
        return fail_value(s, k->values, value);
    for (size_t i = 0; i < bytes; i++) {
        const char *p = value.p + i * step;
        int high = hex_digit(p[0]), low = hex_digit(p[1]);

        if (high < 0 || low < 0 || (colons && i + 1 < bytes && p[2] != ':'))
            return fail_value(s, k->values, value);
        out[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

bool policy_read_sink(policy_parser *s, const policy_key *k, policy_text value,
                      void *at)
{
    static const char prefix[] = "file:";
    const size_t n = sizeof prefix - 1;
    slicegate_sink *sink = at;

    if (policy_text_is(value, "syslog")) {
        sink->kind = SLICEGATE_SINK_SYSLOG;
        return true;
    }
    if (policy_text_is(value, "stderr")) {
        sink->kind = SLICEGATE_SINK_STDERR;
        return true;
    }
    if (!policy_text_starts(value, prefix))
        return fail_value(s, k->values, value);
    sink->kind = SLICEGATE_SINK_FILE;
    return copy_path(s, k, value, (policy_text){value.p + n, value.n - n},
                     sink->path);
}

/* ---- Suites ------------------------------------------------------------ */

static bool separates(char c)
{
    return c == ' ' || c == '\t' || c == ',';
}

/* Takes the next id off a list; empty at its end. */
static policy_text next_id(policy_text *list)
{
    policy_text id;

    while (list->n > 0 && separates(list->p[0])) {
        list->p++;
        list->n--;
    }
    id.p = list->p;
    for (id.n = 0; id.n < list->n && !separates(id.p[id.n]); id.n++)
        ;
    list->p += id.n;
    list->n -= id.n;
    return id;
}

/* "0x" and four hex digits, of either case. */
static bool suite_id(policy_text id, uint16_t *out)
{
    unsigned value = 0;

    if (id.n != 6 || id.p[0] != '0' || (id.p[1] != 'x' && id.p[1] != 'X'))
        return false;
    for (size_t i = 2; i < id.n; i++) {
        int digit = hex_digit(id.p[i]);

        if (digit < 0)
            return false;
        value = value << 4 | (unsigned)digit;
    }
    *out = (uint16_t)value;
    return true;
}

static bool may_be_named(const policy_key *k, policy_text id, uint16_t *out)
{
    policy_text known = policy_text_of(k->values);
    uint16_t one;

    if (!suite_id(id, out))
        return false;
    for (policy_text t = next_id(&known); t.n > 0; t = next_id(&known)) {
        if (suite_id(t, &one) && one == *out)
            return true;
    }
    return false;
}

static bool fail_suite(policy_parser *s, const policy_key *k, policy_text id)
{
    char presented[POLICY_QUOTE_SIZE];

    policy_text_quote(id, presented);
    return policy_fail(s,
                       "%s names %s; expected ids out of %s: ECDHE_PSK with "
                       "CHACHA20_POLY1305 and, in mgmt-2018, DHE_PSK with AEAD "
                       "need no naming, and no other PSK suite is to be had",
                       k->name, presented, k->values);
}

bool policy_read_suites(policy_parser *s, const policy_key *k,
                        policy_text value, void *at)
{
    slicegate_tls_policy *tls = at;
    policy_text rest = value;

    for (policy_text t = next_id(&rest); t.n > 0; t = next_id(&rest)) {
        uint16_t id;

        if (!may_be_named(k, t, &id))
            return fail_suite(s, k, t);
        for (unsigned i = 0; i < tls->psk_suite_count; i++) {
            if (tls->psk_suite[i] == id)
                return policy_fail(s, "%s names 0x%04X twice; expected once",
                                   k->name, id);
        }
        /* Each of k->values at most once: they are fewer than there is room. */
        tls->psk_suite[tls->psk_suite_count++] = id;
    }
    return tls->psk_suite_count > 0 || fail_suite(s, k, value);
}
