/* SPDX-License-Identifier: Apache-2.0 */
/* ServerHello, HelloRetryRequest and EncryptedExtensions (RFC 8446 4.1.3,
 * 4.1.4, 4.3.1, RFC 5246 7.4.1.3). */
#include <string.h>

#include "cursor.h"
#include "handshake_order.h"
#include "handshake_reader.h"
#include "hello_extension.h"

#define SESSION_ID_MAX 32
#define NO_VERSION 0

/* Of SHA-256("HelloRetryRequest"), RFC 8446 4.1.3. */
static const uint8_t retry_random[SLICEGATE_RANDOM_SIZE] = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
    0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
    0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

/* ---- Extensions -------------------------------------------------------- */

static const char *read_retry_group(slicegate_handshake *facts,
                                    slicegate_bytes content)
{
    uint16_t group;

    (void)facts;
    return sg_take_u16(&content, &group) && content.n == 0 ? NULL
                                                           : "selected_group";
}

static const char *read_key_share(slicegate_handshake *facts,
                                  slicegate_bytes content)
{
    slicegate_bytes key;

    if (!sg_take_u16(&content, &facts->group) ||
        !sg_take_vector_of(&content, 2, 1, UINT16_MAX, &key) || content.n != 0)
        return "one KeyShareEntry";
    facts->exchange = SLICEGATE_EXCHANGE_GROUP;
    return NULL;
}

static const char *read_selected_psk(slicegate_handshake *facts,
                                     slicegate_bytes content)
{
    uint16_t selected;

    if (!sg_take_u16(&content, &selected) || content.n != 0 ||
        selected >= facts->psk_offered || selected >= SLICEGATE_PSK_OFFERS_MAX)
        return "a selected_identity that was offered, among the first 8";
    facts->psk_selected = selected;
    return NULL;
}

static const char *read_renegotiation_info(slicegate_handshake *facts,
                                           slicegate_bytes content)
{
    slicegate_bytes connections;

    if (!sg_take_vector(&content, 1, &connections) || content.n != 0)
        return "renegotiation_info";
    facts->secure_renegotiation = true;
    if (connections.n > 0)
        facts->renegotiates = true;
    return NULL;
}

#define FLAG(member)                                                           \
    static const char *read_##member(slicegate_handshake *facts,               \
                                     slicegate_bytes content)                  \
    {                                                                          \
        facts->member = true;                                                  \
        return content.n == 0 ? NULL : "an empty extension";                   \
    }
FLAG(ems)
FLAG(encrypt_then_mac)
FLAG(truncated_hmac)
#undef FLAG

static const char *read_early_data(slicegate_handshake *facts,
                                   slicegate_bytes content)
{
    if (content.n != 0 || !facts->client_early_data)
        return "early_data that was offered";
    facts->early_data = true;
    return NULL;
}

static const sg_extension_row tls12_rows[] = {
    {SG_EXT_TRUNCATED_HMAC, read_truncated_hmac},
    {SG_EXT_ENCRYPT_THEN_MAC, read_encrypt_then_mac},
    {SG_EXT_EXTENDED_MASTER_SECRET, read_ems},
    {SG_EXT_RENEGOTIATION_INFO, read_renegotiation_info}};

static const sg_extension_row tls13_rows[] = {
    {SG_EXT_PRE_SHARED_KEY, read_selected_psk},
    {SG_EXT_KEY_SHARE, read_key_share}};

static const sg_extension_row retry_rows[] = {
    {SG_EXT_KEY_SHARE, read_retry_group}};

static const sg_extension_row encrypted_rows[] = {
    {SG_EXT_EARLY_DATA, read_early_data}};

/* ---- ServerHello ------------------------------------------------------- */

typedef struct hello {
    uint16_t legacy_version, suite;
    uint16_t version; /* of supported_versions */
    uint8_t compression;
    slicegate_bytes random, extensions; /* with their length; may be absent */
} hello;

/* The version that supported_versions names; extensions may not be whole. */
static uint16_t selected_version(slicegate_bytes extensions)
{
    slicegate_bytes list, content;
    uint16_t type, version;

    if (!sg_take_vector(&extensions, 2, &list))
        return NO_VERSION;
    while (sg_take_extension(&list, &type, &content))
        if (type == SG_EXT_SUPPORTED_VERSIONS)
            return sg_take_u16(&content, &version) && content.n == 0
                       ? version
                       : UINT16_MAX;
    return NO_VERSION;
}

static const char *split(slicegate_bytes body, hello *h)
{
    slicegate_bytes session_id;

    if (!sg_take_u16(&body, &h->legacy_version) ||
        !sg_take_bytes(&body, SLICEGATE_RANDOM_SIZE, &h->random))
        return "server_version and random";
    if (!sg_take_vector_of(&body, 1, 0, SESSION_ID_MAX, &session_id))
        return "a session_id of up to 32 octets";
    if (!sg_take_u16(&body, &h->suite) || !sg_take_u8(&body, &h->compression))
        return "cipher_suite and compression_method";
    h->extensions = body;
    h->version = selected_version(body);
    return NULL;
}

static bool is_retry(const hello *h)
{
    return memcmp(h->random.p, retry_random, sizeof retry_random) == 0;
}

static const char *read_all(slicegate_handshake *facts, const hello *h,
                            const sg_extension_row *rows, size_t count)
{
    slicegate_bytes rest = h->extensions;
    const char *fault = NULL;

    if (rest.n > 0)
        fault = sg_read_extensions(facts, &rest, rows, count, NULL);
    if (fault == NULL && rest.n != 0)
        fault = "the end of ServerHello";
    return fault;
}

/* RFC 8446 4.2.1: never for an earlier version. */
static bool is_tls13(const hello *h)
{
    return (h->version == 0x0304 && h->legacy_version == 0x0303) ||
           (h->version == 0xfefc && h->legacy_version == 0xfefd);
}

static const char *read_tls13(slicegate_handshake *facts, const hello *h)
{
    const char *fault;

    if (!is_tls13(h) || h->compression != 0)
        return "supported_versions with TLS 1.3, and no compression";
    facts->version = h->version;
    fault = read_all(facts, h, SG_EXTENSION_ROWS(tls13_rows));
    if (fault == NULL && facts->exchange == SLICEGATE_EXCHANGE_NONE &&
        facts->psk_selected == SLICEGATE_PSK_NOT_SELECTED)
        fault = "key_share or pre_shared_key";
    return fault;
}

static bool is_before_tls13(const slicegate_handshake *facts, uint16_t version)
{
    return facts->dtls ? version == 0xfefd || version == 0xfeff
                       : version >= 0x0300 && version <= 0x0303;
}

static const char *read_tls12(slicegate_handshake *facts, const hello *h)
{
    if (!is_before_tls13(facts, h->legacy_version))
        return "a server_version there is";
    if (facts->hello_retry)
        return "TLS 1.3 after HelloRetryRequest";
    facts->version = h->legacy_version;
    return read_all(facts, h, SG_EXTENSION_ROWS(tls12_rows));
}

const char *sg_read_server_hello(slicegate_handshake *facts,
                                 slicegate_bytes body)
{
    hello h;
    const char *fault = split(body, &h);

    if (fault != NULL)
        return fault;
    if (is_retry(&h))
        return "message_hash before HelloRetryRequest, and one of them";
    facts->server_hello = true;
    facts->suite = h.suite;
    facts->compression = h.compression;
    memcpy(facts->server_random, h.random.p, h.random.n);
    if (h.version == NO_VERSION)
        return read_tls12(facts, &h);
    facts->stage = SG_STAGE_HELLO_13;
    return read_tls13(facts, &h);
}

const char *sg_read_hello_retry(slicegate_handshake *facts,
                                slicegate_bytes body)
{
    hello h;
    const char *fault = split(body, &h);

    if (fault != NULL)
        return fault;
    if (!is_retry(&h) || !is_tls13(&h))
        return "HelloRetryRequest";
    facts->hello_retry = true;
    return read_all(facts, &h, SG_EXTENSION_ROWS(retry_rows));
}

const char *sg_read_encrypted_extensions(slicegate_handshake *facts,
                                         slicegate_bytes body)
{
    const char *fault = sg_read_extensions(
        facts, &body, SG_EXTENSION_ROWS(encrypted_rows), NULL);

    if (fault == NULL && body.n != 0)
        fault = "the end of EncryptedExtensions";
    return fault;
}
