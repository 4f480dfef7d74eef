/* SPDX-License-Identifier: Apache-2.0 */
#include "rule_ids.h"

#include "slicegate/profile.h"

#include <openssl/err.h>
#include <string.h>

#define ID_MAX 32
#define EVENT_LEAD "; event "
#define EVENT_CHARS "0123456789abcdef"
#define ID_CHARS "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"

static bool listed(const rule_ids *ids, const char *id)
{
    size_t n = strlen(id);

    for (const char *p = ids->text; (p = strstr(p, id)) != NULL; p += n) {
        bool starts = p == ids->text || p[-1] == ',';

        if (starts && (p[n] == ',' || p[n] == '\0'))
            return true;
    }
    return false;
}

static bool add(rule_ids *ids, const char *id)
{
    size_t used = strlen(ids->text);
    size_t need = strlen(id) + (used > 0 ? 1 : 0);

    if (listed(ids, id))
        return true;
    if (used + need >= sizeof(ids->text))
        return false;
    if (used > 0)
        strcat(ids->text, ",");
    strcat(ids->text, id);
    return true;
}

/* A word is an id only when the engine knows a rule of that name. */
static bool add_from_text(rule_ids *ids, const char *text)
{
    char word[ID_MAX];

    while (*text != '\0') {
        size_t n = strspn(text, ID_CHARS);

        if (n > 0 && n < sizeof(word)) {
            memcpy(word, text, n);
            word[n] = '\0';
            if (slicegate_rule_find(word) != SLICEGATE_RULE_COUNT &&
                !add(ids, word))
                return false;
        }
        text += n > 0 ? n : 1;
    }
    return true;
}

static bool take_event(rule_ids *ids, const char *text)
{
    const char *id = strstr(text, EVENT_LEAD);
    size_t n;

    if (id == NULL || ids->event[0] != '\0')
        return true;
    id += strlen(EVENT_LEAD);
    n = strspn(id, EVENT_CHARS);
    if (n >= sizeof(ids->event))
        return false;
    memcpy(ids->event, id, n);
    ids->event[n] = '\0';
    return true;
}

bool rule_ids_from_errors(rule_ids *out)
{
    const char *data;
    int flags;
    bool fits = true;

    out->text[0] = out->event[0] = '\0';
    while (ERR_get_error_all(NULL, NULL, NULL, &data, &flags) != 0) {
        if ((flags & ERR_TXT_STRING) != 0 && data != NULL)
            fits = add_from_text(out, data) && take_event(out, data) && fits;
    }
    return fits;
}
