/* SPDX-License-Identifier: Apache-2.0 */
/* Extensions of which the rules know only whether they are well formed. */
#include "extension.h"

/* PolicyInformation: OID, SEQUENCE SIZE (1..MAX) OF { OID, ANY } OPTIONAL */
static bool policy_information(sg_der *in)
{
    sg_der inside, qualifiers, one;
    slicegate_bytes oid;
    sg_tlv any;
    if (!sg_der_enter(in, SG_SEQUENCE, &inside) || !sg_der_oid(&inside, &oid))
        return false;
    if (sg_der_done(&inside))
        return true;
    if (!sg_der_enter(&inside, SG_SEQUENCE, &qualifiers) ||
        sg_der_done(&qualifiers))
        return false;
    while (!sg_der_done(&qualifiers))
        if (!sg_der_enter(&qualifiers, SG_SEQUENCE, &one) ||
            !sg_der_oid(&one, &oid) || !sg_der_any(&one, &any) ||
            !sg_der_done(&one))
            return false;
    return sg_der_done(&inside);
}

/* One pair of policies. */
static bool policy_mapping(sg_der *in)
{
    sg_der inside;
    slicegate_bytes oid;
    return sg_der_enter(in, SG_SEQUENCE, &inside) &&
           sg_der_oid(&inside, &oid) && sg_der_oid(&inside, &oid) &&
           sg_der_done(&inside);
}

/* Attribute: type, SET SIZE (1..MAX) OF ANY */
static bool attribute(sg_der *in)
{
    sg_der inside, values;
    slicegate_bytes oid;
    sg_tlv any;
    if (!sg_der_enter(in, SG_SEQUENCE, &inside) || !sg_der_oid(&inside, &oid) ||
        !sg_der_enter(&inside, SG_SET, &values) || sg_der_done(&values))
        return false;
    while (!sg_der_done(&values))
        if (!sg_der_any(&values, &any))
            return false;
    return sg_der_done(&inside);
}

/* GeneralSubtree: base, minimum [0] DEFAULT 0, maximum [1]; RFC 5280 allows
 * neither number. The base of a constraint is looser than a GeneralName. */
static bool subtree(sg_der *in)
{
    sg_der inside;
    sg_tlv base;
    return sg_der_enter(in, SG_SEQUENCE, &inside) &&
           sg_der_any(&inside, &base) && (base.tag & 0xc0) == 0x80 &&
           (base.tag & 0x1f) <= 8 && sg_der_done(&inside);
}

typedef bool element(sg_der *in);

/* One or more of ONE under TAG. */
static bool list_of(sg_der *in, uint8_t tag, element *one)
{
    sg_der inside;
    if (!sg_der_enter(in, tag, &inside) || sg_der_done(&inside))
        return false;
    while (!sg_der_done(&inside))
        if (!one(&inside))
            return false;
    return true;
}

bool sg_ext_certificate_policies(sg_der *in, slicegate_cert_facts *facts)
{
    (void)facts;
    return list_of(in, SG_SEQUENCE, policy_information);
}

bool sg_ext_policy_mappings(sg_der *in, slicegate_cert_facts *facts)
{
    (void)facts;
    return list_of(in, SG_SEQUENCE, policy_mapping);
}

bool sg_ext_subject_directory(sg_der *in, slicegate_cert_facts *facts)
{
    (void)facts;
    return list_of(in, SG_SEQUENCE, attribute);
}

bool sg_ext_name_constraints(sg_der *in, slicegate_cert_facts *facts)
{
    sg_der inside;
    (void)facts;
    if (!sg_der_enter(in, SG_SEQUENCE, &inside) || sg_der_done(&inside))
        return false;
    for (unsigned n = 0; n < 2; n++) {
        uint8_t tag = (uint8_t)SG_CONTEXT_CONSTRUCTED(n);
        if (sg_der_next_is(&inside, tag) && !list_of(&inside, tag, subtree))
            return false;
    }
    return sg_der_done(&inside);
}

bool sg_ext_policy_constraints(sg_der *in, slicegate_cert_facts *facts)
{
    sg_der inside;
    uint32_t skip;
    (void)facts;
    if (!sg_der_enter(in, SG_SEQUENCE, &inside) || sg_der_done(&inside))
        return false;
    for (unsigned n = 0; n < 2; n++) {
        uint8_t tag = (uint8_t)SG_CONTEXT(n);
        if (sg_der_next_is(&inside, tag) &&
            !sg_der_uint(&inside, tag, UINT32_MAX, &skip))
            return false;
    }
    return sg_der_done(&inside);
}

bool sg_ext_inhibit_any_policy(sg_der *in, slicegate_cert_facts *facts)
{
    uint32_t skip;
    (void)facts;
    return sg_der_uint(in, SG_INTEGER, UINT32_MAX, &skip);
}
