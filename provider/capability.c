/* SPDX-License-Identifier: Apache-2.0 */
#include "capability.h"

#include <openssl/core_names.h>
#include <openssl/params.h>
#include <strings.h>

/* The capability and its name came with OpenSSL 3.2. */
#define SIGALG_CODE_POINT "tls-sigalg-code-point"

typedef struct filter {
    const slicegate_profile *profile;
    const char *code_point; /* the parameter that names what is offered */
    bool (*allowed)(const slicegate_profile *profile, uint16_t id);
    OSSL_CALLBACK *cb;
    void *arg;
} filter;

static const struct {
    const char *capability, *code_point;
    bool (*allowed)(const slicegate_profile *profile, uint16_t id);
} filtered[] = {
    {"TLS-GROUP", OSSL_CAPABILITY_TLS_GROUP_ID, slicegate_group_allowed},
    {"TLS-SIGALG", SIGALG_CODE_POINT, slicegate_scheme_allowed},
};

/* Left out: the walk goes on. */
static int pass_on(const OSSL_PARAM params[], void *arg)
{
    const filter *f = arg;
    const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, f->code_point);
    unsigned int id;

    if (p == NULL || !OSSL_PARAM_get_uint(p, &id) || id > UINT16_MAX ||
        !f->allowed(f->profile, (uint16_t)id))
        return 1;
    return f->cb(params, f->arg);
}

int sg_capabilities(const sg_state *state, const char *capability,
                    OSSL_CALLBACK *cb, void *arg)
{
    const sg_side *floor = &state->sides.floor;
    filter f = {.profile = &floor->profile, .cb = cb, .arg = arg};

    for (size_t i = 0; i < sizeof(filtered) / sizeof(filtered[0]); i++) {
        if (strcasecmp(capability, filtered[i].capability) != 0 ||
            floor->open || floor->mode == SLICEGATE_MODE_MONITOR)
            continue;
        f.code_point = filtered[i].code_point;
        f.allowed = filtered[i].allowed;
        return OSSL_PROVIDER_get_capabilities(state->base, capability, pass_on,
                                              &f);
    }
    return OSSL_PROVIDER_get_capabilities(state->base, capability, cb, arg);
}
