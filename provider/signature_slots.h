/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Some functions of an algorithm are called with the provider's context only,
 * so they cannot know which algorithm they are for: C has no closures. Hence
 * one small function per slot, generated here, for signature.c alone.
 */
#ifndef SG_SIGNATURE_SLOTS_H
#define SG_SIGNATURE_SLOTS_H

/* X(n) for each slot number, SG_SIGNATURE_SLOTS of them. */
#define SG_EACH_OF_4(X, a, b, c, d) X(a) X(b) X(c) X(d)
#define SG_EACH_OF_16(X, h)                                                    \
    SG_EACH_OF_4(X, h##0, h##1, h##2, h##3)                                    \
    SG_EACH_OF_4(X, h##4, h##5, h##6, h##7)                                    \
    SG_EACH_OF_4(X, h##8, h##9, h##A, h##B)                                    \
    SG_EACH_OF_4(X, h##C, h##D, h##E, h##F)
#define SG_EACH_SLOT(X)                                                        \
    SG_EACH_OF_16(X, 0x0)                                                      \
    SG_EACH_OF_16(X, 0x1)                                                      \
    SG_EACH_OF_16(X, 0x2)                                                      \
    SG_EACH_OF_16(X, 0x3) SG_EACH_OF_16(X, 0x4) SG_EACH_OF_16(X, 0x5)

#define SG_THUNK(n)                                                            \
    static void *newctx_##n(void *provctx, const char *propq)                  \
    {                                                                          \
        return new_context(provctx, propq, n);                                 \
    }                                                                          \
    static const OSSL_PARAM *gettable_##n(void *ctx, void *provctx)            \
    {                                                                          \
        return gettable(ctx, provctx, n);                                      \
    }                                                                          \
    static const OSSL_PARAM *settable_##n(void *ctx, void *provctx)            \
    {                                                                          \
        return settable(ctx, provctx, n);                                      \
    }

#define SG_THUNK_ROW(n) {newctx_##n, gettable_##n, settable_##n},

#define SG_SIGNATURE_THUNKS                                                    \
    SG_EACH_SLOT(SG_THUNK)                                                     \
    static const struct {                                                      \
        OSSL_FUNC_signature_newctx_fn *newctx;                                 \
        OSSL_FUNC_signature_gettable_ctx_params_fn *gettable;                  \
        OSSL_FUNC_signature_settable_ctx_params_fn *settable;                  \
    } thunks[SG_SIGNATURE_SLOTS] = {SG_EACH_SLOT(SG_THUNK_ROW)};               \
    /* The thunk of a slot for a function id, NULL where none is needed. */    \
    static void (*sg_signature_thunk(int id, int index))(void)                 \
    {                                                                          \
        if (id == OSSL_FUNC_SIGNATURE_NEWCTX)                                  \
            return (void (*)(void))thunks[index].newctx;                       \
        if (id == OSSL_FUNC_SIGNATURE_GETTABLE_CTX_PARAMS)                     \
            return (void (*)(void))thunks[index].gettable;                     \
        if (id == OSSL_FUNC_SIGNATURE_SETTABLE_CTX_PARAMS)                     \
            return (void (*)(void))thunks[index].settable;                     \
        return NULL;                                                           \
    }

#endif
