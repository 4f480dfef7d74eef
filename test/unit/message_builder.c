/* SPDX-License-Identifier: Apache-2.0 */
#include "message_builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MSG(type) SLICEGATE_MSG_##type

static const slicegate_bytes nothing = {NULL, 0};

/* ---- Lists ------------------------------------------------------------- */

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "message builder: %s\n", what);
    abort();
}

void msg_add(msg_list *list, uint8_t type, slicegate_bytes body)
{
    if (list->count == MSG_LIST_MAX)
        die("too many messages");
    list->at[list->count++] = (slicegate_message){type, body};
}

slicegate_message *msg_find(msg_list *list, uint8_t type, unsigned from)
{
    for (unsigned i = from; i < list->count; i++)
        if (list->at[i].type == type)
            return &list->at[i];
    die("no such message");
}

void msg_drop(msg_list *list, unsigned at)
{
    list->count--;
    memmove(&list->at[at], &list->at[at + 1],
            (list->count - at) * sizeof list->at[0]);
}

static slicegate_bytes framed(const slicegate_message *m, unsigned sequence,
                              slicegate_framing framing)
{
    slicegate_bytes length = msg_number(3, (uint32_t)m->body.n);
    slicegate_bytes head = cat(msg_number(1, m->type), length);

    if (framing == SLICEGATE_FRAMING_DTLS) {
        head = cat(head, msg_number(2, sequence));
        head = cat(head, cat(msg_number(3, 0), length));
    }
    return cat(head, m->body);
}

slicegate_bytes msg_frame(const msg_list *list, slicegate_framing framing)
{
    slicegate_bytes all = nothing;

    for (unsigned i = 0; i < list->count; i++)
        all = cat(all, framed(&list->at[i], i, framing));
    return all;
}

void msg_read(const msg_list *list, slicegate_framing framing,
              slicegate_handshake *facts)
{
    slicegate_handshake_begin(facts, framing);
    for (unsigned i = 0; i < list->count; i++) {
        slicegate_message message = list->at[i];
        uint8_t *copy = malloc(message.body.n + (message.body.n == 0));

        if (copy == NULL)
            die("no memory");
        if (message.body.n > 0)
            memcpy(copy, message.body.p, message.body.n);
        message.body.p = copy;
        slicegate_handshake_read(facts, &message);
        free(copy);
    }
}

slicegate_bytes msg_number(size_t width, uint32_t n)
{
    uint8_t octets[4];

    for (size_t i = 0; i < width; i++)
        octets[i] = (uint8_t)(n >> 8 * (width - 1 - i));
    return cat((slicegate_bytes){octets, width}, nothing);
}

slicegate_bytes msg_vector(size_t width, slicegate_bytes content)
{
    return cat(msg_number(width, (uint32_t)content.n), content);
}

slicegate_bytes msg_extension(uint16_t type, slicegate_bytes content)
{
    return cat(msg_number(2, type), msg_vector(2, content));
}

/* ---- Hellos ------------------------------------------------------------ */

static slicegate_bytes random_of(const msg_hello *hello)
{
    return hello->retry ? hex("cf21ad74e59a6111be1d8c021e65b891"
                              "c2a211167abb8c5e079e09e2c8a8339c")
                        : fill(hello->random, SLICEGATE_RANDOM_SIZE);
}

static slicegate_bytes with_extensions(slicegate_bytes head,
                                       const msg_hello *hello)
{
    return hello->bare ? head : cat(head, msg_vector(2, hello->extensions));
}

slicegate_bytes msg_client_hello(const msg_hello *hello)
{
    slicegate_bytes all = cat(msg_number(2, hello->version), random_of(hello));

    all = cat(all, msg_vector(1, hello->session_id));
    if (hello->dtls)
        all = cat(all, msg_vector(1, hex("c00c1e")));
    all = cat(all, msg_vector(2, hello->suites));
    all = cat(all, msg_vector(1, hello->compression));
    return with_extensions(all, hello);
}

slicegate_bytes msg_server_hello(const msg_hello *hello)
{
    slicegate_bytes all = cat(msg_number(2, hello->version), random_of(hello));

    all = cat(all, msg_vector(1, hello->session_id));
    all = cat(all, hello->suites);
    all = cat(all, hello->compression);
    return with_extensions(all, hello);
}

static slicegate_bytes common_extensions(void)
{
    slicegate_bytes all =
        msg_extension(0, hex("000e 00 000b 6e736d662e612e74657374"));

    all = cat(all, msg_extension(10, hex("0004 0017 0018")));
    return cat(all, msg_extension(13, hex("0004 0403 0804")));
}

msg_hello msg_client_12(void)
{
    slicegate_bytes more = cat(msg_extension(23, nothing),
                               msg_extension(0xff01, msg_number(1, 0)));

    return (msg_hello){.version = 0x0303,
                       .random = 0xc1,
                       .suites = hex("c02b c02f 00a8"),
                       .compression = hex("00"),
                       .extensions = cat(common_extensions(), more)};
}

msg_hello msg_client_13(void)
{
    slicegate_bytes more = cat(msg_extension(43, hex("04 0304 0303")),
                               msg_extension(45, hex("01 01")));

    more = cat(more, msg_extension(51, hex("0007 0017 0003 040102")));
    return (msg_hello){.version = 0x0303,
                       .random = 0xc1,
                       .session_id = fill(7, 32),
                       .suites = hex("1301 00ff"),
                       .compression = hex("00"),
                       .extensions = cat(common_extensions(), more)};
}

msg_hello msg_server_12(uint16_t suite)
{
    return (msg_hello){.version = 0x0303,
                       .random = 0x5e,
                       .suites = msg_number(2, suite),
                       .compression = hex("00"),
                       .extensions =
                           cat(msg_extension(23, nothing),
                               msg_extension(0xff01, msg_number(1, 0)))};
}

msg_hello msg_server_13(uint16_t group)
{
    slicegate_bytes share = cat(msg_number(2, group), hex("0003 040102"));

    return (msg_hello){.version = 0x0303,
                       .random = 0x5e,
                       .session_id = fill(7, 32),
                       .suites = hex("1301"),
                       .compression = hex("00"),
                       .extensions = cat(msg_extension(43, hex("0304")),
                                         msg_extension(51, share))};
}

slicegate_bytes msg_offered_psks(unsigned count, size_t length)
{
    slicegate_bytes identities = nothing, binders = nothing;

    for (unsigned i = 0; i < count; i++) {
        slicegate_bytes identity = msg_vector(2, fill('i', length));

        identities = cat(identities, cat(identity, hex("00000000")));
        binders = cat(binders, msg_vector(1, fill(0xb1, 32)));
    }
    return msg_extension(
        41, cat(msg_vector(2, identities), msg_vector(2, binders)));
}

/* ---- Bodies ------------------------------------------------------------ */

slicegate_bytes msg_certificate(unsigned count, bool tls13)
{
    slicegate_bytes list = nothing;

    for (unsigned i = 0; i < count; i++) {
        list = cat(list, msg_vector(3, fill((uint8_t)(0x30 + i), 4)));
        if (tls13)
            list = cat(list, hex("0000"));
    }
    list = msg_vector(3, list);
    return tls13 ? cat(msg_number(1, 0), list) : list;
}

slicegate_bytes msg_signature(uint16_t scheme)
{
    return cat(msg_number(2, scheme), msg_vector(2, fill(0x51, 8)));
}

slicegate_bytes msg_certificate_verify(uint16_t scheme)
{
    return msg_signature(scheme);
}

slicegate_bytes msg_request_12(void)
{
    return hex("02 40 01 0004 0403 0804 0006 0004 3002 3100");
}

slicegate_bytes msg_request_13(slicegate_bytes context)
{
    return cat(msg_vector(1, context),
               msg_vector(2, msg_extension(13, hex("0002 0403"))));
}

slicegate_bytes msg_ec_params(uint16_t group)
{
    return cat(cat(hex("03"), msg_number(2, group)), hex("03 040102"));
}

slicegate_bytes msg_dh_params(slicegate_bytes p)
{
    return cat(msg_vector(2, p), hex("0001 02 0002 0304"));
}

slicegate_bytes msg_finished(bool tls13)
{
    return fill(0xf1, tls13 ? 32 : 12);
}

/* ---- Whole handshakes -------------------------------------------------- */

static void add_hellos(msg_list *list, msg_hello client, msg_hello server)
{
    msg_add(list, MSG(CLIENT_HELLO), msg_client_hello(&client));
    msg_add(list, MSG(SERVER_HELLO), msg_server_hello(&server));
}

static void add_mutual_13(msg_list *list)
{
    msg_add(list, MSG(ENCRYPTED_EXTENSIONS), hex("0000"));
    msg_add(list, MSG(CERTIFICATE_REQUEST), msg_request_13(nothing));
    msg_add(list, MSG(CERTIFICATE), msg_certificate(2, true));
    msg_add(list, MSG(CERTIFICATE_VERIFY), msg_certificate_verify(0x0403));
    msg_add(list, MSG(FINISHED), msg_finished(true));
    msg_add(list, MSG(CERTIFICATE), msg_certificate(1, true));
    msg_add(list, MSG(CERTIFICATE_VERIFY), msg_certificate_verify(0x0804));
    msg_add(list, MSG(FINISHED), msg_finished(true));
}

msg_list msg_tls13(void)
{
    msg_list list = {0};

    add_hellos(&list, msg_client_13(), msg_server_13(0x0017));
    add_mutual_13(&list);
    return list;
}

msg_list msg_tls13_retry(void)
{
    msg_list list = {0};
    msg_hello retry = msg_server_13(0);

    retry.retry = true;
    retry.extensions =
        cat(msg_extension(43, hex("0304")), msg_extension(51, hex("0018")));
    msg_add(&list, MSG(MESSAGE_HASH), fill(0x4a, 32));
    msg_add(&list, MSG(SERVER_HELLO), msg_server_hello(&retry));
    add_hellos(&list, msg_client_13(), msg_server_13(0x0018));
    add_mutual_13(&list);
    return list;
}

msg_list msg_tls13_psk(void)
{
    msg_list list = {0};
    msg_hello client = msg_client_13(), server = msg_server_13(0x0017);

    client.extensions = cat(client.extensions, msg_offered_psks(2, 5));
    server.extensions = cat(server.extensions, msg_extension(41, hex("0001")));
    add_hellos(&list, client, server);
    msg_add(&list, MSG(ENCRYPTED_EXTENSIONS), hex("0000"));
    msg_add(&list, MSG(FINISHED), msg_finished(true));
    msg_add(&list, MSG(FINISHED), msg_finished(true));
    return list;
}

msg_list msg_tls13_post(void)
{
    msg_list list = msg_tls13();
    msg_hello client = msg_client_13();

    client.extensions = cat(client.extensions, msg_extension(49, nothing));
    list.at[0].body = msg_client_hello(&client);
    msg_add(&list, MSG(CERTIFICATE_REQUEST), msg_request_13(hex("c0")));
    msg_add(&list, MSG(CERTIFICATE), hex("01c0 000009 000004 30303030 0000"));
    msg_add(&list, MSG(CERTIFICATE_VERIFY), msg_certificate_verify(0x0503));
    msg_add(&list, MSG(FINISHED), msg_finished(true));
    return list;
}

msg_list msg_tls12(void)
{
    msg_list list = {0};

    add_hellos(&list, msg_client_12(), msg_server_12(0xc02b));
    msg_add(&list, MSG(CERTIFICATE), msg_certificate(2, false));
    msg_add(&list, MSG(SERVER_KEY_EXCHANGE),
            cat(msg_ec_params(0x0018), msg_signature(0x0403)));
    msg_add(&list, MSG(CERTIFICATE_REQUEST), msg_request_12());
    msg_add(&list, MSG(SERVER_HELLO_DONE), nothing);
    msg_add(&list, MSG(CERTIFICATE), msg_certificate(1, false));
    msg_add(&list, MSG(CLIENT_KEY_EXCHANGE), hex("03 040102"));
    msg_add(&list, MSG(CERTIFICATE_VERIFY), msg_certificate_verify(0x0401));
    msg_add(&list, MSG(FINISHED), msg_finished(false));
    msg_add(&list, MSG(NEW_SESSION_TICKET), hex("00000e10 0002 7469"));
    msg_add(&list, MSG(FINISHED), msg_finished(false));
    return list;
}

msg_list msg_tls12_resumed(bool ticket)
{
    msg_list list = {0};

    add_hellos(&list, msg_client_12(), msg_server_12(0xc02b));
    if (ticket)
        msg_add(&list, MSG(NEW_SESSION_TICKET), hex("00000e10 0002 7469"));
    msg_add(&list, MSG(FINISHED), msg_finished(false));
    msg_add(&list, MSG(FINISHED), msg_finished(false));
    return list;
}

msg_list msg_tls12_of(uint16_t suite, bool certificate, slicegate_bytes params,
                      slicegate_bytes share)
{
    msg_list list = {0};

    add_hellos(&list, msg_client_12(), msg_server_12(suite));
    if (certificate)
        msg_add(&list, MSG(CERTIFICATE), msg_certificate(1, false));
    if (params.n > 0)
        msg_add(&list, MSG(SERVER_KEY_EXCHANGE), params);
    msg_add(&list, MSG(SERVER_HELLO_DONE), nothing);
    msg_add(&list, MSG(CLIENT_KEY_EXCHANGE), share);
    msg_add(&list, MSG(FINISHED), msg_finished(false));
    msg_add(&list, MSG(FINISHED), msg_finished(false));
    return list;
}
