/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"

#include <string.h>

#include "key_exchanges.h"
#include "own.h"
#include "thread.h"

#define SPACES 64
#define CONTEXT_SIZE 33

static const char tls13_client[] = "TLS 1.3, client CertificateVerify";
static const char tls13_server[] = "TLS 1.3, server CertificateVerify";

slicegate_role sg_gate_tls13_role(slicegate_bytes data)
{
    return memcmp(data.p + SPACES, tls13_server, CONTEXT_SIZE) == 0
               ? SLICEGATE_ROLE_SERVER
               : SLICEGATE_ROLE_CLIENT;
}

static bool begins_tls13(slicegate_bytes data)
{
    if (data.n < SG_TLS13_PREFIX)
        return false;
    for (size_t i = 0; i < SPACES; i++)
        if (data.p[i] != 0x20)
            return false;
    return memcmp(data.p + SPACES, tls13_client, CONTEXT_SIZE) == 0 ||
           memcmp(data.p + SPACES, tls13_server, CONTEXT_SIZE) == 0;
}

static size_t number(const uint8_t *p, size_t n)
{
    size_t value = 0;

    while (n-- > 0)
        value = value << 8 | *p++;
    return value;
}

/* Does a ServerHello stand at END, HEADER bytes long, of a version MAJOR? */
static bool server_hello_at(slicegate_bytes data, size_t end, size_t header,
                            uint8_t major)
{
    return end + header < data.n && data.p[end] == SLICEGATE_MSG_SERVER_HELLO &&
           data.p[end + header] == major;
}

/*
 * A ClientHello with a ServerHello behind it; a token never looks so. The
 * ClientHello is of TLS, of DTLS, or in the form of SSL 2.0, which libssl still
 * takes for TLS 1.2 and hashes without its record header (RFC 5246 E.2). The
 * version is the server's: a client may write any, and gets TLS 1.2 for 4.4.
 */
static bool begins_tls12(slicegate_bytes data)
{
    size_t length;

    if (data.n < 16 || data.p[0] != SLICEGATE_MSG_CLIENT_HELLO)
        return false;
    length = number(data.p + 1, 3);
    return server_hello_at(data, 4 + length, 4, 3) ||
           server_hello_at(data, 12 + length, 12, 0xfe) ||
           (data.p[1] == 3 &&
            server_hello_at(data,
                            9 + number(data.p + 3, 2) + number(data.p + 5, 2) +
                                number(data.p + 7, 2),
                            4, 3));
}

sg_signed sg_gate_classify(slicegate_bytes data)
{
    if (begins_tls13(data))
        return SG_SIGNED_TLS13;
    if (begins_tls12(data))
        return SG_SIGNED_TLS12;
    if (slicegate_is_tbs_certificate(data))
        return SG_SIGNED_CERTIFICATE;
    if (sg_is_key_exchange(data))
        return SG_SIGNED_KEY_EXCHANGE;
    return SG_SIGNED_OTHER;
}

/* ---- What we sign ------------------------------------------------------ */

/* Our own certificate is nobody's to look up: it goes from the table. */
static bool sign_tls13(sg_state *state, slicegate_bytes data)
{
    const uint8_t *hash = data.p + SG_TLS13_PREFIX;
    size_t n = data.n - SG_TLS13_PREFIX;
    slicegate_role role = sg_gate_tls13_role(data);
    bool server = role == SLICEGATE_ROLE_SERVER;
    sg_transcript *t = sg_recent_find(state, hash, n);
    bool refused;

    if (t == NULL)
        return true;
    atomic_fetch_or(&t->connection->roles,
                    server ? SG_WE_ARE_SERVER : SG_WE_ARE_CLIENT);
    sg_transcripts_forget(t->connection);
    refused = sg_own_refuses(
        state, &state->sides.side[server ? SG_SIDE_SERVER : SG_SIDE_CLIENT],
        role, t);
    sg_transcript_release(t);
    return !refused;
}

bool sg_gate_sign(sg_state *state, slicegate_bytes data, const sg_pubkey *key)
{
    if (begins_tls13(data))
        return sign_tls13(state, data);
    if (!begins_tls12(data) && sg_is_key_exchange(data))
        sg_key_exchanges_signed(state->key_exchanges, data, key);
    return true;
}
