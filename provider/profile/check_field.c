/* SPDX-License-Identifier: Apache-2.0 */
/* Encoding, version, serial number, validity. */
#include "cert.h"
#include "judge.h"

#define DAY (INT64_C(24) * 60 * 60)
#define THREE_YEARS ((3 * 365 + 1) * DAY)

/* What is not DER but has a rule of its own is left to that rule, as long as
 * that rule refuses. */
static void der_left_over(sg_judge *j)
{
    const slicegate_cert_detail *d = &j->facts->detail;
    if ((d->faults & SG_FAULT_SERIAL_PADDED) != 0 &&
        !sg_enforces(j, SLICEGATE_RULE_CERT_SER_1))
        sg_found_bytes(j, SG_TEXT_SERIAL_DER, j->facts->serial);
    if (sg_enforces(j, SLICEGATE_RULE_CERT_VAL_1))
        return;
    if ((d->faults & SG_FAULT_NOT_BEFORE) != 0)
        sg_found_bytes(j, SG_TEXT_TIME_DER, d->not_before);
    if ((d->faults & SG_FAULT_NOT_AFTER) != 0)
        sg_found_bytes(j, SG_TEXT_TIME_DER, d->not_after);
}

static bool already_unreadable(const sg_judge *j)
{
    for (unsigned i = 0; i < j->out->count; i++)
        if (j->out->item[i].rule == SLICEGATE_RULE_CERT_DER_1)
            return true;
    return false;
}

void sg_check_der_1(sg_judge *j)
{
    const slicegate_cert_facts *f = j->facts;
    if (f->unreadable == NULL && f->tbs.p != NULL) {
        if (j->stage == SG_STAGE_CERT)
            der_left_over(j);
    } else if (!already_unreadable(j)) {
        const char *missing = f->unreadable;
        sg_found_all(j, SG_TEXT_UNREADABLE,
                     sg_word(missing != NULL ? missing : "certificate"),
                     (uint32_t)f->unreadable_at);
    }
}

void sg_check_ver_1(sg_judge *j)
{
    if (j->facts->version != 3)
        sg_found_number(j, SG_TEXT_VERSION, j->facts->version);
}

void sg_check_ser_1(sg_judge *j)
{
    const slicegate_cert_facts *f = j->facts;
    slicegate_bytes serial = f->serial;
    if ((f->detail.faults & SG_FAULT_SERIAL_PADDED) != 0)
        sg_found_bytes(j, SG_TEXT_SERIAL_PADDED, serial);
    else if (sg_integer_negative(serial))
        sg_found_bytes(j, SG_TEXT_SERIAL_NEGATIVE, serial);
    else if (serial.n == 1 && serial.p[0] == 0)
        sg_found(j, SG_TEXT_SERIAL_ZERO);
    else if (serial.n > 20)
        sg_found_number(j, SG_TEXT_SERIAL_LONG, (uint32_t)serial.n);
}

/* One of the two times; true where its value can be judged. */
static bool time_form(sg_judge *j, unsigned format, unsigned type,
                      slicegate_bytes text)
{
    unsigned faults = j->facts->detail.faults;
    if ((faults & format) != 0)
        sg_found_bytes(j, SG_TEXT_TIME_FORM, text);
    else if ((faults & type) != 0)
        sg_found_bytes(j, SG_TEXT_TIME_TYPE, text);
    return (faults & format) == 0;
}

void sg_check_val_1(sg_judge *j)
{
    const slicegate_cert_facts *f = j->facts;
    const slicegate_cert_detail *d = &f->detail;
    if (time_form(j, SG_FAULT_NOT_BEFORE, SG_FAULT_NOT_BEFORE_TYPE,
                  d->not_before) &&
        j->now < f->not_before)
        sg_found_bytes(j, SG_TEXT_NOT_YET, d->not_before);
    if (time_form(j, SG_FAULT_NOT_AFTER, SG_FAULT_NOT_AFTER_TYPE,
                  d->not_after) &&
        j->now > f->not_after)
        sg_found_bytes(j, SG_TEXT_EXPIRED, d->not_after);
}

static void three_years(sg_judge *j)
{
    const slicegate_cert_facts *f = j->facts;
    const unsigned unread = SG_FAULT_NOT_BEFORE | SG_FAULT_NOT_AFTER;
    int64_t length = f->not_after - f->not_before;
    if ((f->detail.faults & unread) == 0 && length > THREE_YEARS)
        sg_found_number(j, SG_TEXT_DAYS, (uint32_t)(length / DAY));
}

void sg_check_val_2(sg_judge *j)
{
    three_years(j);
}

void sg_check_sba_val_1(sg_judge *j)
{
    three_years(j);
}
