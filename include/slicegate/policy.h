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

#include "slicegate/handshake.h"
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
#define SLICEGATE_SCOPE_MAX 64
#define SLICEGATE_SERVER_LEAVES_MAX 64
#define SLICEGATE_RESUMPTION_ENTRIES_MIN 1024
#define SLICEGATE_RESUMPTION_ENTRIES_MAX 16777216

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

/* The role that this process plays in a handshake. */
typedef enum slicegate_side_name {
    SLICEGATE_SIDE_SERVER = 0,
    SLICEGATE_SIDE_CLIENT,
    SLICEGATE_SIDES
} slicegate_side_name;

/* What binds this process, and its peers, in one role. */
typedef struct slicegate_side {
    slicegate_profile profile;       /* of that section, then [rules]; else
                                        [profile] */
    slicegate_mode mode;             /* of that section; else [gate] */
    bool mutual_optional;            /* server: required; client: optional */
    slicegate_level own_certificate; /* judging one's own leaf */
} slicegate_side;

typedef enum slicegate_resumption {
    SLICEGATE_RESUMPTION_KNOWN = 0, /* sessions that passed here */
    SLICEGATE_RESUMPTION_ALLOW,     /* any */
    SLICEGATE_RESUMPTION_DENY       /* none */
} slicegate_resumption;

typedef struct slicegate_policy {
    slicegate_mode mode;                  /* [gate] mode */
    bool refuse_unknown_openssl;          /* [gate] unknown_openssl = refuse */
    bool allow_standalone_kdf;            /* [gate] standalone_kdf = allow */
    slicegate_profile profile;            /* [profile] name, then [rules] */
    slicegate_side side[SLICEGATE_SIDES]; /* [server], [client] */
    unsigned server_leaf_count; /* [server] certificate.N: SHA-256 of the DER
                                   of leaves whose key signs elsewhere */
    uint8_t server_leaf[SLICEGATE_SERVER_LEAVES_MAX][32];
    unsigned scope_count; /* [scope] own_certificate.N: SHA-256 of the DER;
                             none: every handshake is in scope */
    uint8_t scope[SLICEGATE_SCOPE_MAX][32];
    bool scope_resume_by_name; /* [scope] resumption = by-name */
    slicegate_tls_policy tls;  /* [tls], [psk]; mutual_optional stays false
                                  here, it is a side's */
    slicegate_resumption resumption; /* [resumption] mode */
    unsigned resumption_entries;     /* [resumption] entries */
    unsigned anchor_file_count;      /* [anchors] file.N, in order of N */
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
