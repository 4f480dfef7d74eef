/* SPDX-License-Identifier: Apache-2.0 */
#include "tls_name.h"

enum { PLAIN = 0, AEAD = 1, FS = 2, DHE = 4, TAG64 = 8 };

static const slicegate_suite suites[] = {
#define SG_SUITE(id, name, auth, properties)                                   \
    {(id),                                                                     \
     (name),                                                                   \
     SLICEGATE_AUTH_##auth,                                                    \
     ((properties)&AEAD) != 0,                                                 \
     ((properties)&FS) != 0,                                                   \
     ((properties)&DHE) != 0,                                                  \
     ((properties)&TAG64) != 0},
#include "suites.inc"
#undef SG_SUITE
};

/* The list stands in the order of the ids; a test holds it to that. */
const slicegate_suite *slicegate_suite_get(uint16_t id)
{
    size_t low = 0, high = sizeof suites / sizeof suites[0];

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (suites[middle].id == id)
            return &suites[middle];
        if (suites[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const char *slicegate_suite_name(uint16_t id, char buffer[8])
{
    const slicegate_suite *suite = slicegate_suite_get(id);

    return suite != NULL ? suite->name : sg_id_text(id, buffer);
}
