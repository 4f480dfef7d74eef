/* SPDX-License-Identifier: Apache-2.0 */
#include "check_inside.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>

#include "check_ssl_conf.h"
#include "check_twins.h"
#include "child.h"
#include "say.h"

#define GATE "slicegate" /* what our module says its name is */
#define UNTRIED "is of a line that slicegate" /* the module's own words */

/* ---- Providers --------------------------------------------------------- */

static const char *param(const OSSL_PROVIDER *provider, const char *name)
{
    char *value = NULL;
    OSSL_PARAM params[2];

    params[0] = OSSL_PARAM_construct_utf8_ptr(name, &value, 0);
    params[1] = OSSL_PARAM_construct_end();
    return OSSL_PROVIDER_get_params(provider, params) == 1 && value != NULL
               ? value
               : "";
}

static bool is_gate(const OSSL_PROVIDER *provider)
{
    return provider != NULL &&
           strcmp(param(provider, OSSL_PROV_PARAM_NAME), GATE) == 0;
}

static int say_provider(OSSL_PROVIDER *provider, void *arg)
{
    bool *found = arg;

    if (!is_gate(provider))
        return 1;
    *found = true;
    cli_say_ok("loaded under OpenSSL %s: %s",
               OpenSSL_version(OPENSSL_VERSION_STRING),
               param(provider, OSSL_PROV_PARAM_BUILDINFO));
    return 1;
}

/* ---- Fetches ----------------------------------------------------------- */

typedef const OSSL_PROVIDER *fetch_fn(const char *name, const char *properties);

/* The provider that an algorithm comes from, NULL where there is none. */
#define FETCH(type, TYPE)                                                      \
    static const OSSL_PROVIDER *fetch_##type(const char *name,                 \
                                             const char *properties)           \
    {                                                                          \
        TYPE *fetched = TYPE##_fetch(NULL, name, properties);                  \
        const OSSL_PROVIDER *provider =                                        \
            fetched == NULL ? NULL : TYPE##_get0_provider(fetched);            \
                                                                               \
        TYPE##_free(fetched);                                                  \
        return provider;                                                       \
    }

FETCH(signature, EVP_SIGNATURE)
FETCH(digest, EVP_MD)
FETCH(keymgmt, EVP_KEYMGMT)
FETCH(kdf, EVP_KDF)
FETCH(keyexch, EVP_KEYEXCH)

static const struct {
    const char *kind, *name;
    fetch_fn *fetch;
} algorithms[] = {
    {"signature", "ECDSA", fetch_signature},
    {"signature", "RSA", fetch_signature},
    {"digest", "SHA2-256", fetch_digest},
    {"digest", "SHA2-384", fetch_digest},
    {"key type", "EC", fetch_keymgmt},
    {"key type", "RSA", fetch_keymgmt},
    {"key exchange", "ECDH", fetch_keyexch},
    {"key derivation", "TLS13-KDF", fetch_kdf},
    {"key derivation", "TLS1-PRF", fetch_kdf},
};

static void prove_fetches(void)
{
    static const char *const queries[] = {NULL, "provider=default", "fips=no"};
    size_t proven = 0, failed = 0;
    char first[128] = "";

    for (size_t q = 0; q < sizeof(queries) / sizeof(queries[0]); q++)
        for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]);
             i++) {
            const OSSL_PROVIDER *from =
                algorithms[i].fetch(algorithms[i].name, queries[q]);

            if (is_gate(from)) {
                proven++;
                continue;
            }
            if (failed++ == 0)
                (void)snprintf(first, sizeof(first), "%s %s%s%s comes from %s",
                               algorithms[i].kind, algorithms[i].name,
                               queries[q] == NULL ? "" : " with ",
                               queries[q] == NULL ? "" : queries[q],
                               from == NULL ? "no provider"
                                            : OSSL_PROVIDER_get0_name(from));
        }
    if (failed == 0)
        cli_say_ok("%zu fetches of what TLS needs all come from slicegate",
                   proven);
    else
        cli_say_open("correct what is named above",
                     "%zu of %zu fetches do not come from slicegate: %s%s",
                     failed, failed + proven, first,
                     failed > 1 ? ", and others" : "");
}

/* The module knows the lines that it was tried on, and says so on stderr. */
static void say_openssl(const slicegate_policy *policy)
{
    const char *version = OpenSSL_version(OPENSSL_VERSION_STRING);

    if (!cli_child_erred_with(UNTRIED))
        cli_say_ok("OpenSSL %s runs, of a line that the module knows", version);
    else if (policy->refuse_unknown_openssl)
        cli_say_open("take a slicegate that knows this line, or say "
                     "unknown_openssl = run",
                     "OpenSSL %s runs, of a line that the module does not "
                     "know: unknown_openssl = refuse keeps it from loading",
                     version);
    else
        cli_say_warn("take a slicegate that knows this line",
                     "OpenSSL %s runs, of a line that the module does not "
                     "know: unknown_openssl = run lets it go on",
                     version);
}

void check_inside(const slicegate_policy *policy)
{
    bool found = false;

    if (OPENSSL_init_ssl(OPENSSL_INIT_LOAD_CONFIG, NULL) != 1) {
        cli_child_show_errors();
        cli_say_open("correct the configuration", "OpenSSL cannot be started");
        return;
    }
    (void)OSSL_PROVIDER_do_all(NULL, say_provider, &found);
    if (found || cli_child_erred_with(UNTRIED))
        say_openssl(policy);
    if (!found) {
        cli_child_show_errors();
        cli_say_open("correct what is named above",
                     "slicegate is not loaded in a process under this "
                     "configuration");
    }
    prove_fetches();
    check_ssl_conf();
    if (found)
        check_twins(policy);
}
