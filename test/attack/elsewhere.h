/* SPDX-License-Identifier: Apache-2.0 */
/* A key that signs outside the gate, as one in a hardware module does. */
#ifndef SLICEGATE_TEST_ELSEWHERE_H
#define SLICEGATE_TEST_ELSEWHERE_H

#include "wire.h"

/* Gives SERVER the elliptic-curve KEY, held by a method of its own: libcrypto
 * then signs with it through no provider. */
void elsewhere_use(SSL_CTX *server, const pki_key *key);

#endif
