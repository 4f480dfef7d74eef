/* SPDX-License-Identifier: Apache-2.0 */
/* One decision, and how it reads: as a line for people and as JSON. */
#ifndef SG_EVENT_H
#define SG_EVENT_H

#include "transcript.h"

/* The stage of events about what this process itself presents. */
#define SG_STAGE_OWN "own certificate"

#define SG_EVENT_ID_SIZE 9    /* eight hex digits and NUL */
#define SG_EVENT_TEXT_MAX 900 /* OpenSSL cuts error data at 1,024 */
#define SG_EVENT_JSON_MAX 8192

typedef enum sg_verdict {
    SG_VERDICT_REFUSE,
    SG_VERDICT_WOULD_REFUSE, /* mode = monitor */
    SG_VERDICT_WARN,         /* accepted, with warnings */
    SG_VERDICT_ACCEPT
} sg_verdict;

typedef struct sg_event {
    sg_verdict verdict;
    slicegate_mode mode; /* of the side that decided; set by sg_report */
    const char *stage;   /* "chain", "handshake", "algorithm", "finished",
                            "own certificate", "psk", "resumption",
                            "early data" */
    const char *role;    /* "client", "server", "ca", "" where it is unknown */
    const slicegate_findings *findings;
    const slicegate_cert_facts *facts; /* NULL where there is none */
    const uint8_t *tbs_sha256;         /* NULL likewise */
    const uint8_t *certificate_sha256; /* NULL likewise */
    const sg_transcript *transcript;   /* NULL likewise */
    slicegate_bytes psk_identity;      /* empty likewise */
    bool resumed;
    char id[SG_EVENT_ID_SIZE]; /* set by sg_audit_event */
} sg_event;

const char *sg_verdict_name(sg_verdict verdict);

/* Expected and presented of a finding; for one that only a gate makes, the
 * rule's own text. */
void sg_finding_text(const slicegate_finding *f, char *expected,
                     size_t expected_size, char *presented,
                     size_t presented_size);

/* The findings that decide: the refusing ones first. NULL where none. */
const slicegate_finding *sg_event_first(const sg_event *event);

/*
 * "refused client CN=csmf: CERT-CDP-1 (TS 33.310 6.1.3a, basis secondary):
 * expected ..., presented ...; also CERT-KU-1; event 1a2b3c4d"
 */
void sg_event_line(const sg_event *event, char *out, size_t size);

/* A JSON object and a newline; *n its length. Everything is escaped; what
 * does not fit is left out whole, so the line is always valid JSON. */
typedef struct sg_event_counts {
    uint64_t suppressed, lost;
} sg_event_counts;

void sg_event_json(const sg_event *event, const sg_event_counts *counts,
                   char *out, size_t size, size_t *n);

/* The same for a notice, which is no decision: time and text. */
void sg_notice_json(const char *text, char *out, size_t size, size_t *n);

#endif
