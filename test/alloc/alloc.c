/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory runs out at every point in turn: while the provider loads, while one
 * certificate is judged, during a handshake. It never crashes, never leaks
 * what is the provider's, and never turns into an accept.
 *
 *   alloc [STEP]         every STEP-th allocation of others (default 1, all)
 *   alloc init KIND N    one run of init in this process, for a debugger
 *
 * Each run is a process of its own, forked when all is prepared.
 */
#include <errno.h>
#include <openssl/err.h>
#include <openssl/provider.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "expect.h"
#include "failing.h"
#include "parties.h"
#include "psk.h"

enum { RUN_WHOLE, RUN_FAILED, RUN_ACCEPTED, RUN_LEAKED, RUN_REFUSED_GOOD };

typedef struct world {
    parties *p;
    gate *g;
    gate files; /* written and not loaded */
    SSL_CTX *server, *good, *bad;
    long blocks; /* the provider's, before the gate was loaded */
} world;

static world w;

/* ---- What is run ------------------------------------------------------- */

/* Nothing here may be a NEED: memory is short. */
static bool verifies(OSSL_LIB_CTX *ctx, const pki_cert *leaf,
                     const pki_cert *issuer)
{
    X509 *x = X509_new_ex(ctx, NULL), *up = X509_new_ex(ctx, NULL);
    const unsigned char *p = leaf->der.p, *q = issuer->der.p;
    bool ok = x != NULL && up != NULL &&
              d2i_X509(&x, &p, (long)leaf->der.n) != NULL &&
              d2i_X509(&up, &q, (long)issuer->der.n) != NULL &&
              X509_verify(x, X509_get0_pubkey(up)) == 1;

    X509_free(x);
    X509_free(up);
    ERR_clear_error();
    return ok;
}

/* A certificate that breaks a rule by itself. */
static bool accepts_bad(OSSL_LIB_CTX *ctx)
{
    return verifies(ctx, w.p->bad, w.p->op->tls_a);
}

static int run_init(failing_kind kind, unsigned long n)
{
    OSSL_LIB_CTX *ctx;
    char path[128];
    bool came, loaded = false, accepted = false;

    failing_arm(kind, n);
    ctx = OSSL_LIB_CTX_new();
    if (ctx != NULL)
        loaded = OSSL_LIB_CTX_load_config(
                     ctx, gate_path(&w.files, "openssl.cnf", path)) == 1;
    came = failing_disarm();
    /* Where the configuration failed to load, the application was told. */
    if (ctx != NULL && loaded)
        accepted = accepts_bad(ctx);
    OSSL_LIB_CTX_free(ctx);
    if (accepted)
        return RUN_ACCEPTED;
    if (failing_provider_blocks() != w.blocks)
        return RUN_LEAKED;
    return came ? RUN_FAILED : loaded ? RUN_WHOLE : RUN_REFUSED_GOOD;
}

static int run_judge(failing_kind kind, unsigned long n)
{
    bool came, accepted;

    failing_arm(kind, n);
    accepted = accepts_bad(w.g->ctx);
    came = failing_disarm();
    return accepted ? RUN_ACCEPTED : came ? RUN_FAILED : RUN_WHOLE;
}

/* The handshake of a client; true where the server completed it. */
static bool serves(SSL_CTX *client_ctx)
{
    SSL *server = SSL_new(w.server), *client = SSL_new(client_ctx);
    BIO *near = NULL, *far = NULL;
    bool done = false;

    if (server != NULL && client != NULL &&
        BIO_new_bio_pair(&near, 65536, &far, 65536) == 1) {
        SSL_set_bio(server, near, near);
        SSL_set_bio(client, far, far);
        SSL_set_accept_state(server);
        SSL_set_connect_state(client);
        for (int i = 0; i < 8 && !done; i++) {
            (void)SSL_do_handshake(client);
            done = SSL_do_handshake(server) == 1;
        }
    }
    SSL_free(server);
    SSL_free(client);
    ERR_clear_error();
    return done;
}

static void free_world(void)
{
    SSL_CTX_free(w.server);
    OSSL_LIB_CTX_free(w.g->ctx);
    w.g->ctx = NULL;
}

static int run_bad(failing_kind kind, unsigned long n)
{
    bool came, served;

    failing_arm(kind, n);
    served = serves(w.bad);
    came = failing_disarm();
    free_world();
    if (served)
        return RUN_ACCEPTED;
    if (failing_provider_blocks() != w.blocks)
        return RUN_LEAKED;
    return came ? RUN_FAILED : RUN_WHOLE;
}

static int run_good(failing_kind kind, unsigned long n)
{
    bool came, served;

    failing_arm(kind, n);
    served = serves(w.good);
    came = failing_disarm();
    /* One allocation that failed harms no later handshake. */
    if (!serves(w.good))
        return RUN_REFUSED_GOOD;
    if (serves(w.bad))
        return RUN_ACCEPTED;
    free_world();
    if (failing_provider_blocks() != w.blocks)
        return RUN_LEAKED;
    return came ? RUN_FAILED : served ? RUN_WHOLE : RUN_REFUSED_GOOD;
}

/* ---- Every point in turn ----------------------------------------------- */

typedef int run_fn(failing_kind kind, unsigned long n);

static int in_process(run_fn *run, failing_kind kind, unsigned long n)
{
    pid_t pid = fork();
    int status;

    NEED(pid >= 0);
    if (pid == 0) {
        /* What the provider says about each refusal is not read here. */
        NEED(freopen("/dev/null", "w", stderr) != NULL);
        _exit(run(kind, n));
    }
    while (waitpid(pid, &status, 0) < 0)
        NEED(errno == EINTR);
    return status;
}

/*
 * OpenSSL 3.0 has three faults of its own here: it crashes when it frees a
 * library context whose ex_data could not be had, it drops a provider without
 * its teardown where its reason strings cannot be stored, and it can lose what
 * openssl.cnf says and report that it was loaded. None is the provider's, which
 * had not begun, or had finished.
 */
static unsigned long init_asks;

static bool is_libcryptos(run_fn *run, failing_kind kind, int status)
{
    if (run != run_init || kind == FAILING_PROVIDER)
        return false;
    if (WIFSIGNALED(status))
        return failing_provider_asked() == 0;
    if (WEXITSTATUS(status) == RUN_ACCEPTED)
        return failing_provider_asked() == 0;
    return WEXITSTATUS(status) == RUN_LEAKED &&
           failing_provider_asked() == init_asks;
}

static void every_point(const char *name, run_fn *run, failing_kind kind,
                        unsigned long step)
{
    static const char *const kinds[] = {"malloc", "CRYPTO_malloc",
                                        "the provider's"};
    unsigned long n = 1, runs = 0;
    int status = 0;

    for (;; n += step, runs++) {
        status = in_process(run, kind, n);
        if (is_libcryptos(run, kind, status))
            continue;
        CHECK(WIFEXITED(status), "%s, %s %lu: ended by signal %d", name,
              kinds[kind], n, WIFSIGNALED(status) ? WTERMSIG(status) : 0);
        if (!WIFEXITED(status))
            continue;
        if (WEXITSTATUS(status) == RUN_WHOLE)
            break;
        CHECK(WEXITSTATUS(status) == RUN_FAILED, "%s, %s %lu: %s", name,
              kinds[kind], n,
              WEXITSTATUS(status) == RUN_ACCEPTED ? "accepted"
              : WEXITSTATUS(status) == RUN_LEAKED ? "leaked"
                                                  : "a good run fails");
        if (WEXITSTATUS(status) == RUN_REFUSED_GOOD)
            break;
    }
    CHECK(runs > 0, "%s, %s: nothing was allocated", name, kinds[kind]);
    printf("- %s, %s: %lu points\n", name, kinds[kind], runs);
    (void)fflush(stdout);
}

static void prepare(int version)
{
    w.server = parties_server(w.p, w.g, version, VERIFY_WAIVING);
    w.good = parties_client(w.p, version, party_cert(w.p->good));
    w.bad = parties_client(w.p, version, party_cert(w.p->bad));
    NEED(serves(w.good));
    NEED(!serves(w.bad));
}

/* The server is content with nobody, and knows a key that is too short. */
static void prepare_other(int version, const shared_key *key)
{
    static const identity nobody = {NULL, NULL, NULL};

    w.server = parties_server(w.p, w.g, version, VERIFY_WAIVING);
    SSL_CTX_set_verify(w.server, SSL_VERIFY_NONE, NULL);
    w.bad = parties_client(w.p, version, nobody);
    if (key != NULL) {
        psk_serve(w.server, key);
        psk_use(w.bad, key);
        wire_terms(w.bad, (terms){.suites = "ECDHE-PSK-CHACHA20-POLY1305",
                                  .suites_tls13 = "TLS_AES_128_GCM_SHA256"});
    }
    NEED(!serves(w.bad));
}

/* One run in this process, for a debugger: alloc init KIND N. */
static int only_init(char **argv)
{
    return run_init((failing_kind)strtoul(argv[2], NULL, 10),
                    strtoul(argv[3], NULL, 10));
}

int main(int argc, char **argv)
{
    static const shared_key weak = {"csmf", "12345678", 8};
    unsigned long step = argc == 2 ? strtoul(argv[1], NULL, 10) : 1;

    NEED(failing_install());
    NEED(step > 0);
    w.p = parties_new();
    gate_write(&w.files, "", w.p->anchors);
    w.blocks = failing_provider_blocks();
    if (argc == 4 && strcmp(argv[1], "init") == 0)
        return only_init(argv);
    NEED(in_process(run_init, FAILING_PROVIDER, 0) == 0);
    init_asks = failing_provider_asked();
    every_point("init", run_init, FAILING_PROVIDER, 1);
    every_point("init", run_init, FAILING_CRYPTO, step);
    every_point("init", run_init, FAILING_LIBC, step);
    w.g = gate_new("", w.p->anchors);
    (void)accepts_bad(w.g->ctx);
    every_point("one certificate", run_judge, FAILING_PROVIDER, 1);
    every_point("one certificate", run_judge, FAILING_CRYPTO, step);
    every_point("one certificate", run_judge, FAILING_LIBC, step);
    EACH_VERSION(v)
    {
        prepare(*v);
        every_point("a bad client", run_bad, FAILING_PROVIDER, 1);
        every_point("a bad client", run_bad, FAILING_CRYPTO, step);
        every_point("a bad client", run_bad, FAILING_LIBC, step);
        every_point("a good client", run_good, FAILING_PROVIDER, 1);
        every_point("a good client", run_good, FAILING_CRYPTO, step);
        SSL_CTX_free(w.server);
        SSL_CTX_free(w.good);
        SSL_CTX_free(w.bad);
        prepare_other(*v, NULL);
        every_point("nobody", run_bad, FAILING_PROVIDER, 1);
        SSL_CTX_free(w.server);
        SSL_CTX_free(w.bad);
        prepare_other(*v, &weak);
        every_point("a weak key", run_bad, FAILING_PROVIDER, 1);
        SSL_CTX_free(w.server);
        SSL_CTX_free(w.bad);
    }
    gate_free(w.g);
    parties_free(w.p);
    return check_result();
}
