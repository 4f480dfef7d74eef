/* SPDX-License-Identifier: Apache-2.0 */
/* TLS 1.2: who signed and who verified a ServerKeyExchange. */
#include <stdlib.h>
#include <string.h>

#include "key_exchanges.h"
#include "message_builder.h"
#include "pki.h"
#include "suite.h"

#define RANDOMS 64

static slicegate_bytes signed_bytes(uint8_t client, uint8_t server,
                                    slicegate_bytes params)
{
    return cat(cat(fill(client, 32), fill(server, 32)), params);
}

static slicegate_bytes ecdh(void)
{
    return msg_ec_params(0x0017);
}

static slicegate_bytes dh(void)
{
    return msg_dh_params(fill(0xd5, 256));
}

/* ---- Shapes ------------------------------------------------------------ */

static bool is_one(slicegate_bytes data)
{
    uint8_t *copy = malloc(data.n + (data.n == 0));
    slicegate_bytes exact = {copy, data.n};
    bool is;

    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    if (data.n > 0)
        memcpy(copy, data.p, data.n);
    is = sg_is_key_exchange(exact);
    free(copy);
    return is;
}

static void both_shapes_cut_at_every_octet(void)
{
    slicegate_bytes shapes[] = {signed_bytes(1, 2, ecdh()),
                                signed_bytes(1, 2, dh())};

    for (size_t i = 0; i < 2; i++) {
        slicegate_bytes cut = shapes[i];

        CU_ASSERT_TRUE(is_one(shapes[i]));
        for (cut.n = 0; cut.n < shapes[i].n; cut.n++)
            CU_ASSERT_FALSE(is_one(cut));
        CU_ASSERT_FALSE(is_one(cat(shapes[i], fill(0, 1))));
    }
}

static void other_data_is_none(void)
{
    slicegate_bytes randoms = fill(1, RANDOMS);

    CU_ASSERT_FALSE(is_one(randoms));
    /* explicit_prime and explicit_char2 of RFC 4492 */
    CU_ASSERT_FALSE(is_one(cat(randoms, hex("01 0017 01 00"))));
    CU_ASSERT_FALSE(is_one(cat(randoms, hex("02 0017 01 00"))));
    CU_ASSERT_FALSE(is_one(cat(randoms, hex("03 0017 00"))));
    CU_ASSERT_FALSE(is_one(cat(randoms, hex("0001 02 0000 0001 03"))));
    CU_ASSERT_TRUE(is_one(cat(randoms, hex("0001 02 0001 05 0001 03"))));
}

/* ---- Roles ------------------------------------------------------------- */

static pki *pk;
static const pki_cert *leaf;

static sg_transcript *transcript_of(uint8_t client, uint8_t server,
                                    const pki_cert *cert)
{
    msg_list list = {0};
    msg_hello hello = msg_client_12(), answer = msg_server_12(0xc02b);
    slicegate_bytes der = {cert->der.p, cert->der.n}, all;

    hello.random = client;
    answer.random = server;
    msg_add(&list, SLICEGATE_MSG_CLIENT_HELLO, msg_client_hello(&hello));
    msg_add(&list, SLICEGATE_MSG_SERVER_HELLO, msg_server_hello(&answer));
    msg_add(&list, SLICEGATE_MSG_CERTIFICATE,
            msg_vector(3, msg_vector(3, der)));
    all = msg_frame(&list, SLICEGATE_FRAMING_TLS);
    return sg_transcript_of(all.p, all.n);
}

static sg_pubkey key_of(const pki_cert *cert)
{
    slicegate_bytes der = {cert->der.p, cert->der.n}, body, algorithm,
                    signature;
    slicegate_cert_facts facts;
    sg_pubkey key = {.identified = true};

    CU_ASSERT_TRUE_FATAL(
        slicegate_cert_split(der, &body, &algorithm, &signature) &&
        slicegate_cert_parse(body, &facts) &&
        sg_pubkey_id_of(&facts.key, key.id));
    return key;
}

static unsigned roles(sg_key_exchanges *k, uint8_t client, uint8_t server)
{
    sg_transcript *t = transcript_of(client, server, leaf);
    unsigned r;

    CU_ASSERT_PTR_NOT_NULL_FATAL(t);
    CU_ASSERT_EQUAL_FATAL(t->server.status, SG_LEAF_PRESENT);
    r = sg_key_exchanges_roles(k, t);
    sg_transcript_release(t);
    return r;
}

/* A key that cannot be identified. */
static const sg_pubkey unknown;

static void who_signed_is_the_server(void)
{
    sg_key_exchanges *k = sg_key_exchanges_new();

    CU_ASSERT_EQUAL(roles(k, 1, 2), 0);
    sg_key_exchanges_signed(k, signed_bytes(1, 2, ecdh()), &unknown);
    CU_ASSERT_EQUAL(roles(k, 1, 2), SG_WE_ARE_SERVER);
    CU_ASSERT_EQUAL(roles(k, 2, 1), 0);
    CU_ASSERT_EQUAL(roles(k, 1, 3), 0);
    sg_key_exchanges_free(k);
}

/* Whose key signed here once may be the server of each handshake under it:
 * nobody can make that forgotten. */
static void an_own_key_is_remembered(void)
{
    sg_key_exchanges *k = sg_key_exchanges_new();
    sg_pubkey key = key_of(leaf);

    sg_key_exchanges_signed(k, signed_bytes(1, 2, ecdh()), &key);
    CU_ASSERT_EQUAL(roles(k, 3, 4), SG_WE_ARE_SERVER);
    sg_key_exchanges_verified(k, signed_bytes(3, 4, ecdh()), &key);
    CU_ASSERT_EQUAL(roles(k, 3, 4), SG_WE_ARE_CLIENT | SG_WE_ARE_SERVER);
    sg_key_exchanges_free(k);
}

static void whose_client_was_judged_is_the_server(void)
{
    sg_key_exchanges *k = sg_key_exchanges_new();
    sg_transcript *t = transcript_of(1, 2, leaf);

    CU_ASSERT_PTR_NOT_NULL_FATAL(t);
    CU_ASSERT_FALSE(sg_key_exchanges_was_judged(k, &t->facts));
    sg_key_exchanges_judged(k, t);
    CU_ASSERT_TRUE(sg_key_exchanges_was_judged(k, &t->facts));
    CU_ASSERT_EQUAL(roles(k, 1, 2), SG_WE_ARE_SERVER);
    /* and of every other handshake with the leaf that we presented */
    CU_ASSERT_EQUAL(roles(k, 1, 3), SG_WE_ARE_SERVER);
    sg_transcript_release(t);
    sg_key_exchanges_free(k);
}

static void who_verified_is_the_client(void)
{
    sg_key_exchanges *k = sg_key_exchanges_new();
    sg_pubkey key = key_of(leaf);

    sg_key_exchanges_verified(k, signed_bytes(1, 2, dh()), &key);
    CU_ASSERT_EQUAL(roles(k, 1, 2), SG_WE_ARE_CLIENT);
    CU_ASSERT_EQUAL(roles(k, 1, 3), 0);
    sg_key_exchanges_signed(k, signed_bytes(1, 2, dh()), &unknown);
    CU_ASSERT_EQUAL(roles(k, 1, 2), SG_WE_ARE_CLIENT | SG_WE_ARE_SERVER);
    sg_key_exchanges_free(k);
}

/* Anybody can sign the randoms of another's handshake with a key of his. */
static void another_key_says_nothing(void)
{
    sg_key_exchanges *k = sg_key_exchanges_new();
    const pki_cert *other = pki_issue(
        pk,
        pki_spec_ca(pk, NULL, pki_key_get(pk, "ec:P-256", "other"), "O", -1));
    sg_pubkey key = key_of(other), none = key_of(leaf);

    sg_key_exchanges_verified(k, signed_bytes(1, 2, ecdh()), &key);
    CU_ASSERT_EQUAL(roles(k, 1, 2), 0);
    none.identified = false;
    sg_key_exchanges_verified(k, signed_bytes(3, 4, ecdh()), &none);
    CU_ASSERT_EQUAL(roles(k, 3, 4), 0);
    sg_key_exchanges_free(k);
}

static void strangers_push_no_client_out(void)
{
    sg_key_exchanges *k = sg_key_exchanges_new();
    sg_pubkey key = key_of(leaf);
    uint8_t randoms[RANDOMS] = {0};

    sg_key_exchanges_verified(k, signed_bytes(1, 2, ecdh()), &key);
    for (unsigned i = 0; i < 20000; i++) {
        slicegate_bytes data = {randoms, sizeof(randoms)};

        memcpy(randoms, &i, sizeof(i));
        sg_key_exchanges_signed(k, data, &unknown);
    }
    CU_ASSERT_EQUAL(roles(k, 1, 2), SG_WE_ARE_CLIENT);
    sg_key_exchanges_free(k);
}

int main(void)
{
    static const suite_test tests[] = {
        {"both shapes cut at every octet", both_shapes_cut_at_every_octet},
        {"other data is none", other_data_is_none},
        {"who signed is the server", who_signed_is_the_server},
        {"an own key is remembered", an_own_key_is_remembered},
        {"whose client was judged is the server",
         whose_client_was_judged_is_the_server},
        {"who verified is the client", who_verified_is_the_client},
        {"another key says nothing", another_key_says_nothing},
        {"strangers push no client out", strangers_push_no_client_out},
    };
    int result;

    pk = pki_new(NULL);
    leaf = pki_issue(
        pk,
        pki_spec_ca(pk, NULL, pki_key_get(pk, "ec:P-256", "parts"), "R", -1));
    result = SUITE_RUN("key exchanges", tests);
    pki_free(pk);
    return result;
}
