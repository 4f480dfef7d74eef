/* SPDX-License-Identifier: Apache-2.0 */
#include "failing.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static atomic_bool armed, failed;
static atomic_int kind_armed;
static atomic_ulong wanted, counted;
static atomic_long provider_blocks;
static atomic_ulong *provider_asked; /* shared with the children */

static bool fails(failing_kind kind)
{
    if (!atomic_load(&armed) || atomic_load(&kind_armed) != (int)kind ||
        atomic_fetch_add(&counted, 1) + 1 != atomic_load(&wanted))
        return false;
    atomic_store(&failed, true);
    return true;
}

/* ---- libc -------------------------------------------------------------- */

/* glibc's own names for what we stand in for. */
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t count, size_t n);
void *__libc_realloc(void *p, size_t n);

static void *out_of_memory(void)
{
    errno = ENOMEM;
    return NULL;
}

void *malloc(size_t n)
{
    return fails(FAILING_LIBC) ? out_of_memory() : __libc_malloc(n);
}

void *calloc(size_t count, size_t n)
{
    return fails(FAILING_LIBC) ? out_of_memory() : __libc_calloc(count, n);
}

void *realloc(void *p, size_t n)
{
    return fails(FAILING_LIBC) ? out_of_memory() : __libc_realloc(p, n);
}

/* ---- libcrypto --------------------------------------------------------- */

/* Before every block: was it the provider that asked for it? */
typedef union header {
    max_align_t align;
    bool providers;
} header;

static bool is_providers(const char *file)
{
    return file != NULL && strncmp(file, "provider/", 9) == 0;
}

static bool crypto_fails(const char *file)
{
    if (is_providers(file) && atomic_load(&armed))
        atomic_fetch_add(provider_asked, 1);
    return fails(FAILING_CRYPTO) ||
           (is_providers(file) && fails(FAILING_PROVIDER));
}

static void *keep(header *h, bool providers)
{
    if (h == NULL)
        return NULL;
    h->providers = providers;
    if (providers)
        atomic_fetch_add(&provider_blocks, 1);
    return h + 1;
}

static void *crypto_malloc(size_t n, const char *file, int line)
{
    (void)line;
    if (n == 0 || n > SIZE_MAX - sizeof(header) || crypto_fails(file))
        return NULL;
    return keep(malloc(n + sizeof(header)), is_providers(file));
}

static void crypto_free(void *p, const char *file, int line)
{
    header *h = p == NULL ? NULL : (header *)p - 1;

    (void)file;
    (void)line;
    if (h != NULL && h->providers)
        atomic_fetch_sub(&provider_blocks, 1);
    free(h);
}

static void *crypto_realloc(void *p, size_t n, const char *file, int line)
{
    header *h = p == NULL ? NULL : (header *)p - 1;

    if (p == NULL)
        return crypto_malloc(n, file, line);
    if (n == 0) {
        crypto_free(p, file, line);
        return NULL;
    }
    if (n > SIZE_MAX - sizeof(header) || crypto_fails(file))
        return NULL;
    h = realloc(h, n + sizeof(header));
    return h == NULL ? NULL : h + 1;
}

bool failing_install(void)
{
    provider_asked = mmap(NULL, sizeof(*provider_asked), PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (provider_asked == MAP_FAILED)
        return false;
    return CRYPTO_set_mem_functions(crypto_malloc, crypto_realloc,
                                    crypto_free) == 1;
}

/* ---- Control ----------------------------------------------------------- */

void failing_arm(failing_kind kind, unsigned long n)
{
    atomic_store(&kind_armed, (int)kind);
    atomic_store(&wanted, n);
    atomic_store(&counted, 0);
    atomic_store(provider_asked, 0);
    atomic_store(&failed, false);
    atomic_store(&armed, true);
}

bool failing_disarm(void)
{
    atomic_store(&armed, false);
    return atomic_load(&failed);
}

unsigned long failing_counted(void)
{
    return atomic_load(&counted);
}

unsigned long failing_provider_asked(void)
{
    return atomic_load(provider_asked);
}

long failing_provider_blocks(void)
{
    return atomic_load(&provider_blocks);
}
