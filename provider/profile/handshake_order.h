/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which message may follow which, and whose it is, in what libssl hashes: TLS
 * 1.3 (RFC 8446 2 and 4.4.1), TLS 1.2 and DTLS 1.2 (RFC 5246 7.3, 5077 3.1,
 * 6347 4.2.6; HelloVerifyRequest and what it answers are not hashed).
 */
#ifndef SLICEGATE_PROFILE_HANDSHAKE_ORDER_H
#define SLICEGATE_PROFILE_HANDSHAKE_ORDER_H

#include "handshake_reader.h"

/* Where reading stands: SG_STAGE(name, what may follow). */
typedef enum sg_stage {
#define SG_STAGE(name, expected) SG_STAGE_##name,
#include "stages.inc"
#undef SG_STAGE
    SG_STAGE_COUNT
} sg_stage;

typedef struct sg_step {
    sg_stage stage;
    uint8_t type;
    bool from_server;
    sg_stage next;   /* a reader may set another one */
    sg_reader *read; /* NULL: the body says nothing that is kept */
    bool (*allowed)(const slicegate_handshake *facts); /* NULL: always */
} sg_step;

/* NULL where a message of that TYPE may not stand. */
const sg_step *sg_order_find(const slicegate_handshake *facts, uint8_t type);

/* What may stand there. */
const char *sg_order_expected(const slicegate_handshake *facts);

#endif
