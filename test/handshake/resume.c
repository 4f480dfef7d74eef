/* SPDX-License-Identifier: Apache-2.0 */
#include "resume.h"

#include <openssl/err.h>
#include <stdio.h>

#include "check.h"

const resume_way resume_ways[5] = {
    {"TLS 1.2, ticket", TLS1_2_VERSION, false},
    {"TLS 1.2, session id", TLS1_2_VERSION, true},
    {"TLS 1.3, ticket", TLS1_3_VERSION, false},
    {"TLS 1.3, stateful", TLS1_3_VERSION, true},
    {NULL, 0, false}};

void resume_allow(SSL_CTX *server, SSL_CTX *client, const resume_way *way)
{
    static const unsigned char name[] = "resume";

    SSL_CTX_set_session_cache_mode(server, SSL_SESS_CACHE_SERVER);
    if (!way->stateful)
        SSL_CTX_clear_options(server, SSL_OP_NO_TICKET);
    SSL_CTX_clear_options(client, SSL_OP_NO_TICKET);
    NEED(SSL_CTX_set_num_tickets(server, 1) == 1);
    NEED(SSL_CTX_set_session_id_context(server, name, sizeof(name)) == 1);
}

void resume_share_tickets(SSL_CTX *one, SSL_CTX *other)
{
    unsigned char keys[256];
    long n = SSL_CTX_get_tlsext_ticket_keys(one, NULL, 0);

    NEED(n > 0 && (size_t)n <= sizeof(keys));
    NEED(SSL_CTX_get_tlsext_ticket_keys(one, keys, n) == 1);
    NEED(SSL_CTX_set_tlsext_ticket_keys(other, keys, n) == 1);
}

resumed resume_once(SSL_CTX *server, SSL_CTX *client, SSL_SESSION *session)
{
    return resume_named(server, client, session, NULL);
}

resumed resume_named(SSL_CTX *server, SSL_CTX *client, SSL_SESSION *session,
                     const char *name)
{
    wire *w = wire_new(server, client);
    resumed r = {.session = NULL};

    NEED(name == NULL ||
         SSL_ctrl(w->client, SSL_CTRL_SET_TLSEXT_HOSTNAME,
                  TLSEXT_NAMETYPE_host_name, (void *)(uintptr_t)name) == 1);
    NEED(session == NULL || SSL_set_session(w->client, session) == 1);
    wire_run(w);
    r.o.served = w->server_done;
    r.o.client = wire_exchange(w);
    (void)snprintf(r.o.why, sizeof(r.o.why), "%.2000s%.2000s", w->server_errors,
                   w->client_errors);
    r.reused = r.o.served && SSL_session_reused(w->server) == 1 &&
               SSL_session_reused(w->client) == 1;
    if (r.o.client)
        r.session = SSL_get1_session(w->client);
    /* libssl forgets a session whose connection was not shut down. */
    SSL_set_shutdown(w->server, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_set_shutdown(w->client, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    wire_free(w);
    ERR_clear_error();
    return r;
}

SSL_SESSION *resume_first(SSL_CTX *server, SSL_CTX *client)
{
    resumed r = resume_once(server, client, NULL);

    CHECK(r.o.client, "the first handshake: %s", r.o.why);
    NEED(r.session != NULL && SSL_SESSION_is_resumable(r.session));
    return r.session;
}
