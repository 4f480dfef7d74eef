/* SPDX-License-Identifier: Apache-2.0 */
/* Compliant chains, and TLS contexts that use them. */
#include "bench.h"

#include <openssl/x509.h>

bench_chain bench_chain_make(pki *pk, const char *leaf_type,
                             const char *ca_type, unsigned tiers)
{
    const pki_key *root_key = pki_key_get(pk, ca_type, "bench-root");
    const pki_key *ca_key = pki_key_get(pk, ca_type, "bench-ca");
    bench_chain chain;

    /* A CA that signs leaves directly has pathLen 0, be it the root. */
    chain.root = pki_issue(
        pk, pki_spec_ca(pk, NULL, root_key, "Bench Root", tiers == 3 ? -1 : 0));
    chain.ca = chain.root;
    if (tiers == 3)
        chain.ca = pki_issue(
            pk, pki_spec_ca(pk, chain.root, ca_key, "Bench TLS CA", 0));
    chain.client = pki_issue(
        pk, pki_spec_client(pk, chain.ca,
                            pki_key_get(pk, leaf_type, "bench-csmf")));
    chain.server = pki_issue(
        pk, pki_spec_server(pk, chain.ca,
                            pki_key_get(pk, leaf_type, "bench-nsmf")));
    return chain;
}

void bench_write_root(const char *dir, const bench_chain *chain)
{
    FILE *f = bench_create(dir, "root.crt");

    pki_pem_cert(f, chain->root);
    bench_finish(f);
}

X509 *bench_x509(OSSL_LIB_CTX *lib, pki_bytes der)
{
    X509 *x = X509_new_ex(lib, NULL);
    const unsigned char *p = der.p;

    if (x == NULL || d2i_X509(&x, &p, (long)der.n) == NULL)
        bench_die("a certificate cannot be read");
    return x;
}

EVP_PKEY *bench_pkey(OSSL_LIB_CTX *lib, const pki_key *key)
{
    unsigned char *der = NULL;
    const unsigned char *p;
    int n = i2d_PrivateKey(key->pkey, &der);
    EVP_PKEY *out;

    p = der;
    out = n <= 0 ? NULL : d2i_AutoPrivateKey_ex(NULL, &p, n, lib, NULL);
    OPENSSL_free(der);
    if (out == NULL)
        bench_die("a private key cannot be read");
    return out;
}

static bool use_leaf(SSL_CTX *ctx, OSSL_LIB_CTX *lib, const pki_cert *leaf)
{
    X509 *x = bench_x509(lib, leaf->der);
    EVP_PKEY *key = bench_pkey(lib, leaf->key);
    bool done = SSL_CTX_use_certificate(ctx, x) == 1 &&
                SSL_CTX_use_PrivateKey(ctx, key) == 1;

    X509_free(x);
    EVP_PKEY_free(key);
    return done;
}

static bool trust_root(SSL_CTX *ctx, OSSL_LIB_CTX *lib, const pki_cert *root)
{
    X509 *x = bench_x509(lib, root->der);
    bool done = X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), x) == 1;

    X509_free(x);
    return done;
}

SSL_CTX *bench_tls_context(OSSL_LIB_CTX *lib, int version,
                           const bench_chain *chain, const pki_cert *leaf)
{
    SSL_CTX *ctx = SSL_CTX_new_ex(lib, NULL, TLS_method());

    if (ctx == NULL || SSL_CTX_set_min_proto_version(ctx, version) != 1 ||
        SSL_CTX_set_max_proto_version(ctx, version) != 1 ||
        !use_leaf(ctx, lib, leaf) || !trust_root(ctx, lib, chain->root) ||
        (chain->ca != chain->root &&
         SSL_CTX_add0_chain_cert(ctx, bench_x509(lib, chain->ca->der)) != 1))
        bench_die("a TLS context cannot be set up");
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                       NULL);
    /* Or libssl verifies its own chain too, which servers forgo. */
    (void)SSL_CTX_set_mode(ctx, SSL_MODE_NO_AUTO_CHAIN);
    (void)SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    (void)SSL_CTX_set_num_tickets(ctx, 0);
    (void)SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
    return ctx;
}
