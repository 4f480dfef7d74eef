/* SPDX-License-Identifier: Apache-2.0 */
#include "capability.h"

#include <openssl/core_names.h>
#include <openssl/params.h>
#include <string.h>
#include <strings.h>

/* The capability and its name came with OpenSSL 3.2. */
#define SIGALG_CODE_POINT "tls-sigalg-code-point"

/* More than any capability has, with its end. */
#define PARAMS_MAX 32

typedef struct filter {
    const slicegate_profile *profile;
    OSSL_CALLBACK *cb;
    void *arg;
} filter;

static bool id_of(const OSSL_PARAM params[], const char *name, uint16_t *out)
{
    const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, name);
    unsigned int id;

    if (p == NULL || !OSSL_PARAM_get_uint(p, &id) || id > UINT16_MAX)
        return false;
    *out = (uint16_t)id;
    return true;
}

static bool is_version(const char *key)
{
    static const char *const versions[] = {
        OSSL_CAPABILITY_TLS_GROUP_MIN_TLS, OSSL_CAPABILITY_TLS_GROUP_MAX_TLS,
        OSSL_CAPABILITY_TLS_GROUP_MIN_DTLS, OSSL_CAPABILITY_TLS_GROUP_MAX_DTLS};

    for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
        if (strcmp(key, versions[i]) == 0)
            return true;
    return false;
}

/* -1 is "of no version" in each of the four (provider-base(7)). One that is
 * longer than can be told is left out. */
static int of_no_version(const OSSL_PARAM params[], const filter *f)
{
    int none = -1;
    OSSL_PARAM out[PARAMS_MAX];
    size_t n = 0;

    for (const OSSL_PARAM *p = params; p->key != NULL; p++) {
        if (n == PARAMS_MAX - 1)
            return 1;
        out[n++] =
            is_version(p->key) ? OSSL_PARAM_construct_int(p->key, &none) : *p;
    }
    out[n] = OSSL_PARAM_construct_end();
    return f->cb(out, f->arg);
}

static int pass_group(const OSSL_PARAM params[], void *arg)
{
    const filter *f = arg;
    uint16_t id;

    return id_of(params, OSSL_CAPABILITY_TLS_GROUP_ID, &id) &&
                   slicegate_group_allowed(f->profile, id)
               ? f->cb(params, f->arg)
               : of_no_version(params, f);
}

static int pass_scheme(const OSSL_PARAM params[], void *arg)
{
    const filter *f = arg;
    uint16_t id;

    return !id_of(params, SIGALG_CODE_POINT, &id) ||
           !slicegate_scheme_allowed(f->profile, id) || f->cb(params, f->arg);
}

int sg_capabilities(const sg_state *state, const char *capability,
                    OSSL_CALLBACK *cb, void *arg)
{
    static const struct {
        const char *capability;
        OSSL_CALLBACK *pass;
    } filtered[] = {{"TLS-GROUP", pass_group}, {"TLS-SIGALG", pass_scheme}};
    const sg_side *floor = &state->sides.floor;
    filter f = {&floor->profile, cb, arg};

    for (size_t i = 0; i < sizeof(filtered) / sizeof(filtered[0]); i++)
        if (strcasecmp(capability, filtered[i].capability) == 0 &&
            !floor->open && floor->mode == SLICEGATE_MODE_ENFORCE)
            return OSSL_PROVIDER_get_capabilities(state->base, capability,
                                                  filtered[i].pass, &f);
    return OSSL_PROVIDER_get_capabilities(state->base, capability, cb, arg);
}
