/* SPDX-License-Identifier: Apache-2.0 */
/* What slicegate config prints for libssl: libssl takes it, and the judge lets
 * through every suite, group and scheme of it. */
#include "config_offer.h"
#include "policy_parse.h"

#include <CUnit/Basic.h>
#include <openssl/crypto.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const policies[] = {
    "",
    "[profile]\nname = mgmt-2018\n",
    "[profile]\nname = sba\n",
    "[tls]\ndhe = on\n",
    "[psk]\ntls12_suites = 0xC037 0xC038 0x00A8 0x00A9\n",
    "[server]\nprofile = sba\n[client]\nprofile = mgmt-2018\n",
    "[resumption]\nmode = deny\n[rules]\nT12-REN-1 = warn\n",
    "[rules]\nT13-GRP-4 = enforce\n",
    "[rules]\nTLS-GRP-1 = off\nTLS-SIG-1 = warn\n",
};
#define POLICIES (sizeof policies / sizeof policies[0])

/* ---- Asking the judge ---------------------------------------------------- */

/* A handshake with certificates on both sides in which nothing is amiss. */
static slicegate_handshake good(uint16_t version, uint16_t suite)
{
    const slicegate_end end = {.presented = SLICEGATE_PRESENTED_LEAF,
                               .proved = true,
                               .finished = true,
                               .scheme = 0x0403};
    slicegate_handshake f;

    slicegate_handshake_begin(&f, SLICEGATE_FRAMING_TLS);
    f.done = f.server_hello = true;
    f.client_sni = f.client_ems = f.client_groups = f.client_signatures = true;
    f.client_status = f.client_renegotiation = f.client_offers_13 = true;
    f.ems = f.secure_renegotiation = f.encrypt_then_mac = true;
    f.client_key_exchange = version == 0x0303;
    f.certificate_request = true;
    f.client_version = 0x0303;
    f.version = version;
    f.suite = suite;
    f.exchange = SLICEGATE_EXCHANGE_GROUP;
    f.group = 0x0017;
    f.server = f.client = end;
    return f;
}

/* The same with an external key of TLS 1.2. */
static void use_psk(slicegate_handshake *f, slicegate_keying *keying)
{
    f->server = f->client = (slicegate_end){.finished = true};
    f->certificate_request = false;
    f->psk_identity_sent = true;
    f->psk[0].length = 4;
    memcpy(f->psk[0].identity, "csmf", 4);
    keying->psk = SLICEGATE_PSK_EXTERNAL;
    keying->key_seen = true;
    keying->key.length = 32;
}

static bool let_through_under(const slicegate_policy *p,
                              const slicegate_profile *profile,
                              const slicegate_handshake *f,
                              const slicegate_keying *keying)
{
    slicegate_findings findings = {.count = 0};

    slicegate_judge_handshake(f, keying, &p->tls, profile, &findings);
    return slicegate_findings_pass(&findings);
}

/* ssl_conf knows no sides: one of them must let it through. */
static bool let_through(const slicegate_policy *p, const slicegate_handshake *f,
                        const slicegate_keying *keying)
{
    for (unsigned i = 0; i < SLICEGATE_SIDES; i++)
        if (let_through_under(p, &p->side[i].profile, f, keying))
            return true;
    return false;
}

static void judge_suite(const slicegate_policy *p, uint16_t id)
{
    const slicegate_suite *suite = slicegate_suite_get(id);
    slicegate_keying keying = {.psk = SLICEGATE_PSK_NONE};
    slicegate_handshake f;

    CU_ASSERT_PTR_NOT_NULL_FATAL(suite);
    f = good(suite->auth == SLICEGATE_AUTH_ANY ? 0x0304 : 0x0303, id);
    if (suite->dhe) {
        f.exchange = SLICEGATE_EXCHANGE_DH;
        f.dh_bits = 2048;
    }
    if (suite->auth == SLICEGATE_AUTH_PSK)
        use_psk(&f, &keying);
    if (!let_through(p, &f, &keying)) {
        printf("\nrefused: %s\n", suite->name);
        CU_FAIL("a suite is offered and refused");
    }
}

static void judge_group(const slicegate_policy *p, uint16_t id)
{
    const slicegate_keying keying = {.psk = SLICEGATE_PSK_NONE};
    slicegate_handshake f = good(0x0304, 0x1301);

    f.group = id;
    CU_ASSERT_TRUE(let_through(p, &f, &keying));
}

/* In TLS 1.3 libssl proves with none of PKCS #1, whatever the list says. */
static void judge_scheme(const slicegate_policy *p, uint16_t id)
{
    const slicegate_keying keying = {.psk = SLICEGATE_PSK_NONE};
    bool pkcs1 = (id & 0xFF) == 0x01;
    slicegate_handshake f = pkcs1 ? good(0x0303, 0xC02F) : good(0x0304, 0x1301);

    f.server.scheme = f.client.scheme = id;
    CU_ASSERT_TRUE(let_through(p, &f, &keying));
}

/* ---- Reading a list of names --------------------------------------------- */

typedef const char *name_of(uint16_t id, char buffer[8]);
typedef void judge_one(const slicegate_policy *p, uint16_t id);

static uint16_t id_of(name_of *name, const char *wanted, size_t n)
{
    char buffer[8];

    for (unsigned id = 1; id < 0x10000; id++) {
        const char *known = name((uint16_t)id, buffer);

        if (strlen(known) == n && strncasecmp(known, wanted, n) == 0)
            return (uint16_t)id;
    }
    return 0;
}

static void judge_names(const slicegate_policy *p, const char *list,
                        name_of *name, judge_one *judge)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(list);
    while (*list != '\0') {
        size_t n;
        uint16_t id;

        list += strspn(list, ":*");
        n = strcspn(list, ":");
        id = id_of(name, list, n);
        CU_ASSERT_NOT_EQUAL(id, 0);
        judge(p, id);
        list += n;
    }
}

static int count_names(const char *list)
{
    int n = 1;

    for (; *list != '\0'; list++)
        n += *list == ':';
    return n;
}

/* ---- Tests --------------------------------------------------------------- */

static SSL_CTX *new_ctx(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());

    CU_ASSERT_PTR_NOT_NULL_FATAL(ctx);
    return ctx;
}

/* All that is named is known: libssl passes over names that it does not know
 * as long as it knows one. */
static void suites_are_taken_and_let_through(void)
{
    for (size_t i = 0; i < POLICIES; i++) {
        slicegate_policy *p = policy_parse(policies[i]);
        SSL_CTX *ctx = new_ctx();
        STACK_OF(SSL_CIPHER) * ciphers;
        offer o;

        offer_make(p, OFFER_OPENSSL_30, &o);
        CU_ASSERT_EQUAL(SSL_CTX_set_cipher_list(ctx, o.ciphers), 1);
        CU_ASSERT_EQUAL(SSL_CTX_set_ciphersuites(ctx, o.ciphersuites), 1);
        ciphers = SSL_CTX_get_ciphers(ctx);
        CU_ASSERT_EQUAL(sk_SSL_CIPHER_num(ciphers),
                        count_names(o.ciphers) - 1 +
                            count_names(o.ciphersuites));
        for (int c = 0; c < sk_SSL_CIPHER_num(ciphers); c++)
            judge_suite(
                p, SSL_CIPHER_get_protocol_id(sk_SSL_CIPHER_value(ciphers, c)));
        offer_free(&o);
        SSL_CTX_free(ctx);
        free(p);
    }
}

static void groups_and_schemes_are_taken_and_let_through(void)
{
    const bool is_35 = OpenSSL_version_num() >= 0x30500000UL;

    for (size_t i = 0; i < POLICIES * 2; i++) {
        slicegate_policy *p = policy_parse(policies[i / 2]);
        offer_openssl openssl = i % 2 ? OFFER_OPENSSL_35 : OFFER_OPENSSL_30;
        SSL_CTX *ctx = new_ctx();
        offer o;

        offer_make(p, openssl, &o);
        judge_names(p, o.groups, slicegate_group_name, judge_group);
        judge_names(p, o.schemes, slicegate_scheme_name, judge_scheme);
        if (openssl == OFFER_OPENSSL_30 || is_35)
            CU_ASSERT_EQUAL(SSL_CTX_set1_groups_list(ctx, o.groups), 1);
        CU_ASSERT_EQUAL(SSL_CTX_set1_sigalgs_list(ctx, o.schemes), 1);
        offer_free(&o);
        SSL_CTX_free(ctx);
        free(p);
    }
}

#define ECDHE_AES                                                              \
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"               \
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
#define ECDHE                                                                  \
    ECDHE_AES "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
#define DHE "DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:"
#define ECDHE_PSK "ECDHE-PSK-CHACHA20-POLY1305:"
#define DHE_PSK                                                                \
    "DHE-PSK-AES128-GCM-SHA256:DHE-PSK-AES256-GCM-SHA384:"                     \
    "DHE-PSK-CHACHA20-POLY1305:"
#define RFC5489 "ECDHE-PSK-AES128-CBC-SHA256:ECDHE-PSK-AES256-CBC-SHA384:"
#define PLAIN_PSK "PSK-AES128-GCM-SHA256:PSK-AES256-GCM-SHA384:"
#define LEVEL "@SECLEVEL=2"

static void the_policy_says_which_suites_there_are(void)
{
    static const struct {
        const char *policy, *ciphers;
    } cases[] = {
        {"", ECDHE ECDHE_PSK LEVEL},
        {"[tls]\ndhe = on\n", ECDHE DHE ECDHE_PSK LEVEL},
        {"[profile]\nname = mgmt-2018\n", ECDHE ECDHE_PSK DHE_PSK LEVEL},
        {"[client]\nprofile = mgmt-2018\n", ECDHE ECDHE_PSK DHE_PSK LEVEL},
        {"[psk]\ntls12_suites = 0xC037 0xC038\n",
         ECDHE ECDHE_PSK RFC5489 LEVEL},
        {"[psk]\ntls12_suites = 0x00A8 0x00A9\n",
         ECDHE ECDHE_PSK PLAIN_PSK LEVEL},
        {"[rules]\nT12-CS-1 = off\n", ECDHE ECDHE_PSK LEVEL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        slicegate_policy *p = policy_parse(cases[i].policy);
        offer o;

        offer_make(p, OFFER_OPENSSL_30, &o);
        CU_ASSERT_STRING_EQUAL(o.ciphers, cases[i].ciphers);
        CU_ASSERT_STRING_EQUAL(o.ciphersuites,
                               "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:"
                               "TLS_CHACHA20_POLY1305_SHA256");
        offer_free(&o);
        free(p);
    }
}

static void hybrids_are_named_from_openssl_35_on(void)
{
    static const struct {
        const char *policy;
        offer_openssl openssl;
        const char *groups;
    } cases[] = {
        {"", OFFER_OPENSSL_30, "x25519:secp256r1:secp384r1"},
        {"", OFFER_OPENSSL_35,
         "*X25519MLKEM768:SecP256r1MLKEM768:SecP384r1MLKEM1024:*x25519:"
         "secp256r1:secp384r1"},
        {"[rules]\nT13-GRP-4 = enforce\n", OFFER_OPENSSL_35,
         "*x25519:secp256r1:secp384r1"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        slicegate_policy *p = policy_parse(cases[i].policy);
        offer o;

        offer_make(p, cases[i].openssl, &o);
        CU_ASSERT_STRING_EQUAL(o.groups, cases[i].groups);
        offer_free(&o);
        free(p);
    }
}

/* Both NULL, or equal. */
static void same_text(const char *text, const char *expected)
{
    CU_ASSERT_EQUAL(text == NULL, expected == NULL);
    CU_ASSERT_STRING_EQUAL(text == NULL ? "" : text,
                           expected == NULL ? "" : expected);
}

static void options_follow_the_policy(void)
{
    static const struct {
        const char *policy, *options;
    } cases[] = {
        {"", "NoRenegotiation"},
        {"[resumption]\nmode = allow\n", "NoRenegotiation"},
        {"[resumption]\nmode = deny\n", "NoRenegotiation,-SessionTicket"},
        {"[resumption]\nmode = deny\n[rules]\nT12-REN-1 = warn\n",
         "-SessionTicket"},
        {"[rules]\nT12-REN-1 = off\n", NULL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        slicegate_policy *p = policy_parse(cases[i].policy);
        offer o;

        offer_make(p, OFFER_OPENSSL_30, &o);
        same_text(o.options, cases[i].options);
        offer_free(&o);
        free(p);
    }
}

static void a_policy_that_leaves_handshakes_alone_is_told(void)
{
#define LEAF "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    static const struct {
        const char *policy, *unbound;
    } cases[] = {
        {"", NULL},
        {"[server]\nmutual = optional\n[client]\nprofile = sba\n", NULL},
        {"[profile]\nname = none\n", "profile none"},
        {"[gate]\nmode = monitor\n", "mode = monitor"},
        {"[server]\nprofile = none\n", "[server] profile = none"},
        {"[client]\nprofile = none\n", "[client] profile = none"},
        {"[server]\nmode = monitor\n", "[server] mode = monitor"},
        {"[client]\nmode = monitor\n", "[client] mode = monitor"},
        {"[scope]\nown_certificate.1 = " LEAF "\n", "[scope]"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        slicegate_policy *p = policy_parse(cases[i].policy);

        same_text(offer_unbound(p), cases[i].unbound);
        free(p);
    }
}

#define TEST(name)                                                             \
    {                                                                          \
#name, name                                                            \
    }

static CU_TestInfo tests[] = {
    TEST(suites_are_taken_and_let_through),
    TEST(groups_and_schemes_are_taken_and_let_through),
    TEST(the_policy_says_which_suites_there_are),
    TEST(hybrids_are_named_from_openssl_35_on),
    TEST(options_follow_the_policy),
    TEST(a_policy_that_leaves_handshakes_alone_is_told),
    CU_TEST_INFO_NULL,
};

static CU_SuiteInfo suites[] = {
    {"config_offer", NULL, NULL, NULL, NULL, tests},
    CU_SUITE_INFO_NULL,
};

int main(void)
{
    unsigned failed;

    if (CU_initialize_registry() != CUE_SUCCESS ||
        CU_register_suites(suites) != CUE_SUCCESS)
        return 2;
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    failed = CU_get_number_of_failures();
    CU_cleanup_registry();
    return failed == 0 ? 0 : 1;
}
