/* SPDX-License-Identifier: Apache-2.0 */
/* What a key is for: keyUsage, extendedKeyUsage, basicConstraints, key ids. */
#include "extension.h"
#include "general_name.h"
#include "oid.h"

bool sg_ext_key_usage(sg_der *in, slicegate_cert_facts *facts)
{
    slicegate_bytes content;
    return sg_der_get(in, SG_BIT_STRING, &content) &&
           sg_named_bits(content, &facts->key_usage);
}

bool sg_ext_basic_constraints(sg_der *in, slicegate_cert_facts *facts)
{
    sg_der inside;
    uint32_t length = 0;
    bool ca, limited;
    if (!sg_der_enter(in, SG_SEQUENCE, &inside) ||
        !sg_der_default_false(&inside, &ca))
        return false;
    limited = !sg_der_done(&inside);
    if (limited && (!sg_der_uint(&inside, SG_INTEGER, INT32_MAX, &length) ||
                    !sg_der_done(&inside)))
        return false;
    facts->is_ca = ca;
    facts->path_len = limited ? (int32_t)length : -1;
    return true;
}

bool sg_ext_extended_key_usage(sg_der *in, slicegate_cert_facts *facts)
{
    sg_der inside;
    slicegate_bytes oid;
    unsigned found = 0;
    if (!sg_der_enter(in, SG_SEQUENCE, &inside) || sg_der_done(&inside))
        return false;
    while (!sg_der_done(&inside)) {
        if (!sg_der_oid(&inside, &oid))
            return false;
        switch (sg_oid_find(oid, SG_OIDS_PURPOSES)) {
        case SG_OID_CLIENT_AUTH:
            found |= SG_EKU_CLIENT;
            break;
        case SG_OID_SERVER_AUTH:
            found |= SG_EKU_SERVER;
            break;
        case SG_OID_ANY_PURPOSE:
            found |= SG_EKU_ANY;
            break;
        default:
            break;
        }
    }
    facts->detail.eku = (uint8_t)found;
    return true;
}

bool sg_ext_subject_key_id(sg_der *in, slicegate_cert_facts *facts)
{
    return sg_der_get(in, SG_OCTET_STRING, &facts->subject_key_id) &&
           facts->subject_key_id.n != 0;
}

bool sg_ext_authority_key_id(sg_der *in, slicegate_cert_facts *facts)
{
    sg_der inside;
    slicegate_bytes key_id = {NULL, 0}, names, serial;
    if (!sg_der_enter(in, SG_SEQUENCE, &inside))
        return false;
    if (sg_der_next_is(&inside, SG_CONTEXT(0)) &&
        (!sg_der_get(&inside, SG_CONTEXT(0), &key_id) || key_id.n == 0))
        return false;
    /* authorityCertIssuer and authorityCertSerialNumber: both or neither */
    if (!sg_der_done(&inside) &&
        (!sg_der_get(&inside, SG_CONTEXT_CONSTRUCTED(1), &names) ||
         !sg_general_names(names) ||
         !sg_der_get(&inside, SG_CONTEXT(2), &serial) ||
         !sg_integer_minimal(serial) || !sg_der_done(&inside)))
        return false;
    facts->authority_key_id = key_id;
    return true;
}
