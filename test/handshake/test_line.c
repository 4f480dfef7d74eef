/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line of OpenSSL that the provider was not made for: it runs and says so,
 * or does not load, as the policy has it. The core is the test's own, since no
 * such OpenSSL exists.
 */
#include <dlfcn.h>
#include <openssl/core.h>
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "gate.h"

/* What the provider's handle stands for here. */
struct ossl_core_handle_st {
    const char *version, *policy;
};

static int get_params(const OSSL_CORE_HANDLE *handle, OSSL_PARAM params[])
{
    for (; params->key != NULL; params++) {
        const char *value = NULL;

        if (strcmp(params->key, OSSL_PROV_PARAM_CORE_VERSION) == 0)
            value = handle->version;
        else if (strcmp(params->key, "policy") == 0)
            value = handle->policy;
        if (value != NULL && !OSSL_PARAM_set_utf8_ptr(params, value))
            return 0;
    }
    return 1;
}

static bool loads(OSSL_provider_init_fn *init, const gate *g,
                  const char *version)
{
    char path[128];
    OSSL_CORE_HANDLE handle = {version, gate_path(g, "policy", path)};
    const OSSL_DISPATCH core[] = {
        {OSSL_FUNC_CORE_GET_PARAMS,
         (void (*)(void))(OSSL_FUNC_core_get_params_fn *)get_params},
        {0, NULL}};
    const OSSL_DISPATCH *out = NULL;
    void *provctx = NULL;
    bool loaded = init(&handle, core, &out, &provctx) == 1;

    for (; loaded && out->function_id != 0; out++)
        if (out->function_id == OSSL_FUNC_PROVIDER_TEARDOWN)
            OSSL_FUNC_provider_teardown(out)(provctx);
    return loaded;
}

/* In the folder of the gate, where its stderr goes. */
static bool said(const gate *g, const char *text)
{
    char path[128], line[2048];
    FILE *in = fopen(gate_path(g, "stderr", path), "r");
    bool found = false;

    NEED(in != NULL);
    while (fgets(line, sizeof(line), in) != NULL)
        found = found || strstr(line, text) != NULL;
    NEED(fclose(in) == 0);
    return found;
}

static void try_line(OSSL_provider_init_fn *init, const char *policy,
                     const char *version, bool loaded, bool told)
{
    char path[128];
    gate g;
    gate *copy = malloc(sizeof(*copy));

    NEED(copy != NULL);
    gate_write(&g, policy, NULL);
    NEED(freopen(gate_path(&g, "stderr", path), "w", stderr) != NULL);
    *copy = g;
    {
        bool did = loads(init, &g, version);
        bool tells = said(&g, "9.9.9") || said(&g, "unknown version");

        NEED(freopen("/dev/stdout", "a", stderr) != NULL);
        CHECK(did == loaded, "%s, \"%s\"", version == NULL ? "-" : version,
              policy);
        CHECK(tells == told, "%s, \"%s\": one line about it",
              version == NULL ? "-" : version, policy);
    }
    gate_free(copy);
}

int main(void)
{
    static const char run[] = "[gate]\nunknown_openssl = run\n";
    static const char refuse[] = "[gate]\nunknown_openssl = refuse\n";
    void *module = dlopen(gate_module(), RTLD_NOW | RTLD_LOCAL);
    OSSL_provider_init_fn *init;

    NEED(module != NULL);
    *(void **)&init = dlsym(module, "OSSL_provider_init");
    NEED(init != NULL);
    behaviour("a known line loads and says nothing");
    try_line(init, "", "3.0.22", true, false);
    try_line(init, refuse, "3.5.9", true, false);
    behaviour("an unknown line runs, and is told of");
    try_line(init, "", "9.9.9", true, true);
    try_line(init, run, "9.9.9", true, true);
    behaviour("or is refused, and is told of");
    try_line(init, refuse, "9.9.9", false, true);
    try_line(init, refuse, "3.30.1 (not 9.9.9)", false, true);
    try_line(init, refuse, NULL, false, true);
    NEED(dlclose(module) == 0);
    return check_result();
}
