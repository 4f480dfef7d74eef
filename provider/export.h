/* SPDX-License-Identifier: Apache-2.0 */
/*
 * [algorithms] export = tls: only what a TLS server or client needs. On
 * OpenSSL 3.0 most of a public key's decoding goes into trying decoders that
 * cannot apply, so fewer of them make every handshake faster.
 */
#ifndef SG_EXPORT_H
#define SG_EXPORT_H

#include <openssl/core.h>
#include <stdbool.h>

/* Is ALG of that operation kept? */
bool sg_export_for_tls(int operation, const OSSL_ALGORITHM *alg);

#endif
