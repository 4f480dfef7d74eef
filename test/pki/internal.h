/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this library share. */
#ifndef SLICEGATE_TEST_PKI_INTERNAL_H
#define SLICEGATE_TEST_PKI_INTERNAL_H

#include "pki.h"

struct pki {
    struct block *blocks;
    struct key_node *keys;
    char *key_dir;
    unsigned serial; /* certificates made so far */
};

void pki_arena_free(pki *pk);

#endif
