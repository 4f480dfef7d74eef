/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An allocator that fails on demand: the n-th allocation of libc's malloc
 * family, or the n-th through CRYPTO_malloc, or the n-th that the provider
 * itself makes.
 */
#ifndef SLICEGATE_TEST_FAILING_H
#define SLICEGATE_TEST_FAILING_H

#include <stdbool.h>

typedef enum failing_kind {
    FAILING_LIBC,    /* malloc, calloc, realloc of anybody */
    FAILING_CRYPTO,  /* CRYPTO_malloc and CRYPTO_realloc of anybody */
    FAILING_PROVIDER /* those of them that stand in the provider's files */
} failing_kind;

/* Before anything else of libcrypto is called. */
bool failing_install(void);

/* From here on, the allocation of KIND number N (from 1) fails, and only it. */
void failing_arm(failing_kind kind, unsigned long n);

/* No more failures. True where the one that was asked for came. */
bool failing_disarm(void);

/* How many allocations of that kind there were since it was armed. */
unsigned long failing_counted(void);

/* How often the provider has asked for memory since it was armed; a parent
 * sees it of a child that has ended, however it did. */
unsigned long failing_provider_asked(void);

/* Blocks that the provider's files allocated and nobody freed. */
long failing_provider_blocks(void);

#endif
