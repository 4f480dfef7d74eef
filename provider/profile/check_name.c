/* SPDX-License-Identifier: Apache-2.0 */
/* Subject and issuer. */
#include "judge.h"
#include "name.h"

void sg_check_name_1(sg_judge *j)
{
    const slicegate_cert_detail *d = &j->facts->detail;
    /* An empty issuer, and an empty subject of a CA, are CERT-NAME-3's. */
    bool ca = (j->role & SLICEGATE_ROLES_CA) != 0;
    bool covered = ca && sg_refused(j, SLICEGATE_RULE_CERT_NAME_3);
    if (d->subject.form == SG_NAME_EMPTY && !covered)
        sg_found(j, SG_TEXT_SUBJECT_EMPTY);
    if (d->subject.form == SG_NAME_OTHER)
        sg_found(j, SG_TEXT_SUBJECT_FORM);
    if (d->issuer.form == SG_NAME_OTHER ||
        (d->issuer.form == SG_NAME_EMPTY &&
         !sg_refused(j, SLICEGATE_RULE_CERT_NAME_3)))
        sg_found(j, SG_TEXT_ISSUER_FORM);
}

static void strings(sg_judge *j, const slicegate_name_detail *name,
                    sg_text type, sg_text value)
{
    if (name->fault != SG_NAME_WELL)
        sg_found_all(j, name->fault == SG_NAME_STRING_TYPE ? type : value,
                     name->attribute, name->tag);
}

void sg_check_name_2(sg_judge *j)
{
    const slicegate_cert_detail *d = &j->facts->detail;
    strings(j, &d->subject, SG_TEXT_SUBJECT_STRING, SG_TEXT_SUBJECT_VALUE);
    strings(j, &d->issuer, SG_TEXT_ISSUER_STRING, SG_TEXT_ISSUER_VALUE);
}

/* RFC 5280 4.1.2.6 has the CA's subject encoded alike in what it issues. */
static bool issuer_is_subject(const sg_judge *j)
{
    const slicegate_issuer *i = j->issuer;
    slicegate_bytes subject = {i->subject, i->subject_len};
    return i->subject_len <= SLICEGATE_NAME_MAX &&
           sg_bytes_equal(j->facts->issuer, subject);
}

void sg_check_name_3(sg_judge *j)
{
    const slicegate_cert_detail *d = &j->facts->detail;
    if (j->stage == SG_STAGE_ISSUED) {
        if (!issuer_is_subject(j))
            sg_found(j, SG_TEXT_ISSUER_OTHER);
        return;
    }
    if (d->issuer.form == SG_NAME_EMPTY)
        sg_found(j, SG_TEXT_ISSUER_EMPTY);
    if (d->subject.form == SG_NAME_EMPTY && (j->role & SLICEGATE_ROLES_CA) != 0)
        sg_found(j, SG_TEXT_SUBJECT_EMPTY_CA);
}
