/* SPDX-License-Identifier: Apache-2.0 */
/* What a ClientHello says by its extensions. */
#ifndef SLICEGATE_PROFILE_CLIENT_EXTENSION_H
#define SLICEGATE_PROFILE_CLIENT_EXTENSION_H

#include "slicegate/handshake.h"

/* The vector of extensions that *rest begins with. */
const char *sg_read_client_extensions(slicegate_handshake *facts,
                                      slicegate_bytes *rest);

/* A version below TLS 1.2 and DTLS 1.2 that there is. */
bool sg_is_old_version(uint16_t version);

#endif
