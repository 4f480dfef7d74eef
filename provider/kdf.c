/* SPDX-License-Identifier: Apache-2.0 */
#include "kdf.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <string.h>
#include <strings.h>

#include "kdf_ctx.h"
#include "overlay.h"

#define TLS13 "TLS13-KDF"
#define TLS12 "TLS1-PRF"
#define MODE_NONE (-1)
#define DISPATCH_MAX (OSSL_FUNC_KDF_SET_CTX_PARAMS + 2)

struct sg_kdf_slot {
    sg_state *state;
    bool tls13;
    OSSL_FUNC_kdf_newctx_fn *newctx;
    OSSL_FUNC_kdf_dupctx_fn *dupctx; /* NULL where the base has none */
    OSSL_FUNC_kdf_freectx_fn *freectx;
    OSSL_FUNC_kdf_reset_fn *reset;
    OSSL_FUNC_kdf_derive_fn *derive;
    OSSL_FUNC_kdf_gettable_ctx_params_fn *gettable_ctx_params;
    OSSL_FUNC_kdf_settable_ctx_params_fn *settable_ctx_params;
    OSSL_FUNC_kdf_get_ctx_params_fn *get_ctx_params;
    OSSL_FUNC_kdf_set_ctx_params_fn *set_ctx_params;
    OSSL_DISPATCH dispatch[DISPATCH_MAX];
};

/* ---- What is kept of the parameters ------------------------------------ */

static void wipe(sg_kdf_secret *s)
{
    if (s->p == s->space)
        OPENSSL_cleanse(s->space, s->n);
    else
        OPENSSL_clear_free(s->p, s->n);
    s->set = false;
    s->p = NULL;
    s->n = 0;
}

static bool keep_secret(sg_kdf_secret *s, const void *p, size_t n)
{
    uint8_t *at = n <= SG_KDF_SHORT ? s->space : OPENSSL_malloc(n);

    wipe(s);
    if (at == NULL)
        return false;
    if (n > 0)
        memcpy(at, p, n);
    s->set = true;
    s->p = at;
    s->n = n;
    return true;
}

static void append(sg_kdf_text *t, const void *p, size_t n)
{
    if (t->longer || n > sizeof(t->p) - t->n) {
        t->longer = true;
        return;
    }
    if (n > 0)
        memcpy(t->p + t->n, p, n);
    t->n += n;
}

static void keep_text(sg_kdf_text *t, const void *p, size_t n)
{
    t->n = 0;
    t->longer = false;
    append(t, p, n);
}

static int mode_of(const OSSL_PARAM *p)
{
    static const struct {
        const char *name;
        int mode;
    } modes[] = {{"EXTRACT_AND_EXPAND", EVP_KDF_HKDF_MODE_EXTRACT_AND_EXPAND},
                 {"EXTRACT_ONLY", EVP_KDF_HKDF_MODE_EXTRACT_ONLY},
                 {"EXPAND_ONLY", EVP_KDF_HKDF_MODE_EXPAND_ONLY}};
    int mode;

    for (size_t i = 0; p->data_type == OSSL_PARAM_UTF8_STRING &&
                       p->data != NULL && i < sizeof(modes) / sizeof(modes[0]);
         i++)
        if (strcasecmp(p->data, modes[i].name) == 0)
            return modes[i].mode;
    return OSSL_PARAM_get_int(p, &mode) ? mode : MODE_NONE;
}

/* Every parameter that counts, a bit each. */
enum {
    MODE = 1,
    DIGEST = 2,
    KEY = 4,
    SECRET = 8,
    SALT = 16,
    LABEL = 32,
    DATA = 64,
    SEED = 128
};

/* 0 for the others. The first letter tells most of them. */
static unsigned which(const char *key)
{
    static const struct {
        const char *name;
        unsigned bit;
    } names[] = {
        {OSSL_KDF_PARAM_MODE, MODE}, {OSSL_KDF_PARAM_DIGEST, DIGEST},
        {OSSL_KDF_PARAM_KEY, KEY},   {OSSL_KDF_PARAM_SECRET, SECRET},
        {OSSL_KDF_PARAM_SALT, SALT}, {OSSL_KDF_PARAM_LABEL, LABEL},
        {OSSL_KDF_PARAM_DATA, DATA}, {OSSL_KDF_PARAM_SEED, SEED},
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (key[0] == names[i].name[0] && strcmp(key, names[i].name) == 0)
            return names[i].bit;
    return 0;
}

static void note_param(sg_kdf_ctx *ctx, const OSSL_PARAM *p, unsigned bit)
{
    size_t n = p->data == NULL ? 0 : p->data_size;
    bool kept = true;

    if (bit == MODE)
        ctx->mode = mode_of(p);
    else if (bit == DIGEST)
        ctx->old = !ctx->slot->tls13 && p->data != NULL &&
                   strcasecmp(p->data, "MD5-SHA1") == 0;
    else if (bit == KEY || bit == SECRET)
        kept = keep_secret(&ctx->key, p->data, n);
    else if (bit == SALT && n > 0)
        kept = keep_secret(&ctx->salt, p->data, n);
    else if (bit == LABEL)
        keep_text(&ctx->label, p->data, n);
    else if (bit == DATA)
        keep_text(&ctx->data, p->data, n);
    else if (bit == SEED)
        append(&ctx->seed, p->data, n);
    if (!kept)
        ctx->broken = true;
}

/* Like the base: of a name that stands twice the first counts, but the seeds
 * are strung together. */
static void note(sg_kdf_ctx *ctx, const OSSL_PARAM params[])
{
    unsigned seen = 0;

    for (const OSSL_PARAM *p = params; p != NULL && p->key != NULL; p++) {
        unsigned bit = which(p->key);

        if ((seen & bit) == 0)
            note_param(ctx, p, bit);
        seen |= bit & ~(unsigned)SEED;
    }
}

static void start(sg_kdf_ctx *ctx)
{
    ctx->key.set = ctx->salt.set = false;
    ctx->key.p = ctx->salt.p = NULL;
    ctx->key.n = ctx->salt.n = 0;
    ctx->label.n = ctx->data.n = ctx->seed.n = 0;
    ctx->label.longer = ctx->data.longer = ctx->seed.longer = false;
    ctx->mode = MODE_NONE;
    ctx->old = ctx->broken = false;
}

static void forget(sg_kdf_ctx *ctx)
{
    wipe(&ctx->key);
    wipe(&ctx->salt);
    start(ctx);
}

/* ---- Contexts ---------------------------------------------------------- */

static sg_kdf_slot *slot_of(void *provctx, int index)
{
    sg_state *state = sg_state_find(provctx);

    return state == NULL ? NULL : state->kdf[index];
}

static void *new_context(void *provctx, int index)
{
    sg_kdf_slot *slot = slot_of(provctx, index);
    sg_kdf_ctx *ctx;

    if (slot == NULL || (ctx = OPENSSL_malloc(sizeof(*ctx))) == NULL)
        return NULL;
    ctx->slot = slot;
    start(ctx);
    ctx->inner = slot->newctx(provctx);
    if (ctx->inner == NULL) {
        OPENSSL_free(ctx);
        return NULL;
    }
    return ctx;
}

static const OSSL_PARAM *gettable(void *vctx, void *provctx, int index)
{
    const sg_kdf_ctx *ctx = vctx;
    const sg_kdf_slot *slot = slot_of(provctx, index);

    return slot == NULL ? NULL
                        : slot->gettable_ctx_params(
                              ctx == NULL ? NULL : ctx->inner, provctx);
}

static const OSSL_PARAM *settable(void *vctx, void *provctx, int index)
{
    const sg_kdf_ctx *ctx = vctx;
    const sg_kdf_slot *slot = slot_of(provctx, index);

    return slot == NULL ? NULL
                        : slot->settable_ctx_params(
                              ctx == NULL ? NULL : ctx->inner, provctx);
}

/* These get the provider's context only, so each slot has its own. */
#define THUNK(n)                                                               \
    static void *newctx_##n(void *provctx)                                     \
    {                                                                          \
        return new_context(provctx, n);                                        \
    }                                                                          \
    static const OSSL_PARAM *gettable_##n(void *ctx, void *provctx)            \
    {                                                                          \
        return gettable(ctx, provctx, n);                                      \
    }                                                                          \
    static const OSSL_PARAM *settable_##n(void *ctx, void *provctx)            \
    {                                                                          \
        return settable(ctx, provctx, n);                                      \
    }
THUNK(0)
THUNK(1)

static const struct {
    OSSL_FUNC_kdf_newctx_fn *newctx;
    OSSL_FUNC_kdf_gettable_ctx_params_fn *gettable;
    OSSL_FUNC_kdf_settable_ctx_params_fn *settable;
} thunks[SG_KDF_SLOTS] = {{newctx_0, gettable_0, settable_0},
                          {newctx_1, gettable_1, settable_1}};

static void free_context(void *vctx)
{
    sg_kdf_ctx *ctx = vctx;

    if (ctx == NULL)
        return;
    ctx->slot->freectx(ctx->inner);
    forget(ctx);
    OPENSSL_free(ctx);
}

static bool copy_secret(sg_kdf_secret *to, const sg_kdf_secret *from)
{
    memset(to, 0, sizeof(*to));
    return !from->set || keep_secret(to, from->p, from->n);
}

static void *dup_context(void *vctx)
{
    const sg_kdf_ctx *ctx = vctx;
    sg_kdf_ctx *copy = OPENSSL_malloc(sizeof(*copy));

    if (copy == NULL)
        return NULL;
    *copy = *ctx;
    copy->inner = ctx->slot->dupctx(ctx->inner);
    copy->broken |= !copy_secret(&copy->key, &ctx->key);
    copy->broken |= !copy_secret(&copy->salt, &ctx->salt);
    if (copy->inner == NULL) {
        forget(copy);
        OPENSSL_free(copy);
        return NULL;
    }
    return copy;
}

static void reset(void *vctx)
{
    sg_kdf_ctx *ctx = vctx;

    forget(ctx);
    ctx->slot->reset(ctx->inner);
}

static int set_ctx_params(void *vctx, const OSSL_PARAM params[])
{
    sg_kdf_ctx *ctx = vctx;

    note(ctx, params);
    return ctx->slot->set_ctx_params(ctx->inner, params);
}

static int get_ctx_params(void *vctx, OSSL_PARAM params[])
{
    const sg_kdf_ctx *ctx = vctx;

    return ctx->slot->get_ctx_params(ctx->inner, params);
}

static bool allows(const sg_kdf_ctx *ctx, const uint8_t *out, size_t n)
{
    sg_state *state = ctx->slot->state;

    if (!state->active)
        return true;
    if (ctx->broken)
        return false;
    return ctx->slot->tls13 ? sg_kdf_tls13_allows(state, ctx, out, n)
                            : sg_kdf_tls12_allows(state, ctx);
}

static int derive(void *vctx, unsigned char *out, size_t n,
                  const OSSL_PARAM params[])
{
    sg_kdf_ctx *ctx = vctx;
    int ret;

    note(ctx, params);
    ret = ctx->slot->derive(ctx->inner, out, n, params);
    if (ret == 1 && !allows(ctx, out, n)) {
        OPENSSL_cleanse(out, n);
        return 0;
    }
    return ret;
}

/* ---- Slots ------------------------------------------------------------- */

bool sg_kdf_wraps(const char *names)
{
    return sg_names_contain(names, TLS13) || sg_names_contain(names, TLS12);
}

/* Our function for ID, the base's where it takes no context of ours, nothing
 * where it does and is not known. */
static void (*exported(const OSSL_DISPATCH *d, int index))(void)
{
    switch (d->function_id) {
    case OSSL_FUNC_KDF_NEWCTX:
        return (void (*)(void))thunks[index].newctx;
    case OSSL_FUNC_KDF_DUPCTX:
        return (void (*)(void))(OSSL_FUNC_kdf_dupctx_fn *)dup_context;
    case OSSL_FUNC_KDF_FREECTX:
        return (void (*)(void))(OSSL_FUNC_kdf_freectx_fn *)free_context;
    case OSSL_FUNC_KDF_RESET:
        return (void (*)(void))(OSSL_FUNC_kdf_reset_fn *)reset;
    case OSSL_FUNC_KDF_DERIVE:
        return (void (*)(void))(OSSL_FUNC_kdf_derive_fn *)derive;
    case OSSL_FUNC_KDF_GETTABLE_CTX_PARAMS:
        return (void (*)(void))thunks[index].gettable;
    case OSSL_FUNC_KDF_SETTABLE_CTX_PARAMS:
        return (void (*)(void))thunks[index].settable;
    case OSSL_FUNC_KDF_GET_CTX_PARAMS:
        return (void (*)(void))(
            OSSL_FUNC_kdf_get_ctx_params_fn *)get_ctx_params;
    case OSSL_FUNC_KDF_SET_CTX_PARAMS:
        return (void (*)(void))(
            OSSL_FUNC_kdf_set_ctx_params_fn *)set_ctx_params;
    case OSSL_FUNC_KDF_GETTABLE_PARAMS:
    case OSSL_FUNC_KDF_GET_PARAMS:
        return d->function;
    default:
        return NULL;
    }
}

static void keep_base(sg_kdf_slot *slot, const OSSL_DISPATCH *table)
{
#define KEEP(member, ID)                                                       \
    slot->member = (OSSL_FUNC_kdf_##member##_fn *)sg_dispatch_function(        \
        table, OSSL_FUNC_KDF_##ID)
    KEEP(newctx, NEWCTX);
    KEEP(dupctx, DUPCTX);
    KEEP(freectx, FREECTX);
    KEEP(reset, RESET);
    KEEP(derive, DERIVE);
    KEEP(gettable_ctx_params, GETTABLE_CTX_PARAMS);
    KEEP(settable_ctx_params, SETTABLE_CTX_PARAMS);
    KEEP(get_ctx_params, GET_CTX_PARAMS);
    KEEP(set_ctx_params, SET_CTX_PARAMS);
#undef KEEP
}

const OSSL_DISPATCH *sg_kdf_wrap(sg_state *state, const OSSL_ALGORITHM *alg)
{
    sg_kdf_slot *slot;
    size_t n = 0;
    int index = 0;

    while (index < SG_KDF_SLOTS && state->kdf[index] != NULL)
        index++;
    if (index == SG_KDF_SLOTS || (slot = OPENSSL_zalloc(sizeof(*slot))) == NULL)
        return NULL;
    state->kdf[index] = slot;
    slot->state = state;
    slot->tls13 = sg_names_contain(alg->algorithm_names, TLS13);
    keep_base(slot, alg->implementation);
    if (slot->newctx == NULL || slot->freectx == NULL || slot->derive == NULL)
        return NULL;
    for (const OSSL_DISPATCH *d = alg->implementation; d->function_id != 0; d++)
        if (exported(d, index) != NULL && n < DISPATCH_MAX - 1) {
            slot->dispatch[n].function_id = d->function_id;
            slot->dispatch[n++].function = exported(d, index);
        }
    return slot->dispatch;
}
