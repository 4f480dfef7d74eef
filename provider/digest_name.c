/* SPDX-License-Identifier: Apache-2.0 */
#include "digest_name.h"

#include <stddef.h>
#include <strings.h>

static const char *const broken[] = {
    "MD2",
    "1.2.840.113549.2.2", /* each with its OID */
    "MD4",
    "1.2.840.113549.2.4",
    "MD5",
    "SSL3-MD5",
    "1.2.840.113549.2.5",
    "MD5-SHA1",
    "SHA1",
    "SHA-1",
    "SSL3-SHA1",
    "1.3.14.3.2.26",
};

bool sg_digest_is_broken(const char *name)
{
    if (name == NULL)
        return false;
    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
        if (strcasecmp(name, broken[i]) == 0)
            return true;
    return false;
}
