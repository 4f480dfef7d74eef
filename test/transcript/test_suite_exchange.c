/* SPDX-License-Identifier: Apache-2.0 */
/* The key exchange of each suite that libssl knows. */
#include <openssl/objects.h>
#include <openssl/ssl.h>

#include "suite.h"
#include "suite_exchange.h"

typedef struct libssl_name {
    int kx;
    sg_exchange_secret secret;
    bool psk;
} libssl_name;

static const libssl_name names[] = {
    {NID_kx_rsa, SG_SECRET_RSA, false},
    {NID_kx_dhe, SG_SECRET_DH, false},
    {NID_kx_ecdhe, SG_SECRET_EC, false},
    {NID_kx_psk, SG_SECRET_NONE, true},
    {NID_kx_rsa_psk, SG_SECRET_RSA, true},
    {NID_kx_dhe_psk, SG_SECRET_DH, true},
    {NID_kx_ecdhe_psk, SG_SECRET_EC, true},
};

static const libssl_name *name_of(int kx)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].kx == kx)
            return &names[i];
    return NULL;
}

static void check(const SSL_CIPHER *cipher)
{
    const libssl_name *name = name_of(SSL_CIPHER_get_kx_nid(cipher));
    const int auth = SSL_CIPHER_get_auth_nid(cipher);
    const sg_exchange *e =
        sg_suite_exchange(SSL_CIPHER_get_protocol_id(cipher));

    CU_ASSERT_EQUAL(e == NULL, name == NULL);
    if (e == NULL || name == NULL)
        return;
    CU_ASSERT_EQUAL(e->secret, name->secret);
    CU_ASSERT_EQUAL(e->psk, name->psk);
    CU_ASSERT_EQUAL(e->certificate,
                    auth != NID_auth_null && auth != NID_auth_psk);
    CU_ASSERT_EQUAL(e->is_signed, e->certificate && sg_exchange_ephemeral(e));
}

/* SRP and TLS 1.3 are not in the table. */
static void each_suite_of_libssl(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    STACK_OF(SSL_CIPHER) * all;

    CU_ASSERT_PTR_NOT_NULL_FATAL(ctx);
    SSL_CTX_set_security_level(ctx, 0);
    CU_ASSERT_EQUAL_FATAL(
        SSL_CTX_set_cipher_list(ctx, "ALL:COMPLEMENTOFALL:@SECLEVEL=0"), 1);
    all = SSL_CTX_get_ciphers(ctx);
    CU_ASSERT_TRUE(sk_SSL_CIPHER_num(all) > 100);
    for (int i = 0; i < sk_SSL_CIPHER_num(all); i++)
        check(sk_SSL_CIPHER_value(all, i));
    SSL_CTX_free(ctx);
}

static void none_for_numbers_that_are_no_suite(void)
{
    static const uint16_t none[] = {0x0000, 0x00ff, 0x1301, 0x5600, 0xc01a,
                                    0xcca7, 0xccaf, 0xd004, 0xffff};

    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        CU_ASSERT_PTR_NULL(sg_suite_exchange(none[i]));
}

int main(void)
{
    static const suite_test tests[] = {
        {"each suite of libssl", each_suite_of_libssl},
        {"none for numbers that are no suite",
         none_for_numbers_that_are_no_suite},
    };

    return SUITE_RUN("suite_exchange", tests);
}
