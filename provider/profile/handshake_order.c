/* SPDX-License-Identifier: Apache-2.0 */
#include "handshake_order.h"

#include "suite_exchange.h"

#define SUPPLEMENTAL_DATA 23 /* RFC 4680 */

/* ---- Conditions -------------------------------------------------------- */

static bool by_psk(const slicegate_handshake *f)
{
    return f->psk_selected != SLICEGATE_PSK_NOT_SELECTED;
}

static bool by_certificate(const slicegate_handshake *f)
{
    return !by_psk(f);
}

static bool asked(const slicegate_handshake *f)
{
    return f->certificate_request;
}

static bool not_asked(const slicegate_handshake *f)
{
    return !f->certificate_request;
}

static bool early_data(const slicegate_handshake *f)
{
    return f->early_data;
}

static bool may_ask_later(const slicegate_handshake *f)
{
    return f->client_pha && !f->post_handshake;
}

/* A CompressedCertificate that was not expanded may be either. */
static bool has_certificate(const slicegate_handshake *f)
{
    return f->client.presented == SLICEGATE_PRESENTED_LEAF ||
           (f->client.presented == SLICEGATE_PRESENTED_NOTHING &&
            f->client.compressed);
}

static bool has_no_certificate(const slicegate_handshake *f)
{
    return f->client.presented != SLICEGATE_PRESENTED_LEAF;
}

/* ---- Conditions of the TLS 1.2 suite ----------------------------------- */

static bool suite_certificate(const slicegate_handshake *f)
{
    const sg_exchange *exchange = sg_suite_exchange(f->suite);

    return exchange != NULL && exchange->certificate;
}

static bool suite_params(const slicegate_handshake *f)
{
    return sg_exchange_has_params(sg_suite_exchange(f->suite));
}

static bool suite_no_params(const slicegate_handshake *f)
{
    const sg_exchange *exchange = sg_suite_exchange(f->suite);

    return exchange != NULL && !sg_exchange_ephemeral(exchange);
}

static bool params_at_once(const slicegate_handshake *f)
{
    return suite_params(f) && !suite_certificate(f);
}

static bool done_at_once(const slicegate_handshake *f)
{
    return suite_no_params(f) && !suite_certificate(f);
}

/* ---- Bodies that say little -------------------------------------------- */

static const char *read_message_hash(slicegate_handshake *facts,
                                     slicegate_bytes body)
{
    (void)facts;
    return body.n == 32 || body.n == 48 ? NULL : "a hash of 32 or 48 octets";
}

static const char *read_empty(slicegate_handshake *facts, slicegate_bytes body)
{
    (void)facts;
    return body.n == 0 ? NULL : "an empty message";
}

/* 36 octets is SSL 3.0; TLS 1.3 has as many as its hash. */
static const char *read_finished(slicegate_handshake *facts,
                                 slicegate_bytes body)
{
    if (slicegate_is_tls13(facts)  ? body.n != 32 && body.n != 48
        : facts->version == 0x0300 ? body.n != 36
                                   : body.n != 12)
        return "verify_data";
    sg_reading_end(facts)->finished = true;
    if (facts->server.finished && facts->client.finished)
        facts->done = true;
    return NULL;
}

/* ---- The table --------------------------------------------------------- */

#define CLIENT false
#define SERVER true
#define AT(stage) SG_STAGE_##stage
#define MSG(type) SLICEGATE_MSG_##type

static const sg_step steps[] = {
    {AT(NOTHING), MSG(CLIENT_HELLO), CLIENT, AT(CLIENT_HELLO),
     sg_read_client_hello, NULL},
    {AT(NOTHING), MSG(MESSAGE_HASH), CLIENT, AT(HASH), read_message_hash, NULL},
    {AT(HASH), MSG(SERVER_HELLO), SERVER, AT(RETRY), sg_read_hello_retry, NULL},
    {AT(RETRY), MSG(CLIENT_HELLO), CLIENT, AT(CLIENT_HELLO),
     sg_read_client_hello, NULL},
    {AT(CLIENT_HELLO), MSG(SERVER_HELLO), SERVER, AT(HELLO_12),
     sg_read_server_hello, NULL},

    {AT(HELLO_13), MSG(ENCRYPTED_EXTENSIONS), SERVER, AT(ENCRYPTED_13),
     sg_read_encrypted_extensions, NULL},
    {AT(ENCRYPTED_13), MSG(CERTIFICATE_REQUEST), SERVER, AT(REQUEST_13),
     sg_read_request_tls13, by_certificate},
    {AT(ENCRYPTED_13), MSG(CERTIFICATE), SERVER, AT(SERVER_CERTIFICATE_13),
     sg_read_certificate, by_certificate},
    {AT(ENCRYPTED_13), MSG(COMPRESSED_CERTIFICATE), SERVER,
     AT(SERVER_CERTIFICATE_13), sg_read_compressed_certificate, by_certificate},
    {AT(ENCRYPTED_13), MSG(FINISHED), SERVER, AT(SERVER_FINISHED_13),
     read_finished, by_psk},
    {AT(REQUEST_13), MSG(CERTIFICATE), SERVER, AT(SERVER_CERTIFICATE_13),
     sg_read_certificate, NULL},
    {AT(REQUEST_13), MSG(COMPRESSED_CERTIFICATE), SERVER,
     AT(SERVER_CERTIFICATE_13), sg_read_compressed_certificate, NULL},
    {AT(SERVER_CERTIFICATE_13), MSG(CERTIFICATE_VERIFY), SERVER,
     AT(SERVER_VERIFY_13), sg_read_certificate_verify, NULL},
    {AT(SERVER_VERIFY_13), MSG(FINISHED), SERVER, AT(SERVER_FINISHED_13),
     read_finished, NULL},
    {AT(SERVER_FINISHED_13), MSG(END_OF_EARLY_DATA), CLIENT,
     AT(EARLY_DATA_END_13), read_empty, early_data},
    {AT(SERVER_FINISHED_13), MSG(CERTIFICATE), CLIENT,
     AT(CLIENT_CERTIFICATE_13), sg_read_certificate, asked},
    {AT(SERVER_FINISHED_13), MSG(COMPRESSED_CERTIFICATE), CLIENT,
     AT(CLIENT_CERTIFICATE_13), sg_read_compressed_certificate, asked},
    {AT(SERVER_FINISHED_13), MSG(FINISHED), CLIENT, AT(DONE_13), read_finished,
     not_asked},
    {AT(EARLY_DATA_END_13), MSG(FINISHED), CLIENT, AT(DONE_13), read_finished,
     NULL},
    {AT(CLIENT_CERTIFICATE_13), MSG(CERTIFICATE_VERIFY), CLIENT,
     AT(CLIENT_VERIFY_13), sg_read_certificate_verify, has_certificate},
    {AT(CLIENT_CERTIFICATE_13), MSG(FINISHED), CLIENT, AT(DONE_13),
     read_finished, has_no_certificate},
    {AT(CLIENT_VERIFY_13), MSG(FINISHED), CLIENT, AT(DONE_13), read_finished,
     NULL},
    {AT(DONE_13), MSG(CERTIFICATE_REQUEST), SERVER, AT(POST_REQUEST_13),
     sg_read_request_post_handshake, may_ask_later},
    {AT(POST_REQUEST_13), MSG(CERTIFICATE), CLIENT, AT(CLIENT_CERTIFICATE_13),
     sg_read_certificate, NULL},
    {AT(POST_REQUEST_13), MSG(COMPRESSED_CERTIFICATE), CLIENT,
     AT(CLIENT_CERTIFICATE_13), sg_read_compressed_certificate, NULL},

    {AT(HELLO_12), SUPPLEMENTAL_DATA, SERVER, AT(HELLO_12), NULL, NULL},
    {AT(HELLO_12), MSG(CERTIFICATE), SERVER, AT(SERVER_CERTIFICATE_12),
     sg_read_certificate, suite_certificate},
    {AT(HELLO_12), MSG(SERVER_KEY_EXCHANGE), SERVER, AT(SERVER_KEY_12),
     sg_read_server_key_exchange, params_at_once},
    {AT(HELLO_12), MSG(SERVER_HELLO_DONE), SERVER, AT(SERVER_DONE_12),
     read_empty, done_at_once},
    {AT(HELLO_12), MSG(NEW_SESSION_TICKET), SERVER, AT(RESUMED_TICKET_12), NULL,
     NULL},
    {AT(HELLO_12), MSG(FINISHED), SERVER, AT(RESUMED_12), read_finished, NULL},
    {AT(SERVER_CERTIFICATE_12), MSG(CERTIFICATE_STATUS), SERVER,
     AT(SERVER_STATUS_12), NULL, NULL},
    {AT(SERVER_CERTIFICATE_12), MSG(SERVER_KEY_EXCHANGE), SERVER,
     AT(SERVER_KEY_12), sg_read_server_key_exchange, suite_params},
    {AT(SERVER_CERTIFICATE_12), MSG(CERTIFICATE_REQUEST), SERVER,
     AT(REQUEST_12), sg_read_request_tls12, suite_no_params},
    {AT(SERVER_CERTIFICATE_12), MSG(SERVER_HELLO_DONE), SERVER,
     AT(SERVER_DONE_12), read_empty, suite_no_params},
    {AT(SERVER_STATUS_12), MSG(SERVER_KEY_EXCHANGE), SERVER, AT(SERVER_KEY_12),
     sg_read_server_key_exchange, suite_params},
    {AT(SERVER_STATUS_12), MSG(CERTIFICATE_REQUEST), SERVER, AT(REQUEST_12),
     sg_read_request_tls12, suite_no_params},
    {AT(SERVER_STATUS_12), MSG(SERVER_HELLO_DONE), SERVER, AT(SERVER_DONE_12),
     read_empty, suite_no_params},
    {AT(SERVER_KEY_12), MSG(CERTIFICATE_REQUEST), SERVER, AT(REQUEST_12),
     sg_read_request_tls12, suite_certificate},
    {AT(SERVER_KEY_12), MSG(SERVER_HELLO_DONE), SERVER, AT(SERVER_DONE_12),
     read_empty, NULL},
    {AT(REQUEST_12), MSG(SERVER_HELLO_DONE), SERVER, AT(SERVER_DONE_12),
     read_empty, NULL},
    {AT(SERVER_DONE_12), SUPPLEMENTAL_DATA, CLIENT, AT(SERVER_DONE_12), NULL,
     NULL},
    {AT(SERVER_DONE_12), MSG(CERTIFICATE), CLIENT, AT(CLIENT_CERTIFICATE_12),
     sg_read_certificate, asked},
    {AT(SERVER_DONE_12), MSG(CLIENT_KEY_EXCHANGE), CLIENT, AT(CLIENT_KEY_12),
     sg_read_client_key_exchange, not_asked},
    {AT(CLIENT_CERTIFICATE_12), MSG(CLIENT_KEY_EXCHANGE), CLIENT,
     AT(CLIENT_KEY_12), sg_read_client_key_exchange, NULL},
    {AT(CLIENT_KEY_12), MSG(CERTIFICATE_VERIFY), CLIENT, AT(CLIENT_VERIFY_12),
     sg_read_certificate_verify, has_certificate},
    {AT(CLIENT_KEY_12), MSG(NEXT_PROTO), CLIENT, AT(CLIENT_PROTO_12), NULL,
     has_no_certificate},
    {AT(CLIENT_KEY_12), MSG(FINISHED), CLIENT, AT(CLIENT_FINISHED_12),
     read_finished, has_no_certificate},
    {AT(CLIENT_VERIFY_12), MSG(NEXT_PROTO), CLIENT, AT(CLIENT_PROTO_12), NULL,
     NULL},
    {AT(CLIENT_VERIFY_12), MSG(FINISHED), CLIENT, AT(CLIENT_FINISHED_12),
     read_finished, NULL},
    {AT(CLIENT_PROTO_12), MSG(FINISHED), CLIENT, AT(CLIENT_FINISHED_12),
     read_finished, NULL},
    {AT(CLIENT_FINISHED_12), MSG(NEW_SESSION_TICKET), SERVER, AT(TICKET_12),
     NULL, NULL},
    {AT(CLIENT_FINISHED_12), MSG(FINISHED), SERVER, AT(DONE_12), read_finished,
     NULL},
    {AT(TICKET_12), MSG(FINISHED), SERVER, AT(DONE_12), read_finished, NULL},
    {AT(RESUMED_TICKET_12), MSG(FINISHED), SERVER, AT(RESUMED_12),
     read_finished, NULL},
    {AT(RESUMED_12), MSG(NEXT_PROTO), CLIENT, AT(RESUMED_PROTO_12), NULL, NULL},
    {AT(RESUMED_12), MSG(FINISHED), CLIENT, AT(DONE_12), read_finished, NULL},
    {AT(RESUMED_PROTO_12), MSG(FINISHED), CLIENT, AT(DONE_12), read_finished,
     NULL},
};

const sg_step *sg_order_find(const slicegate_handshake *facts, uint8_t type)
{
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (steps[i].stage == facts->stage && steps[i].type == type &&
            (steps[i].allowed == NULL || steps[i].allowed(facts)))
            return &steps[i];
    return NULL;
}

const char *sg_order_expected(const slicegate_handshake *facts)
{
    static const char *const expected[] = {
#define SG_STAGE(name, text) text,
#include "stages.inc"
#undef SG_STAGE
    };

    return expected[facts->stage];
}
