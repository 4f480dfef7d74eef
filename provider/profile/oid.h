/* SPDX-License-Identifier: Apache-2.0 */
/* Object identifiers by table (oids.inc). */
#ifndef SLICEGATE_PROFILE_OID_H
#define SLICEGATE_PROFILE_OID_H

#include "slicegate/profile.h"

typedef enum sg_oid {
#define SG_OID_GROUP(sym)
#define SG_OID_ENTRY(sym, octets, name) SG_OID_##sym,
#include "oids.inc"
#undef SG_OID_ENTRY
#undef SG_OID_GROUP
    SG_OID_COUNT,
    SG_OID_NONE = SG_OID_COUNT
} sg_oid;

typedef enum sg_oid_group {
#define SG_OID_GROUP(sym) SG_OIDS_##sym,
#define SG_OID_ENTRY(sym, octets, name)
#include "oids.inc"
#undef SG_OID_ENTRY
#undef SG_OID_GROUP
} sg_oid_group;

/* OID (content octets) within GROUP, or SG_OID_NONE. */
sg_oid sg_oid_find(slicegate_bytes oid, sg_oid_group group);

/* Content octets; static. */
slicegate_bytes sg_oid_bytes(sg_oid which);

bool sg_oid_is(slicegate_bytes oid, sg_oid which);

/* The name of OID in any group, or NULL. */
const char *sg_oid_name(slicegate_bytes oid);

#endif
