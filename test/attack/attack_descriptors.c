/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A server that closes all descriptors once it is up gives their numbers to
 * its clients' sockets. Nothing of the audit log reaches those, none of them
 * is closed by the provider, and handshakes go on.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "parties.h"

#define FIRST 3
#define LAST 255

static parties *p;

static void handshakes(const gate *g)
{
    EACH_VERSION(v)
    {
        CHECK(
            parties_meet(p, g, *v, VERIFY_WAIVING, party_cert(p->good)).served,
            "a good client");
        CHECK(
            !parties_meet(p, g, *v, VERIFY_WAIVING, party_cert(p->bad)).served,
            "a bad client");
    }
}

/* Every number is the near end of a pair; the far ends are above them. */
static void take_all_numbers(int far[LAST + 1])
{
    for (int fd = FIRST; fd <= LAST; fd++)
        (void)close(fd);
    for (int fd = FIRST; fd <= LAST; fd++) {
        int pair[2];

        NEED(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) == 0);
        far[fd] = fcntl(pair[1], F_DUPFD, LAST + 1);
        NEED(far[fd] > LAST);
        NEED(close(pair[1]) == 0);
        NEED(pair[0] == fd);
    }
}

static void none_was_touched(const int far[LAST + 1])
{
    for (int fd = FIRST; fd <= LAST; fd++) {
        char byte;
        ssize_t n = read(far[fd], &byte, 1);

        CHECK(n < 0 && errno == EAGAIN, "descriptor %d: %s", fd,
              n > 0 ? "was written to" : "was closed");
    }
}

static void try_sinks(const char *policy)
{
    int far[LAST + 1] = {0};
    gate *g = gate_new(policy, p->anchors);

    handshakes(g);
    take_all_numbers(far);
    handshakes(g);
    none_was_touched(far);
    OSSL_LIB_CTX_free(g->ctx);
    g->ctx = NULL;
    none_was_touched(far);
    for (int fd = FIRST; fd <= LAST; fd++) {
        (void)close(fd);
        (void)close(far[fd]);
    }
    gate_free(g);
}

int main(void)
{
    p = parties_new();
    behaviour("a file");
    try_sinks("[audit]\nsink.1 = file:@/audit\naccepted = yes\n");
    behaviour("stderr and syslog");
    try_sinks("[audit]\nsink.1 = stderr\nsink.2 = syslog\nrate = 100000\n");
    behaviour("all of them");
    try_sinks("[audit]\nsink.1 = file:@/audit\nsink.2 = stderr\n"
              "sink.3 = syslog\nsink.4 = file:@/audit2\n");
    parties_free(p);
    return check_result();
}
