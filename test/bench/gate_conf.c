/* SPDX-License-Identifier: Apache-2.0 */
/* openssl.cnf and policy for one way of running the gate. */
#include "bench.h"

#include <openssl/provider.h>

FILE *bench_create(const char *dir, const char *name)
{
    char path[BENCH_PATH_MAX];
    FILE *f = NULL;

    if (snprintf(path, sizeof(path), "%s/%s", dir, name) < (int)sizeof(path))
        f = fopen(path, "w");
    if (f == NULL)
        bench_die("a file cannot be written");
    return f;
}

void bench_finish(FILE *f)
{
    if (fclose(f) != 0)
        bench_die("a file cannot be written");
}

static FILE *create(const char *dir, const bench_variant *variant,
                    const char *suffix)
{
    char name[64];

    (void)snprintf(name, sizeof(name), "%s.%s", variant->name, suffix);
    return bench_create(dir, name);
}

static void write_policy(const char *dir, const bench_variant *variant)
{
    FILE *f = create(dir, variant, "policy");

    (void)fprintf(f,
                  "[anchors]\n"
                  "file.1 = %s/root.crt\n"
                  "[audit]\n"
                  "sink.1 = file:%s/%s.audit\n"
                  "%s",
                  dir, dir, variant->name, variant->policy);
    bench_finish(f);
}

void bench_gate_conf(const char *dir, const char *module,
                     const bench_variant *variant, char cnf[BENCH_PATH_MAX])
{
    FILE *f;

    write_policy(dir, variant);
    f = create(dir, variant, "cnf");
    (void)fprintf(f,
                  "openssl_conf = openssl_init\n"
                  "[openssl_init]\n"
                  "providers = providers\n"
                  "[providers]\n"
                  "null = null_provider\n"
                  "slicegate = slicegate\n"
                  "[null_provider]\n"
                  "activate = 1\n"
                  "[slicegate]\n"
                  "module = %s\n"
                  "policy = %s/%s.policy\n"
                  "activate = 1\n",
                  module, dir, variant->name);
    bench_finish(f);
    (void)snprintf(cnf, BENCH_PATH_MAX, "%s/%s.cnf", dir, variant->name);
}

static bool gated(OSSL_LIB_CTX *lib)
{
    EVP_SIGNATURE *s =
        EVP_SIGNATURE_fetch(lib, "ECDSA", "slicegate.policy=yes");

    EVP_SIGNATURE_free(s);
    return s != NULL;
}

OSSL_LIB_CTX *bench_library(const char *cnf)
{
    OSSL_LIB_CTX *lib = OSSL_LIB_CTX_new();

    if (lib == NULL || (cnf != NULL && !OSSL_LIB_CTX_load_config(lib, cnf)) ||
        (cnf == NULL && OSSL_PROVIDER_load(lib, "default") == NULL))
        bench_die("a library context cannot be set up");
    if (gated(lib) != (cnf != NULL))
        bench_die(cnf != NULL ? "the gate is not in force"
                              : "the stock side has the gate");
    return lib;
}
