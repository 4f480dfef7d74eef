/* SPDX-License-Identifier: Apache-2.0 */
/* The pre-shared keys that a ClientHello offers to TLS 1.3. */
#ifndef SLICEGATE_PROFILE_CLIENT_PSK_H
#define SLICEGATE_PROFILE_CLIENT_PSK_H

#include "handshake_reader.h"

/* pre_shared_key and psk_key_exchange_modes (RFC 8446 4.2.11 and 4.2.9). */
sg_reader sg_read_offered_psks, sg_read_psk_modes;

/* Keeps the identity AT the place given, cut at what there is room for. */
void sg_keep_identity(slicegate_handshake *facts, unsigned at,
                      slicegate_bytes identity);

#endif
