/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stock libcrypto reads what this library writes: every signature of every
 * case verifies, the forgeries too, and the odd encodings are what they claim.
 */
#include "cases.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/x509.h>

static int wrong;

static void expect(bool ok, const char *name, const char *what)
{
    if (ok)
        return;
    (void)printf("%s: %s\n", name, what);
    ERR_print_errors_fp(stdout);
    wrong = 1;
}

static X509 *read_cert(const pki_cert *cert)
{
    const uint8_t *p = cert->der.p;

    return d2i_X509(NULL, &p, (long)cert->der.n);
}

static bool verifies(const pki_cert *cert)
{
    const pki_cert *above = cert->issuer != NULL ? cert->issuer : cert;
    X509 *x = read_cert(cert), *issuer = read_cert(above);
    bool ok = x != NULL && issuer != NULL &&
              X509_verify(x, X509_get0_pubkey(issuer)) == 1;

    X509_free(x);
    X509_free(issuer);
    return ok;
}

static void check_cases(const pki_operators *op)
{
    const pki_case *c;
    size_t i;

    for (i = 0; (c = pki_case_at(i)) != NULL; i++) {
        const pki_cert *cert = c->build(op);

        for (; cert != NULL; cert = cert->issuer)
            expect(verifies(cert), c->name, "a signature does not verify");
    }
}

static void check_forgeries(pki *pk)
{
    const pki_key *rsa = pki_key_get(pk, "rsa:3072", "root-b");
    const pki_key *ec = pki_key_get(pk, "ec:P-384", "root-a");
    const pki_key *forged[] = {pki_key_forge_rsa(pk, rsa),
                               pki_key_forge_ec(pk, ec)};
    size_t i;

    for (i = 0; i < 2; i++) {
        const pki_cert *root =
            pki_issue(pk, pki_spec_ca(pk, NULL, forged[i], "Forged", 0));
        const pki_key *key = pki_key_get(pk, "ec:P-256", "csmf");
        const pki_cert *leaf = pki_issue(pk, pki_spec_client(pk, root, key));

        expect(verifies(root), forged[i]->type, "the root does not verify");
        expect(verifies(leaf), forged[i]->type, "the leaf does not verify");
    }
}

static bool same(pki_bytes a, pki_bytes b)
{
    return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

static void check_der(pki *pk)
{
    pki_bytes one = pki_int(pk, 1);

    expect(same(one, pki_hex(pk, "02 01 01")), "der", "integer 1");
    expect(same(pki_int(pk, 128), pki_hex(pk, "02 02 00 80")), "der",
           "integer 128");
    expect(same(pki_int(pk, -129), pki_hex(pk, "02 02 ff 7f")), "der",
           "integer -129");
    expect(same(pki_tlv_form(pk, 0x30, one, PKI_LENGTH_PADDED),
                pki_hex(pk, "30 81 03 02 01 01")),
           "der", "padded length");
    expect(same(pki_tlv_form(pk, 0x30, one, PKI_LENGTH_INDEFINITE),
                pki_hex(pk, "30 80 02 01 01 00 00")),
           "der", "indefinite length");
    expect(same(pki_oid(pk, "1.2.840.113549"),
                pki_hex(pk, "06 06 2a 86 48 86 f7 0d")),
           "der", "object identifier");
    expect(same(pki_key_usage(pk, PKI_KU_KEY_CERT_SIGN | PKI_KU_CRL_SIGN),
                pki_hex(pk, "03 02 01 06")),
           "der", "key usage");
}

/* The library's own encoding of a key is what libcrypto writes. */
static void check_keys(pki *pk)
{
    const pki_key *p256 = pki_key_get(pk, "ec:P-256", "csmf");
    const pki_key *p384 = pki_key_get(pk, "ec:P-384", "csmf");

    expect(same(pki_spki_named(pk, p256, PKI_DEFAULT), p256->spki), "key",
           "P-256 SubjectPublicKeyInfo");
    expect(same(pki_spki_named(pk, p384, PKI_DEFAULT), p384->spki), "key",
           "P-384 SubjectPublicKeyInfo");
}

int main(void)
{
    pki *pk = pki_new(NULL);

    check_der(pk);
    check_keys(pk);
    check_cases(pki_operators_new(pk));
    check_forgeries(pk);
    pki_free(pk);
    return wrong;
}
