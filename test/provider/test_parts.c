/* SPDX-License-Identifier: Apache-2.0 */
/* Small parts of the gate: fingerprints, digest names, what is signed. */
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

#include "certificate_hash.h"
#include "digest_name.h"
#include "floor.h"
#include "gate.h"
#include "pki.h"
#include "pubkey.h"
#include "suite.h"

static slicegate_bytes bytes(const void *p, size_t n)
{
    slicegate_bytes b = {p, n};

    return b;
}

static void a_fingerprint_from_the_parts_is_the_whole_ones(void)
{
    static const char *const keys[] = {"ec:P-256", "rsa:2048"};

    for (size_t i = 0; i < 2; i++) {
        pki *pk = pki_new(NULL);
        const pki_cert *ca = pki_issue(
            pk,
            pki_spec_ca(pk, NULL, pki_key_get(pk, keys[i], "parts"), "R", -1));
        uint8_t whole[SG_SHA256_SIZE], parts[SG_SHA256_SIZE];
        slicegate_bytes tbs, alg, sig;

        CU_ASSERT_TRUE_FATAL(slicegate_cert_split(bytes(ca->der.p, ca->der.n),
                                                  &tbs, &alg, &sig));
        sg_sha256_bytes(ca->der.p, ca->der.n, whole);
        sg_certificate_hash(tbs, alg, sig, parts);
        CU_ASSERT_EQUAL(memcmp(whole, parts, sizeof(whole)), 0);
        pki_free(pk);
    }
}

static void broken_digests_by_every_name(void)
{
    static const char *const bad[] = {"MD5",          "md5",       "SHA1",
                                      "sha-1",        "SSL3-SHA1", "MD5-SHA1",
                                      "1.3.14.3.2.26"};
    static const char *const good[] = {
        "SHA256", "SHA2-256", "SHA384", "SHA512", "SHA-512", "SHA3-256", ""};

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CU_ASSERT_TRUE(sg_digest_is_broken(bad[i]));
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        CU_ASSERT_FALSE(sg_digest_is_broken(good[i]));
    CU_ASSERT_FALSE(sg_digest_is_broken(NULL));
}

static void the_floor_names_its_rule(void)
{
    sg_pubkey rsa = {.type = SLICEGATE_KEY_RSA, .bits = 2048};
    sg_pubkey ec = {.type = SLICEGATE_KEY_EC, .named_group = true};

    CU_ASSERT_EQUAL(sg_floor(&rsa, "SHA256"), SLICEGATE_RULE_COUNT);
    CU_ASSERT_EQUAL(sg_floor(&rsa, "SHA1"), SLICEGATE_RULE_CERT_HASH_3);
    rsa.bits = 2047;
    CU_ASSERT_EQUAL(sg_floor(&rsa, "SHA256"), SLICEGATE_RULE_CERT_PK_2);
    CU_ASSERT_EQUAL(sg_floor(&ec, "SHA256"), SLICEGATE_RULE_COUNT);
    ec.named_group = false;
    CU_ASSERT_EQUAL(sg_floor(&ec, "SHA256"), SLICEGATE_RULE_CERT_EC_3);
}

static void what_is_signed_is_told_from_the_bytes(void)
{
    uint8_t verify[98 + 32];
    static const char token[] = "eyJhbGciOiJFUzI1NiJ9.e30";
    static const uint8_t tls12[] = {1, 0, 0, 8, 3, 3, 0, 0, 0,
                                    0, 0, 0, 2, 0, 0, 2, 3, 3};

    memset(verify, ' ', 64);
    memcpy(verify + 64, "TLS 1.3, client CertificateVerify", 34);
    memset(verify + 98, 7, 32);
    CU_ASSERT_EQUAL(sg_gate_classify(bytes(verify, sizeof(verify))),
                    SG_SIGNED_TLS13);
    CU_ASSERT_EQUAL(sg_gate_tls13_role(bytes(verify, sizeof(verify))),
                    SLICEGATE_ROLE_CLIENT);
    memcpy(verify + 64, "TLS 1.3, server CertificateVerify", 34);
    CU_ASSERT_EQUAL(sg_gate_tls13_role(bytes(verify, sizeof(verify))),
                    SLICEGATE_ROLE_SERVER);
    /* too short for a hash is still a CertificateVerify, and finds nothing */
    CU_ASSERT_EQUAL(sg_gate_classify(bytes(verify, 98)), SG_SIGNED_TLS13);
    CU_ASSERT_EQUAL(sg_gate_classify(bytes(tls12, sizeof(tls12))),
                    SG_SIGNED_TLS12);
    CU_ASSERT_EQUAL(sg_gate_classify(bytes(token, sizeof(token) - 1)),
                    SG_SIGNED_OTHER);
    CU_ASSERT_EQUAL(sg_gate_classify(bytes("", 0)), SG_SIGNED_OTHER);
}

/* The same key by another exponent, or on another curve, is another key. */
static void a_key_is_known_by_all_of_it(void)
{
    static const uint8_t n[] = {0xc1, 2, 3}, e3[] = {3}, e5[] = {5};
    static const uint8_t point[] = {4, 1, 2};
    slicegate_key a = {.type = SLICEGATE_KEY_RSA}, b;
    uint8_t id_a[SG_SHA256_SIZE], id_b[SG_SHA256_SIZE];

    a.n = bytes(n, sizeof(n));
    a.e = bytes(e3, 1);
    b = a;
    b.e = bytes(e5, 1);
    CU_ASSERT_TRUE(sg_pubkey_id_of(&a, id_a));
    CU_ASSERT_TRUE(sg_pubkey_id_of(&b, id_b));
    CU_ASSERT_NOT_EQUAL(memcmp(id_a, id_b, sizeof(id_a)), 0);

    memset(&a, 0, sizeof(a));
    a.type = SLICEGATE_KEY_EC;
    a.curve = SLICEGATE_CURVE_P256;
    a.point = bytes(point, sizeof(point));
    b = a;
    b.curve = SLICEGATE_CURVE_P384;
    CU_ASSERT_TRUE(sg_pubkey_id_of(&a, id_a));
    CU_ASSERT_TRUE(sg_pubkey_id_of(&b, id_b));
    CU_ASSERT_NOT_EQUAL(memcmp(id_a, id_b, sizeof(id_a)), 0);
    b.curve = SLICEGATE_CURVE_NONE;
    CU_ASSERT_FALSE(sg_pubkey_id_of(&b, id_b));
}

int main(void)
{
    static const suite_test tests[] = {
        {"a fingerprint from the parts is the whole one's",
         a_fingerprint_from_the_parts_is_the_whole_ones},
        {"broken digests by every name", broken_digests_by_every_name},
        {"the floor names its rule", the_floor_names_its_rule},
        {"what is signed is told from the bytes",
         what_is_signed_is_told_from_the_bytes},
        {"a key is known by all of it", a_key_is_known_by_all_of_it},
    };

    return SUITE_RUN("parts", tests);
}
