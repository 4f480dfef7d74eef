/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of policy text: trimming, comparing, and quoting for error messages. */
#ifndef SLICEGATE_POLICY_TEXT_H
#define SLICEGATE_POLICY_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Text that somebody else owns; not terminated, may hold any byte. */
typedef struct policy_text {
    const char *p;
    size_t n;
} policy_text;

/* A quoted text with its quotes and NUL: what policy_text_quote needs. */
#define POLICY_QUOTE_SIZE 48

policy_text policy_text_of(const char *string);

/* Without blanks (space and tab) at either end. */
policy_text policy_text_trim(policy_text t);

bool policy_text_is(policy_text t, const char *string);
bool policy_text_starts(policy_text t, const char *prefix);

/* Well-formed UTF-8 (RFC 3629): no overlong form, no surrogate. */
bool policy_text_is_utf8(policy_text t);

/* In single quotes, printable ASCII, other bytes as \xHH, cut with "...". */
void policy_text_quote(policy_text t, char out[POLICY_QUOTE_SIZE]);

/* How many single-character edits lie between T (cut to 63 bytes) and WORD,
 * upper and lower case alike. */
unsigned policy_text_distance(policy_text t, const char *word);

/* Takes the next word off a list "a, b, c"; false at its end. */
bool policy_text_next_word(policy_text *list, policy_text *word);

#endif
