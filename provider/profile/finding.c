/* SPDX-License-Identifier: Apache-2.0 */
#include "finding.h"

#include "text.h"
#include "tls_name.h"

static const struct {
    const char *expected, *presented;
} texts[SG_TEXT_COUNT] = {
    {NULL, NULL},
#define SG_TEXT(sym, expected, presented) {expected, presented},
#include "findings.inc"
#undef SG_TEXT
};

/* What a gate's own findings say; of other rules it only knows that the path
 * was refused for them. */
static const struct {
    slicegate_rule rule;
    sg_text text;
} gate_texts[] = {
    {SLICEGATE_RULE_CERT_DER_1, SG_TEXT_FLOOR_DER},
    {SLICEGATE_RULE_CERT_HASH_3, SG_TEXT_FLOOR_HASH},
    {SLICEGATE_RULE_CERT_PK_2, SG_TEXT_FLOOR_RSA},
    {SLICEGATE_RULE_CERT_EC_3, SG_TEXT_FLOOR_EC},
    {SLICEGATE_RULE_CERT_VAL_1, SG_TEXT_PATH_EXPIRED},
    {SLICEGATE_RULE_CHAIN_4, SG_TEXT_CHAIN_4},
    {SLICEGATE_RULE_CHAIN_7, SG_TEXT_CHAIN_7},
    {SLICEGATE_RULE_CHAIN_8, SG_TEXT_CHAIN_8},
    {SLICEGATE_RULE_TLS_VER_1, SG_TEXT_OLD_VERSION},
    {SLICEGATE_RULE_GATE_1, SG_TEXT_GATE_1},
    {SLICEGATE_RULE_GATE_2, SG_TEXT_GATE_2},
    {SLICEGATE_RULE_GATE_3, SG_TEXT_GATE_3},
    {SLICEGATE_RULE_GATE_4, SG_TEXT_GATE_4},
    {SLICEGATE_RULE_T13_0RTT_1, SG_TEXT_EARLY_DATA},
    {SLICEGATE_RULE_PSK_0RTT_1, SG_TEXT_EARLY_DATA},
    {SLICEGATE_RULE_RES_1, SG_TEXT_RES_UNKNOWN},
    {SLICEGATE_RULE_RES_2, SG_TEXT_RES_EXPIRED},
};

static bool is_of_handshake(slicegate_rule rule)
{
    return slicegate_rule_get(rule)->applies == SLICEGATE_ROLES_HANDSHAKE;
}

void sg_finding_append(slicegate_findings *f, slicegate_rule rule,
                       slicegate_level level, sg_text text,
                       slicegate_bytes bytes, uint32_t number)
{
    if (f->count < SLICEGATE_FINDINGS_MAX)
        f->count++;
    slicegate_finding *item = &f->item[f->count - 1];
    item->rule = (uint16_t)rule;
    item->level = (uint8_t)level;
    item->format = (uint8_t)text;
    item->bytes = bytes;
    item->number = number;
    if (level != SLICEGATE_LEVEL_WARN)
        f->enforced++;
}

void slicegate_findings_add(slicegate_findings *f,
                            const slicegate_profile *profile,
                            slicegate_rule rule)
{
    static const slicegate_bytes none = {NULL, 0};
    sg_text text = SG_TEXT_GATE;
    if (rule >= SLICEGATE_RULE_COUNT) {
        f->enforced++; /* a caller's mistake is no pass */
        return;
    }
    if (is_of_handshake(rule))
        text = SG_TEXT_HANDSHAKE;
    if (profile->level[rule] == SLICEGATE_LEVEL_OFF)
        return;
    for (size_t i = 0; i < sizeof gate_texts / sizeof gate_texts[0]; i++)
        if (gate_texts[i].rule == rule)
            text = gate_texts[i].text;
    sg_finding_append(f, rule, (slicegate_level)profile->level[rule], text,
                      none, 0);
}

static void write_message(sg_writer *w, uint32_t type)
{
    const char *name =
        type <= UINT8_MAX ? sg_message_name((uint8_t)type) : NULL;

    if (name != NULL) {
        sg_write(w, name);
    } else {
        sg_write(w, "message ");
        sg_write_number(w, type);
    }
}

/* A number by its name. False where PART is none of these. */
static bool write_name(sg_writer *w, char part, uint32_t number)
{
    static const struct {
        char part;
        const char *(*name)(uint16_t id, char buffer[8]);
    } names[] = {{'c', slicegate_suite_name},
                 {'g', slicegate_group_name},
                 {'a', slicegate_scheme_name},
                 {'v', slicegate_version_name}};
    char buffer[8];

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].part == part) {
            sg_write(w, names[i].name((uint16_t)number, buffer));
            return true;
        }
    if (part == 'm')
        write_message(w, number);
    return part == 'm';
}

static void write_part(sg_writer *w, char part, const slicegate_finding *f)
{
    if (write_name(w, part, f->number))
        return;
    switch (part) {
    case 'n':
        sg_write_number(w, f->number);
        break;
    case 'h':
        sg_write_number(w, f->number >> 16);
        break;
    case 'l':
        sg_write_number(w, f->number & 0xffff);
        break;
    case 'x':
        sg_write_hex(w, f->bytes);
        break;
    case 's':
        sg_write_text(w, f->bytes);
        break;
    default:
        sg_write_oid(w, f->bytes);
        break;
    }
}

static void write_format(const char *format, const slicegate_finding *f,
                         char *out, size_t size)
{
    sg_writer w = sg_writer_over(out, size);
    for (; *format != '\0'; format++) {
        if (*format == '%')
            write_part(&w, *++format, f);
        else
            sg_write_char(&w, *format);
    }
    sg_writer_end(&w);
}

bool slicegate_finding_text(const slicegate_finding *finding, char *expected,
                            size_t expected_size, char *presented,
                            size_t presented_size)
{
    const char *want = "", *got = "";
    bool known = finding->rule < SLICEGATE_RULE_COUNT &&
                 finding->format != SG_TEXT_NONE &&
                 finding->format < SG_TEXT_COUNT;
    if (known) {
        want = texts[finding->format].expected;
        got = texts[finding->format].presented;
        if (want == NULL)
            want = slicegate_rule_get((slicegate_rule)finding->rule)->expected;
    }
    write_format(want, finding, expected, expected_size);
    write_format(got, finding, presented, presented_size);
    return known;
}
