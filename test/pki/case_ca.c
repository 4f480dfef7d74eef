/* SPDX-License-Identifier: Apache-2.0 */
/* Faults of the TLS CA's certificate above a compliant end entity. */
#include "case_faults.h"
#include "case_parts.h"

#define CA(sym) void ca_##sym(const pki_operators *op, pki_spec *s)

static void use_key(const pki_operators *op, pki_spec *s, const char *type)
{
    pki_spec_key(op->pk, s, pki_key_get(op->pk, type, "tls-odd"));
}

CA(v1)
{
    (void)op;
    s->version = PKI_OMIT;
}

CA(serial_negative)
{
    s->serial = pki_int(op->pk, -78);
}

CA(sha1)
{
    (void)op;
    s->sigalg.digest = "SHA1";
}

CA(ecdsa_null)
{
    fault_ecdsa_null(op, s);
}

CA(ed25519)
{
    use_key(op, s, "ed25519");
}

CA(rsa_e3)
{
    use_key(op, s, "rsa:3072:3");
}

CA(ec_compressed)
{
    fault_ec_compressed(op, s);
}

CA(secp256k1)
{
    use_key(op, s, "ec:secp256k1");
}

CA(brainpool)
{
    use_key(op, s, "ec:brainpoolP256r1");
}

CA(rsa2048)
{
    use_key(op, s, "rsa:2048");
}

CA(name_order)
{
    fault_name_order(op, s);
}

CA(name_printable)
{
    fault_name_printable(op, s);
}

CA(issuer_case)
{
    s->issuer_name = pki_name_a(op->pk, "OPERATOR", "OPERATOR A ROOT");
}

CA(expired)
{
    s->validity = pki_validity(op->pk, -30, -1);
}

CA(gentime)
{
    fault_gentime(op, s);
}

CA(policy_critical)
{
    fault_policy_critical(op, s);
}

CA(ext_twice)
{
    fault_ext_twice(op, s);
}

CA(ku_plain)
{
    (void)op;
    pki_ext_find(s, PKI_OID_KEY_USAGE)->critical = false;
}

CA(ku_absent)
{
    (void)op;
    pki_ext_drop(s, PKI_OID_KEY_USAGE);
}

CA(ku_crl_only)
{
    pki_ext_set(s, PKI_OID_KEY_USAGE, true,
                pki_key_usage(op->pk, PKI_KU_CRL_SIGN));
}

CA(bc_plain)
{
    (void)op;
    pki_ext_find(s, PKI_OID_BASIC_CONSTRAINTS)->critical = false;
}

CA(bc_absent)
{
    (void)op;
    pki_ext_drop(s, PKI_OID_BASIC_CONSTRAINTS);
}

CA(no_path_len)
{
    pki_ext_set(s, PKI_OID_BASIC_CONSTRAINTS, true,
                pki_basic_constraints(op->pk, true, -1));
}

CA(path_len_1)
{
    pki_ext_set(s, PKI_OID_BASIC_CONSTRAINTS, true,
                pki_basic_constraints(op->pk, true, 1));
}
