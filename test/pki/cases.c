/* SPDX-License-Identifier: Apache-2.0 */
/* The list of cases, and what each kind starts from. */
#include "case_parts.h"

#include <string.h>

static pki_spec *compliant_leaf(const pki_operators *op, const pki_cert *ca)
{
    return pki_spec_client(op->pk, ca, op->csmf);
}

#define PKI_GOOD(sym, name, text)
#define PKI_LEAF(sym, ...)                                                     \
    static const pki_cert *build_leaf_##sym(const pki_operators *op)           \
    {                                                                          \
        pki_spec *leaf = compliant_leaf(op, op->tls_a);                        \
                                                                               \
        leaf_##sym(op, leaf);                                                  \
        return pki_issue(op->pk, leaf);                                        \
    }
#define PKI_CA(sym, ...)                                                       \
    static const pki_cert *build_ca_##sym(const pki_operators *op)             \
    {                                                                          \
        pki_spec *ca = pki_spec_ca(op->pk, op->root_a, op->tls_a->key,         \
                                   "Operator A TLS CA", 0);                    \
                                                                               \
        ca_##sym(op, ca);                                                      \
        return pki_issue(op->pk, compliant_leaf(op, pki_issue(op->pk, ca)));   \
    }
#define PKI_CHAIN(sym, ...)
#include "cases.inc"
#undef PKI_GOOD
#undef PKI_LEAF
#undef PKI_CA
#undef PKI_CHAIN

static const pki_case cases[] = {
#define PKI_GOOD(sym, name, text)                                              \
    {name, "-", "served", "served", text, good_##sym},
#define PKI_LEAF(sym, name, rule, s12, s13, text)                              \
    {name, rule, s12, s13, text, build_leaf_##sym},
#define PKI_CA(sym, name, rule, s12, s13, text)                                \
    {name, rule, s12, s13, text, build_ca_##sym},
#define PKI_CHAIN(sym, name, rule, s12, s13, text)                             \
    {name, rule, s12, s13, text, chain_##sym},
#include "cases.inc"
#undef PKI_GOOD
#undef PKI_LEAF
#undef PKI_CA
#undef PKI_CHAIN
};

size_t pki_case_count(void)
{
    return sizeof(cases) / sizeof(cases[0]);
}

const pki_case *pki_case_at(size_t i)
{
    return i < pki_case_count() ? &cases[i] : NULL;
}

const pki_case *pki_case_find(const char *name)
{
    size_t i;

    for (i = 0; i < pki_case_count(); i++) {
        if (strcmp(cases[i].name, name) == 0)
            return &cases[i];
    }
    return NULL;
}
