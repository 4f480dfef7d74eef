/* SPDX-License-Identifier: Apache-2.0 */
#include "overheard.h"

static void listen(int written, int version, int type, const void *message,
                   size_t n, SSL *ssl, void *arg)
{
    overheard *o = arg;
    const uint8_t *p = message;

    (void)version;
    (void)ssl;
    if (type != SSL3_RT_HANDSHAKE || o->ended)
        return;
    o->ended =
        p[0] == SSL3_MT_CERTIFICATE_VERIFY && (written == 0) == o->server;
    if (!o->ended)
        raw_put(&o->messages, message, n);
}

void overhear(SSL_CTX *client, overheard *o)
{
    SSL_CTX_set_msg_callback(client, listen);
    SSL_CTX_set_msg_callback_arg(client, o);
}
