/* SPDX-License-Identifier: Apache-2.0 */
#include "event.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TEXT_MAX 160
#define NAME_TEXT_MAX 320
#define SERIAL_MAX 32
#define ESCAPED_MAX 520 /* \xNN for each of 128 octets and more */
#define CONNECTION_ID 16
#define JSON_RULES_MAX 24

const char *sg_verdict_name(sg_verdict verdict)
{
    static const char *const name[] = {"refuse", "would-refuse", "warn",
                                       "accept"};

    return name[verdict];
}

static const char *verdict_words(sg_verdict verdict)
{
    static const char *const words[] = {"refused", "would refuse",
                                        "accepted with warnings", "accepted"};

    return words[verdict];
}

void sg_finding_text(const slicegate_finding *f, char *expected,
                     size_t expected_size, char *presented,
                     size_t presented_size)
{
    if (slicegate_finding_text(f, expected, expected_size, presented,
                               presented_size))
        return;
    (void)snprintf(expected, expected_size, "%s",
                   slicegate_rule_get(f->rule)->text);
    (void)snprintf(presented, presented_size, "%s", "otherwise");
}

const slicegate_finding *sg_event_first(const sg_event *event)
{
    const slicegate_findings *f = event->findings;

    for (unsigned i = 0; f != NULL && i < f->count; i++)
        if (f->item[i].level == SLICEGATE_LEVEL_ENFORCE)
            return &f->item[i];
    return f != NULL && f->count > 0 ? &f->item[0] : NULL;
}

/* ---- Writing into a bounded buffer ------------------------------------- */

typedef struct writer {
    char *p;
    size_t size, n;
    bool full;
} writer;

static void put(writer *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Appends, or leaves the buffer as it was and marks it full. */
static void put(writer *w, const char *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(w->p + w->n, w->size - w->n, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= w->size - w->n) {
        w->p[w->n] = '\0';
        w->full = true;
        return;
    }
    w->n += (size_t)n;
}

/* A JSON string; the texts are printable ASCII but for what is escaped. */
static void put_string(writer *w, const char *text)
{
    put(w, "\"");
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        if (c == '"' || c == '\\')
            put(w, "\\%c", c);
        else if (c < 0x20 || c >= 0x7f)
            put(w, "\\u%04x", c);
        else
            put(w, "%c", c);
    }
    put(w, "\"");
}

static void put_member(writer *w, const char *name, const char *text)
{
    put(w, ",\"%s\":", name);
    put_string(w, text);
}

/* ---- The line for people ----------------------------------------------- */

static bool told(const slicegate_findings *f, unsigned upto, unsigned rule)
{
    for (unsigned i = 0; i < upto; i++)
        if (f->item[i].rule == rule)
            return true;
    return false;
}

/* The other rules of the same weight, each once. */
static void put_also(writer *w, const sg_event *event,
                     const slicegate_finding *first)
{
    const char *lead = "; also ";

    for (unsigned i = 0; i < event->findings->count; i++) {
        const slicegate_finding *f = &event->findings->item[i];

        if (f->rule == first->rule || f->level != first->level ||
            told(event->findings, i, f->rule))
            continue;
        put(w, "%s%s", lead, slicegate_rule_get(f->rule)->id);
        lead = ", ";
    }
}

/* Bytes as printable ASCII: any other, and the backslash, as \\xNN. */
static void escape(slicegate_bytes bytes, char *out, size_t size)
{
    size_t n = 0;

    for (size_t i = 0; i < bytes.n && n + sizeof("\\xNN") <= size; i++)
        if (bytes.p[i] < 0x20 || bytes.p[i] >= 0x7f || bytes.p[i] == '\\')
            n += (size_t)snprintf(out + n, size - n, "\\x%02x", bytes.p[i]);
        else
            out[n++] = (char)bytes.p[i];
    out[n] = '\0';
}

/* What is known of a handshake; of one whose certificate is told, that says
 * more. */
static void put_handshake_words(writer *w, const sg_event *event)
{
    const slicegate_handshake *f;
    char name[8], identity[ESCAPED_MAX];

    if (event->psk_identity.n > 0) {
        escape(event->psk_identity, identity, sizeof(identity));
        put(w, " psk ");
        put_string(w, identity);
    }
    if (event->transcript == NULL || event->facts != NULL)
        return;
    f = &event->transcript->facts;
    if (!f->server_hello)
        return;
    put(w, " in %s", slicegate_version_name(f->version, name));
    put(w, " %s", slicegate_suite_name(f->suite, name));
    if (f->exchange == SLICEGATE_EXCHANGE_GROUP)
        put(w, " %s", slicegate_group_name(f->group, name));
}

/* What joins the line with others: there however long the rest is. */
static void end_of_line(const sg_event *event, char *out, size_t size)
{
    char hex[2 * SLICEGATE_RANDOM_SIZE + 1] = "";
    bool known =
        event->transcript != NULL && event->transcript->facts.last != 0;

    if (known)
        sg_hex(event->transcript->facts.client_random, SLICEGATE_RANDOM_SIZE,
               hex);
    (void)snprintf(out, size, "%s%s; event %s", known ? "; client_random " : "",
                   hex, event->id);
}

void sg_event_line(const sg_event *event, char *out, size_t size)
{
    const slicegate_finding *first = sg_event_first(event);
    char name[NAME_TEXT_MAX], expected[TEXT_MAX], presented[TEXT_MAX];
    char tail[2 * SLICEGATE_RANDOM_SIZE + 48];
    writer w = {out, size, 0, false};

    end_of_line(event, tail, sizeof(tail));
    w.size -= strlen(tail);
    put(&w, "%s", verdict_words(event->verdict));
    if (strcmp(event->stage, SG_STAGE_OWN) == 0)
        put(&w, " our own");
    if (event->role[0] != '\0')
        put(&w, " %s", event->role);
    if (strcmp(event->stage, SG_STAGE_OWN) == 0)
        put(&w, " certificate");
    if (event->facts != NULL && event->facts->subject.n > 0) {
        slicegate_name_text(event->facts->subject, name, sizeof(name));
        put(&w, " %s", name);
    }
    put_handshake_words(&w, event);
    if (first != NULL) {
        const slicegate_rule_info *rule = slicegate_rule_get(first->rule);

        sg_finding_text(first, expected, sizeof(expected), presented,
                        sizeof(presented));
        put(&w, ": %s (%s, basis %s): expected %s, presented %s", rule->id,
            rule->clause, slicegate_basis_name(rule->basis), expected,
            presented);
        put_also(&w, event, first);
    }
    w.size += strlen(tail);
    w.full = false;
    put(&w, "%s", tail);
}

/* ---- JSON -------------------------------------------------------------- */

static void put_time(writer *w)
{
    struct timespec now;
    struct tm tm;
    char text[32];

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &tm);
    (void)strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
    put(w, "{\"time\":\"%s.%03ldZ\"", text, now.tv_nsec / 1000000);
}

static void put_rule(writer *w, const slicegate_finding *f, const char *comma)
{
    const slicegate_rule_info *rule = slicegate_rule_get(f->rule);
    char expected[TEXT_MAX], presented[TEXT_MAX];

    sg_finding_text(f, expected, sizeof(expected), presented,
                    sizeof(presented));
    put(w, "%s{\"id\":\"%s\",\"clause\":", comma, rule->id);
    put_string(w, rule->clause);
    put_member(w, "basis", slicegate_basis_name(rule->basis));
    put_member(w, "level", slicegate_level_name((slicegate_level)f->level));
    put_member(w, "expected", expected);
    put_member(w, "presented", presented);
    put(w, "}");
}

/* Rules that do not fit are counted, the others are whole. */
static void put_rules(writer *w, const slicegate_findings *findings,
                      size_t reserve)
{
    unsigned shown = 0, count = findings == NULL ? 0 : findings->count;

    put(w, ",\"rules\":[");
    for (unsigned i = 0; i < count && i < JSON_RULES_MAX; i++) {
        writer before = *w;

        w->size -= reserve;
        put_rule(w, &findings->item[i], shown > 0 ? "," : "");
        w->size += reserve;
        if (w->full) {
            *w = before;
            break;
        }
        shown++;
    }
    put(w, "],\"rules_left_out\":%u", count - shown);
}

static void put_certificate(writer *w, const sg_event *event)
{
    char name[NAME_TEXT_MAX], hex[2 * SG_SHA256_SIZE + 1];
    const slicegate_cert_facts *facts = event->facts;
    uint8_t hash[SG_SHA256_SIZE];

    if (event->certificate_sha256 != NULL) {
        sg_hex(event->certificate_sha256, SG_SHA256_SIZE, hex);
        put_member(w, "certificate_sha256", hex);
    }
    if (facts == NULL)
        return;
    slicegate_name_text(facts->subject, name, sizeof(name));
    put_member(w, "subject", name);
    slicegate_name_text(facts->issuer, name, sizeof(name));
    put_member(w, "issuer", name);
    sg_hex(facts->serial.p,
           facts->serial.n > SERIAL_MAX ? SERIAL_MAX : facts->serial.n, hex);
    put_member(w, "serial", hex);
    if (facts->spki.n > 0) {
        sg_sha256_bytes(facts->spki.p, facts->spki.n, hash);
        sg_hex(hash, sizeof(hash), hex);
        put_member(w, "public_key_sha256", hex);
    }
}

static void put_bytes(writer *w, const char *name, slicegate_bytes bytes)
{
    char text[ESCAPED_MAX];

    escape(bytes, text, sizeof(text));
    put_member(w, name, text);
}

/* The first 16 octets of SHA-256(client_random, server_random): an application
 * can make the same of what SSL_get_client_random and SSL_get_server_random
 * give it, so that its lines join with these. */
static void put_connection(writer *w, const slicegate_handshake *f)
{
    const sg_chunk randoms[] = {{f->client_random, SLICEGATE_RANDOM_SIZE},
                                {f->server_random, SLICEGATE_RANDOM_SIZE}};
    char hex[2 * SG_SHA256_SIZE + 1];
    uint8_t hash[SG_SHA256_SIZE];

    sg_sha256(randoms, 2, hash);
    sg_hex(hash, CONNECTION_ID, hex);
    put_member(w, "connection", hex);
}

static void put_negotiated(writer *w, const sg_event *event,
                           const slicegate_handshake *f)
{
    char name[8];

    put_member(w, "version", slicegate_version_name(f->version, name));
    put_member(w, "suite", slicegate_suite_name(f->suite, name));
    if (f->exchange == SLICEGATE_EXCHANGE_GROUP)
        put_member(w, "group", slicegate_group_name(f->group, name));
    put(w, ",\"resumed\":%s", event->resumed ? "true" : "false");
    put_connection(w, f);
}

static void put_handshake(writer *w, const sg_event *event)
{
    const slicegate_handshake *f;
    char hex[2 * SLICEGATE_RANDOM_SIZE + 1];
    slicegate_bytes sni;

    if (event->psk_identity.n > 0)
        put_bytes(w, "psk_identity", event->psk_identity);
    if (event->transcript == NULL || event->transcript->facts.last == 0)
        return;
    f = &event->transcript->facts;
    sni.p = f->sni;
    sni.n = f->sni_length;
    if (f->client_sni)
        put_bytes(w, "sni", sni);
    sg_hex(f->client_random, SLICEGATE_RANDOM_SIZE, hex);
    put_member(w, "client_random", hex);
    if (f->server_hello)
        put_negotiated(w, event, f);
}

void sg_event_json(const sg_event *event, const sg_event_counts *counts,
                   char *out, size_t size, size_t *n)
{
    writer w = {out, size, 0, false};

    put_time(&w);
    put_member(&w, "event", event->id);
    put_member(&w, "mode",
               event->mode == SLICEGATE_MODE_MONITOR ? "monitor" : "enforce");
    put_member(&w, "verdict", sg_verdict_name(event->verdict));
    put_member(&w, "stage", event->stage);
    put_member(&w, "role", event->role);
    put_certificate(&w, event);
    put_handshake(&w, event);
    put(&w, ",\"pid\":%ld,\"suppressed\":%llu,\"lost\":%llu", (long)getpid(),
        (unsigned long long)counts->suppressed,
        (unsigned long long)counts->lost);
    put_rules(&w, event->findings, sizeof("],\"rules_left_out\":00}\n"));
    put(&w, "}\n");
    *n = w.n;
}

void sg_notice_json(const char *text, char *out, size_t size, size_t *n)
{
    writer w = {out, size, 0, false};

    put_time(&w);
    put_member(&w, "notice", text);
    put(&w, ",\"pid\":%ld}\n", (long)getpid());
    *n = w.n;
}
