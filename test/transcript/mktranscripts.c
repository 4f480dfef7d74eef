/* SPDX-License-Identifier: Apache-2.0 */
/* mktranscripts FOLDER - writes what each handshake of live.c hashes to a file
 * of its name. */
#include <stdio.h>

#include "live.h"

static void save(const char *folder, const char *name, const live_transcript *t)
{
    char path[4096];
    FILE *out;

    LIVE_NEED((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) <
              sizeof path);
    out = fopen(path, "wb");
    LIVE_NEED(out != NULL);
    LIVE_NEED(fwrite(t->octets, 1, t->n, out) == t->n);
    LIVE_NEED(fclose(out) == 0);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    for (unsigned i = 0; i < live_case_count; i++) {
        live *l = live_run(&live_cases[i]);

        save(argv[1], live_cases[i].name, &l->by_client);
        live_free(l);
    }
    return 0;
}
