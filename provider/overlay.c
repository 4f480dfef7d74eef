/* SPDX-License-Identifier: Apache-2.0 */
#include "overlay.h"

#include <openssl/crypto.h>
#include <string.h>
#include <strings.h>

#include "digest.h"
#include "export.h"
#include "kdf.h"
#include "signature.h"

#define OUR_PROPERTY "slicegate.policy=yes"

bool sg_names_contain(const char *names, const char *name)
{
    size_t n = strlen(name);

    while (*names != '\0') {
        size_t part = strcspn(names, ":");

        if (part == n && strncasecmp(names, name, n) == 0)
            return true;
        names += part;
        names += *names == ':';
    }
    return false;
}

void (*sg_dispatch_function(const OSSL_DISPATCH *table, int id))(void)
{
    for (; table != NULL && table->function_id != 0; table++)
        if (table->function_id == id)
            return table->function;
    return NULL;
}

const OSSL_DISPATCH *sg_overlay_base_dispatch(const sg_state *state,
                                              int operation, const char *name)
{
    const OSSL_ALGORITHM *alg = state->base_table[operation];

    for (; alg != NULL && alg->algorithm_names != NULL; alg++)
        if (sg_names_contain(alg->algorithm_names, name))
            return alg->implementation;
    return NULL;
}

bool sg_overlay_load_base(sg_state *state, const char *name)
{
    state->libctx = OSSL_LIB_CTX_new();
    if (state->libctx == NULL)
        return false;
    state->base = OSSL_PROVIDER_load(state->libctx, name);
    if (state->base == NULL)
        return false;
    state->provctx = OSSL_PROVIDER_get0_provider_ctx(state->base);
    return state->provctx != NULL;
}

static char *append_property(const char *properties)
{
    size_t n = properties == NULL ? 0 : strlen(properties);
    size_t size = n + sizeof(OUR_PROPERTY) + 1;
    char *out = OPENSSL_malloc(size);

    if (out == NULL)
        return NULL;
    if (n > 0) {
        memcpy(out, properties, n);
        out[n++] = ',';
    }
    memcpy(out + n, OUR_PROPERTY, sizeof(OUR_PROPERTY));
    return out;
}

/* The wrapped dispatch, the base's where nothing is wrapped, NULL on error. */
static const OSSL_DISPATCH *wrap(sg_state *state, int operation,
                                 const OSSL_ALGORITHM *alg)
{
    if (operation == OSSL_OP_SIGNATURE &&
        sg_signature_wraps(alg->algorithm_names))
        return sg_signature_wrap(state, alg);
    if (operation == OSSL_OP_DIGEST && sg_digest_wraps(alg->algorithm_names))
        return sg_digest_wrap(state, alg);
    if (operation == OSSL_OP_KDF && sg_kdf_wraps(alg->algorithm_names))
        return sg_kdf_wrap(state, alg);
    return alg->implementation;
}

static size_t count(const OSSL_ALGORITHM *alg)
{
    size_t n = 0;

    while (alg[n].algorithm_names != NULL)
        n++;
    return n;
}

static bool build_operation(sg_state *state, int operation)
{
    const OSSL_ALGORITHM *from = state->base_table[operation];
    OSSL_ALGORITHM *to;
    size_t n = count(from), out = 0;

    to = OPENSSL_zalloc((n + 1) * sizeof(*to));
    if (to == NULL)
        return false;
    state->table[operation] = to;
    for (size_t i = 0; i < n; i++) {
        if (state->policy->export_tls_only &&
            !sg_export_for_tls(operation, &from[i]))
            continue;
        to[out].algorithm_description = from[i].algorithm_description;
        to[out].implementation = wrap(state, operation, &from[i]);
        to[out].property_definition =
            append_property(from[i].property_definition);
        if (to[out].implementation == NULL ||
            to[out].property_definition == NULL) {
            OPENSSL_free((void *)(uintptr_t)to[out].property_definition);
            to[out].property_definition = NULL;
            return false;
        }
        to[out++].algorithm_names = from[i].algorithm_names;
    }
    return true;
}

bool sg_overlay_build(sg_state *state)
{
    for (int op = 1; op < SG_OPERATIONS; op++)
        state->base_table[op] = OSSL_PROVIDER_query_operation(
            state->base, op, &state->no_cache[op]);
    for (int op = 1; op < SG_OPERATIONS; op++)
        if (state->base_table[op] != NULL && !build_operation(state, op))
            return false;
    return true;
}

static void free_table(OSSL_ALGORITHM *table)
{
    for (OSSL_ALGORITHM *alg = table;
         alg != NULL && alg->algorithm_names != NULL; alg++)
        OPENSSL_free((void *)(uintptr_t)alg->property_definition);
    OPENSSL_free(table);
}

void sg_overlay_free(sg_state *state)
{
    for (int op = 1; op < SG_OPERATIONS; op++) {
        free_table(state->table[op]);
        state->table[op] = NULL;
        if (state->base_table[op] != NULL)
            OSSL_PROVIDER_unquery_operation(state->base, op,
                                            state->base_table[op]);
        state->base_table[op] = NULL;
    }
    for (int i = 0; i < SG_SIGNATURE_SLOTS; i++) {
        OPENSSL_free(state->signature[i]);
        state->signature[i] = NULL;
    }
    for (int i = 0; i < SG_DIGEST_SLOTS; i++) {
        OPENSSL_free(state->digest[i]);
        state->digest[i] = NULL;
    }
    for (int i = 0; i < SG_KDF_SLOTS; i++) {
        OPENSSL_free(state->kdf[i]);
        state->kdf[i] = NULL;
    }
    if (state->base != NULL)
        OSSL_PROVIDER_unload(state->base);
    state->base = NULL;
    OSSL_LIB_CTX_free(state->libctx);
    state->libctx = NULL;
}
