/* SPDX-License-Identifier: Apache-2.0 */
#include "slicegate/policy.h"

#include "policy_parser.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool policy_fail(policy_parser *s, const char *format, ...)
{
    va_list args;

    s->error->line = s->line;
    va_start(args, format);
    vsnprintf(s->error->text, sizeof s->error->text, format, args);
    va_end(args);
    return false;
}

static bool fail_section(policy_parser *s, policy_text name)
{
    char names[256] = "", presented[POLICY_QUOTE_SIZE];
    size_t used = 0;

    for (unsigned i = 0; i < POLICY_SECTION_COUNT && used < sizeof names; i++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s",
                                 i > 0 ? ", " : "",
                                 policy_section_name((policy_section)i));
    policy_text_quote(name, presented);
    return policy_fail(s, "unknown section %s; expected one of: %s", presented,
                       names);
}

/* LINE begins with '['. */
static bool section_line(policy_parser *s, policy_text line)
{
    policy_text name = {line.p + 1, line.n - 1};

    if (name.n == 0 || name.p[name.n - 1] != ']') {
        char presented[POLICY_QUOTE_SIZE];

        policy_text_quote(line, presented);
        return policy_fail(s, "%s; expected [SECTION] and nothing after it",
                           presented);
    }
    name.n--;
    for (unsigned i = 0; i < POLICY_SECTION_COUNT; i++) {
        if (!policy_text_is(name, policy_section_name((policy_section)i)))
            continue;
        if (s->section_line[i] != 0)
            return policy_fail(s,
                               "[%s] given twice; expected once, it stands on "
                               "line %u",
                               policy_section_name((policy_section)i),
                               s->section_line[i]);
        s->section_line[i] = s->line;
        s->section = (policy_section)i;
        return true;
    }
    return fail_section(s, name);
}

static bool value_line(policy_parser *s, policy_text line)
{
    const char *equals = memchr(line.p, '=', line.n);
    char presented[POLICY_QUOTE_SIZE];
    policy_text value;

    policy_text_quote(line, presented);
    if (equals == NULL || equals == line.p)
        return policy_fail(s, "%s; expected KEY = VALUE or [SECTION]",
                           presented);
    if (s->section == POLICY_SECTION_COUNT)
        return policy_fail(s,
                           "%s stands before any section; expected "
                           "[SECTION] first",
                           presented);
    s->key.p = line.p;
    s->key.n = (size_t)(equals - line.p);
    s->key = policy_text_trim(s->key);
    value.p = equals + 1;
    value.n = line.n - (size_t)(value.p - line.p);
    return policy_take(s, policy_text_trim(value));
}

static bool check_bytes(policy_parser *s, policy_text line)
{
    if (line.n > SLICEGATE_POLICY_LINE_MAX)
        return policy_fail(s, "line of %zu bytes; expected at most %d", line.n,
                           SLICEGATE_POLICY_LINE_MAX);
    if (s->line == 1 && policy_text_starts(line, "\xEF\xBB\xBF"))
        return policy_fail(s, "byte order mark; expected UTF-8 without one");
    for (size_t i = 0; i < line.n; i++) {
        unsigned char c = (unsigned char)line.p[i];

        if ((c < 0x20 && c != '\t') || c == 0x7F)
            return policy_fail(s,
                               "control character 0x%02x at byte %zu; expected "
                               "text",
                               c, i + 1);
    }
    if (!policy_text_is_utf8(line))
        return policy_fail(s, "bytes that are not UTF-8; expected UTF-8 text");
    return true;
}

static bool read_line(policy_parser *s, policy_text line)
{
    if (!check_bytes(s, line))
        return false;
    line = policy_text_trim(line);
    if (line.n == 0 || line.p[0] == '#' || line.p[0] == ';')
        return true;
    return line.p[0] == '[' ? section_line(s, line) : value_line(s, line);
}

static bool read_text(policy_parser *s, policy_text text)
{
    if (text.n > SLICEGATE_POLICY_SIZE_MAX)
        return policy_fail(s, "text of %zu bytes; expected at most %d", text.n,
                           SLICEGATE_POLICY_SIZE_MAX);
    while (text.n > 0) {
        const char *end = memchr(text.p, '\n', text.n);
        policy_text line = {text.p, end ? (size_t)(end - text.p) : text.n};
        size_t taken = line.n + (end ? 1 : 0);

        text.p += taken;
        text.n -= taken;
        /* A line may end in CR LF; any other CR is a control character. */
        if (end != NULL && line.n > 0 && line.p[line.n - 1] == '\r')
            line.n--;
        s->line++;
        if (!read_line(s, line))
            return false;
    }
    return true;
}

void slicegate_policy_default(slicegate_policy *out)
{
    slicegate_policy_error error;
    policy_parser s = {.policy = out, .error = &error};

    (void)(policy_set_defaults(&s) && policy_settle(&s));
}

bool slicegate_policy_parse(const char *text, size_t size,
                            slicegate_policy *out,
                            slicegate_policy_error *error)
{
    policy_parser s = {
        .policy = out, .error = error, .section = POLICY_SECTION_COUNT};

    memset(error, 0, sizeof *error);
    if (policy_set_defaults(&s) && read_text(&s, (policy_text){text, size}) &&
        policy_settle(&s))
        return true;
    memset(out, 0, sizeof *out);
    return false;
}
