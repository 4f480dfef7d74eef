/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions that are kept and resumed. */
#ifndef SLICEGATE_TEST_RESUME_H
#define SLICEGATE_TEST_RESUME_H

#include "wire.h"

/* How a session is kept. */
typedef struct resume_way {
    const char *name;
    int version;
    bool stateful; /* in the server's memory, not in a ticket */
} resume_way;

extern const resume_way resume_ways[5]; /* the last has no name */

#define EACH_WAY(w)                                                            \
    for (const resume_way *w = resume_ways; w->name != NULL; w++)

/* Turns on what wire.h turns off. */
void resume_allow(SSL_CTX *server, SSL_CTX *client, const resume_way *way);

/* Has both servers take each other's tickets. */
void resume_share_tickets(SSL_CTX *one, SSL_CTX *other);

typedef struct resumed {
    outcome o;
    bool reused;
    SSL_SESSION *session; /* to resume next; NULL for none. The caller's. */
} resumed;

/* One handshake of contexts that stay the caller's; SESSION may be NULL. */
resumed resume_once(SSL_CTX *server, SSL_CTX *client, SSL_SESSION *session);

/* The same with a server_name. */
resumed resume_named(SSL_CTX *server, SSL_CTX *client, SSL_SESSION *session,
                     const char *name);

/* The same, of which only the session is wanted; it has to be there. */
SSL_SESSION *resume_first(SSL_CTX *server, SSL_CTX *client);

#endif
