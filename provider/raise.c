/* SPDX-License-Identifier: Apache-2.0 */
#include "raise.h"

static const OSSL_ITEM reason_strings[] = {
#define SG_REASON(symbol, number, text) {number, (char *)(uintptr_t)text},
#include "reasons.inc"
#undef SG_REASON
    {0, NULL}};

const OSSL_ITEM *sg_reason_strings(void *provctx)
{
    (void)provctx;
    return reason_strings;
}

void sg_raise_at(const sg_core *core, const char *file, int line,
                 const char *func, sg_reason reason, const char *format, ...)
{
    va_list args;

    if (core->new_error == NULL || core->vset_error == NULL)
        return;
    core->new_error(core->handle);
    if (core->set_error_debug != NULL)
        core->set_error_debug(core->handle, file, line, func);
    va_start(args, format);
    core->vset_error(core->handle, (uint32_t)reason, format, args);
    va_end(args);
}
