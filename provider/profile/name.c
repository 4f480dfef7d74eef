/* SPDX-License-Identifier: Apache-2.0 */
#include "name.h"

#include <string.h>

#include "oid.h"

/* A Name as one letter for each RDN; longer names are of no known form. */
#define LETTERS_MAX 20
#define LETTER_OTHER '?'

/* The attributes of the two forms, and how TS 33.310 6.1.1 and RFC 5280
 * appendix A want their values. OU: the profile says nothing. */
static const struct {
    sg_oid oid;
    char letter;
    uint8_t string;
} attributes[] = {
    {SG_OID_C, 'C', SG_PRINTABLE_STRING}, {SG_OID_O, 'O', SG_UTF8_STRING},
    {SG_OID_CN, 'N', SG_UTF8_STRING},     {SG_OID_OU, 'U', 0},
    {SG_OID_DC, 'D', SG_IA5_STRING},
};

/* Well-formed UTF-8 (RFC 3629) without NUL. */
static bool utf8_valid(slicegate_bytes text)
{
    size_t i = 0;
    while (i < text.n) {
        unsigned lead = text.p[i++];
        unsigned more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
        if (lead == 0 || (lead >= 0x80 && lead < 0xc2) || lead > 0xf4 ||
            text.n - i < more)
            return false;
        /* The second octet rules out long forms, surrogates and the range
         * beyond U+10FFFF. */
        unsigned low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        unsigned high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        for (unsigned k = 0; k < more; k++, i++) {
            if (text.p[i] < low || text.p[i] > high)
                return false;
            low = 0x80;
            high = 0xbf;
        }
    }
    return true;
}

static bool letters_only(slicegate_bytes text)
{
    for (size_t i = 0; i < text.n; i++)
        if ((text.p[i] | 0x20u) < 'a' || (text.p[i] | 0x20u) > 'z')
            return false;
    return true;
}

static bool ia5_valid(slicegate_bytes text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == 0 || text.p[i] >= 0x80)
            return false;
    return true;
}

static bool value_valid(uint8_t string, slicegate_bytes text)
{
    if (string == SG_PRINTABLE_STRING)
        return text.n == 2 && letters_only(text);
    if (string == SG_IA5_STRING)
        return text.n != 0 && ia5_valid(text);
    return text.n != 0 && utf8_valid(text);
}

static void note_fault(slicegate_name_detail *detail, sg_name_fault fault,
                       slicegate_bytes type, const sg_tlv *value)
{
    if (detail->fault != SG_NAME_WELL)
        return;
    detail->fault = (uint8_t)fault;
    detail->attribute = type;
    detail->tag = value->tag;
}

/* The letter of an attribute; its encoding is judged on the way. */
static char attribute_letter(slicegate_bytes type, const sg_tlv *value,
                             slicegate_name_detail *detail)
{
    sg_oid oid = sg_oid_find(type, SG_OIDS_ATTRIBUTES);
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        if (attributes[i].oid != oid)
            continue;
        uint8_t string = attributes[i].string;
        if (string != 0 && value->tag != string)
            note_fault(detail, SG_NAME_STRING_TYPE, type, value);
        else if (string != 0 && !value_valid(string, value->content))
            note_fault(detail, SG_NAME_STRING_VALUE, type, value);
        return attributes[i].letter;
    }
    return LETTER_OTHER;
}

bool sg_name_attribute(sg_der *in, slicegate_bytes *type, sg_tlv *value)
{
    sg_der inside;
    return sg_der_enter(in, SG_SEQUENCE, &inside) &&
           sg_der_oid(&inside, type) && sg_der_any(&inside, value) &&
           sg_der_done(&inside);
}

static bool read_rdn(sg_der *names, char *letter, slicegate_name_detail *detail)
{
    sg_der rdn;
    unsigned count = 0;
    if (!sg_der_enter(names, SG_SET, &rdn))
        return false;
    do {
        slicegate_bytes type;
        sg_tlv value;
        if (!sg_name_attribute(&rdn, &type, &value))
            return false;
        *letter = attribute_letter(type, &value, detail);
        count++;
    } while (!sg_der_done(&rdn));
    if (count > 1)
        *letter = LETTER_OTHER;
    return true;
}

static sg_name_form form_of(const char *letters)
{
    if (letters[0] == '\0')
        return SG_NAME_EMPTY;
    if (strcmp(letters, "CON") == 0 || strcmp(letters, "ON") == 0)
        return SG_NAME_ORGANIZATION;

    /* The clause writes the domain form from the host upwards; LDAP encodes
     * that from the top downwards. Both directions are taken. */
    bool host_first = letters[0] == 'N';
    const char *rest = letters + (host_first ? 1 : 0);
    rest += host_first && *rest == 'U' ? 1 : 0;
    size_t domain = strspn(rest, "D");
    rest += domain;
    if (!host_first)
        rest += *rest == 'U' ? 1 : 0;
    bool ends = strcmp(rest, host_first ? "" : "N") == 0;
    return domain >= 2 && ends ? SG_NAME_DOMAIN : SG_NAME_OTHER;
}

bool sg_name_read(sg_der *in, slicegate_bytes *whole,
                  slicegate_name_detail *detail)
{
    sg_der names;
    sg_tlv name;
    char letters[LETTERS_MAX + 2];
    size_t count = 0;
    memset(detail, 0, sizeof *detail);
    if (!sg_der_next_is(in, SG_SEQUENCE) || !sg_der_any(in, &name))
        return false;
    names = sg_der_over(name.content);
    while (!sg_der_done(&names)) {
        if (!read_rdn(&names, &letters[count], detail))
            return false;
        if (count < LETTERS_MAX)
            count++;
    }
    letters[count] = '\0';
    detail->form = (uint8_t)form_of(letters);
    if (count == LETTERS_MAX)
        detail->form = SG_NAME_OTHER;
    *whole = name.whole;
    return true;
}
