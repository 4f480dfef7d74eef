/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An engine that takes over the signatures of elliptic curves: of who proved
 * what nothing is seen, and so no leaf counts, compliant or not.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/engine.h>
#include <openssl/evp.h>

#include "expect.h"
#include "parties.h"

static parties *p;
static EVP_PKEY_METHOD *method;

static int methods(ENGINE *e, EVP_PKEY_METHOD **out, const int **kinds,
                   int kind)
{
    static const int all[] = {EVP_PKEY_EC};

    (void)e;
    if (out == NULL) {
        *kinds = all;
        return 1;
    }
    *out = kind == EVP_PKEY_EC ? method : NULL;
    return kind == EVP_PKEY_EC;
}

static ENGINE *plug_in(void)
{
    ENGINE *e = ENGINE_new();

    method = EVP_PKEY_meth_new(EVP_PKEY_EC, 0);
    NEED(e != NULL && method != NULL);
    EVP_PKEY_meth_copy(method, EVP_PKEY_meth_find(EVP_PKEY_EC));
    NEED(ENGINE_set_id(e, "elsewhere") == 1 &&
         ENGINE_set_name(e, "elsewhere") == 1 &&
         ENGINE_set_pkey_meths(e, methods) == 1 && ENGINE_init(e) == 1);
    NEED(ENGINE_set_default_pkey_meths(e) == 1);
    return e;
}

/* The engine frees its method. */
static void pull_out(ENGINE *e)
{
    ENGINE_unregister_pkey_meths(e);
    ENGINE_finish(e);
    ENGINE_free(e);
}

static void meet(const gate *g, const pki_cert *leaf, const char *rule)
{
    EACH_VERSION(v)
    {
        EXPECT_SERVER(parties_meet(p, g, *v, VERIFY_WAIVING, party_cert(leaf)),
                      rule, tls_name(*v));
    }
}

int main(void)
{
    ENGINE *e;
    gate *g;

    p = parties_new();
    g = gate_new("", p->anchors);
    behaviour("without the engine");
    meet(g, p->good, NULL);
    meet(g, p->bad, "CERT-CDP-1");
    gate_free(g);
    e = plug_in();
    g = gate_new("", p->anchors);
    behaviour("with the engine");
    meet(NULL, p->good, NULL);
    meet(g, p->bad, "GATE-3");
    meet(g, p->good, "GATE-3");
    gate_free(g);
    pull_out(e);
    parties_free(p);
    return check_result();
}
