/* SPDX-License-Identifier: Apache-2.0 */
/* A Name as one line, after RFC 4514. */
#include <string.h>

#include "name.h"
#include "text.h"

static bool is_text(uint8_t tag)
{
    return tag == SG_UTF8_STRING || tag == SG_PRINTABLE_STRING ||
           tag == SG_IA5_STRING || tag == SG_TELETEX_STRING;
}

/* RFC 4514 2.4: these are escaped wherever they stand, '#' and the blank at
 * the edges too. */
static void write_value(sg_writer *w, slicegate_bytes text)
{
    for (size_t i = 0; i < text.n && !w->cut; i++) {
        slicegate_bytes one = {text.p + i, 1};
        bool edge = i == 0 || i == text.n - 1;
        bool special = text.p[i] != 0 && strchr("\"+,;<>=", text.p[i]) != NULL;
        if (special || (edge && (text.p[i] == ' ' || text.p[i] == '#')))
            sg_write_char(w, '\\');
        sg_write_text(w, one);
    }
}

static bool write_rdn(sg_writer *w, sg_der *names)
{
    sg_der rdn;
    bool first = true;
    if (!sg_der_enter(names, SG_SET, &rdn))
        return false;
    while (!sg_der_done(&rdn)) {
        slicegate_bytes type;
        sg_tlv value;
        if (!sg_name_attribute(&rdn, &type, &value))
            return false;
        if (!first)
            sg_write_char(w, '+');
        first = false;
        sg_write_oid(w, type);
        sg_write_char(w, '=');
        if (is_text(value.tag)) {
            write_value(w, value.content);
        } else {
            sg_write_char(w, '#');
            sg_write_hex(w, value.whole);
        }
    }
    return true;
}

void slicegate_name_text(slicegate_bytes name, char *out, size_t size)
{
    sg_writer w = sg_writer_over(out, size);
    sg_der in = sg_der_over(name), names;
    bool well = sg_der_enter(&in, SG_SEQUENCE, &names) && sg_der_done(&in);
    for (bool first = true; well && !sg_der_done(&names); first = false) {
        if (!first)
            sg_write_char(&w, ',');
        well = write_rdn(&w, &names);
    }
    if (!well)
        sg_write(&w, "(unreadable)");
    sg_writer_end(&w);
}
