/* SPDX-License-Identifier: Apache-2.0 */
#include "policy_text.h"

#include <string.h>

#define DISTANCE_MAX 63

policy_text policy_text_of(const char *string)
{
    return (policy_text){string, strlen(string)};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

policy_text policy_text_trim(policy_text t)
{
    while (t.n > 0 && is_blank(t.p[0])) {
        t.p++;
        t.n--;
    }
    while (t.n > 0 && is_blank(t.p[t.n - 1]))
        t.n--;
    return t;
}

bool policy_text_is(policy_text t, const char *string)
{
    size_t n = strlen(string);

    return t.n == n && memcmp(t.p, string, n) == 0;
}

bool policy_text_starts(policy_text t, const char *prefix)
{
    size_t n = strlen(prefix);

    return t.n >= n && memcmp(t.p, prefix, n) == 0;
}

/* RFC 3629 section 4: bytes that follow a lead byte, and the first's range. */
static const struct utf8_form {
    unsigned char lead_low, lead_high, follow, first_low, first_high;
} utf8_forms[] = {
    {0x00, 0x7F, 0, 0, 0},       {0xC2, 0xDF, 1, 0x80, 0xBF},
    {0xE0, 0xE0, 2, 0xA0, 0xBF}, {0xE1, 0xEC, 2, 0x80, 0xBF},
    {0xED, 0xED, 2, 0x80, 0x9F}, {0xEE, 0xEF, 2, 0x80, 0xBF},
    {0xF0, 0xF0, 3, 0x90, 0xBF}, {0xF1, 0xF3, 3, 0x80, 0xBF},
    {0xF4, 0xF4, 3, 0x80, 0x8F},
};

/* Length of the character at the start of B[0..N), 0 where there is none. */
static size_t utf8_length(const unsigned char *b, size_t n)
{
    const size_t forms = sizeof utf8_forms / sizeof utf8_forms[0];

    for (size_t i = 0; i < forms; i++) {
        const struct utf8_form *f = &utf8_forms[i];

        if (b[0] < f->lead_low || b[0] > f->lead_high)
            continue;
        if (n < (size_t)f->follow + 1)
            return 0;
        if (f->follow > 0 && (b[1] < f->first_low || b[1] > f->first_high))
            return 0;
        for (size_t k = 2; k <= f->follow; k++) {
            if ((b[k] & 0xC0) != 0x80)
                return 0;
        }
        return (size_t)f->follow + 1;
    }
    return 0;
}

bool policy_text_is_utf8(policy_text t)
{
    const unsigned char *b = (const unsigned char *)t.p;

    for (size_t i = 0; i < t.n;) {
        size_t length = utf8_length(b + i, t.n - i);

        if (length == 0)
            return false;
        i += length;
    }
    return true;
}

/* Writes one byte of text as it may be printed; returns its length. */
static size_t escape(unsigned char c, char out[4])
{
    static const char hex[] = "0123456789abcdef";

    if (c >= 0x20 && c < 0x7F && c != '\\' && c != '\'') {
        out[0] = (char)c;
        return 1;
    }
    out[0] = '\\';
    out[1] = 'x';
    out[2] = hex[c >> 4];
    out[3] = hex[c & 15];
    return 4;
}

void policy_text_quote(policy_text t, char out[POLICY_QUOTE_SIZE])
{
    const size_t room = POLICY_QUOTE_SIZE - sizeof "'...'";
    size_t used = 0, i;

    out[used++] = '\'';
    for (i = 0; i < t.n; i++) {
        char one[4];
        size_t n = escape((unsigned char)t.p[i], one);

        if (used + n > room)
            break;
        memcpy(out + used, one, n);
        used += n;
    }
    memcpy(out + used, i < t.n ? "...'" : "'", i < t.n ? 5 : 2);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static unsigned least(unsigned a, unsigned b, unsigned c)
{
    unsigned m = a < b ? a : b;

    return m < c ? m : c;
}

unsigned policy_text_distance(policy_text t, const char *word)
{
    unsigned row[DISTANCE_MAX + 1];
    size_t n = t.n < DISTANCE_MAX ? t.n : DISTANCE_MAX;

    for (size_t i = 0; i <= n; i++)
        row[i] = (unsigned)i;
    for (unsigned j = 1; word[j - 1] != '\0'; j++) {
        unsigned diagonal = row[0];

        row[0] = j;
        for (size_t i = 1; i <= n; i++) {
            unsigned above = row[i];
            unsigned change = lower(t.p[i - 1]) == lower(word[j - 1]) ? 0 : 1;

            row[i] = least(above + 1, row[i - 1] + 1, diagonal + change);
            diagonal = above;
        }
    }
    return row[n];
}

bool policy_text_next_word(policy_text *list, policy_text *word)
{
    size_t n = 0;

    if (list->n == 0)
        return false;
    while (n < list->n && list->p[n] != ',')
        n++;
    *word = policy_text_trim((policy_text){list->p, n});
    if (n < list->n)
        n++;
    list->p += n;
    list->n -= n;
    return true;
}
