/* SPDX-License-Identifier: Apache-2.0 */
/* Extensions that hold names: alternative names, CRL points, information
 * access, nfTypes. */
#include "extension.h"
#include "general_name.h"
#include "name.h"
#include "oid.h"

bool sg_ext_subject_alt_name(sg_der *in, slicegate_cert_facts *facts)
{
    sg_der inside;
    sg_tlv name;
    unsigned found = 0;
    if (!sg_der_enter(in, SG_SEQUENCE, &inside) || sg_der_done(&inside))
        return false;
    while (!sg_der_done(&inside)) {
        if (!sg_general_name(&inside, &name))
            return false;
        if (name.tag == SG_NAME_DNS)
            found |= SG_SAN_DNS;
        if (name.tag == SG_NAME_URI)
            found |= SG_SAN_URI |
                     (sg_uri_is_uuid4(name.content) ? SG_SAN_UUID4 : 0u);
    }
    facts->detail.san = (uint8_t)found;
    return true;
}

bool sg_ext_issuer_alt_name(sg_der *in, slicegate_cert_facts *facts)
{
    slicegate_bytes names;
    (void)facts;
    return sg_der_get(in, SG_SEQUENCE, &names) && sg_general_names(names);
}

/* nameRelativeToCRLIssuer: a RelativeDistinguishedName without its tag */
static bool relative_name(sg_der attributes)
{
    slicegate_bytes type;
    sg_tlv value;
    do {
        if (!sg_name_attribute(&attributes, &type, &value))
            return false;
    } while (!sg_der_done(&attributes));
    return true;
}

/* DistributionPointName; names are added to *found. */
static bool point_name(sg_der in, unsigned *found)
{
    sg_der names;
    sg_tlv name;
    if (sg_der_done(&in)) {
        *found |= SG_CDP_NAMELESS;
        return true;
    }
    if (sg_der_next_is(&in, SG_CONTEXT_CONSTRUCTED(1)))
        return sg_der_enter(&in, SG_CONTEXT_CONSTRUCTED(1), &names) &&
               relative_name(names) && sg_der_done(&in);
    if (!sg_der_enter(&in, SG_CONTEXT_CONSTRUCTED(0), &names))
        return false;
    if (sg_der_done(&names))
        *found |= SG_CDP_NAMELESS;
    while (!sg_der_done(&names)) {
        if (!sg_general_name(&names, &name))
            return false;
        if (name.tag == SG_NAME_URI &&
            (sg_uri_is_http(name.content) || sg_uri_is_ldap(name.content)))
            *found |= SG_CDP_URI;
    }
    return sg_der_done(&in);
}

/* DistributionPoint: distributionPoint [0], reasons [1], cRLIssuer [2] */
static bool point(sg_der *in, unsigned *found)
{
    sg_der inside, name;
    slicegate_bytes content;
    uint16_t reasons;
    bool named = false;
    if (!sg_der_enter(in, SG_SEQUENCE, &inside))
        return false;
    if (sg_der_next_is(&inside, SG_CONTEXT_CONSTRUCTED(0))) {
        if (!sg_der_enter(&inside, SG_CONTEXT_CONSTRUCTED(0), &name) ||
            !point_name(name, found))
            return false;
        named = true;
    }
    if (sg_der_next_is(&inside, SG_CONTEXT(1)) &&
        (!sg_der_get(&inside, SG_CONTEXT(1), &content) ||
         !sg_named_bits(content, &reasons)))
        return false;
    if (sg_der_next_is(&inside, SG_CONTEXT_CONSTRUCTED(2))) {
        if (!sg_der_get(&inside, SG_CONTEXT_CONSTRUCTED(2), &content) ||
            !sg_general_names(content))
            return false;
        named = true;
    }
    if (!named)
        *found |= SG_CDP_NAMELESS;
    return sg_der_done(&inside);
}

static bool points(sg_der *in, unsigned *found)
{
    sg_der inside;
    *found = 0;
    if (!sg_der_enter(in, SG_SEQUENCE, &inside))
        return false;
    if (sg_der_done(&inside))
        *found = SG_CDP_EMPTY;
    while (!sg_der_done(&inside))
        if (!point(&inside, found))
            return false;
    return true;
}

bool sg_ext_crl_distribution_points(sg_der *in, slicegate_cert_facts *facts)
{
    unsigned found;
    bool well = points(in, &found);
    facts->detail.cdp = (uint8_t)found;
    return well;
}

bool sg_ext_freshest_crl(sg_der *in, slicegate_cert_facts *facts)
{
    unsigned found;
    (void)facts;
    return points(in, &found) &&
           (found & (SG_CDP_EMPTY | SG_CDP_NAMELESS)) == 0;
}

/* SEQUENCE SIZE (1..MAX) OF AccessDescription; *bad says what does not fit. */
static bool access_descriptions(sg_der *in, unsigned *bad)
{
    sg_der list, one;
    slicegate_bytes method;
    sg_tlv name;
    *bad = 0;
    if (!sg_der_enter(in, SG_SEQUENCE, &list) || sg_der_done(&list))
        return false;
    while (!sg_der_done(&list)) {
        if (!sg_der_enter(&list, SG_SEQUENCE, &one) ||
            !sg_der_oid(&one, &method) || !sg_general_name(&one, &name) ||
            !sg_der_done(&one))
            return false;
        bool uri = name.tag == SG_NAME_URI;
        bool http = uri && sg_uri_is_http(name.content);
        bool ldap = uri && sg_uri_is_ldap(name.content);
        if (sg_oid_is(method, SG_OID_CA_ISSUERS) && !http && !ldap)
            *bad |= SG_AIA_BAD_ISSUERS;
        if (sg_oid_is(method, SG_OID_OCSP) && !http)
            *bad |= SG_AIA_BAD_OCSP;
    }
    return true;
}

bool sg_ext_authority_info(sg_der *in, slicegate_cert_facts *facts)
{
    unsigned bad;
    bool well = access_descriptions(in, &bad);
    facts->detail.aia = (uint8_t)bad;
    return well;
}

bool sg_ext_subject_info(sg_der *in, slicegate_cert_facts *facts)
{
    unsigned bad;
    (void)facts;
    return access_descriptions(in, &bad);
}

/* NFTypes ::= SEQUENCE SIZE (1..MAX) OF IA5String (SIZE (1..32)), RFC 9310 */
bool sg_ext_nf_types(sg_der *in, slicegate_cert_facts *facts)
{
    sg_der inside;
    slicegate_bytes type;
    (void)facts;
    if (!sg_der_enter(in, SG_SEQUENCE, &inside) || sg_der_done(&inside))
        return false;
    while (!sg_der_done(&inside)) {
        if (!sg_der_get(&inside, SG_IA5_STRING, &type) || type.n == 0 ||
            type.n > 32)
            return false;
        for (size_t i = 0; i < type.n; i++)
            if (type.p[i] >= 0x80)
                return false;
    }
    return true;
}
