/* SPDX-License-Identifier: Apache-2.0 */
/* Faults of the end entity certificate; what they share with TLS CAs first. */
#include "case_faults.h"
#include "case_parts.h"

#include <string.h>

#define LEAF(sym) void leaf_##sym(const pki_operators *op, pki_spec *s)

/* ---- Version, serial --------------------------------------------------- */

LEAF(v1)
{
    (void)op;
    s->version = PKI_OMIT;
}

LEAF(v2)
{
    s->version = pki_tlv(op->pk, 0xa0, pki_int(op->pk, 1));
}

LEAF(serial_negative)
{
    s->serial = pki_int(op->pk, -77);
}

LEAF(serial_zero)
{
    s->serial = pki_int(op->pk, 0);
}

LEAF(serial_long)
{
    uint8_t octets[21];

    memset(octets, 0x42, sizeof(octets));
    s->serial = pki_tlv(op->pk, 0x02, (pki_bytes){octets, sizeof(octets)});
}

/* ---- Signature --------------------------------------------------------- */

static void sign_by_b(const pki_operators *op, pki_spec *s, pki_sigalg alg)
{
    pki_spec_issuer(op->pk, s, op->root_b);
    s->sigalg = alg;
}

LEAF(md5)
{
    sign_by_b(op, s, (pki_sigalg){PKI_PKCS1, "MD5", NULL, 0});
}

LEAF(sha1)
{
    (void)op;
    s->sigalg.digest = "SHA1";
}

LEAF(sha224)
{
    (void)op;
    s->sigalg.digest = "SHA224";
}

LEAF(rsa_sha224)
{
    sign_by_b(op, s, (pki_sigalg){PKI_PKCS1, "SHA224", NULL, 0});
}

LEAF(pss_salt)
{
    sign_by_b(op, s, (pki_sigalg){PKI_PSS, "SHA256", NULL, 20});
}

LEAF(pss_mgf1)
{
    sign_by_b(op, s, (pki_sigalg){PKI_PSS, "SHA256", "SHA384", 32});
}

LEAF(ecdsa_null)
{
    fault_ecdsa_null(op, s);
}

LEAF(rsa_no_null)
{
    pki_spec_issuer(op->pk, s, op->root_b);
    s->inner = PKI_SEQ(op->pk, pki_oid(op->pk, "1.2.840.113549.1.1.11"));
}

/* ---- Key --------------------------------------------------------------- */

LEAF(rsa1024)
{
    pki_spec_key(op->pk, s, pki_key_get(op->pk, "rsa:1024", "csmf"));
}

LEAF(rsa_e3)
{
    pki_spec_key(op->pk, s, pki_key_get(op->pk, "rsa:2048:3", "csmf"));
}

LEAF(rsa_2052)
{
    pki_spec_key(op->pk, s, pki_key_get(op->pk, "rsa:2052", "csmf"));
}

LEAF(ec_explicit)
{
    pki_spec_spki(op->pk, s, pki_spki_explicit(op->pk, s->key, PKI_DEFAULT));
}

LEAF(ec_compressed)
{
    fault_ec_compressed(op, s);
}

LEAF(ed25519)
{
    pki_spec_key(op->pk, s, pki_key_get(op->pk, "ed25519", "csmf"));
}

/* ---- Names, validity --------------------------------------------------- */

LEAF(name_order)
{
    fault_name_order(op, s);
}

LEAF(name_locality)
{
    s->subject = PKI_NAME(op->pk, {PKI_OID_C, PKI_PRINTABLE, "DE"},
                          {PKI_OID_L, PKI_UTF8, "Bonn"},
                          {PKI_OID_O, PKI_UTF8, "Operator"},
                          {PKI_OID_CN, PKI_UTF8, "csmf.operator.example"});
}

LEAF(name_ou)
{
    s->subject = PKI_NAME(op->pk, {PKI_OID_C, PKI_PRINTABLE, "DE"},
                          {PKI_OID_O, PKI_UTF8, "Operator"},
                          {PKI_OID_OU, PKI_UTF8, "Management"},
                          {PKI_OID_CN, PKI_UTF8, "csmf.operator.example"});
}

LEAF(name_multi)
{
    pki *pk = op->pk;
    pki_rdn c = {PKI_OID_C, PKI_PRINTABLE, "DE"};
    pki_rdn o = {PKI_OID_O, PKI_UTF8, "Operator"};
    pki_rdn cn = {PKI_OID_CN, PKI_UTF8, "csmf.operator.example"};

    /* A SET OF is sorted by encoding: O is the shorter one. */
    s->subject =
        PKI_SEQ(pk, PKI_SET(pk, pki_attribute(pk, c)),
                PKI_SET(pk, pki_attribute(pk, o), pki_attribute(pk, cn)));
}

LEAF(name_printable)
{
    fault_name_printable(op, s);
}

LEAF(name_country)
{
    s->subject = PKI_NAME(op->pk, {PKI_OID_C, PKI_UTF8, "DE"},
                          {PKI_OID_O, PKI_UTF8, "Operator"},
                          {PKI_OID_CN, PKI_UTF8, "csmf.operator.example"});
}

LEAF(issuer_case)
{
    s->issuer_name = pki_name_a(op->pk, "OPERATOR", "OPERATOR A TLS CA");
}

LEAF(expired)
{
    s->validity = pki_validity(op->pk, -30, -1);
}

LEAF(gentime)
{
    fault_gentime(op, s);
}

/* ---- Extensions -------------------------------------------------------- */

LEAF(san_critical)
{
    (void)op;
    pki_ext_find(s, PKI_OID_SAN)->critical = true;
}

LEAF(policy_critical)
{
    fault_policy_critical(op, s);
}

LEAF(unknown_ext)
{
    pki_ext_add(s, "1.3.6.1.4.1.32473.9", true, pki_null(op->pk));
}

LEAF(ext_twice)
{
    fault_ext_twice(op, s);
}

LEAF(ext_malformed)
{
    pki_ext_add(s, PKI_OID_AIA, false, pki_null(op->pk));
}

static void key_usage(const pki_operators *op, pki_spec *s, unsigned bits)
{
    pki_ext_set(s, PKI_OID_KEY_USAGE, true, pki_key_usage(op->pk, bits));
}

LEAF(ku_plain)
{
    (void)op;
    pki_ext_find(s, PKI_OID_KEY_USAGE)->critical = false;
}

LEAF(ku_absent)
{
    (void)op;
    pki_ext_drop(s, PKI_OID_KEY_USAGE);
}

LEAF(ku_agreement)
{
    key_usage(op, s, PKI_KU_KEY_AGREEMENT);
}

LEAF(ku_cert_sign)
{
    key_usage(op, s, PKI_KU_DIGITAL_SIGNATURE | PKI_KU_KEY_CERT_SIGN);
}

LEAF(ku_crl_sign)
{
    key_usage(op, s, PKI_KU_DIGITAL_SIGNATURE | PKI_KU_CRL_SIGN);
}

LEAF(ku_encipher)
{
    key_usage(op, s, PKI_KU_DIGITAL_SIGNATURE | PKI_KU_KEY_ENCIPHERMENT);
}

LEAF(eku_server)
{
    pki_ext_set(s, PKI_OID_EKU, false, pki_eku(op->pk, PKI_EKU_SERVER, NULL));
}

LEAF(eku_any)
{
    pki_ext_set(s, PKI_OID_EKU, false, pki_eku(op->pk, PKI_EKU_ANY, NULL));
}

LEAF(eku_critical)
{
    (void)op;
    pki_ext_find(s, PKI_OID_EKU)->critical = true;
}

LEAF(bc_ca)
{
    pki_ext_set(s, PKI_OID_BASIC_CONSTRAINTS, false,
                pki_basic_constraints(op->pk, true, -1));
}

LEAF(bc_path_len)
{
    pki_ext_set(s, PKI_OID_BASIC_CONSTRAINTS, false,
                pki_basic_constraints(op->pk, false, 0));
}

LEAF(no_cdp)
{
    (void)op;
    pki_ext_drop(s, PKI_OID_CDP);
}

LEAF(cdp_ftp)
{
    pki_ext_set(s, PKI_OID_CDP, false,
                pki_cdp_uri(op->pk, "ftp://crl.operator.example/ca.crl"));
}

LEAF(cdp_empty)
{
    pki_ext_set(s, PKI_OID_CDP, false, pki_tlv(op->pk, 0x30, PKI_OMIT));
}

/* distributionPoint, fullName, and no name in it. */
LEAF(cdp_nameless)
{
    pki_ext_set(s, PKI_OID_CDP, false,
                pki_hex(op->pk, "30 06 30 04 a0 02 a0 00"));
}
