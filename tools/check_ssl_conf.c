/* SPDX-License-Identifier: Apache-2.0 */
#include "check_ssl_conf.h"

#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/provider.h>
#include <openssl/ssl.h>
#include <string.h>

#include "say.h"

/* The lines of the section that [INIT] ssl_conf, system_default leads to. */
static STACK_OF(CONF_VALUE) * system_default(const CONF *conf)
{
    static const char *const steps[] = {"openssl_conf", "ssl_conf",
                                        "system_default"};
    const char *section = NULL;

    ERR_set_mark();
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        section = NCONF_get_string(conf, section, steps[i]);
        if (section == NULL)
            break;
    }
    ERR_pop_to_mark();
    return section == NULL ? NULL : NCONF_get_section(conf, section);
}

/* OpenSSL skips a prefix up to the first dot. */
static const char *bare(const char *name)
{
    const char *dot = strchr(name, '.');

    return dot == NULL ? name : dot + 1;
}

/* 2 and 1: taken. */
static void try_line(SSL_CONF_CTX *trial, const CONF_VALUE *line)
{
    int taken = SSL_CONF_cmd(trial, bare(line->name), line->value);

    if (taken <= 0)
        cli_say_open("correct it, or take what slicegate config prints",
                     "ssl_conf: libssl %s does not %s: %s = %s",
                     OpenSSL_version(OPENSSL_VERSION_STRING),
                     taken == -2 ? "know this" : "take this value", line->name,
                     line->value);
    ERR_clear_error();
}

static void try_lines(STACK_OF(CONF_VALUE) * lines)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL_CONF_CTX *trial = SSL_CONF_CTX_new();

    /* Without any algorithms, which is said elsewhere, nothing can be tried. */
    if (ctx == NULL || trial == NULL) {
        if (OSSL_PROVIDER_available(NULL, "slicegate"))
            cli_say_open("correct ssl_conf", "libssl cannot be started");
    } else {
        (void)SSL_CONF_CTX_set_flags(trial, SSL_CONF_FLAG_FILE |
                                                SSL_CONF_FLAG_SERVER |
                                                SSL_CONF_FLAG_CLIENT);
        SSL_CONF_CTX_set_ssl_ctx(trial, ctx);
        for (int i = 0; i < sk_CONF_VALUE_num(lines); i++)
            try_line(trial, sk_CONF_VALUE_value(lines, i));
    }
    SSL_CONF_CTX_free(trial);
    SSL_CTX_free(ctx);
}

void check_ssl_conf(void)
{
    char *path = CONF_get1_default_config_file();
    CONF *conf = NCONF_new(NULL);
    STACK_OF(CONF_VALUE) *lines = NULL;
    unsigned before = cli_said_open();

    if (path != NULL && conf != NULL && NCONF_load(conf, path, NULL) == 1)
        lines = system_default(conf);
    if (lines != NULL) {
        try_lines(lines);
        if (cli_said_open() == before)
            cli_say_ok("libssl takes all %d lines of ssl_conf",
                       sk_CONF_VALUE_num(lines));
    }
    NCONF_free(conf);
    OPENSSL_free(path);
    ERR_clear_error();
}
