/* SPDX-License-Identifier: Apache-2.0 */
/* What libssl hashes is read without a fault, and says what libssl says. */
#include <string.h>

#include "live.h"
#include "slicegate/handshake.h"
#include "suite.h"

static bool dtls(const live_case *c)
{
    return c->version == DTLS1_2_VERSION;
}

static bool tls13(const live_case *c)
{
    return c->version == TLS1_3_VERSION;
}

static void read_all(const live_transcript *t, const live_case *c,
                     slicegate_handshake *facts)
{
    slicegate_bytes rest = {t->octets, t->n};
    slicegate_framing framing;
    slicegate_message message;

    CU_ASSERT_TRUE_FATAL(slicegate_transcript_begins(rest, &framing));
    CU_ASSERT_EQUAL(framing == SLICEGATE_FRAMING_DTLS, dtls(c));
    slicegate_handshake_begin(facts, framing);
    while (slicegate_message_next(&rest, framing, &message)) {
        slicegate_handshake_read(facts, &message);
        if (message.type == SLICEGATE_MSG_COMPRESSED_CERTIFICATE)
            slicegate_handshake_expanded(facts, (slicegate_bytes){NULL, 0});
    }
    CU_ASSERT_EQUAL(rest.n, 0);
    if (facts->fault != NULL)
        printf("\n    %s, message %d: expected %s", c->name,
               facts->fault_message, facts->fault);
    CU_ASSERT_PTR_NULL_FATAL(facts->fault);
    CU_ASSERT_TRUE(facts->done);
}

/* libssl then encrypts before it authenticates, wherever both ends can. */
static bool with_cbc(SSL *ssl)
{
    const int nid = SSL_CIPHER_get_cipher_nid(SSL_get_current_cipher(ssl));

    return nid == NID_aes_128_cbc || nid == NID_aes_256_cbc;
}

static void same_hellos(const slicegate_handshake *f, SSL *ssl,
                        const live_case *c)
{
    unsigned char random[SLICEGATE_RANDOM_SIZE];

    CU_ASSERT_EQUAL(f->version, SSL_version(ssl));
    CU_ASSERT_EQUAL(f->suite,
                    SSL_CIPHER_get_protocol_id(SSL_get_current_cipher(ssl)));
    CU_ASSERT_EQUAL(SSL_get_client_random(ssl, random, sizeof random), 32);
    CU_ASSERT_EQUAL(memcmp(f->client_random, random, sizeof random), 0);
    CU_ASSERT_EQUAL(SSL_get_server_random(ssl, random, sizeof random), 32);
    CU_ASSERT_EQUAL(memcmp(f->server_random, random, sizeof random), 0);
    CU_ASSERT_EQUAL(f->sni_length, strlen(LIVE_SNI));
    CU_ASSERT_EQUAL(memcmp(f->sni, LIVE_SNI, f->sni_length), 0);
    CU_ASSERT_EQUAL(f->client_offers_13, tls13(c));
    CU_ASSERT_EQUAL(f->compression, 0);
    CU_ASSERT_EQUAL(f->hello_retry, strstr(c->name, "retry") != NULL);
    CU_ASSERT_EQUAL(f->renegotiates, c->again);
    CU_ASSERT_EQUAL(f->early_data, c->early);
    if (tls13(c))
        return;
    CU_ASSERT_EQUAL(f->ems, SSL_get_extms_support(ssl) == 1);
    CU_ASSERT_EQUAL(f->secure_renegotiation,
                    SSL_get_secure_renegotiation_support(ssl) == 1);
    CU_ASSERT_EQUAL(f->encrypt_then_mac, with_cbc(ssl));
}

static void same_group(const slicegate_handshake *f, SSL *client)
{
    static const struct {
        int nid;
        uint16_t group;
    } groups[] = {
        {NID_X9_62_prime256v1, 23}, {NID_secp384r1, 24}, {NID_X25519, 29}};
    const int nid = (int)SSL_get_negotiated_group(client);
    uint16_t group = (nid & TLSEXT_nid_unknown) != 0 ? (uint16_t)nid : 0;

    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        if (nid == groups[i].nid)
            group = groups[i].group;
    CU_ASSERT_EQUAL(f->exchange, SLICEGATE_EXCHANGE_GROUP);
    CU_ASSERT_EQUAL(f->group, group);
}

/* The server's key of this handshake; a hybrid of TLS 1.3 has none. */
static void same_exchange(const slicegate_handshake *f, SSL *client,
                          const live_case *c)
{
    EVP_PKEY *peer = NULL;

    CU_ASSERT_EQUAL(f->client_key_exchange, !tls13(c) && !c->resumed);
    if (tls13(c)) {
        same_group(f, client);
        return;
    }
    if (c->resumed || SSL_get_peer_tmp_key(client, &peer) != 1) {
        CU_ASSERT_EQUAL(f->exchange, SLICEGATE_EXCHANGE_NONE);
        return;
    }
    if (EVP_PKEY_get_base_id(peer) == EVP_PKEY_DH) {
        CU_ASSERT_EQUAL(f->exchange, SLICEGATE_EXCHANGE_DH);
        CU_ASSERT_EQUAL(f->dh_bits, (uint32_t)EVP_PKEY_get_bits(peer));
    } else {
        same_group(f, client);
    }
    EVP_PKEY_free(peer);
}

/* An end that libssl says has a certificate; resumption brings back those of
 * the first handshake. */
static void same_ends(const slicegate_handshake *f, const live_case *c)
{
    const bool server =
        !c->psk && !c->resumed && strstr(c->name, "-anon") == NULL;
    const bool asked = (c->mutual && !c->resumed) || c->late;

    CU_ASSERT_EQUAL(f->server.presented, server ? SLICEGATE_PRESENTED_LEAF
                                                : SLICEGATE_PRESENTED_NOTHING);
    CU_ASSERT_EQUAL(f->server.proved, server);
    CU_ASSERT_EQUAL(f->certificate_request, c->mutual && !c->resumed);
    CU_ASSERT_EQUAL(f->post_handshake, c->late);
    CU_ASSERT_EQUAL(f->client.proved, asked && !c->without);
    if (f->client.compressed)
        return;
    CU_ASSERT_EQUAL(f->client.presented, !asked ? SLICEGATE_PRESENTED_NOTHING
                                         : c->without
                                             ? SLICEGATE_PRESENTED_EMPTY
                                             : SLICEGATE_PRESENTED_LEAF);
}

static void same_psk(const slicegate_handshake *f, SSL *ssl, const live_case *c)
{
    const bool psk13 = tls13(c) && (c->psk || c->resumed);

    CU_ASSERT_EQUAL(SSL_session_reused(ssl), c->resumed || psk13);
    CU_ASSERT_EQUAL(f->psk_selected, psk13 ? 0 : SLICEGATE_PSK_NOT_SELECTED);
    CU_ASSERT_EQUAL(f->psk_identity_sent, c->psk && !tls13(c));
    if (psk13)
        CU_ASSERT_TRUE(f->psk_last && f->psk_modes_sent);
    if (!c->psk)
        return;
    CU_ASSERT_EQUAL(f->psk_offered, 1);
    CU_ASSERT_EQUAL(f->psk[0].length, strlen(LIVE_IDENTITY));
    CU_ASSERT_EQUAL(
        memcmp(f->psk[0].identity, LIVE_IDENTITY, strlen(LIVE_IDENTITY)), 0);
}

static void each_handshake_is_read_as_libssl_has_it(void)
{
    for (unsigned i = 0; i < live_case_count; i++) {
        const live_case *c = &live_cases[i];
        live *l = live_run(c);
        slicegate_handshake f;

        CU_ASSERT_EQUAL(l->by_server.n, l->by_client.n);
        CU_ASSERT_EQUAL(
            memcmp(l->by_server.octets, l->by_client.octets, l->by_server.n),
            0);
        read_all(&l->by_server, c, &f);
        same_hellos(&f, l->server, c);
        same_exchange(&f, l->client, c);
        same_ends(&f, c);
        same_psk(&f, l->client, c);
        live_free(l);
    }
}

/* Any octet of a transcript changed: read or refused, never worse. */
static void changed_octets_are_read_or_refused(void)
{
    static uint8_t octets[LIVE_TRANSCRIPT_MAX];

    for (unsigned i = 0; i < live_case_count; i++) {
        live *l = live_run(&live_cases[i]);
        const size_t n = l->by_client.n;
        slicegate_message m;
        slicegate_framing framing;

        for (size_t at = 0; at < n; at++) {
            slicegate_bytes rest = {octets, n};
            slicegate_handshake f;

            memcpy(octets, l->by_client.octets, n);
            octets[at] ^= 1;
            if (!slicegate_transcript_begins(rest, &framing))
                continue;
            slicegate_handshake_begin(&f, framing);
            while (slicegate_message_next(&rest, framing, &m))
                slicegate_handshake_read(&f, &m);
            CU_ASSERT_TRUE(f.fault == NULL || f.fault[0] != '\0');
        }
        live_free(l);
    }
}

int main(void)
{
    static const suite_test tests[] = {
        {"each handshake is read as libssl has it",
         each_handshake_is_read_as_libssl_has_it},
        {"changed octets are read or refused",
         changed_octets_are_read_or_refused},
    };

    return SUITE_RUN("live", tests);
}
