/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many library contexts, each with a gate of its own policy, loaded, used and
 * freed at the same time; and a fork in the middle of handshakes.
 */
#include <errno.h>
#include <openssl/err.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "parties.h"

#define CONTEXTS 20
#define FORKS 500

static parties *p;

static void good_and_bad(const gate *g, const char *where)
{
    EACH_VERSION(v)
    {
        CHECK(
            parties_meet(p, g, *v, VERIFY_WAIVING, party_cert(p->good)).served,
            "%s: the good one", where);
        CHECK(
            !parties_meet(p, g, *v, VERIFY_WAIVING, party_cert(p->bad)).served,
            "%s: the bad one", where);
    }
}

static void *load_use_free(void *arg)
{
    bool strict = *(const bool *)arg;
    gate *g = gate_new(strict ? "" : "[rules]\nCERT-CDP-1 = off\n", NULL);

    if (strict)
        good_and_bad(g, "a context of its own");
    else
        CHECK(parties_meet(p, g, TLS1_3_VERSION, VERIFY_WAIVING,
                           party_cert(p->bad))
                  .served,
              "its own policy, not the neighbour's");
    gate_free(g);
    return NULL;
}

static void many_contexts(void)
{
    pthread_t thread[CONTEXTS];
    bool strict[CONTEXTS];

    for (int i = 0; i < CONTEXTS; i++) {
        strict[i] = i % 2 == 0;
        NEED(pthread_create(&thread[i], NULL, load_use_free, &strict[i]) == 0);
    }
    for (int i = 0; i < CONTEXTS; i++)
        NEED(pthread_join(thread[i], NULL) == 0);
}

static gate *shared;
static atomic_bool stop;

/*
 * A verification that is ready but for the certificate. libcrypto's own locks
 * are not made for a fork, so what runs beside one and in its child fetches
 * nothing: it takes no lock but the provider's.
 */
static EVP_MD_CTX *ready;

static bool gate_lets_in(const pki_cert *cert, X509 *parsed)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    const ASN1_BIT_STRING *sig;
    int ret;

    X509_get0_signature(&sig, NULL, parsed);
    NEED(ctx != NULL && EVP_MD_CTX_copy_ex(ctx, ready) == 1);
    ret = EVP_DigestVerify(ctx, ASN1_STRING_get0_data(sig),
                           (size_t)ASN1_STRING_length(sig), cert->tbs.p,
                           cert->tbs.n);
    EVP_MD_CTX_free(ctx);
    ERR_clear_error();
    return ret == 1;
}

static X509 *good, *bad;

static bool gate_stands(void)
{
    return gate_lets_in(p->good, good) && !gate_lets_in(p->bad, bad);
}

static void get_ready(void)
{
    X509 *issuer = gate_x509(shared, p->op->tls_a);

    good = gate_x509(shared, p->good);
    bad = gate_x509(shared, p->bad);
    ready = EVP_MD_CTX_new();
    NEED(ready != NULL &&
         EVP_DigestVerifyInit_ex(ready, NULL, "SHA256", shared->ctx, NULL,
                                 X509_get0_pubkey(issuer), NULL) == 1);
    X509_free(issuer);
    good_and_bad(shared, "so that the issuer is known");
}

static void *keep_busy(void *arg)
{
    (void)arg;
    while (!atomic_load(&stop))
        CHECK(gate_stands(), "beside a fork");
    return NULL;
}

static void *come_and_go(void *arg)
{
    (void)arg;
    while (!atomic_load(&stop)) {
        gate *g = gate_new("", NULL);

        gate_free(g);
    }
    return NULL;
}

static void forks(void *(*work)(void *))
{
    pthread_t busy[2];
    int status;

    atomic_store(&stop, false);
    for (int i = 0; i < 2; i++)
        NEED(pthread_create(&busy[i], NULL, work, NULL) == 0);
    for (int i = 0; i < FORKS; i++) {
        pid_t pid = fork();

        NEED(pid >= 0);
        if (pid == 0) {
            alarm(60); /* ends one that waits for a lock nobody holds */
            _exit(gate_stands() ? 0 : 1);
        }
        while (waitpid(pid, &status, 0) < 0)
            NEED(errno == EINTR);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0,
              "the child of a process whose other threads go on: %x",
              (unsigned)status);
    }
    atomic_store(&stop, true);
    for (int i = 0; i < 2; i++)
        NEED(pthread_join(busy[i], NULL) == 0);
}

int main(void)
{
    p = parties_new();
    behaviour("twenty contexts at once");
    many_contexts();
    shared = gate_new("", p->anchors);
    get_ready();
    behaviour("fork while other threads are in the gate");
    forks(keep_busy);
    behaviour("fork while other threads load and unload the provider");
    forks(come_and_go);
    X509_free(good);
    X509_free(bad);
    EVP_MD_CTX_free(ready);
    gate_free(shared);
    parties_free(p);
    return check_result();
}
