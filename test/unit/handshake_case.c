/* SPDX-License-Identifier: Apache-2.0 */
#include "handshake_case.h"

#include <stdlib.h>
#include <string.h>

static const slicegate_end proven = {.presented = SLICEGATE_PRESENTED_LEAF,
                                     .proved = true,
                                     .finished = true,
                                     .scheme = 0x0403};

static void begin_13(slicegate_handshake *f)
{
    f->version = 0x0304;
    f->suite = 0x1301;
    f->client_offers_13 = true;
    f->exchange = SLICEGATE_EXCHANGE_GROUP;
    f->group = 0x001D;
}

static void begin_12(slicegate_handshake *f, uint16_t suite)
{
    f->version = 0x0303;
    f->suite = suite;
    f->client_ems = f->ems = true;
    f->client_renegotiation = f->secure_renegotiation = true;
    f->client_key_exchange = true;
    f->exchange = SLICEGATE_EXCHANGE_GROUP;
    f->group = 0x0017;
}

static void offer(handshake *h, const char *identity)
{
    slicegate_psk_offer *psk = &h->facts.psk[0];

    psk->length = (uint16_t)strlen(identity);
    memcpy(psk->identity, identity, psk->length);
    h->facts.psk_offered = 1;
    h->facts.psk_external_offered = true;
    if (slicegate_is_tls13(&h->facts)) {
        h->facts.psk_selected = 0;
        h->facts.psk_modes_sent = h->facts.psk_last = true;
        h->facts.psk_modes = SLICEGATE_PSK_DHE_KE;
    }
}

static void use_external(handshake *h)
{
    offer(h, "csmf.operator.example");
    h->keying.psk = SLICEGATE_PSK_EXTERNAL;
    h->keying.key_seen = true;
    h->keying.key.length = 32;
}

static void use_certificates(handshake *h)
{
    h->facts.server = h->facts.client = proven;
    h->facts.certificate_request = true;
}

static void resume(handshake *h)
{
    h->facts.psk_external_offered = false; /* a ticket has its age */
    h->keying.psk = SLICEGATE_PSK_RESUMPTION;
    h->keying.session = SLICEGATE_SESSION_KNOWN;
    h->keying.session_mutual = true;
}

static void begin_kind(handshake *h, handshake_kind kind)
{
    switch (kind) {
    case TLS13_CERT:
        begin_13(&h->facts);
        use_certificates(h);
        break;
    case TLS13_PSK:
        begin_13(&h->facts);
        use_external(h);
        break;
    case TLS13_RESUMED:
        begin_13(&h->facts);
        offer(h, "ticket");
        resume(h);
        break;
    case TLS12_CERT:
        begin_12(&h->facts, 0xC02B);
        use_certificates(h);
        break;
    case TLS12_PSK:
        begin_12(&h->facts, 0xCCAC);
        use_external(h);
        h->facts.psk_identity_sent = true;
        break;
    case TLS12_RESUMED:
        begin_12(&h->facts, 0xC02B);
        h->facts.exchange = SLICEGATE_EXCHANGE_NONE;
        h->facts.client_key_exchange = false;
        resume(h);
        break;
    case HANDSHAKE_KINDS:
        abort();
    }
}

void handshake_begin(handshake *h, handshake_kind kind, const char *profile)
{
    memset(h, 0, sizeof *h);
    if (!slicegate_profile_builtin(profile, &h->profile))
        abort();
    h->policy.psk_min_bytes = 16;
    h->policy.psk_warn_bytes = 32;
    h->facts.psk_selected = SLICEGATE_PSK_NOT_SELECTED;
    h->facts.client_sni = h->facts.client_groups = true;
    h->facts.client_signatures = h->facts.client_status = true;
    h->facts.server_hello = h->facts.done = true;
    begin_kind(h, kind);
}

static void set_field(handshake *h, const field *f)
{
    uint8_t one = (uint8_t)f->value;
    uint16_t two = (uint16_t)f->value;
    uint64_t eight = f->value;
    void *at = (char *)h + f->at;

    switch (f->size) {
    case 0:
        break;
    case sizeof one:
        memcpy(at, &one, sizeof one);
        break;
    case sizeof two:
        memcpy(at, &two, sizeof two);
        break;
    case sizeof f->value:
        memcpy(at, &f->value, sizeof f->value);
        break;
    case sizeof eight:
        memcpy(at, &eight, sizeof eight);
        break;
    default:
        abort();
    }
}

void handshake_make(handshake *h, const handshake_case *c)
{
    handshake_begin(h, c->kind, c->profile != NULL ? c->profile : "mgmt");
    for (size_t i = 0; i < HANDSHAKE_FIELDS; i++)
        set_field(h, &c->set[i]);
    h->facts.fault = c->fault;
}

void handshake_judge(const handshake *h, slicegate_findings *out)
{
    memset(out, 0, sizeof *out);
    slicegate_judge_handshake(&h->facts, &h->keying, &h->policy, &h->profile,
                              out);
}
