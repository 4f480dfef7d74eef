/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The digests that sign nothing: MD5 and SHA-1, under each name that
 * libcrypto knows them by.
 */
#ifndef SG_DIGEST_NAME_H
#define SG_DIGEST_NAME_H

#include <stdbool.h>

/* True for MD2, MD4, MD5, SHA-1 and MD5-SHA1. NULL and "" are no digest. */
bool sg_digest_is_broken(const char *name);

#endif
