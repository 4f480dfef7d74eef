/* SPDX-License-Identifier: Apache-2.0 */
/*
 * slicegate/policy.h - the gate policy: what to enforce, and where to log it.
 *
 * The parser is pure: it reads a buffer, does no I/O and allocates nothing.
 * Sections, keys, ranges and defaults stand in one list
 * (provider/profile/policy_keys.inc), from which the parser, the manual page
 * slicegate-policy(5) and the tests come.
 */
#ifndef SLICEGATE_POLICY_H
#define SLICEGATE_POLICY_H

#include "slicegate/profile.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SLICEGATE_POLICY_SIZE_MAX 262144 /* bytes of a policy file */
#define SLICEGATE_POLICY_LINE_MAX 1024   /* bytes of a line without its end */
#define SLICEGATE_POLICY_PATH_MAX 512    /* bytes of a path with its NUL */
#define SLICEGATE_ANCHOR_FILES_MAX 64
#define SLICEGATE_LEAVES_MAX 1024
#define SLICEGATE_SINKS_MAX 8
#define SLICEGATE_CACHE_ENTRIES_MAX 1048576
#define SLICEGATE_AUDIT_RATE_MAX 100000

typedef enum slicegate_mode {
    SLICEGATE_MODE_ENFORCE = 0,
    SLICEGATE_MODE_MONITOR
} slicegate_mode;

typedef enum slicegate_sink_kind {
    SLICEGATE_SINK_SYSLOG = 1,
    SLICEGATE_SINK_STDERR,
    SLICEGATE_SINK_FILE
} slicegate_sink_kind;

typedef struct slicegate_sink {
    slicegate_sink_kind kind;
    char path[SLICEGATE_POLICY_PATH_MAX]; /* FILE only, absolute */
} slicegate_sink;

typedef struct slicegate_policy {
    slicegate_mode mode;         /* [gate] mode */
    bool refuse_unknown_openssl; /* [gate] unknown_openssl = refuse */
    slicegate_profile profile;   /* [profile] name, then [rules] */
    unsigned anchor_file_count;  /* [anchors] file.N, in order of N */
    char anchor_file[SLICEGATE_ANCHOR_FILES_MAX][SLICEGATE_POLICY_PATH_MAX];
    char anchor_dir[SLICEGATE_POLICY_PATH_MAX]; /* [anchors] dir, "" is none */
    unsigned leaf_count; /* [leaves] allow.N: SHA-256 of the DER */
    uint8_t leaf[SLICEGATE_LEAVES_MAX][32];
    bool export_tls_only;   /* [algorithms] export = tls */
    unsigned cache_entries; /* [cache] entries, 0 is off */
    unsigned sink_count;    /* [audit] sink.N */
    slicegate_sink sink[SLICEGATE_SINKS_MAX];
    bool audit_accepted; /* [audit] accepted = yes */
    unsigned audit_rate; /* [audit] rate: events per rule and second */
} slicegate_policy;

/* Why a policy was refused: one line for a person. */
typedef struct slicegate_policy_error {
    unsigned line;  /* from 1; 0 where no line is to blame */
    char text[768]; /* what was presented and what was expected, printable */
} slicegate_policy_error;

/*
 * The policy that holds where none is given: mgmt, enforced, no anchors,
 * 4096 cache entries, syslog and stderr sinks, rate 10.
 */
void slicegate_policy_default(slicegate_policy *out);

/*
 * Parses TEXT (SIZE bytes, no terminator needed) over the defaults.
 *
 * False on the first fault, with *error set and *out zeroed except for
 * out->mode, which a caller must not use: unknown section or key, key given
 * twice, section given twice, unknown rule id, value out of range, line over
 * SLICEGATE_POLICY_LINE_MAX, NUL or invalid UTF-8, text over
 * SLICEGATE_POLICY_SIZE_MAX, relative path, more list entries than fit.
 */
bool slicegate_policy_parse(const char *text, size_t size,
                            slicegate_policy *out,
                            slicegate_policy_error *error);

#ifdef __cplusplus
}
#endif
#endif
