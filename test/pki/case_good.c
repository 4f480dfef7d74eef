/* SPDX-License-Identifier: Apache-2.0 */
/* Compliant chains. */
#include "case_parts.h"

static pki_spec *leaf_a(const pki_operators *op)
{
    return pki_spec_client(op->pk, op->tls_a, op->csmf);
}

static const pki_cert *leaf_b_signed(const pki_operators *op, pki_sigalg alg)
{
    pki_spec *leaf = pki_spec_client(op->pk, op->root_b, op->csmf);

    leaf->sigalg = alg;
    return pki_issue(op->pk, leaf);
}

/* A TLS CA of its own for a leaf that needs a stronger one than A's. */
static const pki_cert *leaf_under(const pki_operators *op, const char *ca_type,
                                  const char *leaf_type)
{
    pki *pk = op->pk;
    const pki_key *ca_key = pki_key_get(pk, ca_type, "tls-other");
    const pki_key *key = pki_key_get(pk, leaf_type, "csmf");
    const pki_cert *ca = pki_issue(
        pk, pki_spec_ca(pk, op->root_a, ca_key, "Operator A TLS CA 2", 0));

    return pki_issue(pk, pki_spec_client(pk, ca, key));
}

const pki_cert *good_three_tier(const pki_operators *op)
{
    return pki_issue(op->pk, leaf_a(op));
}

const pki_cert *good_two_tier(const pki_operators *op)
{
    return pki_issue(op->pk, pki_spec_client(op->pk, op->root_b, op->csmf));
}

const pki_cert *good_p384(const pki_operators *op)
{
    return leaf_under(op, "ec:P-384", "ec:P-384");
}

const pki_cert *good_rsa2048(const pki_operators *op)
{
    return leaf_under(op, "ec:P-256", "rsa:2048");
}

const pki_cert *good_rsa3072(const pki_operators *op)
{
    return leaf_under(op, "rsa:3072", "rsa:3072");
}

const pki_cert *good_pss(const pki_operators *op)
{
    return leaf_b_signed(op, (pki_sigalg){PKI_PSS, "SHA256", NULL, 32});
}

const pki_cert *good_pss384(const pki_operators *op)
{
    return leaf_b_signed(op, (pki_sigalg){PKI_PSS, "SHA384", NULL, 48});
}

const pki_cert *good_dc_name(const pki_operators *op)
{
    pki_spec *leaf = leaf_a(op);

    leaf->subject = PKI_NAME(op->pk, {PKI_OID_DC, PKI_IA5, "example"},
                             {PKI_OID_DC, PKI_IA5, "operator"},
                             {PKI_OID_OU, PKI_UTF8, "Management"},
                             {PKI_OID_CN, PKI_UTF8, "csmf"});
    return pki_issue(op->pk, leaf);
}

const pki_cert *good_cn_only(const pki_operators *op)
{
    pki_spec *leaf = leaf_a(op);

    leaf->subject = PKI_NAME(op->pk, {PKI_OID_O, PKI_UTF8, "Operator"},
                             {PKI_OID_CN, PKI_UTF8, "csmf.operator.example"});
    return pki_issue(op->pk, leaf);
}

const pki_cert *good_eku_both(const pki_operators *op)
{
    pki_spec *leaf = leaf_a(op);

    pki_ext_set(leaf, PKI_OID_EKU, false,
                pki_eku(op->pk, PKI_EKU_SERVER, PKI_EKU_CLIENT));
    return pki_issue(op->pk, leaf);
}

const pki_cert *good_eku_none(const pki_operators *op)
{
    pki_spec *leaf = leaf_a(op);

    pki_ext_drop(leaf, PKI_OID_EKU);
    return pki_issue(op->pk, leaf);
}

const pki_cert *good_san_uri(const pki_operators *op)
{
    pki_spec *leaf = leaf_a(op);
    const char *uri = "urn:uuid:8f3c2a54-5b1e-4c7d-9a60-3d2f1e0b7c95";

    pki_ext_set(leaf, PKI_OID_SAN, false,
                PKI_SEQ(op->pk, pki_gn(op->pk, PKI_GN_URI, uri)));
    return pki_issue(op->pk, leaf);
}

const pki_cert *good_aia(const pki_operators *op)
{
    pki_spec *leaf = leaf_a(op);

    pki_ext_set(leaf, PKI_OID_AIA, false,
                pki_aia_uri(op->pk, "http://ocsp.operator.example/"));
    pki_ext_set(leaf, PKI_OID_POLICIES, false,
                pki_policies(op->pk, "1.3.6.1.4.1.32473.1"));
    return pki_issue(op->pk, leaf);
}

const pki_cert *good_ldap_cdp(const pki_operators *op)
{
    pki_spec *leaf = leaf_a(op);
    const char *uri = "ldap://ldap.operator.example/cn=TLS-CA?"
                      "certificateRevocationList;binary";

    pki_ext_set(leaf, PKI_OID_CDP, false, pki_cdp_uri(op->pk, uri));
    return pki_issue(op->pk, leaf);
}

const pki_cert *good_no_key_ids(const pki_operators *op)
{
    pki_spec *leaf = leaf_a(op);

    pki_ext_drop(leaf, PKI_OID_AKI);
    pki_ext_drop(leaf, PKI_OID_SKI);
    return pki_issue(op->pk, leaf);
}

const pki_cert *good_upper_ca(const pki_operators *op)
{
    pki *pk = op->pk;
    const pki_key *upper_key = pki_key_get(pk, "ec:P-384", "upper");
    const pki_cert *upper = pki_issue(
        pk, pki_spec_ca(pk, op->root_a, upper_key, "Operator A Upper CA", 1));
    const pki_cert *ca = pki_issue(
        pk, pki_spec_ca(pk, upper, op->tls_a->key, "Operator A TLS CA", 0));

    return pki_issue(pk, pki_spec_client(pk, ca, op->csmf));
}

const pki_cert *good_new_anchor(const pki_operators *op)
{
    return pki_issue(op->pk, pki_spec_client(op->pk, op->tls_a_new, op->csmf));
}
