/* SPDX-License-Identifier: Apache-2.0 */
/* What the profile takes suites, groups, schemes and versions for. */
#ifndef SLICEGATE_PROFILE_TLS_NAME_H
#define SLICEGATE_PROFILE_TLS_NAME_H

#include "slicegate/handshake.h"

typedef enum sg_group_kind {
    SG_GROUP_OTHER = 0, /* also one that is not in groups.inc */
    SG_GROUP_NAMED,
    SG_GROUP_HYBRID,
    SG_GROUP_FINITE
} sg_group_kind;

typedef enum sg_scheme_kind {
    SG_SCHEME_OTHER = 0, /* also one that is not in schemes.inc */
    SG_SCHEME_NAMED,
    SG_SCHEME_STRONGER,
    SG_SCHEME_BROKEN
} sg_scheme_kind;

sg_group_kind sg_group_kind_of(uint16_t group);
sg_scheme_kind sg_scheme_kind_of(uint16_t scheme, bool tls13);

/* False for a version that is not in versions.inc. */
bool sg_version_allowed(uint16_t version);

/* The name of a handshake message, NULL for none. */
const char *sg_message_name(uint8_t type);

/* An id as "0x1234". */
const char *sg_id_text(uint16_t id, char buffer[8]);

#endif
