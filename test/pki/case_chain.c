/* SPDX-License-Identifier: Apache-2.0 */
/* Faults of the path, and paths of strangers. */
#include "case_parts.h"

static const pki_cert *ca(const pki_operators *op, const pki_cert *issuer,
                          const char *type, const char *name, int path_len)
{
    return pki_issue(op->pk, pki_spec_ca(op->pk, issuer,
                                         pki_key_get(op->pk, type, name), name,
                                         path_len));
}

static const pki_cert *leaf(const pki_operators *op, const pki_cert *issuer)
{
    return pki_issue(op->pk, pki_spec_client(op->pk, issuer, op->csmf));
}

const pki_cert *chain_upper_zero(const pki_operators *op)
{
    const pki_cert *upper = ca(op, op->root_a, "ec:P-384", "upper", 0);

    return leaf(op, ca(op, upper, "ec:P-256", "tls", 0));
}

const pki_cert *chain_weak_upper(const pki_operators *op)
{
    const pki_cert *upper = ca(op, op->root_a, "ec:P-256", "upper", 1);

    return leaf(op, ca(op, upper, "ec:P-384", "tls", 0));
}

const pki_cert *chain_four_cas(const pki_operators *op)
{
    const pki_cert *c = ca(op, op->root_a, "ec:P-384", "upper-1", -1);

    c = ca(op, c, "ec:P-384", "upper-2", -1);
    c = ca(op, c, "ec:P-384", "upper-3", -1);
    return leaf(op, ca(op, c, "ec:P-256", "tls", 0));
}

const pki_cert *chain_below_leaf(const pki_operators *op)
{
    const pki_key *key = pki_key_get(op->pk, "ec:P-256", "other-csmf");
    pki_spec *other = pki_spec_client(op->pk, op->tls_a, key);

    other->subject = pki_name_a(op->pk, "Operator", "other.operator.example");
    return leaf(op, pki_issue(op->pk, other));
}

const pki_cert *chain_stranger(const pki_operators *op)
{
    return leaf(op, op->stranger);
}
