/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ways round the gate that are none: property queries, a default provider
 * that the application loads by itself, unloading. In the default context,
 * with the configuration of OPENSSL_CONF as a server has it: the program
 * writes the files and starts itself again, once for each way.
 */
#include <errno.h>
#include <openssl/err.h>
#include <openssl/provider.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "wire.h"

/* What the first process leaves for the second: three files of DER. */
static X509 *read_der(const char *name)
{
    char path[256];
    FILE *in;
    X509 *x;

    (void)snprintf(path, sizeof(path), "%s/%s", getenv("DODGE_DIR"), name);
    in = fopen(path, "r");
    NEED(in != NULL);
    x = d2i_X509_fp(in, NULL);
    NEED(x != NULL);
    (void)fclose(in);
    return x;
}

/* The gate is there: it judges by its rules and refuses by name. */
static void gate_holds(void)
{
    X509 *bad = read_der("bad"), *good = read_der("good"),
         *issuer = read_der("issuer");
    char why[4096];

    ERR_clear_error();
    CHECK(X509_verify(good, X509_get0_pubkey(issuer)) == 1, "a good one");
    ERR_clear_error();
    CHECK(X509_verify(bad, X509_get0_pubkey(issuer)) == 0, "a bad one");
    wire_errors(why, sizeof(why));
    CHECK(strstr(why, "CERT-CDP-1") != NULL, "by the rule: %s", why);
    X509_free(bad);
    X509_free(good);
    X509_free(issuer);
}

static void is_ours(const char *query)
{
    static const char *const names[] = {"RSA", "ECDSA", "ED25519", "ED448"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        EVP_SIGNATURE *s = EVP_SIGNATURE_fetch(NULL, names[i], query);

        CHECK(s != NULL, "%s by %s", names[i], query == NULL ? "-" : query);
        if (s != NULL)
            CHECK(
                strcmp(OSSL_PROVIDER_get0_name(EVP_SIGNATURE_get0_provider(s)),
                       "slicegate") == 0,
                "%s by %s is of %s", names[i], query == NULL ? "-" : query,
                OSSL_PROVIDER_get0_name(EVP_SIGNATURE_get0_provider(s)));
        EVP_SIGNATURE_free(s);
    }
}

/* ---- The ways ---------------------------------------------------------- */

static void queries(void)
{
    static const char *const query[] = {NULL,
                                        "",
                                        "provider=default",
                                        "fips=no",
                                        "fips!=yes",
                                        "?provider=default",
                                        "?fips=yes",
                                        "slicegate.policy=yes"};

    for (size_t i = 0; i < sizeof(query) / sizeof(query[0]); i++)
        is_ours(query[i]);
    gate_holds();
}

static void default_properties(void)
{
    NEED(EVP_set_default_properties(NULL, "provider=default") == 1);
    is_ours(NULL);
    gate_holds();
    NEED(EVP_default_properties_enable_fips(NULL, 0) == 1);
    gate_holds();
}

static void default_first(void)
{
    OSSL_PROVIDER *other = OSSL_PROVIDER_load(NULL, "default");

    NEED(other != NULL);
    queries();
    OSSL_PROVIDER_unload(other);
    queries();
}

static void default_later(void)
{
    OSSL_PROVIDER *other;

    queries();
    other = OSSL_PROVIDER_load(NULL, "default");
    NEED(other != NULL);
    queries();
    OSSL_PROVIDER_unload(other);
    queries();
}

static void default_with_legacy(void)
{
    OSSL_PROVIDER *legacy = OSSL_PROVIDER_load(NULL, "legacy");
    OSSL_PROVIDER *other = OSSL_PROVIDER_load(NULL, "default");

    NEED(other != NULL);
    gate_holds();
    queries();
    OSSL_PROVIDER_unload(other);
    if (legacy != NULL)
        OSSL_PROVIDER_unload(legacy);
}

static void try_default(void)
{
    OSSL_PROVIDER *other = OSSL_PROVIDER_try_load(NULL, "default", 1);

    NEED(other != NULL);
    queries();
    OSSL_PROVIDER_unload(other);
}

/* Once by its own name is once more, and takes nothing away. */
static void by_name(void)
{
    OSSL_PROVIDER *again = OSSL_PROVIDER_load(NULL, "slicegate");

    NEED(again != NULL);
    queries();
    OSSL_PROVIDER_unload(again);
    queries();
}

static void in_child(void)
{
    pid_t pid;
    int status;

    gate_holds();
    pid = fork();
    NEED(pid >= 0);
    if (pid == 0) {
        gate_holds();
        exit(check_result());
    }
    while (waitpid(pid, &status, 0) < 0)
        NEED(errno == EINTR);
    CHECK(status == 0, "the child: %x", (unsigned)status);
    gate_holds();
}

static void cleanup(void)
{
    gate_holds();
    OPENSSL_cleanup();
}

/* The provider goes while what was fetched from it is still held. */
static void unload(void)
{
    OSSL_LIB_CTX *lib = OSSL_LIB_CTX_new();
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    char folder[512];
    OSSL_PROVIDER *mine;
    EVP_SIGNATURE *held;
    EVP_MD *sha;
    unsigned char hash[32];

    (void)snprintf(folder, sizeof(folder), "%s", gate_module());
    *strrchr(folder, '/') = '\0';
    NEED(lib != NULL && ctx != NULL);
    NEED(OSSL_PROVIDER_set_default_search_path(lib, folder) == 1);
    mine = OSSL_PROVIDER_load(lib, "slicegate");
    NEED(mine != NULL);
    held = EVP_SIGNATURE_fetch(lib, "ECDSA", NULL);
    sha = EVP_MD_fetch(lib, "SHA256", NULL);
    NEED(held != NULL && sha != NULL &&
         EVP_DigestInit_ex2(ctx, sha, NULL) == 1);
    CHECK(OSSL_PROVIDER_unload(mine) == 1, "unloads");
    CHECK(EVP_DigestUpdate(ctx, "x", 1) == 1 &&
              EVP_DigestFinal_ex(ctx, hash, NULL) == 1,
          "what is held goes on working");
    EVP_MD_CTX_free(ctx);
    EVP_MD_free(sha);
    EVP_SIGNATURE_free(held);
    OSSL_LIB_CTX_free(lib);
    gate_holds();
}

static const struct {
    const char *name;
    void (*run)(void);
} ways[] = {
    {"property queries", queries},
    {"default properties", default_properties},
    {"the default provider, loaded first", default_first},
    {"the default provider, loaded later", default_later},
    {"the default provider beside legacy", default_with_legacy},
    {"the default provider, tried", try_default},
    {"slicegate, loaded again by name", by_name},
    {"fork", in_child},
    {"explicit cleanup", cleanup},
    {"unload", unload},
};

/* ---- The first process ------------------------------------------------- */

static void write_der(const gate *g, const char *name, const pki_cert *cert)
{
    char path[128];
    FILE *out = fopen(gate_path(g, name, path), "w");

    NEED(out != NULL &&
         fwrite(cert->der.p, 1, cert->der.n, out) == cert->der.n);
    NEED(fclose(out) == 0);
}

/* SLICEGATE_WRAPPER, such as valgrind with its options, goes before. */
static int again(const char *self, const char *name)
{
    const char *wrapper = getenv("SLICEGATE_WRAPPER");
    char command[1024];

    (void)snprintf(command, sizeof(command), "exec %s %s '%s'",
                   wrapper == NULL ? "" : wrapper, self, name);
    return system(command);
}

static void prepare(gate *g, pki *pk)
{
    const pki_cert *root = pki_issue(
        pk, pki_spec_ca(pk, NULL, pki_key_get(pk, "ec:P-256", "dodge-root"),
                        "Dodge", 0));
    const pki_key *key = pki_key_get(pk, "ec:P-256", "csmf");
    pki_spec *bad = pki_spec_client(pk, root, key);
    char path[128];

    gate_write(g, "", NULL);
    write_der(g, "issuer", root);
    write_der(g, "good", pki_issue(pk, pki_spec_client(pk, root, key)));
    pki_ext_drop(bad, PKI_OID_CDP);
    write_der(g, "bad", pki_issue(pk, bad));
    NEED(setenv("OPENSSL_CONF", gate_path(g, "openssl.cnf", path), 1) == 0);
    NEED(setenv("DODGE_DIR", g->dir, 1) == 0);
}

int main(int argc, char **argv)
{
    gate *g = calloc(1, sizeof(*g));
    pki *pk;

    if (argc == 2) {
        free(g);
        for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
            if (strcmp(ways[i].name, argv[1]) == 0)
                ways[i].run();
        return check_result();
    }
    NEED(g != NULL);
    NEED(unsetenv("OPENSSL_CONF") == 0);
    pk = pki_new(NULL);
    prepare(g, pk);
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        behaviour(ways[i].name);
        CHECK(again(argv[0], ways[i].name) == 0, "%s", ways[i].name);
    }
    pki_free(pk);
    gate_free(g);
    return check_result();
}
