/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"

#include <dirent.h>
#include <openssl/err.h>
#include <openssl/provider.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

const char *gate_module(void)
{
    const char *module = getenv("SLICEGATE_MODULE");

    return module != NULL ? module : GATE_MODULE;
}

const char *gate_path(const gate *g, const char *name, char out[128])
{
    (void)snprintf(out, 128, "%s/%s", g->dir, name);
    return out;
}

static FILE *create(const gate *g, const char *name)
{
    char path[128];
    FILE *out = fopen(gate_path(g, name, path), "w");

    NEED(out != NULL);
    NEED(fchmod(fileno(out), 0600) == 0);
    return out;
}

static void write_conf(const gate *g)
{
    FILE *out = create(g, "openssl.cnf");

    (void)fprintf(out,
                  "openssl_conf = init\n"
                  "[init]\nproviders = providers\n"
                  "[providers]\nnull = null\nslicegate = slicegate\n"
                  "[null]\nactivate = 1\n"
                  "[slicegate]\nmodule = %s\nactivate = 1\n"
                  "policy = %s/policy\n",
                  gate_module(), g->dir);
    NEED(fclose(out) == 0);
}

static void write_policy(const gate *g, const char *policy, bool anchors)
{
    FILE *out = create(g, "policy");

    for (; *policy != '\0'; policy++)
        if (*policy == '@')
            (void)fputs(g->dir, out);
        else
            (void)fputc(*policy, out);
    (void)fputs("\n", out);
    if (anchors)
        (void)fprintf(out, "[anchors]\nfile.1 = %s/anchors.pem\n", g->dir);
    NEED(fclose(out) == 0);
}

static void write_anchors(const gate *g, const pki_cert *const *anchors)
{
    FILE *out = create(g, "anchors.pem");

    for (; *anchors != NULL; anchors++)
        pki_pem_cert(out, *anchors);
    NEED(fclose(out) == 0);
}

void gate_write(gate *g, const char *policy, const pki_cert *const *anchors)
{
    static const char sink[] = "\n[audit]\nsink.1 = file:@/audit\n";
    char text[4096];

    memset(g, 0, sizeof(*g));
    (void)snprintf(g->dir, sizeof(g->dir), "/tmp/slicegate-gate.XXXXXX");
    NEED(mkdtemp(g->dir) != NULL);
    (void)snprintf(text, sizeof(text), "%s%s", policy,
                   strstr(policy, "[audit]") == NULL ? sink : "");
    write_conf(g);
    write_policy(g, text, anchors != NULL);
    if (anchors != NULL)
        write_anchors(g, anchors);
}

bool gate_load(gate *g)
{
    char path[128];

    g->ctx = OSSL_LIB_CTX_new();
    NEED(g->ctx != NULL);
    if (OSSL_LIB_CTX_load_config(g->ctx, gate_path(g, "openssl.cnf", path)) ==
            1 &&
        OSSL_PROVIDER_available(g->ctx, "slicegate"))
        return true;
    OSSL_LIB_CTX_free(g->ctx);
    g->ctx = NULL;
    return false;
}

gate *gate_new(const char *policy, const pki_cert *const *anchors)
{
    gate *g = calloc(1, sizeof(*g));

    NEED(g != NULL);
    gate_write(g, policy, anchors);
    NEED(gate_load(g));
    ERR_clear_error();
    return g;
}

static void remove_folder(const char *path)
{
    char file[512];
    DIR *dir = opendir(path);
    struct dirent *entry;

    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        (void)snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
        if (unlink(file) != 0)
            remove_folder(file);
    }
    if (dir != NULL)
        closedir(dir);
    (void)rmdir(path);
}

void gate_free(gate *g)
{
    OSSL_LIB_CTX_free(g->ctx);
    if (g->dir[0] != '\0')
        remove_folder(g->dir);
    free(g);
}

unsigned gate_audited(const gate *g, const char *text)
{
    char path[128], line[16384];
    FILE *in = fopen(gate_path(g, "audit", path), "r");
    unsigned n = 0;

    NEED(in != NULL);
    while (fgets(line, sizeof(line), in) != NULL)
        n += strstr(line, text) != NULL;
    (void)fclose(in);
    return n;
}

X509 *gate_x509(const gate *g, const pki_cert *cert)
{
    X509 *x = X509_new_ex(g->ctx, NULL);
    const unsigned char *p = cert->der.p;

    NEED(x != NULL && d2i_X509(&x, &p, (long)cert->der.n) != NULL);
    return x;
}
