/* SPDX-License-Identifier: Apache-2.0 */
/* Faults that an end entity and a TLS CA can both have. */
#include "case_faults.h"

#include <string.h>

void fault_ecdsa_null(const pki_operators *op, pki_spec *s)
{
    const char *oid = strcmp(s->sigalg.digest, "SHA384") == 0
                          ? "1.2.840.10045.4.3.3"
                          : "1.2.840.10045.4.3.2";

    s->inner = PKI_SEQ(op->pk, pki_oid(op->pk, oid), pki_null(op->pk));
}

void fault_ec_compressed(const pki_operators *op, pki_spec *s)
{
    pki_bytes point = pki_ec_point(op->pk, s->key, true);

    pki_spec_spki(op->pk, s, pki_spki_named(op->pk, s->key, point));
}

void fault_name_order(const pki_operators *op, pki_spec *s)
{
    s->subject = PKI_NAME(op->pk, {PKI_OID_CN, PKI_UTF8, "operator.example"},
                          {PKI_OID_O, PKI_UTF8, "Operator"},
                          {PKI_OID_C, PKI_PRINTABLE, "DE"});
}

void fault_name_printable(const pki_operators *op, pki_spec *s)
{
    s->subject = PKI_NAME(op->pk, {PKI_OID_C, PKI_PRINTABLE, "DE"},
                          {PKI_OID_O, PKI_PRINTABLE, "Operator"},
                          {PKI_OID_CN, PKI_PRINTABLE, "operator.example"});
}

void fault_gentime(const pki_operators *op, pki_spec *s)
{
    time_t now = time(NULL);

    s->validity = PKI_SEQ(op->pk, pki_utc_time(op->pk, now - 86400),
                          pki_generalized_time(op->pk, now + 86400 * 300));
}

void fault_policy_critical(const pki_operators *op, pki_spec *s)
{
    pki_ext_set(s, PKI_OID_POLICIES, true,
                pki_policies(op->pk, "1.3.6.1.4.1.32473.1"));
}

void fault_ext_twice(const pki_operators *op, pki_spec *s)
{
    pki_bytes aia = pki_aia_uri(op->pk, "http://ocsp.operator.example/");

    pki_ext_add(s, PKI_OID_AIA, false, aia);
    pki_ext_add(s, PKI_OID_AIA, false, aia);
}
