/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Errors on the application's OpenSSL error queue, through the core's upcalls:
 * ERR_raise would reach another queue in a program with a static libcrypto.
 */
#ifndef SG_RAISE_H
#define SG_RAISE_H

#include <stdarg.h>

#include "state.h"

typedef enum sg_reason {
#define SG_REASON(symbol, number, text) SG_R_##symbol = number,
#include "reasons.inc"
#undef SG_REASON
} sg_reason;

/* What the core asks for by OSSL_FUNC_PROVIDER_GET_REASON_STRINGS. */
const OSSL_ITEM *sg_reason_strings(void *provctx);

#define sg_raise(core, reason, ...)                                            \
    sg_raise_at((core), __FILE__, __LINE__, __func__, (reason), __VA_ARGS__)

void sg_raise_at(const sg_core *core, const char *file, int line,
                 const char *func, sg_reason reason, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

#endif
