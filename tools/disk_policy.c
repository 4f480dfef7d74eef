/* SPDX-License-Identifier: Apache-2.0 */
#include "disk_policy.h"

#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int take_buildinfo(OSSL_PROVIDER *provider, void *arg)
{
    char *name = NULL, *info = NULL, **out = arg;
    OSSL_PARAM params[3];

    params[0] = OSSL_PARAM_construct_utf8_ptr(OSSL_PROV_PARAM_NAME, &name, 0);
    params[1] =
        OSSL_PARAM_construct_utf8_ptr(OSSL_PROV_PARAM_BUILDINFO, &info, 0);
    params[2] = OSSL_PARAM_construct_end();
    if (OSSL_PROVIDER_get_params(provider, params) == 1 && name != NULL &&
        info != NULL && strcmp(name, "slicegate") == 0)
        *out = info;
    return 1;
}

/* In a child: another root cannot be left again. */
_Noreturn static void load(const process *p, const char *conf,
                           const char *modules, int to)
{
    OSSL_LIB_CTX *libctx;
    char *info = NULL;

    if (!process_shares_root(p) && (chroot(p->root) != 0 || chdir("/") != 0))
        _exit(1);
    if (modules != NULL)
        (void)setenv("OPENSSL_MODULES", modules, 1);
    libctx = OSSL_LIB_CTX_new();
    if (libctx != NULL && OSSL_LIB_CTX_load_config(libctx, conf) == 1)
        (void)OSSL_PROVIDER_do_all(libctx, take_buildinfo, &info);
    if (info == NULL || write(to, info, strlen(info)) < 0)
        _exit(1);
    _exit(0);
}

bool disk_policy_buildinfo(const process *p, const char *conf,
                           const char *modules, char *out, size_t size)
{
    int end[2], status = 1;
    pid_t child;
    ssize_t n = -1;

    if (fflush(stdout) != 0 || pipe(end) != 0)
        return false;
    child = fork();
    if (child == 0)
        load(p, conf, modules, end[1]);
    close(end[1]);
    if (child > 0) {
        do
            n = read(end[0], out, size - 1);
        while (n < 0 && errno == EINTR);
        while (waitpid(child, &status, 0) < 0 && errno == EINTR)
            ;
    }
    close(end[0]);
    out[n > 0 ? n : 0] = '\0';
    return n > 0 && status == 0;
}
