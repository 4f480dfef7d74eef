/* SPDX-License-Identifier: Apache-2.0 */
#include "hello_extension.h"

#include "cursor.h"

#define TYPES 65536

bool sg_take_extension(slicegate_bytes *list, uint16_t *type,
                       slicegate_bytes *content)
{
    return sg_take_u16(list, type) && sg_take_vector(list, 2, content);
}

/* Says whether TYPE is in the set, and adds it. */
static bool seen(uint8_t set[TYPES / 8], uint16_t type)
{
    const uint8_t bit = (uint8_t)(1u << type % 8);
    const bool was = (set[type / 8] & bit) != 0;

    set[type / 8] |= bit;
    return was;
}

static const char *read_one(slicegate_handshake *facts, uint16_t type,
                            slicegate_bytes content,
                            const sg_extension_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].type == type)
            return rows[i].read(facts, content);
    return NULL;
}

const char *sg_read_extensions(slicegate_handshake *facts,
                               slicegate_bytes *rest,
                               const sg_extension_row *rows, size_t count,
                               uint16_t *last)
{
    uint8_t set[TYPES / 8] = {0};
    slicegate_bytes list, content;
    const char *fault = NULL;
    uint16_t type;

    if (!sg_take_vector(rest, 2, &list))
        return "extensions";
    while (fault == NULL && list.n > 0) {
        if (!sg_take_extension(&list, &type, &content))
            return "a whole extension";
        if (seen(set, type))
            return "each extension once";
        if (last != NULL)
            *last = type;
        fault = read_one(facts, type, content, rows, count);
    }
    return fault;
}
