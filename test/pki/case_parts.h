/* SPDX-License-Identifier: Apache-2.0 */
/* One function for each line of cases.inc. */
#ifndef SLICEGATE_TEST_PKI_CASE_PARTS_H
#define SLICEGATE_TEST_PKI_CASE_PARTS_H

#include "cases.h"

#define PKI_GOOD(sym, name, text)                                              \
    const pki_cert *good_##sym(const pki_operators *op);
#define PKI_LEAF(sym, ...)                                                     \
    void leaf_##sym(const pki_operators *op, pki_spec *s);
#define PKI_CA(sym, ...) void ca_##sym(const pki_operators *op, pki_spec *s);
#define PKI_CHAIN(sym, ...)                                                    \
    const pki_cert *chain_##sym(const pki_operators *op);
#include "cases.inc"
#undef PKI_GOOD
#undef PKI_LEAF
#undef PKI_CA
#undef PKI_CHAIN

#endif
