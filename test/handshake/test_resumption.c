/* SPDX-License-Identifier: Apache-2.0 */
/* A session resumes where it passed, and nowhere else: RES-1, RES-2. */
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "expect.h"
#include "parties.h"
#include "psk.h"
#include "resume.h"

#define ROUNDS 100

static parties *p;

/* Two ends that would resume; the client comes with WHO. */
typedef struct pair {
    SSL_CTX *server, *client;
} pair;

static pair pair_new(const gate *server, const gate *client,
                     const resume_way *way, identity who)
{
    pair two = {
        wire_server(server, way->version, p->server, p->anchors,
                    VERIFY_REQUIRED),
        wire_client(client, way->version, who, p->anchors, VERIFY_REQUIRED)};

    resume_allow(two.server, two.client, way);
    return two;
}

static void pair_free(pair two)
{
    SSL_CTX_free(two.server);
    SSL_CTX_free(two.client);
}

/* RULE NULL: the session resumes, at both ends. */
static void expect_resumed(pair two, SSL_SESSION *session, const char *rule,
                           const char *what)
{
    resumed r = resume_once(two.server, two.client, session);

    EXPECT_SERVER(r.o, rule, what);
    CHECK(r.reused == (rule == NULL), "%s: %s", what,
          r.reused ? "resumed" : "not resumed");
    SSL_SESSION_free(r.session);
}

static void known(void)
{
    gate *g = gate_new("", p->anchors);

    behaviour("a known session resumes, 100 times of 100");
    EACH_WAY(way)
    {
        pair two = pair_new(g, NULL, way, party_cert(p->good));
        SSL_SESSION *session = resume_first(two.server, two.client);
        int reused = 0;

        for (int i = 0; i < ROUNDS && session != NULL; i++) {
            resumed r = resume_once(two.server, two.client, session);

            reused += r.reused;
            CHECK(r.o.client, "%s, round %d: %s", way->name, i, r.o.why);
            SSL_SESSION_free(session);
            session = r.session;
        }
        CHECK(reused == ROUNDS, "%s: %d", way->name, reused);
        SSL_SESSION_free(session);
        pair_free(two);
    }
    gate_free(g);
}

/* A server without a gate asks for nothing; its ticket opens a gated one if
 * both have one ticket key. */
static void foreign(const char *policy, const char *rule)
{
    static const identity nobody = {NULL, NULL, NULL};
    gate *g = gate_new(policy, p->anchors);

    EACH_WAY(way)
    {
        pair outside, inside;
        SSL_SESSION *session;

        if (way->stateful)
            continue;
        outside = pair_new(NULL, NULL, way, nobody);
        inside = pair_new(g, NULL, way, nobody);
        resume_share_tickets(inside.server, outside.server);
        SSL_CTX_set_verify(outside.server, SSL_VERIFY_NONE, NULL);
        session = resume_first(outside.server, outside.client);
        expect_resumed(inside, session, rule, way->name);
        CHECK(rule == NULL || way->version == TLS1_2_VERSION ||
                  gate_audited(g, "\"stage\":\"resumption\"") == 1,
              "%s: refused at its binder", way->name);
        SSL_SESSION_free(session);
        pair_free(outside);
        pair_free(inside);
    }
    gate_free(g);
}

/* Of two gates with one ticket key each knows its own sessions. */
static void of_another_gate(const char *one_policy, const char *other_policy)
{
    gate *one = gate_new(one_policy, p->anchors);
    gate *other = gate_new(other_policy, p->anchors);

    EACH_WAY(way)
    {
        pair a, b;
        SSL_SESSION *session;

        if (way->stateful)
            continue;
        a = pair_new(one, NULL, way, party_cert(p->good));
        b = pair_new(other, NULL, way, party_cert(p->good));
        resume_share_tickets(a.server, b.server);
        session = resume_first(a.server, a.client);
        expect_resumed(a, session, NULL, way->name);
        expect_resumed(b, session, "RES-1", way->name);
        SSL_SESSION_free(session);
        pair_free(a);
        pair_free(b);
    }
    gate_free(one);
    gate_free(other);
}

static void after_a_retry(void)
{
    const resume_way *way = &resume_ways[2];
    gate *g = gate_new("", p->anchors);
    pair two = pair_new(g, NULL, way, party_cert(p->good));
    SSL_SESSION *session;

    behaviour("after a HelloRetryRequest");
    wire_terms(two.server, (terms){.groups = "P-384"});
    wire_terms(two.client, (terms){.groups = "P-256:P-384"});
    session = resume_first(two.server, two.client);
    expect_resumed(two, session, NULL, way->name);
    SSL_SESSION_free(session);
    pair_free(two);
    gate_free(g);
}

/* Both ends by one gate: each remembers the session. */
static void both_ends_in_one_process(void)
{
    gate *g = gate_new("", p->anchors);

    behaviour("both ends gated, by one gate");
    EACH_WAY(way)
    {
        pair two = pair_new(g, g, way, party_cert(p->good));
        SSL_SESSION *session = resume_first(two.server, two.client);

        expect_resumed(two, session, NULL, way->name);
        SSL_SESSION_free(session);
        pair_free(two);
    }
    gate_free(g);
}

static void denied(void)
{
    gate *g = gate_new("[resumption]\nmode = deny\n", p->anchors);

    behaviour("mode = deny: not even a known one");
    EACH_WAY(way)
    {
        pair two = pair_new(g, NULL, way, party_cert(p->good));
        SSL_SESSION *session = resume_first(two.server, two.client);

        expect_resumed(two, session, "RES-1", way->name);
        SSL_SESSION_free(session);
        pair_free(two);
    }
    gate_free(g);
}

/* ---- A leaf that expires ------------------------------------------------ */

static void wait_until_after(time_t t)
{
    const struct timespec moment = {0, 20000000};

    while (time(NULL) <= t)
        (void)nanosleep(&moment, NULL);
}

static void expired_since(void)
{
    gate *g = gate_new("", p->anchors);
    SSL_SESSION *session[4];
    pair two[4];
    size_t n = 0;
    time_t until = time(NULL) + 2;
    pki_spec *spec = pki_spec_client(p->pk, p->op->tls_a, p->op->csmf);

    behaviour("a session of a leaf that expired since does not resume");
    spec->validity = PKI_SEQ(p->pk, pki_utc_time(p->pk, until - 3600),
                             pki_utc_time(p->pk, until));
    EACH_WAY(way)
    {
        identity who = party_cert(pki_issue(p->pk, spec));

        two[n] = pair_new(g, NULL, way, who);
        session[n] = resume_first(two[n].server, two[n].client);
        expect_resumed(two[n], session[n], NULL, way->name);
        n++;
    }
    wait_until_after(until);
    for (size_t i = 0; i < n; i++) {
        expect_resumed(two[i], session[i], "RES-2", resume_ways[i].name);
        SSL_SESSION_free(session[i]);
        pair_free(two[i]);
    }
    gate_free(g);
}

/* ---- Processes --------------------------------------------------------- */

/* Does the session resume in a process that was forked off? */
static void in_a_child(pair two, SSL_SESSION *session, const char *what)
{
    pid_t child;
    int status = -1;

    (void)fflush(stdout);
    child = fork();
    NEED(child >= 0);
    if (child == 0) {
        resumed r = resume_once(two.server, two.client, session);

        _exit(r.reused ? 0 : 1);
    }
    NEED(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0,
          "%s: a child resumes what its parent served", what);
}

/* And one that a child served, in its parent. */
static void of_a_child(pair two, const char *what)
{
    unsigned char der[8192];
    const unsigned char *at = der;
    SSL_SESSION *session;
    int ends[2], status;
    ssize_t n;
    pid_t child;

    NEED(pipe(ends) == 0);
    (void)fflush(stdout);
    child = fork();
    NEED(child >= 0);
    if (child == 0) {
        unsigned char *to = der;
        int size;

        session = resume_first(two.server, two.client);
        size = i2d_SSL_SESSION(session, &to);
        _exit(size > 0 && write(ends[1], der, (size_t)size) == size ? 0 : 1);
    }
    NEED(waitpid(child, &status, 0) == child);
    NEED(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    n = read(ends[0], der, sizeof(der));
    (void)close(ends[0]);
    (void)close(ends[1]);
    NEED(n > 0);
    session = d2i_SSL_SESSION(NULL, &at, (long)n);
    NEED(session != NULL);
    expect_resumed(two, session, NULL, what);
    SSL_SESSION_free(session);
}

static void across_a_fork(void)
{
    gate *g = gate_new("", p->anchors);

    behaviour("processes forked from one know each other's sessions");
    EACH_WAY(way)
    {
        pair two;
        SSL_SESSION *session;

        if (way->stateful)
            continue;
        two = pair_new(g, NULL, way, party_cert(p->good));
        session = resume_first(two.server, two.client);
        in_a_child(two, session, way->name);
        of_a_child(two, way->name);
        SSL_SESSION_free(session);
        pair_free(two);
    }
    gate_free(g);
}

/* ---- Others ------------------------------------------------------------ */

static void of_a_pre_shared_key(void)
{
    static const identity nobody = {NULL, NULL, NULL};
    const shared_key key = {"csmf", psk_random(32), 32};
    gate *g = gate_new("", p->anchors);

    behaviour("a session of a pre-shared key resumes");
    EACH_WAY(way)
    {
        pair two = pair_new(g, NULL, way, nobody);
        SSL_SESSION *session;

        psk_serve(two.server, &key);
        psk_use(two.client, &key);
        wire_terms(two.server,
                   (terms){.suites = "ECDHE-PSK-CHACHA20-POLY1305"});
        wire_terms(two.client,
                   (terms){.suites = "ECDHE-PSK-CHACHA20-POLY1305",
                           .suites_tls13 = "TLS_AES_128_GCM_SHA256"});
        session = resume_first(two.server, two.client);
        expect_resumed(two, session, NULL, way->name);
        SSL_SESSION_free(session);
        pair_free(two);
    }
    gate_free(g);
}

static void as_the_client(void)
{
    gate *g = gate_new("", p->anchors);

    behaviour("as the client: one's own resume, others do not");
    EACH_WAY(way)
    {
        pair two = pair_new(NULL, g, way, party_cert(p->good));
        pair stock = pair_new(NULL, NULL, way, party_cert(p->good));
        SSL_SESSION *mine = resume_first(two.server, two.client), *other;
        resumed r = resume_once(two.server, two.client, mine);
        pair mixed = {two.server, stock.client};

        CHECK(r.reused, "%s: %s", way->name, r.o.why);
        SSL_SESSION_free(r.session);
        other = resume_first(mixed.server, mixed.client);
        r = resume_once(two.server, two.client, other);
        EXPECT_CLIENT(r.o, "RES-1", way->name);
        SSL_SESSION_free(mine);
        SSL_SESSION_free(other);
        pair_free(two);
        pair_free(stock);
    }
    gate_free(g);
}

/* What was let in without a certificate goes on without one. */
static void not_mutual(void)
{
    static const identity nobody = {NULL, NULL, NULL};
    gate *lax = gate_new("[server]\nmutual = optional\n", p->anchors);

    behaviour("mutual = optional: a session without a client resumes as such");
    EACH_WAY(way)
    {
        pair two = pair_new(lax, NULL, way, nobody);
        SSL_SESSION *session;

        SSL_CTX_set_verify(two.server, SSL_VERIFY_NONE, NULL);
        session = resume_first(two.server, two.client);
        expect_resumed(two, session, NULL, way->name);
        SSL_SESSION_free(session);
        pair_free(two);
    }
    gate_free(lax);
}

int main(void)
{
    p = parties_new();
    known();
    behaviour("a foreign session is refused");
    foreign("", "RES-1");
    behaviour("mode = allow takes it");
    foreign("[resumption]\nmode = allow\n", NULL);
    behaviour("another gate of the same policy is another");
    of_another_gate("", "");
    behaviour("and so is one of another policy");
    of_another_gate("", "[rules]\nTLS-SNI-1 = off\n");
    after_a_retry();
    both_ends_in_one_process();
    denied();
    expired_since();
    across_a_fork();
    of_a_pre_shared_key();
    as_the_client();
    not_mutual();
    parties_free(p);
    return check_result();
}
