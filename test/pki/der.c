/* SPDX-License-Identifier: Apache-2.0 */
/* The DER writer, and the memory that everything here lives in. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

typedef struct block {
    struct block *next;
    max_align_t data[];
} block;

void pki_die(const char *what)
{
    (void)fprintf(stderr, "pki: %s\n", what);
    abort();
}

void *pki_alloc(pki *pk, size_t n)
{
    block *b = calloc(1, sizeof(*b) + n);

    if (b == NULL)
        pki_die("out of memory");
    b->next = pk->blocks;
    pk->blocks = b;
    return b->data;
}

void pki_arena_free(pki *pk)
{
    block *b = pk->blocks;

    while (b != NULL) {
        block *next = b->next;

        free(b);
        b = next;
    }
}

pki_bytes pki_copy(pki *pk, const void *p, size_t n)
{
    uint8_t *out = pki_alloc(pk, n + 1);

    if (n != 0)
        memcpy(out, p, n);
    return (pki_bytes){out, n};
}

pki_bytes pki_cat(pki *pk, const pki_bytes *part, size_t count)
{
    size_t n = 0, at = 0, i;
    uint8_t *out;

    for (i = 0; i < count; i++)
        n += part[i].n;
    out = pki_alloc(pk, n + 1);
    for (i = 0; i < count; i++) {
        if (part[i].n != 0)
            memcpy(out + at, part[i].p, part[i].n);
        at += part[i].n;
    }
    return (pki_bytes){out, n};
}

static size_t put_length(uint8_t *out, size_t n, bool padded)
{
    size_t octets = 0, i;

    if (n < 0x80 && !padded) {
        out[0] = (uint8_t)n;
        return 1;
    }
    while (octets < sizeof(n) && n >> (8 * octets) != 0)
        octets++;
    if (n < 0x80)
        octets = 1; /* 81 05: what DER would write in one octet */
    else if (padded)
        octets++;
    out[0] = (uint8_t)(0x80 | octets);
    for (i = 0; i < octets; i++) {
        size_t shift = 8 * (octets - 1 - i);

        out[1 + i] = (uint8_t)(shift < 8 * sizeof(n) ? n >> shift : 0);
    }
    return 1 + octets;
}

pki_bytes pki_tlv_form(pki *pk, uint8_t tag, pki_bytes content, pki_length form)
{
    uint8_t head[16] = {tag};
    size_t n = 1;

    if (form == PKI_LENGTH_INDEFINITE) {
        head[n++] = 0x80;
        return PKI_CAT(pk, {head, n}, content, {(const uint8_t *)"\0\0", 2});
    }
    n += put_length(head + 1, content.n, form == PKI_LENGTH_PADDED);
    return PKI_CAT(pk, {head, n}, content);
}

pki_bytes pki_tlv(pki *pk, uint8_t tag, pki_bytes content)
{
    return pki_tlv_form(pk, tag, content, PKI_LENGTH_DER);
}

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c == '\0' ? NULL : strchr(digits, c | 0x20);

    return at == NULL ? -1 : (int)(at - digits);
}

pki_bytes pki_hex(pki *pk, const char *hex)
{
    uint8_t *out = pki_alloc(pk, strlen(hex) / 2 + 1);
    size_t n = 0;

    while (*hex != '\0') {
        int high, low;

        if (*hex == ' ') {
            hex++;
            continue;
        }
        high = hex_digit(hex[0]);
        low = hex_digit(hex[1]);
        if (high < 0 || low < 0)
            pki_die("odd hexadecimal text");
        out[n++] = (uint8_t)(high << 4 | low);
        hex += 2;
    }
    return (pki_bytes){out, n};
}

pki_bytes pki_int(pki *pk, long value)
{
    uint8_t big[sizeof(value)];
    size_t i, skip = 0;

    for (i = 0; i < sizeof(big); i++)
        big[i] = (uint8_t)((unsigned long)value >> (8 * (sizeof(big) - 1 - i)));
    while (skip + 1 < sizeof(big) &&
           ((big[skip] == 0x00 && big[skip + 1] < 0x80) ||
            (big[skip] == 0xff && big[skip + 1] >= 0x80)))
        skip++;
    return pki_tlv(pk, 0x02, (pki_bytes){big + skip, sizeof(big) - skip});
}

pki_bytes pki_uint(pki *pk, pki_bytes v)
{
    while (v.n > 1 && v.p[0] == 0) {
        v.p++;
        v.n--;
    }
    if (v.n == 0)
        return pki_int(pk, 0);
    if (v.p[0] >= 0x80)
        v = PKI_CAT(pk, {(const uint8_t *)"", 1}, v);
    return pki_tlv(pk, 0x02, v);
}

pki_bytes pki_bool(pki *pk, bool value)
{
    uint8_t v = value ? 0xff : 0x00;

    return pki_tlv(pk, 0x01, (pki_bytes){&v, 1});
}

pki_bytes pki_null(pki *pk)
{
    return pki_tlv(pk, 0x05, PKI_OMIT);
}

static size_t put_base128(uint8_t *out, unsigned long v)
{
    size_t octets = 1, i;

    while (v >> (7 * octets) != 0)
        octets++;
    for (i = 0; i < octets; i++)
        out[i] = (uint8_t)((v >> (7 * (octets - 1 - i)) & 0x7f) |
                           (i + 1 < octets ? 0x80 : 0));
    return octets;
}

pki_bytes pki_oid(pki *pk, const char *dotted)
{
    uint8_t out[128];
    size_t n = 0;
    char *end;
    unsigned long first = strtoul(dotted, &end, 10);
    unsigned long arc = *end == '.' ? strtoul(end + 1, &end, 10) : 0;

    n += put_base128(out, first * 40 + arc);
    while (*end == '.' && n + 8 < sizeof(out))
        n += put_base128(out + n, strtoul(end + 1, &end, 10));
    if (*end != '\0')
        pki_die("odd object identifier");
    return pki_tlv(pk, 0x06, (pki_bytes){out, n});
}

pki_bytes pki_octets(pki *pk, pki_bytes content)
{
    return pki_tlv(pk, 0x04, content);
}

pki_bytes pki_bits(pki *pk, pki_bytes content, unsigned unused)
{
    uint8_t head = (uint8_t)unused;

    return pki_tlv(pk, 0x03, PKI_CAT(pk, {&head, 1}, content));
}

pki_bytes pki_string(pki *pk, uint8_t tag, const char *text)
{
    return pki_tlv(pk, tag, (pki_bytes){(const uint8_t *)text, strlen(text)});
}
