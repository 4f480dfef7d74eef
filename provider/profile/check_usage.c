/* SPDX-License-Identifier: Apache-2.0 */
/* What the key may be used for: keyUsage, extendedKeyUsage,
 * basicConstraints. */
#include "judge.h"

static bool usage(const sg_judge *j, unsigned bits)
{
    return (j->facts->key_usage & bits) != 0;
}

/* Without a keyUsage that can be read, what it asserts was refused already. */
static bool no_usage_to_judge(const sg_judge *j)
{
    return sg_refused_version(j) ||
           (!sg_has(j, SG_EXT_KEY_USAGE) &&
            sg_refused(j, SLICEGATE_RULE_CERT_KU_1)) ||
           sg_refused_malformed(j, SG_EXT_KEY_USAGE);
}

void sg_check_ku_1(sg_judge *j)
{
    if (!sg_has(j, SG_EXT_KEY_USAGE)) {
        if (!sg_refused_version(j))
            sg_found(j, SG_TEXT_KU_ABSENT);
    } else if (!sg_critical(j, SG_EXT_KEY_USAGE)) {
        sg_found(j, SG_TEXT_KU_NOT_CRITICAL);
    }
}

/* A server's RSA key with keyEncipherment where digitalSignature is wanted. */
static bool enciphers_only(const sg_judge *j)
{
    return (j->role & SLICEGATE_ROLE_SERVER) != 0 &&
           j->facts->key.type == SLICEGATE_KEY_RSA &&
           usage(j, SG_KU_KEY_ENCIPHERMENT) &&
           !usage(j, SG_KU_DIGITAL_SIGNATURE);
}

void sg_check_ku_2(sg_judge *j)
{
    bool older = j->profile->rsa_key_encipherment && enciphers_only(j) &&
                 (j->role & SLICEGATE_ROLE_CLIENT) == 0;
    if (!usage(j, SG_KU_DIGITAL_SIGNATURE) && !older && !no_usage_to_judge(j))
        sg_found(j, SG_TEXT_KU_NO_SIGNATURE);
}

void sg_check_ku_3(sg_judge *j)
{
    if (enciphers_only(j))
        sg_found(j, SG_TEXT_KU_ENCIPHERMENT_ONLY);
}

void sg_check_ku_4(sg_judge *j)
{
    if (usage(j, SG_KU_KEY_CERT_SIGN))
        sg_found(j, SG_TEXT_KU_CERT_SIGN);
    if (usage(j, SG_KU_CRL_SIGN))
        sg_found(j, SG_TEXT_KU_CRL_SIGN);
}

void sg_check_ku_5(sg_judge *j)
{
    if (j->facts->key.type != SLICEGATE_KEY_EC)
        return;
    if (usage(j, SG_KU_KEY_ENCIPHERMENT))
        sg_found(j, SG_TEXT_KU_KEY_ENCIPHERMENT);
    if (usage(j, SG_KU_DATA_ENCIPHERMENT))
        sg_found(j, SG_TEXT_KU_DATA_ENCIPHERMENT);
}

void sg_check_ca_ku_1(sg_judge *j)
{
    if (!usage(j, SG_KU_KEY_CERT_SIGN) && !no_usage_to_judge(j))
        sg_found(j, SG_TEXT_KU_NO_CERT_SIGN);
}

void sg_check_ca_ku_2(sg_judge *j)
{
    if (!usage(j, SG_KU_CRL_SIGN) && !no_usage_to_judge(j))
        sg_found(j, SG_TEXT_KU_NO_CRL_SIGN);
}

void sg_check_eku_4(sg_judge *j)
{
    if (sg_critical(j, SG_EXT_EXTENDED_KEY_USAGE))
        sg_found_bytes(j, SG_TEXT_CRITICAL,
                       sg_extension_oid(SG_EXT_EXTENDED_KEY_USAGE));
}

void sg_check_eku_1(sg_judge *j)
{
    sg_check_eku_4(j);
}

/* Purposes of the role that extendedKeyUsage lacks; none where it is absent or
 * was refused as malformed. */
static unsigned purposes_missing(const sg_judge *j)
{
    unsigned wanted = 0;
    if (!sg_has(j, SG_EXT_EXTENDED_KEY_USAGE) ||
        sg_refused_malformed(j, SG_EXT_EXTENDED_KEY_USAGE))
        return 0;
    if ((j->role & SLICEGATE_ROLE_CLIENT) != 0)
        wanted |= SG_EKU_CLIENT;
    if ((j->role & SLICEGATE_ROLE_SERVER) != 0)
        wanted |= SG_EKU_SERVER;
    return wanted & ~(unsigned)j->facts->detail.eku;
}

static bool has_any_purpose(const sg_judge *j)
{
    return (j->facts->detail.eku & SG_EKU_ANY) != 0;
}

void sg_check_eku_3(sg_judge *j)
{
    if (purposes_missing(j) != 0 && has_any_purpose(j))
        sg_found(j, SG_TEXT_EKU_ANY);
}

void sg_check_eku_2(sg_judge *j)
{
    unsigned missing = purposes_missing(j);
    if (has_any_purpose(j))
        return; /* CERT-EKU-3 says whether that will do */
    if ((missing & SG_EKU_CLIENT) != 0)
        sg_found(j, SG_TEXT_EKU_NO_CLIENT);
    if ((missing & SG_EKU_SERVER) != 0)
        sg_found(j, SG_TEXT_EKU_NO_SERVER);
}

void sg_check_bc_1(sg_judge *j)
{
    const slicegate_cert_facts *f = j->facts;
    if (f->is_ca)
        sg_found(j, SG_TEXT_BC_CA);
    else if (f->path_len >= 0)
        sg_found(j, SG_TEXT_BC_PATH_LEN);
    else if ((f->detail.malformed & SG_EXT_BIT(SG_EXT_BASIC_CONSTRAINTS)) !=
                 0 &&
             !sg_refused(j, SLICEGATE_RULE_CERT_EXT_3))
        sg_found_bytes(j, SG_TEXT_MALFORMED,
                       sg_extension_oid(SG_EXT_BASIC_CONSTRAINTS));
}

void sg_check_ext_4(sg_judge *j)
{
    if (sg_critical(j, SG_EXT_BASIC_CONSTRAINTS) && !j->facts->is_ca)
        sg_found_bytes(j, SG_TEXT_CRITICAL,
                       sg_extension_oid(SG_EXT_BASIC_CONSTRAINTS));
}

void sg_check_ca_bc_1(sg_judge *j)
{
    if (sg_refused_version(j) ||
        sg_refused_malformed(j, SG_EXT_BASIC_CONSTRAINTS))
        return;
    if (!sg_has(j, SG_EXT_BASIC_CONSTRAINTS))
        sg_found_bytes(j, SG_TEXT_ABSENT,
                       sg_extension_oid(SG_EXT_BASIC_CONSTRAINTS));
    else if (!j->facts->is_ca)
        sg_found(j, SG_TEXT_BC_NOT_CA);
    else if (!sg_critical(j, SG_EXT_BASIC_CONSTRAINTS))
        sg_found(j, SG_TEXT_BC_NOT_CRITICAL);
}
