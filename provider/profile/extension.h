/* SPDX-License-Identifier: Apache-2.0 */
/* Extensions (RFC 5280 4.2): which are known, and what they hold. */
#ifndef SLICEGATE_PROFILE_EXTENSION_H
#define SLICEGATE_PROFILE_EXTENSION_H

#include "der.h"

/* Known extensions, in the order of oids.inc; bits of
 * slicegate_cert_detail.present, .critical and .malformed. */
typedef enum sg_extension {
    SG_EXT_KEY_USAGE,
    SG_EXT_BASIC_CONSTRAINTS,
    SG_EXT_EXTENDED_KEY_USAGE,
    SG_EXT_SUBJECT_ALT_NAME,
    SG_EXT_CRL_DISTRIBUTION_POINTS,
    SG_EXT_AUTHORITY_KEY_ID,
    SG_EXT_SUBJECT_KEY_ID,
    SG_EXT_AUTHORITY_INFO,
    SG_EXT_CERTIFICATE_POLICIES,
    SG_EXT_NAME_CONSTRAINTS,
    SG_EXT_POLICY_CONSTRAINTS,
    SG_EXT_POLICY_MAPPINGS,
    SG_EXT_INHIBIT_ANY_POLICY,
    SG_EXT_ISSUER_ALT_NAME,
    SG_EXT_SUBJECT_DIRECTORY,
    SG_EXT_FRESHEST_CRL,
    SG_EXT_SUBJECT_INFO,
    SG_EXT_NF_TYPES,
    SG_EXT_COUNT,
    SG_EXT_UNKNOWN = SG_EXT_COUNT
} sg_extension;

#define SG_EXT_BIT(ext) (UINT32_C(1) << (ext))

/* slicegate_cert_facts.key_usage (RFC 5280 4.2.1.3) */
#define SG_KU_DIGITAL_SIGNATURE (1u << 0)
#define SG_KU_KEY_ENCIPHERMENT (1u << 2)
#define SG_KU_DATA_ENCIPHERMENT (1u << 3)
#define SG_KU_KEY_CERT_SIGN (1u << 5)
#define SG_KU_CRL_SIGN (1u << 6)

/* slicegate_cert_detail.eku */
#define SG_EKU_CLIENT (1u << 0)
#define SG_EKU_SERVER (1u << 1)
#define SG_EKU_ANY (1u << 2)

/* slicegate_cert_detail.san */
#define SG_SAN_DNS (1u << 0)
#define SG_SAN_URI (1u << 1)
#define SG_SAN_UUID4 (1u << 2)

/* slicegate_cert_detail.cdp */
#define SG_CDP_EMPTY (1u << 0)    /* no point */
#define SG_CDP_NAMELESS (1u << 1) /* a point with neither name */
#define SG_CDP_URI (1u << 2)      /* an HTTP or LDAP URI */

/* slicegate_cert_detail.aia */
#define SG_AIA_BAD_ISSUERS (1u << 0) /* caIssuers neither HTTP nor LDAP */
#define SG_AIA_BAD_OCSP (1u << 1)    /* ocsp not HTTP */

sg_extension sg_extension_known(slicegate_bytes oid);

/* Content octets of the identifier of EXT; static. */
slicegate_bytes sg_extension_oid(sg_extension ext);

/* Reads VALUE, the content of extnValue, into FACTS. False where malformed. */
bool sg_extension_read(sg_extension which, slicegate_bytes value,
                       slicegate_cert_facts *facts);

/* Part of sg_extension_read: extensions that the rules look into, and those
 * whose form only is checked. */
bool sg_ext_key_usage(sg_der *in, slicegate_cert_facts *facts);
bool sg_ext_basic_constraints(sg_der *in, slicegate_cert_facts *facts);
bool sg_ext_extended_key_usage(sg_der *in, slicegate_cert_facts *facts);
bool sg_ext_subject_alt_name(sg_der *in, slicegate_cert_facts *facts);
bool sg_ext_crl_distribution_points(sg_der *in, slicegate_cert_facts *facts);
bool sg_ext_authority_key_id(sg_der *in, slicegate_cert_facts *facts);
bool sg_ext_subject_key_id(sg_der *in, slicegate_cert_facts *facts);
bool sg_ext_authority_info(sg_der *in, slicegate_cert_facts *facts);
bool sg_ext_certificate_policies(sg_der *in, slicegate_cert_facts *facts);
bool sg_ext_name_constraints(sg_der *in, slicegate_cert_facts *facts);
bool sg_ext_policy_constraints(sg_der *in, slicegate_cert_facts *facts);
bool sg_ext_policy_mappings(sg_der *in, slicegate_cert_facts *facts);
bool sg_ext_inhibit_any_policy(sg_der *in, slicegate_cert_facts *facts);
bool sg_ext_issuer_alt_name(sg_der *in, slicegate_cert_facts *facts);
bool sg_ext_subject_directory(sg_der *in, slicegate_cert_facts *facts);
bool sg_ext_freshest_crl(sg_der *in, slicegate_cert_facts *facts);
bool sg_ext_subject_info(sg_der *in, slicegate_cert_facts *facts);
bool sg_ext_nf_types(sg_der *in, slicegate_cert_facts *facts);

#endif
