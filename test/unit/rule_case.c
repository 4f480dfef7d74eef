/* SPDX-License-Identifier: Apache-2.0 */
#include "rule_case.h"

#include <stdlib.h>
#include <string.h>

#include "der.h"

static tbs make(kind k)
{
    switch (k) {
    case CLIENT:
        return tbs_client();
    case SERVER:
        return tbs_server();
    case CA:
        return tbs_ca();
    case SBA:
        return tbs_sba();
    case UPPER:
    case ANCHOR:
        break;
    }
    return tbs_upper();
}

slicegate_role kind_role(kind k)
{
    static const slicegate_role roles[] = {
        [CLIENT] = SLICEGATE_ROLE_CLIENT, [SERVER] = SLICEGATE_ROLE_SERVER,
        [CA] = SLICEGATE_ROLE_CA,         [UPPER] = SLICEGATE_ROLE_UPPER_CA,
        [ANCHOR] = SLICEGATE_ROLE_ANCHOR, [SBA] = SLICEGATE_ROLE_CLIENT};
    return roles[k];
}

static uint8_t time_tag(const char *text)
{
    return strlen(text) <= 13 ? SG_UTC_TIME : SG_GENERALIZED_TIME;
}

static void many_extensions(tbs *t)
{
    static const char *const oids[] = {
        "2a0301", "2a0302", "2a0303", "2a0304", "2a0305", "2a0306", "2a0307",
        "2a0308", "2a0309", "2a030a", "2a030b", "2a030c", "2a030d", "2a030e",
        "2a030f", "2a0310", "2a0311", "2a0312", "2a0313", "2a0314", "2a0315",
        "2a0316", "2a0317", "2a0318", "2a0319", "2a031a", "2a031b", "2a031c"};
    for (size_t i = 0; i < sizeof oids / sizeof oids[0]; i++)
        tbs_add(t, oids[i], false, hex("0500"));
}

static void change(tbs *t, const edit *e)
{
    switch (e->op) {
    case KEEP:
    case TRAILING:
        break;
    case VERSION:
        t->version = hex(e->a);
        break;
    case SERIAL:
        t->serial = hex(e->a);
        break;
    case SIGNATURE:
        t->signature = hex(e->a);
        break;
    case ISSUER:
        t->issuer = name(e->a);
        break;
    case SUBJECT:
        t->subject = name(e->a);
        break;
    case SUBJECT_RAW:
        t->subject = hex(e->a);
        break;
    case VALID:
        t->validity = validity(time_tag(e->a), e->a, time_tag(e->b), e->b);
        break;
    case KEY:
        t->spki = hex(e->a);
        break;
    case RSA:
        t->spki = rsa_key_bits((unsigned)atoi(e->a));
        break;
    case EXPONENT:
        t->spki = rsa_key(cat(hex("00"), fill(0xff, 256)), hex(e->a));
        break;
    case P384:
        t->spki = p384_key();
        break;
    case UNIQUE:
        t->unique = hex(e->a);
        break;
    case WRAPPED:
        t->wrapped = hex(e->a);
        break;
    case DROP:
        tbs_drop(t, e->a);
        break;
    case BARE:
        t->count = 0;
        break;
    case VALUE:
        tbs_value(t, e->a, hex(e->b));
        break;
    case ADD:
    case ADD_CRITICAL:
        tbs_add(t, e->a, e->op == ADD_CRITICAL, hex(e->b));
        break;
    case ADD_BOOLEAN:
        tbs_add(t, e->a, false, hex(""));
        t->extension[t->count - 1].critical = hex(e->b);
        break;
    case CRITICAL:
    case NOT_CRITICAL:
        tbs_critical(t, e->a, e->op == CRITICAL);
        break;
    case LARGE:
        tbs_add(t, "2a03", false, fill(0, SLICEGATE_CERT_MAX));
        break;
    case MANY:
        many_extensions(t);
        break;
    }
}

slicegate_bytes rule_case_tbs(const rule_case *c)
{
    tbs t = make(c->kind);
    slicegate_bytes trailing = {NULL, 0};
    for (size_t i = 0; i < sizeof c->edit / sizeof c->edit[0]; i++) {
        change(&t, &c->edit[i]);
        if (c->edit[i].op == TRAILING)
            trailing = hex(c->edit[i].a);
    }
    return cat(tbs_der(&t), trailing);
}

slicegate_bytes rule_case_above(const above *a)
{
    tbs t = make(a->kind);
    change(&t, &a->edit);
    return tbs_der(&t);
}
