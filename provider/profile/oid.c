/* SPDX-License-Identifier: Apache-2.0 */
#include "oid.h"

#include <string.h>

typedef struct entry {
    const char *octets;
    size_t n;
    const char *name;
} entry;

static const entry entries[] = {
#define SG_OID_GROUP(sym)
#define SG_OID_ENTRY(sym, octets, name) {octets, sizeof(octets) - 1, name},
#include "oids.inc"
#undef SG_OID_ENTRY
#undef SG_OID_GROUP
};

/* Counts entries and groups together: a group begins at its place in this
 * list less the number of groups before it. */
enum {
#define SG_OID_GROUP(sym) AT_##sym,
#define SG_OID_ENTRY(sym, octets, name) AT_ENTRY_##sym,
#include "oids.inc"
#undef SG_OID_ENTRY
#undef SG_OID_GROUP
};

static const unsigned group_begin[] = {
#define SG_OID_GROUP(sym) AT_##sym - SG_OIDS_##sym,
#define SG_OID_ENTRY(sym, octets, name)
#include "oids.inc"
#undef SG_OID_ENTRY
#undef SG_OID_GROUP
};

static bool matches(const entry *e, slicegate_bytes oid)
{
    return e->n == oid.n &&
           (unsigned char)e->octets[oid.n - 1] == oid.p[oid.n - 1] &&
           memcmp(e->octets, oid.p, oid.n) == 0;
}

sg_oid sg_oid_find(slicegate_bytes oid, sg_oid_group group)
{
    for (unsigned i = group_begin[group]; i < group_begin[group + 1]; i++)
        if (matches(&entries[i], oid))
            return (sg_oid)i;
    return SG_OID_NONE;
}

slicegate_bytes sg_oid_bytes(sg_oid which)
{
    slicegate_bytes oid = {(const uint8_t *)entries[which].octets,
                           entries[which].n};
    return oid;
}

bool sg_oid_is(slicegate_bytes oid, sg_oid which)
{
    return matches(&entries[which], oid);
}

const char *sg_oid_name(slicegate_bytes oid)
{
    for (unsigned i = 0; i < SG_OID_COUNT; i++)
        if (matches(&entries[i], oid))
            return entries[i].name;
    return NULL;
}
