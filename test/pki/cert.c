/* SPDX-License-Identifier: Apache-2.0 */
/* From a spec to a certificate, and the compliant specs to start from. */
#include "internal.h"

#include <string.h>

#include <openssl/pem.h>
#include <openssl/sha.h>

#define CRL_URI "http://crl.operator.example/tls-ca.crl"

static pki_bytes pick(pki_bytes given, pki_bytes otherwise)
{
    return given.p != NULL ? given : otherwise;
}

static pki_bytes encode_extension(pki *pk, const pki_extension *e)
{
    if (e->raw.p != NULL)
        return e->raw;
    return PKI_SEQ(pk, pki_oid(pk, e->oid),
                   e->critical ? pki_bool(pk, true) : PKI_OMIT,
                   pki_octets(pk, e->value));
}

static pki_bytes encode_extensions(pki *pk, const pki_spec *spec)
{
    pki_bytes all = PKI_OMIT;
    unsigned i;

    if (spec->ext_count == 0)
        return PKI_OMIT;
    for (i = 0; i < spec->ext_count; i++)
        all = PKI_CAT(pk, all, encode_extension(pk, &spec->ext[i]));
    return pki_tlv(pk, 0xa3, pki_tlv(pk, 0x30, all));
}

static pki_bytes inner_algorithm(pki *pk, const pki_spec *spec)
{
    return pick(spec->inner, pki_algorithm(pk, spec->sigalg));
}

pki_bytes pki_tbs(pki *pk, const pki_spec *spec)
{
    return PKI_SEQ(pk, pick(spec->version, pki_tlv(pk, 0xa0, pki_int(pk, 2))),
                   spec->serial, inner_algorithm(pk, spec), spec->issuer_name,
                   spec->validity, spec->subject,
                   pick(spec->spki, spec->key->spki),
                   pick(spec->unique_ids, PKI_OMIT),
                   pick(spec->extensions, encode_extensions(pk, spec)),
                   pick(spec->tail, PKI_OMIT));
}

pki_bytes pki_certificate(pki *pk, pki_bytes tbs, pki_bytes algorithm,
                          pki_bytes signature_bits)
{
    return PKI_SEQ(pk, tbs, algorithm, signature_bits);
}

static const pki_key *signer(const pki_spec *spec)
{
    if (spec->signer != NULL)
        return spec->signer;
    return spec->issuer != NULL ? spec->issuer->key : spec->key;
}

const pki_cert *pki_issue_tbs(pki *pk, const pki_spec *spec, pki_bytes tbs)
{
    pki_cert *cert = pki_alloc(pk, sizeof(*cert));
    pki_bytes bits = spec->signature;
    pki_bytes spki = pick(spec->spki, spec->key->spki);

    if (bits.p == NULL)
        bits = pki_bits(pk, pki_sign(pk, signer(spec), spec->sigalg, tbs), 0);
    cert->tbs = tbs;
    cert->der = pki_certificate(
        pk, tbs, pick(spec->outer, inner_algorithm(pk, spec)), bits);
    cert->subject = spec->subject;
    cert->ski = pki_key_id(pk, spki);
    cert->key = spec->key;
    cert->issuer = spec->issuer;
    return cert;
}

const pki_cert *pki_issue(pki *pk, const pki_spec *spec)
{
    return pki_issue_tbs(pk, spec, pki_tbs(pk, spec));
}

/* ---- Compliant specs --------------------------------------------------- */

/* Positive, 16 octets, another one for each certificate of this pki. */
static pki_bytes serial(pki *pk, pki_bytes subject)
{
    uint8_t md[SHA256_DIGEST_LENGTH];
    unsigned count = ++pk->serial;
    pki_bytes seed =
        PKI_CAT(pk, subject, {(const uint8_t *)&count, sizeof(count)});

    if (SHA256(seed.p, seed.n, md) == NULL)
        pki_die("no SHA-256 for a serial number");
    md[0] = (uint8_t)(0x40 | (md[0] & 0x3f));
    return pki_tlv(pk, 0x02, (pki_bytes){md, 16});
}

static pki_bytes key_id_of(pki *pk, const pki_spec *spec)
{
    return pki_key_id(pk, pick(spec->spki, spec->key->spki));
}

void pki_spec_issuer(pki *pk, pki_spec *spec, const pki_cert *issuer)
{
    pki_bytes key_id = issuer != NULL ? issuer->ski : key_id_of(pk, spec);

    spec->issuer = issuer;
    spec->issuer_name = issuer != NULL ? issuer->subject : spec->subject;
    spec->sigalg = pki_sigalg_default(issuer != NULL ? issuer->key : spec->key);
    pki_ext_set(spec, PKI_OID_AKI, false,
                PKI_SEQ(pk, pki_tlv(pk, 0x80, key_id)));
}

void pki_spec_spki(pki *pk, pki_spec *spec, pki_bytes spki)
{
    spec->spki = spki;
    pki_spec_key(pk, spec, spec->key);
}

void pki_spec_key(pki *pk, pki_spec *spec, const pki_key *key)
{
    spec->key = key;
    pki_ext_set(spec, PKI_OID_SKI, false, pki_octets(pk, key_id_of(pk, spec)));
    if (spec->issuer == NULL)
        pki_spec_issuer(pk, spec, NULL);
}

static pki_spec *spec_new(pki *pk, const pki_cert *issuer, const pki_key *key,
                          pki_bytes subject, long days)
{
    pki_spec *spec = pki_alloc(pk, sizeof(*spec));

    spec->subject = subject;
    spec->serial = serial(pk, subject);
    spec->validity = pki_validity(pk, -1, days);
    spec->issuer = issuer;
    pki_spec_key(pk, spec, key);
    pki_spec_issuer(pk, spec, issuer);
    return spec;
}

pki_spec *pki_spec_ca(pki *pk, const pki_cert *issuer, const pki_key *key,
                      const char *cn, int path_len)
{
    pki_spec *spec = spec_new(pk, issuer, key, pki_name_a(pk, "Operator", cn),
                              issuer == NULL ? 3650 : 1825);

    pki_ext_set(spec, PKI_OID_BASIC_CONSTRAINTS, true,
                pki_basic_constraints(pk, true, path_len));
    pki_ext_set(spec, PKI_OID_KEY_USAGE, true,
                pki_key_usage(pk, PKI_KU_KEY_CERT_SIGN | PKI_KU_CRL_SIGN));
    return spec;
}

static pki_spec *spec_leaf(pki *pk, const pki_cert *issuer, const pki_key *key,
                           const char *host, const char *eku, pki_bytes names)
{
    pki_spec *spec =
        spec_new(pk, issuer, key, pki_name_a(pk, "Operator", host), 365);

    pki_ext_set(spec, PKI_OID_KEY_USAGE, true,
                pki_key_usage(pk, PKI_KU_DIGITAL_SIGNATURE));
    pki_ext_set(spec, PKI_OID_EKU, false, pki_eku(pk, eku, NULL));
    pki_ext_set(spec, PKI_OID_SAN, false, pki_tlv(pk, 0x30, names));
    pki_ext_set(spec, PKI_OID_CDP, false, pki_cdp_uri(pk, CRL_URI));
    return spec;
}

pki_spec *pki_spec_client(pki *pk, const pki_cert *issuer, const pki_key *key)
{
    return spec_leaf(pk, issuer, key, "csmf.operator.example", PKI_EKU_CLIENT,
                     pki_gn(pk, PKI_GN_DNS, "csmf.operator.example"));
}

pki_spec *pki_spec_server(pki *pk, const pki_cert *issuer, const pki_key *key)
{
    static const uint8_t loopback[4] = {127, 0, 0, 1};

    return spec_leaf(
        pk, issuer, key, "nsmf.operator.example", PKI_EKU_SERVER,
        PKI_CAT(pk, pki_gn(pk, PKI_GN_DNS, "nsmf.operator.example"),
                pki_gn(pk, PKI_GN_DNS, "localhost"), pki_gn_ip4(pk, loopback)));
}

/* ---- Files ------------------------------------------------------------- */

void pki_pem_cert(FILE *out, const pki_cert *cert)
{
    if (PEM_write(out, "CERTIFICATE", "", cert->der.p, (long)cert->der.n) <= 0)
        pki_die("cannot write a certificate");
}

void pki_pem_chain(FILE *out, const pki_cert *leaf, bool with_anchor)
{
    const pki_cert *c;

    for (c = leaf; c != NULL; c = c->issuer) {
        if (c->issuer != NULL || c == leaf || with_anchor)
            pki_pem_cert(out, c);
    }
}

void pki_pem_key(FILE *out, const pki_key *key)
{
    if (key->pkey == NULL ||
        !PEM_write_PrivateKey(out, key->pkey, NULL, NULL, 0, NULL, NULL))
        pki_die("cannot write a key");
}
