/* SPDX-License-Identifier: Apache-2.0 */
/* Values of extensions, and the list of a spec. */
#include "internal.h"

#include <string.h>

#include <openssl/sha.h>

pki_bytes pki_key_usage(pki *pk, unsigned bits)
{
    uint8_t octet = 0;
    unsigned i, unused = 7;

    for (i = 0; i < 8; i++) {
        if ((bits & 1u << i) != 0) {
            octet = (uint8_t)(octet | 0x80u >> i);
            unused = 7 - i;
        }
    }
    if (bits == 0)
        return pki_bits(pk, PKI_OMIT, 0);
    return pki_bits(pk, (pki_bytes){&octet, 1}, unused);
}

pki_bytes pki_basic_constraints(pki *pk, bool ca, int path_len)
{
    return PKI_SEQ(pk, ca ? pki_bool(pk, true) : PKI_OMIT,
                   path_len >= 0 ? pki_int(pk, path_len) : PKI_OMIT);
}

pki_bytes pki_eku(pki *pk, const char *a, const char *b)
{
    return PKI_SEQ(pk, pki_oid(pk, a), b != NULL ? pki_oid(pk, b) : PKI_OMIT);
}

pki_bytes pki_gn(pki *pk, pki_general_name type, const char *text)
{
    return pki_string(pk, (uint8_t)(0x80 | (unsigned)type), text);
}

pki_bytes pki_gn_ip4(pki *pk, const uint8_t address[4])
{
    return pki_tlv(pk, 0x80 | PKI_GN_IP, (pki_bytes){address, 4});
}

pki_bytes pki_cdp_uri(pki *pk, const char *uri)
{
    pki_bytes full = pki_tlv(pk, 0xa0, pki_gn(pk, PKI_GN_URI, uri));

    return PKI_SEQ(pk, PKI_SEQ(pk, pki_tlv(pk, 0xa0, full)));
}

pki_bytes pki_aia_uri(pki *pk, const char *ocsp_uri)
{
    return PKI_SEQ(pk, PKI_SEQ(pk, pki_oid(pk, "1.3.6.1.5.5.7.48.1"),
                               pki_gn(pk, PKI_GN_URI, ocsp_uri)));
}

pki_bytes pki_policies(pki *pk, const char *oid)
{
    return PKI_SEQ(pk, PKI_SEQ(pk, pki_oid(pk, oid)));
}

/* The length of the header of the element at p; short and long forms. */
static size_t header_size(const uint8_t *p)
{
    return p[1] < 0x80 ? 2 : 2 + (size_t)(p[1] & 0x7f);
}

/* The element after the one at p, both inside one SEQUENCE of a sane SPKI. */
static const uint8_t *next_element(const uint8_t *p)
{
    size_t n = p[1] < 0x80 ? p[1] : 0, i;

    for (i = 0; p[1] >= 0x80 && i < (size_t)(p[1] & 0x7f); i++)
        n = n << 8 | p[2 + i];
    return p + header_size(p) + n;
}

pki_bytes pki_key_id(pki *pk, pki_bytes spki)
{
    const uint8_t *bits = next_element(spki.p + header_size(spki.p));
    const uint8_t *key = bits + header_size(bits) + 1;
    uint8_t md[SHA_DIGEST_LENGTH];

    if (SHA1(key, (size_t)(spki.p + spki.n - key), md) == NULL)
        pki_die("no SHA-1 for a key identifier");
    return pki_copy(pk, md, sizeof(md));
}

static pki_extension *find(pki_spec *spec, const char *oid)
{
    unsigned i;

    for (i = 0; i < spec->ext_count; i++) {
        if (strcmp(spec->ext[i].oid, oid) == 0)
            return &spec->ext[i];
    }
    return NULL;
}

pki_extension *pki_ext_find(pki_spec *spec, const char *oid)
{
    pki_extension *e = find(spec, oid);

    if (e == NULL)
        pki_die("no such extension to change");
    return e;
}

void pki_ext_add(pki_spec *spec, const char *oid, bool critical,
                 pki_bytes value)
{
    if (spec->ext_count == PKI_EXTENSIONS_MAX)
        pki_die("too many extensions");
    spec->ext[spec->ext_count++] =
        (pki_extension){.oid = oid, .critical = critical, .value = value};
}

void pki_ext_set(pki_spec *spec, const char *oid, bool critical,
                 pki_bytes value)
{
    pki_extension *e = find(spec, oid);

    if (e == NULL)
        pki_ext_add(spec, oid, critical, value);
    else
        *e = (pki_extension){.oid = oid, .critical = critical, .value = value};
}

void pki_ext_drop(pki_spec *spec, const char *oid)
{
    pki_extension *e = pki_ext_find(spec, oid);
    size_t after = (size_t)(spec->ext + spec->ext_count - (e + 1));

    memmove(e, e + 1, after * sizeof(*e));
    spec->ext_count--;
}
