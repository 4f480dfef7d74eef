/* SPDX-License-Identifier: Apache-2.0 */
#include "extension.h"

#include "oid.h"

typedef bool reader(sg_der *in, slicegate_cert_facts *facts);

/* The place in this table is the sg_extension, and the place in the group
 * EXTENSIONS of oids.inc. */
static const struct {
    sg_oid oid;
    reader *read;
} known[SG_EXT_COUNT] = {
    {SG_OID_KEY_USAGE, sg_ext_key_usage},
    {SG_OID_BASIC_CONSTRAINTS, sg_ext_basic_constraints},
    {SG_OID_EXTENDED_KEY_USAGE, sg_ext_extended_key_usage},
    {SG_OID_SUBJECT_ALT_NAME, sg_ext_subject_alt_name},
    {SG_OID_CRL_DISTRIBUTION_POINTS, sg_ext_crl_distribution_points},
    {SG_OID_AUTHORITY_KEY_ID, sg_ext_authority_key_id},
    {SG_OID_SUBJECT_KEY_ID, sg_ext_subject_key_id},
    {SG_OID_AUTHORITY_INFO, sg_ext_authority_info},
    {SG_OID_CERTIFICATE_POLICIES, sg_ext_certificate_policies},
    {SG_OID_NAME_CONSTRAINTS, sg_ext_name_constraints},
    {SG_OID_POLICY_CONSTRAINTS, sg_ext_policy_constraints},
    {SG_OID_POLICY_MAPPINGS, sg_ext_policy_mappings},
    {SG_OID_INHIBIT_ANY_POLICY, sg_ext_inhibit_any_policy},
    {SG_OID_ISSUER_ALT_NAME, sg_ext_issuer_alt_name},
    {SG_OID_SUBJECT_DIRECTORY, sg_ext_subject_directory},
    {SG_OID_FRESHEST_CRL, sg_ext_freshest_crl},
    {SG_OID_SUBJECT_INFO, sg_ext_subject_info},
    {SG_OID_NF_TYPES, sg_ext_nf_types},
};

_Static_assert(SG_OID_NF_TYPES - SG_OID_KEY_USAGE + 1 == SG_EXT_COUNT,
               "oids.inc and extension.h list the same extensions");
_Static_assert(SG_EXT_COUNT <= 32, "a set of extensions fits into 32 bits");

sg_extension sg_extension_known(slicegate_bytes oid)
{
    sg_oid found = sg_oid_find(oid, SG_OIDS_EXTENSIONS);
    return found == SG_OID_NONE ? SG_EXT_UNKNOWN
                                : (sg_extension)(found - SG_OID_KEY_USAGE);
}

slicegate_bytes sg_extension_oid(sg_extension ext)
{
    return sg_oid_bytes(known[ext].oid);
}

bool sg_extension_read(sg_extension which, slicegate_bytes value,
                       slicegate_cert_facts *facts)
{
    sg_der in = sg_der_over(value);
    return known[which].read(&in, facts) && sg_der_done(&in);
}
