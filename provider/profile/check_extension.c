/* SPDX-License-Identifier: Apache-2.0 */
/* Extensions as such, and those that hold names. */
#include "cert.h"
#include "judge.h"
#include "name.h"

static void critical(sg_judge *j, sg_extension ext)
{
    if (sg_critical(j, ext))
        sg_found_bytes(j, SG_TEXT_CRITICAL, sg_extension_oid(ext));
}

static bool subject_empty(const sg_judge *j)
{
    return j->facts->detail.subject.form == SG_NAME_EMPTY;
}

/* The profile wants subjectAltName critical (6.1.3c), or RFC 5280 does. */
static bool alt_name_may_be_critical(const sg_judge *j)
{
    return subject_empty(j) ||
           j->profile->level[SLICEGATE_RULE_SBA_SAN_1] != SLICEGATE_LEVEL_OFF;
}

/* Is critical EXT the matter of a rule of its own, or as it should be? */
static bool criticality_ruled(const sg_judge *j, sg_extension ext)
{
    bool ca = (j->role & SLICEGATE_ROLES_CA) != 0;
    switch (ext) {
    case SG_EXT_KEY_USAGE:
    case SG_EXT_BASIC_CONSTRAINTS: /* CA-BC-1, CERT-EXT-4 */
        return true;
    case SG_EXT_EXTENDED_KEY_USAGE: /* CERT-EKU-4 */
        return !ca;
    case SG_EXT_CRL_DISTRIBUTION_POINTS:
        return !ca && sg_refused(j, SLICEGATE_RULE_CERT_CDP_1);
    case SG_EXT_NAME_CONSTRAINTS: /* CERT-POL-1 */
        return ca;
    case SG_EXT_SUBJECT_ALT_NAME:
        return alt_name_may_be_critical(j);
    case SG_EXT_UNKNOWN: /* CERT-EXT-2 */
        return true;
    default:
        return false;
    }
}

void sg_check_ext_1(sg_judge *j)
{
    const slicegate_cert_facts *f = j->facts;
    for (unsigned i = 0; i < f->extension_count; i++)
        if (f->extension[i].critical &&
            !criticality_ruled(j, sg_extension_known(f->extension[i].oid)))
            sg_found_bytes(j, SG_TEXT_CRITICAL, f->extension[i].oid);
}

void sg_check_ext_2(sg_judge *j)
{
    const slicegate_cert_facts *f = j->facts;
    for (unsigned i = 0; i < f->extension_count; i++)
        if (f->extension[i].critical &&
            sg_extension_known(f->extension[i].oid) == SG_EXT_UNKNOWN)
            sg_found_bytes(j, SG_TEXT_CRITICAL, f->extension[i].oid);
}

static void duplicates(sg_judge *j)
{
    const slicegate_cert_facts *f = j->facts;
    for (unsigned i = 1; i < f->extension_count; i++)
        for (unsigned k = 0; k < i; k++)
            if (sg_bytes_equal(f->extension[i].oid, f->extension[k].oid)) {
                sg_found_bytes(j, SG_TEXT_DUPLICATE, f->extension[i].oid);
                break;
            }
}

void sg_check_ext_3(sg_judge *j)
{
    const slicegate_cert_detail *d = &j->facts->detail;
    if ((d->faults & SG_FAULT_DUPLICATE) != 0)
        duplicates(j);
    for (unsigned ext = 0; d->malformed >> ext != 0; ext++)
        if ((d->malformed >> ext & 1) != 0)
            sg_found_bytes(j, SG_TEXT_MALFORMED,
                           sg_extension_oid((sg_extension)ext));
}

void sg_check_cdp_2(sg_judge *j)
{
    if ((j->facts->detail.cdp & SG_CDP_EMPTY) != 0)
        sg_found(j, SG_TEXT_CDP_EMPTY);
    if ((j->facts->detail.cdp & SG_CDP_NAMELESS) != 0)
        sg_found(j, SG_TEXT_CDP_NAMELESS);
}

void sg_check_cdp_1(sg_judge *j)
{
    if (sg_refused_version(j))
        return;
    if (!sg_has(j, SG_EXT_CRL_DISTRIBUTION_POINTS)) {
        sg_found_bytes(j, SG_TEXT_ABSENT,
                       sg_extension_oid(SG_EXT_CRL_DISTRIBUTION_POINTS));
        return;
    }
    critical(j, SG_EXT_CRL_DISTRIBUTION_POINTS);
    if ((j->facts->detail.cdp & SG_CDP_URI) == 0 &&
        !sg_refused(j, SLICEGATE_RULE_CERT_CDP_2) &&
        !sg_refused_malformed(j, SG_EXT_CRL_DISTRIBUTION_POINTS))
        sg_found(j, SG_TEXT_CDP_NO_URI);
}

void sg_check_san_1(sg_judge *j)
{
    if (!subject_empty(j))
        critical(j, SG_EXT_SUBJECT_ALT_NAME);
}

void sg_check_san_2(sg_judge *j)
{
    unsigned san = j->facts->detail.san;
    bool server = (j->role & SLICEGATE_ROLE_SERVER) != 0;
    if (sg_refused_malformed(j, SG_EXT_SUBJECT_ALT_NAME))
        return;
    if (!sg_has(j, SG_EXT_SUBJECT_ALT_NAME)) {
        sg_found_bytes(j, SG_TEXT_ABSENT,
                       sg_extension_oid(SG_EXT_SUBJECT_ALT_NAME));
        return;
    }
    if (server && (san & SG_SAN_DNS) == 0)
        sg_found_bytes(j, SG_TEXT_SAN_NO_NAME, sg_word("dNSName"));
    else if ((san & (SG_SAN_DNS | SG_SAN_URI)) == 0)
        sg_found_bytes(j, SG_TEXT_SAN_NO_NAME, sg_word("dNSName or URI"));
    if (subject_empty(j) && !sg_critical(j, SG_EXT_SUBJECT_ALT_NAME))
        sg_found(j, SG_TEXT_SAN_NOT_CRITICAL);
}

void sg_check_aia_1(sg_judge *j)
{
    critical(j, SG_EXT_AUTHORITY_INFO);
    if ((j->facts->detail.aia & SG_AIA_BAD_ISSUERS) != 0)
        sg_found(j, SG_TEXT_AIA_ISSUERS);
    if ((j->facts->detail.aia & SG_AIA_BAD_OCSP) != 0)
        sg_found(j, SG_TEXT_AIA_OCSP);
}

void sg_check_ski_1(sg_judge *j)
{
    critical(j, SG_EXT_SUBJECT_KEY_ID);
}

void sg_check_ca_ski_1(sg_judge *j)
{
    if (!sg_has(j, SG_EXT_SUBJECT_KEY_ID) && !sg_refused_version(j))
        sg_found_bytes(j, SG_TEXT_ABSENT,
                       sg_extension_oid(SG_EXT_SUBJECT_KEY_ID));
    critical(j, SG_EXT_SUBJECT_KEY_ID);
}

void sg_check_nft_1(sg_judge *j)
{
    critical(j, SG_EXT_NF_TYPES);
}

void sg_check_pol_1(sg_judge *j)
{
    critical(j, SG_EXT_NAME_CONSTRAINTS);
}
