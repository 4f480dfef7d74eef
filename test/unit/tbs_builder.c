/* SPDX-License-Identifier: Apache-2.0 */
#include "tbs_builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "der.h"

#define ARENA_SIZE (8u << 20)

static uint8_t arena[ARENA_SIZE];
static size_t used;

static const slicegate_bytes nothing = {NULL, 0};

void tbs_reset(void)
{
    used = 0;
}

static uint8_t *take(size_t n)
{
    uint8_t *p = arena + used;
    if (n > ARENA_SIZE - used) {
        fprintf(stderr, "the test's arena is too small\n");
        abort();
    }
    used += n;
    return p;
}

static unsigned digit(char c)
{
    const char *digits = "0123456789abcdef";
    const char *at = c == '\0' ? NULL : strchr(digits, c | 0x20);
    if (at == NULL) {
        fprintf(stderr, "not a hexadecimal digit: %c\n", c);
        abort();
    }
    return (unsigned)(at - digits);
}

slicegate_bytes hex(const char *digits)
{
    slicegate_bytes out = {take(strlen(digits) / 2), 0};
    uint8_t *at = arena + (out.p - arena);
    while (*digits != '\0') {
        if (*digits == ' ') {
            digits++;
            continue;
        }
        at[out.n++] = (uint8_t)(digit(digits[0]) << 4 | digit(digits[1]));
        digits += 2;
    }
    return out;
}

slicegate_bytes fill(uint8_t octet, size_t n)
{
    uint8_t *p = take(n);
    memset(p, octet, n);
    return (slicegate_bytes){p, n};
}

slicegate_bytes cat(slicegate_bytes a, slicegate_bytes b)
{
    uint8_t *p = take(a.n + b.n);
    if (a.n != 0)
        memcpy(p, a.p, a.n);
    if (b.n != 0)
        memcpy(p + a.n, b.p, b.n);
    return (slicegate_bytes){p, a.n + b.n};
}

slicegate_bytes tlv(uint8_t tag, slicegate_bytes content)
{
    uint8_t head[6] = {tag};
    size_t n = 2, octets = 0;
    if (content.n < 0x80) {
        head[1] = (uint8_t)content.n;
    } else {
        while (content.n >> 8 * octets != 0)
            octets++;
        head[1] = (uint8_t)(0x80 | octets);
        while (octets-- > 0)
            head[n++] = (uint8_t)(content.n >> 8 * octets);
    }
    return cat((slicegate_bytes){head, n}, content);
}

slicegate_bytes str(uint8_t tag, const char *text)
{
    return tlv(tag, (slicegate_bytes){(const uint8_t *)text, strlen(text)});
}

slicegate_bytes attribute(const char *oid, uint8_t tag, const char *text)
{
    return tlv(SG_SET,
               tlv(SG_SEQUENCE, cat(tlv(SG_OID, hex(oid)), str(tag, text))));
}

static slicegate_bytes part(const char *text)
{
    static const struct {
        const char *type, *oid;
        uint8_t tag;
    } types[] = {{"C=", "550406", SG_PRINTABLE_STRING},
                 {"O=", "55040a", SG_UTF8_STRING},
                 {"CN=", "550403", SG_UTF8_STRING},
                 {"OU=", "55040b", SG_UTF8_STRING},
                 {"ST=", "550408", SG_UTF8_STRING},
                 {"DC=", "0992268993f22c640119", SG_IA5_STRING}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        size_t n = strlen(types[i].type);
        if (strncmp(text, types[i].type, n) == 0)
            return attribute(types[i].oid, types[i].tag, text + n);
    }
    fprintf(stderr, "unknown attribute: %s\n", text);
    abort();
}

slicegate_bytes name(const char *text)
{
    slicegate_bytes rdns = nothing;
    while (*text != '\0') {
        char one[128];
        size_t n = strcspn(text, ",");
        snprintf(one, sizeof one, "%.*s", (int)n, text);
        rdns = cat(rdns, part(one));
        text += n + (text[n] == ',');
    }
    return tlv(SG_SEQUENCE, rdns);
}

slicegate_bytes validity(uint8_t tag_before, const char *before,
                         uint8_t tag_after, const char *after)
{
    return tlv(SG_SEQUENCE,
               cat(str(tag_before, before), str(tag_after, after)));
}

static slicegate_bytes spki(slicegate_bytes algorithm, slicegate_bytes octets)
{
    return tlv(SG_SEQUENCE, cat(tlv(SG_SEQUENCE, algorithm),
                                tlv(SG_BIT_STRING, cat(hex("00"), octets))));
}

slicegate_bytes rsa_key(slicegate_bytes modulus, slicegate_bytes exponent)
{
    slicegate_bytes numbers =
        cat(tlv(SG_INTEGER, modulus), tlv(SG_INTEGER, exponent));
    return spki(hex("06092a864886f70d010101 0500"), tlv(SG_SEQUENCE, numbers));
}

slicegate_bytes rsa_key_bits(unsigned bits)
{
    uint8_t top = (uint8_t)(0xff >> (8 - bits % 8) % 8);
    slicegate_bytes modulus =
        cat(fill(top, 1), fill(0xff, (size_t)(bits + 7) / 8 - 1));
    if ((top & 0x80) != 0)
        modulus = cat(hex("00"), modulus);
    return rsa_key(modulus, hex("010001"));
}

slicegate_bytes ec_key(const char *curve_oid, const char *point)
{
    slicegate_bytes curve = tlv(SG_OID, hex(curve_oid));
    return spki(cat(hex("06072a8648ce3d0201"), curve), hex(point));
}

slicegate_bytes p256_key(void)
{
    return ec_key("2a8648ce3d030107",
                  "04"
                  "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898"
                  "c296"
                  "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf"
                  "51f5");
}

slicegate_bytes p384_key(void)
{
    return ec_key("2b81040022",
                  "04"
                  "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e08254"
                  "2a385502f25dbf55296c3a545e3872760ab7"
                  "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0"
                  "b8c00a60b1ce1d7e819d7a431d7c90ea0e5f");
}

void tbs_add(tbs *t, const char *oid, bool critical, slicegate_bytes value)
{
    tbs_extension e = {oid, critical ? hex("0101ff") : nothing, value};
    t->extension[t->count++] = e;
}

static unsigned find(const tbs *t, const char *oid)
{
    for (unsigned i = 0; i < t->count; i++)
        if (strcmp(t->extension[i].oid, oid) == 0)
            return i;
    fprintf(stderr, "no extension %s to change\n", oid);
    abort();
}

void tbs_drop(tbs *t, const char *oid)
{
    unsigned i = find(t, oid);
    t->count--;
    memmove(&t->extension[i], &t->extension[i + 1],
            (t->count - i) * sizeof t->extension[0]);
}

void tbs_value(tbs *t, const char *oid, slicegate_bytes value)
{
    t->extension[find(t, oid)].value = value;
}

void tbs_critical(tbs *t, const char *oid, bool critical)
{
    t->extension[find(t, oid)].critical = critical ? hex("0101ff") : nothing;
}

static slicegate_bytes extensions(const tbs *t)
{
    slicegate_bytes list = nothing;
    if (t->wrapped.n != 0)
        return t->wrapped;
    if (t->count == 0)
        return nothing;
    for (unsigned i = 0; i < t->count; i++) {
        const tbs_extension *e = &t->extension[i];
        slicegate_bytes inside = cat(tlv(SG_OID, hex(e->oid)), e->critical);
        inside = cat(inside, tlv(SG_OCTET_STRING, e->value));
        list = cat(list, tlv(SG_SEQUENCE, inside));
    }
    return tlv(SG_CONTEXT_CONSTRUCTED(3), tlv(SG_SEQUENCE, list));
}

slicegate_bytes tbs_der(const tbs *t)
{
    slicegate_bytes all = cat(t->version, t->serial);
    all = cat(all, t->signature);
    all = cat(all, t->issuer);
    all = cat(all, t->validity);
    all = cat(all, t->subject);
    all = cat(all, t->spki);
    all = cat(all, t->unique);
    return tlv(SG_SEQUENCE, cat(all, extensions(t)));
}

static tbs basic(const char *issuer, const char *subject)
{
    tbs t = {.version = hex("a003020102"),
             .serial = hex("02020abc"),
             .signature = hex("300a06082a8648ce3d040302"),
             .issuer = name(issuer),
             .validity = validity(SG_UTC_TIME, "260101000000Z", SG_UTC_TIME,
                                  "270101000000Z"),
             .subject = name(subject),
             .spki = p256_key()};
    return t;
}

#define CA_NAME "C=SE,O=Operator A,CN=TLS CA"
#define UPPER_NAME "C=SE,O=Operator A,CN=Root"

static tbs end_entity(const char *purpose)
{
    tbs t = basic(CA_NAME, "C=SE,O=Operator A,CN=csmf.example");
    tbs_add(&t, EXT_KU, true, hex("03020780"));
    tbs_add(&t, EXT_EKU, false, tlv(SG_SEQUENCE, tlv(SG_OID, hex(purpose))));
    tbs_add(&t, EXT_SAN, false,
            tlv(SG_SEQUENCE, str(SG_CONTEXT(2), "csmf.example")));
    tbs_add(&t, EXT_CDP, false,
            tlv(SG_SEQUENCE,
                tlv(SG_SEQUENCE,
                    tlv(SG_CONTEXT_CONSTRUCTED(0),
                        tlv(SG_CONTEXT_CONSTRUCTED(0),
                            str(SG_CONTEXT(6), "http://crl.example/a"))))));
    tbs_add(&t, EXT_AKI, false, hex("3006 8004 01020304"));
    return t;
}

tbs tbs_client(void)
{
    return end_entity("2b06010505070302");
}

tbs tbs_server(void)
{
    return end_entity("2b06010505070301");
}

tbs tbs_ca(void)
{
    tbs t = basic(UPPER_NAME, CA_NAME);
    tbs_add(&t, EXT_BC, true, hex("3006 0101ff 020100"));
    tbs_add(&t, EXT_KU, true, hex("03020106"));
    tbs_add(&t, EXT_SKI, false, hex("0404 01020304"));
    tbs_add(&t, EXT_AKI, false, hex("3006 8004 05060708"));
    return t;
}

tbs tbs_upper(void)
{
    tbs t = basic(UPPER_NAME, UPPER_NAME);
    tbs_add(&t, EXT_BC, true, hex("3003 0101ff"));
    tbs_add(&t, EXT_KU, true, hex("03020106"));
    tbs_add(&t, EXT_SKI, false, hex("0404 05060708"));
    return t;
}

tbs tbs_sba(void)
{
    tbs t = tbs_client();
    slicegate_bytes names = cat(
        str(SG_CONTEXT(2), "csmf.example"),
        str(SG_CONTEXT(6), "urn:uuid:f81d4fae-7dec-41d0-a765-00a0c91e6bf6"));
    tbs_value(&t, EXT_SAN, tlv(SG_SEQUENCE, names));
    tbs_critical(&t, EXT_SAN, true);
    tbs_add(&t, EXT_NFT, false, tlv(SG_SEQUENCE, str(SG_IA5_STRING, "AMF")));
    return t;
}
