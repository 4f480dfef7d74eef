/* SPDX-License-Identifier: Apache-2.0 */
/* Extensions of a message (RFC 8446 4.2): each type once, the known ones read
 * by a table, the others skipped. */
#ifndef SLICEGATE_PROFILE_HELLO_EXTENSION_H
#define SLICEGATE_PROFILE_HELLO_EXTENSION_H

#include "handshake_reader.h"

enum {
    SG_EXT_SERVER_NAME = 0,
    SG_EXT_TRUNCATED_HMAC = 4,
    SG_EXT_STATUS_REQUEST = 5,
    SG_EXT_SUPPORTED_GROUPS = 10,
    SG_EXT_SIGNATURE_ALGORITHMS = 13,
    SG_EXT_ENCRYPT_THEN_MAC = 22,
    SG_EXT_EXTENDED_MASTER_SECRET = 23,
    SG_EXT_PRE_SHARED_KEY = 41,
    SG_EXT_EARLY_DATA = 42,
    SG_EXT_SUPPORTED_VERSIONS = 43,
    SG_EXT_PSK_KEY_EXCHANGE_MODES = 45,
    SG_EXT_POST_HANDSHAKE_AUTH = 49,
    SG_EXT_KEY_SHARE = 51,
    SG_EXT_RENEGOTIATION_INFO = 0xff01
};

typedef struct sg_extension_row {
    uint16_t type;
    sg_reader *read; /* of the content; takes all of it */
} sg_extension_row;

#define SG_EXTENSION_ROWS(rows) (rows), sizeof(rows) / sizeof((rows)[0])

/*
 * The vector of extensions that *rest begins with. *last is the type that came
 * last; it stays as it was where there is none. May be NULL.
 */
const char *sg_read_extensions(slicegate_handshake *facts,
                               slicegate_bytes *rest,
                               const sg_extension_row *rows, size_t count,
                               uint16_t *last);

/* Takes the next extension off a list. */
bool sg_take_extension(slicegate_bytes *list, uint16_t *type,
                       slicegate_bytes *content);

#endif
