/* SPDX-License-Identifier: Apache-2.0 */
#include "tls_name.h"

static const struct {
    uint16_t id;
    uint8_t kind;
    const char *name;
} groups[] = {
#define SG_GROUP(id, name, kind) {(id), SG_GROUP_##kind, (name)},
#include "groups.inc"
#undef SG_GROUP
};

static const struct {
    uint16_t id;
    uint8_t tls12, tls13;
    const char *name;
} schemes[] = {
#define SG_SCHEME(id, name, tls12, tls13)                                      \
    {(id), SG_SCHEME_##tls12, SG_SCHEME_##tls13, (name)},
#include "schemes.inc"
#undef SG_SCHEME
};

enum { VERSION_REFUSED = 0, VERSION_ALLOWED = 1 };

static const struct {
    uint16_t id;
    bool allowed;
    const char *name;
} versions[] = {
#define SG_VERSION(id, name, allowed) {(id), VERSION_##allowed, (name)},
#include "versions.inc"
#undef SG_VERSION
};

static const struct {
    uint8_t type;
    const char *name;
} messages[] = {
#define SG_MESSAGE(type, name) {(type), (name)},
#include "messages.inc"
#undef SG_MESSAGE
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

const char *sg_id_text(uint16_t id, char buffer[8])
{
    static const char digits[] = "0123456789ABCDEF";

    buffer[0] = '0';
    buffer[1] = 'x';
    for (unsigned i = 0; i < 4; i++)
        buffer[2 + i] = digits[id >> (12 - 4 * i) & 15];
    buffer[6] = '\0';
    return buffer;
}

sg_group_kind sg_group_kind_of(uint16_t group)
{
    for (size_t i = 0; i < COUNT(groups); i++)
        if (groups[i].id == group)
            return (sg_group_kind)groups[i].kind;
    return SG_GROUP_OTHER;
}

sg_scheme_kind sg_scheme_kind_of(uint16_t scheme, bool tls13)
{
    for (size_t i = 0; i < COUNT(schemes); i++)
        if (schemes[i].id == scheme)
            return (sg_scheme_kind)(tls13 ? schemes[i].tls13
                                          : schemes[i].tls12);
    return SG_SCHEME_OTHER;
}

bool sg_version_allowed(uint16_t version)
{
    for (size_t i = 0; i < COUNT(versions); i++)
        if (versions[i].id == version)
            return versions[i].allowed;
    return false;
}

const char *slicegate_group_name(uint16_t id, char buffer[8])
{
    for (size_t i = 0; i < COUNT(groups); i++)
        if (groups[i].id == id)
            return groups[i].name;
    return sg_id_text(id, buffer);
}

const char *slicegate_scheme_name(uint16_t id, char buffer[8])
{
    for (size_t i = 0; i < COUNT(schemes); i++)
        if (schemes[i].id == id)
            return schemes[i].name;
    return sg_id_text(id, buffer);
}

const char *slicegate_version_name(uint16_t version, char buffer[8])
{
    for (size_t i = 0; i < COUNT(versions); i++)
        if (versions[i].id == version)
            return versions[i].name;
    return sg_id_text(version, buffer);
}

const char *sg_message_name(uint8_t type)
{
    for (size_t i = 0; i < COUNT(messages); i++)
        if (messages[i].type == type)
            return messages[i].name;
    return NULL;
}
