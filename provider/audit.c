/* SPDX-License-Identifier: Apache-2.0 */
#include "audit.h"

#include <openssl/crypto.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "sink.h"
#include "table.h"

#define SEEN_ENTRIES 8192

/* The current second of one rule. */
typedef struct rate {
    time_t second;
    unsigned written;
    uint64_t suppressed; /* since the last event of this rule was written */
} rate;

struct sg_audit {
    bool accepted;
    unsigned limit;
    uint32_t salt;
    atomic_uint count;
    atomic_uint_fast64_t lost;
    sg_table *seen; /* (rule, certificate) pairs that had an event */
    pthread_mutex_t lock;
    rate rate[SLICEGATE_RULE_COUNT + 1];
    unsigned sinks;
    sg_sink sink[SLICEGATE_SINKS_MAX];
};

sg_audit *sg_audit_open(const slicegate_policy *policy, const char **blamed,
                        slicegate_policy_error *error)
{
    sg_audit *audit = OPENSSL_zalloc(sizeof(*audit));

    *blamed = NULL;
    memset(error, 0, sizeof(*error));
    (void)snprintf(error->text, sizeof(error->text), "audit: out of memory");
    if (audit == NULL)
        return NULL;
    pthread_mutex_init(&audit->lock, NULL);
    audit->accepted = policy->audit_accepted;
    audit->limit = policy->audit_rate;
    audit->seen = sg_table_new(SEEN_ENTRIES, 0);
    if (audit->seen == NULL || getrandom(&audit->salt, sizeof(audit->salt),
                                         0) != (ssize_t)sizeof(audit->salt)) {
        sg_audit_close(audit);
        return NULL;
    }
    for (unsigned i = 0; i < policy->sink_count; i++) {
        if (!sg_sink_open(&audit->sink[i], &policy->sink[i], error)) {
            *blamed = policy->sink[i].path;
            sg_audit_close(audit);
            return NULL;
        }
        audit->sinks++;
    }
    error->text[0] = '\0';
    return audit;
}

void sg_audit_close(sg_audit *audit)
{
    if (audit == NULL)
        return;
    for (unsigned i = 0; i < audit->sinks; i++)
        sg_sink_close(&audit->sink[i]);
    sg_table_free(audit->seen);
    pthread_mutex_destroy(&audit->lock);
    OPENSSL_free(audit);
}

/* Very likely unlike any other, without a lock or a clock. */
static void new_id(sg_audit *audit, char id[SG_EVENT_ID_SIZE])
{
    uint32_t word = audit->salt ^ (uint32_t)getpid() * 0x9e3779b1U;

    word += atomic_fetch_add(&audit->count, 1) * 0x85ebca6bU;
    (void)snprintf(id, SG_EVENT_ID_SIZE, "%08x", word);
}

static unsigned rule_of(const sg_event *event)
{
    const slicegate_finding *first = sg_event_first(event);

    return first == NULL ? SLICEGATE_RULE_COUNT : first->rule;
}

/* Of whom an event is: his certificate, where there is one; or else the
 * identity of his key tells. */
static const uint8_t *subject_of(const sg_event *event)
{
    static const uint8_t nobody[SG_SHA256_SIZE] = {0};

    if (event->tbs_sha256 != NULL)
        return event->tbs_sha256;
    return event->certificate_sha256 != NULL ? event->certificate_sha256
                                             : nobody;
}

/* Remembers (verdict, rules, stage, certificate); true where it is new. With
 * the stage, since each stage has an error text of its own to join with. */
static bool first_of(sg_audit *audit, const sg_event *event)
{
    uint32_t what[1 + SLICEGATE_FINDINGS_MAX] = {(uint32_t)event->verdict};
    sg_chunk chunks[] = {{what, sizeof(what)},
                         {event->stage, strlen(event->stage) + 1},
                         {subject_of(event), SG_SHA256_SIZE},
                         {event->psk_identity.p, event->psk_identity.n}};
    uint8_t key[SG_SHA256_SIZE];

    for (unsigned i = 0; i < event->findings->count; i++)
        what[1 + i] = 1U + event->findings->item[i].rule;
    sg_sha256(chunks, 4, key);
    if (sg_table_get(audit->seen, key, NULL))
        return false;
    (void)sg_table_put(audit->seen, key, NULL, NULL);
    return true;
}

/* Counts the event against its rule's rate. False where it is suppressed;
 * else *suppressed says how many were since the last one. */
static bool within_rate(sg_audit *audit, const sg_event *event, bool first,
                        uint64_t *suppressed)
{
    rate *r = &audit->rate[rule_of(event)];
    time_t now = time(NULL);
    bool within;

    pthread_mutex_lock(&audit->lock);
    if (r->second != now) {
        r->second = now;
        r->written = 0;
    }
    within = first || r->written < audit->limit;
    if (within) {
        r->written++;
        *suppressed = r->suppressed;
        r->suppressed = 0;
    } else {
        r->suppressed++;
    }
    pthread_mutex_unlock(&audit->lock);
    return within;
}

static void write_text(sg_audit *audit, sg_sink *sink, const char *text)
{
    char line[SG_EVENT_TEXT_MAX + 40];
    int n = snprintf(line, sizeof(line), "slicegate[%ld]: %s\n", (long)getpid(),
                     text);

    if (n <= 0 || (size_t)n >= sizeof(line) ||
        !sg_sink_write(sink, line, (size_t)n))
        atomic_fetch_add(&audit->lost, 1);
}

static void write_line(sg_audit *audit, sg_sink *sink, const sg_event *event)
{
    char text[SG_EVENT_TEXT_MAX];

    sg_event_line(event, text, sizeof(text));
    write_text(audit, sink, text);
}

static void write_json(sg_audit *audit, sg_sink *sink, const sg_event *event,
                       uint64_t suppressed)
{
    char json[SG_EVENT_JSON_MAX];
    sg_event_counts counts = {suppressed, atomic_exchange(&audit->lost, 0)};
    size_t n;

    sg_event_json(event, &counts, json, sizeof(json), &n);
    if (!sg_sink_write(sink, json, n))
        atomic_fetch_add(&audit->lost, 1 + counts.lost);
}

static bool wanted(sg_audit *audit, const sg_event *event)
{
    if (event->verdict == SG_VERDICT_ACCEPT)
        return audit->accepted;
    return event->verdict != SG_VERDICT_WARN || audit->accepted ||
           first_of(audit, event);
}

void sg_audit_event(sg_audit *audit, sg_event *event)
{
    bool refusal = event->verdict == SG_VERDICT_REFUSE ||
                   event->verdict == SG_VERDICT_WOULD_REFUSE;
    uint64_t suppressed = 0;

    event->id[0] = '\0';
    if (!refusal && !wanted(audit, event))
        return;
    new_id(audit, event->id);
    if (!within_rate(audit, event, !refusal || first_of(audit, event),
                     &suppressed))
        return;
    for (unsigned i = 0; i < audit->sinks; i++)
        if (audit->sink[i].kind == SLICEGATE_SINK_FILE)
            write_json(audit, &audit->sink[i], event, suppressed);
        else
            write_line(audit, &audit->sink[i], event);
}

void sg_audit_notice(sg_audit *audit, const char *text)
{
    char json[SG_EVENT_JSON_MAX];
    size_t n;

    sg_notice_json(text, json, sizeof(json), &n);
    for (unsigned i = 0; i < audit->sinks; i++)
        if (audit->sink[i].kind != SLICEGATE_SINK_FILE)
            write_text(audit, &audit->sink[i], text);
        else if (!sg_sink_write(&audit->sink[i], json, n))
            atomic_fetch_add(&audit->lost, 1);
}

void sg_audit_lock(sg_audit *audit)
{
    pthread_mutex_lock(&audit->lock);
    sg_table_lock_all(audit->seen);
}

void sg_audit_unlock(sg_audit *audit)
{
    sg_table_unlock_all(audit->seen);
    pthread_mutex_unlock(&audit->lock);
}
