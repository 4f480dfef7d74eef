/* SPDX-License-Identifier: Apache-2.0 */
/* GeneralName (RFC 5280 4.2.1.6). */
#ifndef SLICEGATE_PROFILE_GENERAL_NAME_H
#define SLICEGATE_PROFILE_GENERAL_NAME_H

#include "der.h"

/* Tags of the kinds that the rules look at. */
#define SG_NAME_DNS SG_CONTEXT(2)
#define SG_NAME_URI SG_CONTEXT(6)

/* One GeneralName, well formed down to its characters. */
bool sg_general_name(sg_der *in, sg_tlv *name);

/* GeneralNames without their tag: one or more. */
bool sg_general_names(slicegate_bytes content);

/* URI schemes, in any case of letters. */
bool sg_uri_is_http(slicegate_bytes uri);
bool sg_uri_is_ldap(slicegate_bytes uri);

/* urn:uuid: with a UUID of version 4 (RFC 9562). */
bool sg_uri_is_uuid4(slicegate_bytes uri);

#endif
