/* SPDX-License-Identifier: Apache-2.0 */
#include "policy_parser.h"

#include <stdio.h>
#include <string.h>

#define LIST_NUMBER_MAX 9999

/* ---- The lists of sections and keys ------------------------------------ */

static const char *const section_names[POLICY_SECTION_COUNT] = {
#define SLICEGATE_POLICY_SECTION(symbol, name, ...) name,
#include "policy_keys.inc"
};

const char *policy_section_name(policy_section section)
{
    return section_names[section];
}

static const policy_key keys[POLICY_KEY_COUNT] = {
#define SLICEGATE_POLICY_KEY(section_, name_, kind, field, low_, high_,        \
                             values_, default_, text)                          \
    {.section = POLICY_SECTION_##section_,                                     \
     .name = name_,                                                            \
     .read = policy_read_##kind,                                               \
     .at = offsetof(slicegate_policy, field),                                  \
     .size = sizeof POLICY_FIELD(field),                                       \
     .low = low_,                                                              \
     .high = high_,                                                            \
     .values = values_,                                                        \
     .fallback = default_},
#define SLICEGATE_POLICY_HEIR(section_, name_, kind, field, from_, values_,    \
                              default_, text)                                  \
    {.section = POLICY_SECTION_##section_,                                     \
     .name = name_,                                                            \
     .read = policy_read_##kind,                                               \
     .at = offsetof(slicegate_policy, field),                                  \
     .size = sizeof POLICY_FIELD(field),                                       \
     .heir = true,                                                             \
     .from = offsetof(slicegate_policy, from_),                                \
     .values = values_},
#define SLICEGATE_POLICY_LIST(section_, name_, kind, field, count_, values_,   \
                              default_, text)                                  \
    {.section = POLICY_SECTION_##section_,                                     \
     .name = name_,                                                            \
     .read = policy_read_##kind,                                               \
     .at = offsetof(slicegate_policy, field),                                  \
     .size = sizeof POLICY_FIELD(field)[0],                                    \
     .max = POLICY_ENTRIES(field),                                             \
     .count = offsetof(slicegate_policy, count_),                              \
     .numbers = offsetof(policy_parser, number_##field),                       \
     .values = values_,                                                        \
     .fallback = default_},
#include "policy_keys.inc"
};

static void *in_policy(policy_parser *s, size_t offset)
{
    return (uint8_t *)s->policy + offset;
}

/* ---- Lists ------------------------------------------------------------- */

static void clear_list(policy_parser *s, const policy_key *k)
{
    *(unsigned *)in_policy(s, k->count) = 0;
    memset(in_policy(s, k->at), 0, k->size * k->max);
}

static bool insert_entry(policy_parser *s, const policy_key *k, unsigned number,
                         policy_text value)
{
    unsigned *count = in_policy(s, k->count);
    uint8_t *entries = in_policy(s, k->at);
    uint16_t *numbers = (void *)((uint8_t *)s + k->numbers);
    size_t at = *count, behind;

    while (at > 0 && numbers[at - 1] >= number)
        at--;
    if (at < *count && numbers[at] == number)
        return policy_fail(s, "%.*s given twice; expected each N once",
                           (int)s->key.n, s->key.p);
    if (*count == k->max)
        return policy_fail(s, "one %s too many; expected at most %zu", k->name,
                           k->max);
    behind = *count - at;
    memmove(numbers + at + 1, numbers + at, behind * sizeof *numbers);
    memmove(entries + (at + 1) * k->size, entries + at * k->size,
            behind * k->size);
    memset(entries + at * k->size, 0, k->size);
    numbers[at] = (uint16_t)number;
    ++*count;
    return k->read(s, k, value, entries + at * k->size);
}

static bool set_default(policy_parser *s, const policy_key *k)
{
    policy_text rest, word;
    unsigned number = 0;

    if (k->fallback == NULL)
        return true;
    s->key = policy_text_of(k->name);
    rest = policy_text_of(k->fallback);
    if (k->max == 0)
        return k->read(s, k, rest, in_policy(s, k->at));
    while (policy_text_next_word(&rest, &word)) {
        if (!insert_entry(s, k, ++number, word))
            return false;
    }
    return true;
}

bool policy_set_defaults(policy_parser *s)
{
    memset(s->policy, 0, sizeof *s->policy);
    for (size_t i = 0; i < POLICY_KEY_COUNT; i++) {
        if (!set_default(s, &keys[i]))
            return false;
    }
    return true;
}

/* ---- Keys -------------------------------------------------------------- */

/* Length of a list's name up to and with its dot. */
static size_t stem(const policy_key *k)
{
    return strlen(k->name) - 1;
}

static bool key_matches(const policy_key *k, policy_text key)
{
    if (k->max == 0)
        return policy_text_is(key, k->name);
    return key.n >= stem(k) && memcmp(key.p, k->name, stem(k)) == 0;
}

static bool fail_unknown_key(policy_parser *s)
{
    char names[128] = "", key[POLICY_QUOTE_SIZE];
    size_t used = 0;

    for (size_t i = 0; i < POLICY_KEY_COUNT; i++) {
        if (keys[i].section == s->section && used < sizeof names)
            used += (size_t)snprintf(names + used, sizeof names - used, "%s%s",
                                     used > 0 ? ", " : "", keys[i].name);
    }
    policy_text_quote(s->key, key);
    return policy_fail(s, "unknown key %s in [%s]; expected one of: %s", key,
                       section_names[s->section], names);
}

static bool list_line(policy_parser *s, const policy_key *k, policy_text value)
{
    policy_text digits = {s->key.p + stem(k), s->key.n - stem(k)};
    unsigned number;

    if (!policy_number(digits, 1, LIST_NUMBER_MAX, &number)) {
        char key[POLICY_QUOTE_SIZE];

        policy_text_quote(s->key, key);
        return policy_fail(
            s,
            "key %s; expected %s with N from 1 to %d, decimal, no "
            "leading zero",
            key, k->name, LIST_NUMBER_MAX);
    }
    if (s->key_line[k - keys] == 0)
        clear_list(s, k);
    s->key_line[k - keys] = s->line;
    return insert_entry(s, k, number, value);
}

static bool single_line(policy_parser *s, const policy_key *k,
                        policy_text value)
{
    unsigned *first = &s->key_line[k - keys];

    if (*first != 0)
        return policy_fail(
            s, "%s given twice; expected once, it stands on line %u", k->name,
            *first);
    *first = s->line;
    return k->read(s, k, value, in_policy(s, k->at));
}

static bool fail_unknown_rule(policy_parser *s)
{
    char key[POLICY_QUOTE_SIZE];
    unsigned best = 0, best_distance = ~0U;

    for (unsigned r = 0; r < SLICEGATE_RULE_COUNT; r++) {
        const char *id = slicegate_rule_get((slicegate_rule)r)->id;
        unsigned distance = policy_text_distance(s->key, id);

        if (distance < best_distance) {
            best_distance = distance;
            best = r;
        }
    }
    policy_text_quote(s->key, key);
    return policy_fail(
        s, "unknown rule %s in [rules]; the nearest known one is %s", key,
        slicegate_rule_get((slicegate_rule)best)->id);
}

static bool rule_line(policy_parser *s, const policy_key *k, policy_text value)
{
    char id[64] = "";
    slicegate_rule rule;

    if (s->key.n < sizeof id)
        memcpy(id, s->key.p, s->key.n);
    rule = slicegate_rule_find(id);
    if (rule == SLICEGATE_RULE_COUNT)
        return fail_unknown_rule(s);
    if (s->rule_line[rule] != 0)
        return policy_fail(
            s, "%s given twice; expected once, it stands on line %u", id,
            s->rule_line[rule]);
    if (!k->read(s, k, value, &s->rule_level[rule]))
        return false;
    s->rule_line[rule] = s->line;
    return true;
}

static bool apply_rules(policy_parser *s, slicegate_profile *profile)
{
    for (unsigned r = 0; r < SLICEGATE_RULE_COUNT; r++) {
        slicegate_rule rule = (slicegate_rule)r;

        if (s->rule_line[r] == 0 ||
            slicegate_profile_set(profile, rule,
                                  (slicegate_level)s->rule_level[r]))
            continue;
        s->line = s->rule_line[r];
        return policy_fail(s,
                           "%s cannot be lowered in the profile %s; expected "
                           "enforce",
                           slicegate_rule_get(rule)->id, profile->name);
    }
    return true;
}

bool policy_settle(policy_parser *s)
{
    for (size_t i = 0; i < POLICY_KEY_COUNT; i++) {
        const policy_key *k = &keys[i];

        if (k->heir && s->key_line[i] == 0)
            memcpy(in_policy(s, k->at), in_policy(s, k->from), k->size);
    }
    for (unsigned i = 0; i < SLICEGATE_SIDES; i++) {
        if (!apply_rules(s, &s->policy->side[i].profile))
            return false;
    }
    return apply_rules(s, &s->policy->profile);
}

bool policy_take(policy_parser *s, policy_text value)
{
    for (size_t i = 0; i < POLICY_KEY_COUNT; i++) {
        const policy_key *k = &keys[i];

        if (k->section != s->section)
            continue;
        if (s->section == POLICY_SECTION_RULES)
            return rule_line(s, k, value);
        if (key_matches(k, s->key))
            return k->max == 0 ? single_line(s, k, value)
                               : list_line(s, k, value);
    }
    return fail_unknown_key(s);
}
