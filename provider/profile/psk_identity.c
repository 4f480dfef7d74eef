/* SPDX-License-Identifier: Apache-2.0 */
#include "psk_identity.h"

static bool take_continuation(slicegate_bytes *rest, uint32_t *code)
{
    if (rest->n == 0 || (rest->p[0] & 0xc0) != 0x80)
        return false;
    *code = *code << 6 | (rest->p[0] & 0x3fu);
    rest->p++;
    rest->n--;
    return true;
}

/* One character of UTF-8 (RFC 3629 3, 4). REST is not empty. */
static bool take_character(slicegate_bytes *rest, uint32_t *code)
{
    static const struct {
        uint8_t mask, lead;
        unsigned more;
        uint32_t least;
    } forms[] = {{0x80, 0x00, 0, 0},
                 {0xe0, 0xc0, 1, 0x80},
                 {0xf0, 0xe0, 2, 0x800},
                 {0xf8, 0xf0, 3, 0x10000}};
    uint8_t first = rest->p[0];
    size_t form = 0;

    while (form < 4 && (first & forms[form].mask) != forms[form].lead)
        form++;
    if (form == 4)
        return false;
    rest->p++;
    rest->n--;
    *code = first & (uint8_t)~forms[form].mask;
    for (unsigned i = 0; i < forms[form].more; i++)
        if (!take_continuation(rest, code))
            return false;
    return *code >= forms[form].least && *code <= 0x10ffff &&
           (*code < 0xd800 || *code > 0xdfff);
}

static bool is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code <= 0x9f);
}

sg_identity_fault sg_identity_look(slicegate_bytes identity)
{
    slicegate_bytes rest = identity;
    bool control = false;
    uint32_t code;

    while (rest.n > 0) {
        if (!take_character(&rest, &code))
            return SG_IDENTITY_NOT_UTF8;
        control = control || is_control(code);
    }
    if (control)
        return SG_IDENTITY_CONTROL;
    if (identity.n > 0 &&
        (identity.p[0] == ' ' || identity.p[identity.n - 1] == ' '))
        return SG_IDENTITY_BLANK;
    return SG_IDENTITY_FINE;
}
