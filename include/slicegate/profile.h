/* SPDX-License-Identifier: Apache-2.0 */
/*
 * slicegate/profile.h - the 3GPP certificate profile as a pure rule engine.
 *
 * The engine reads the bytes of an X.509 TBSCertificate, extracts facts
 * through a bounded DER cursor and judges them by the rules of one list
 * (slicegate/rules.inc). It does no I/O, allocates nothing, keeps no
 * state and calls no other library. Every function here may be called from
 * any number of threads at once.
 *
 * Ownership: a slicegate_bytes never owns what it points to. Facts and
 * findings point into the bytes that were parsed and are valid as long as
 * those bytes are.
 *
 * Failing closed: a zeroed profile has every rule off and is what the profile
 * "none" is; nothing else in this header turns an unreadable input into a
 * pass. Whatever cannot be read as strict DER is a finding of CERT-DER-1,
 * which no profile but "none" can lower.
 */
#ifndef SLICEGATE_PROFILE_H
#define SLICEGATE_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A run of bytes that somebody else owns. */
typedef struct slicegate_bytes {
    const uint8_t *p;
    size_t n;
} slicegate_bytes;

/* ---- Rules ------------------------------------------------------------- */

/*
 * One value per rule, in the order of rules.inc; the names are the rule ids
 * with '_' for '-': SLICEGATE_RULE_CERT_KU_1. The numbers are not stable
 * between versions; the ids are.
 */
typedef enum slicegate_rule {
#define SLICEGATE_RULE(sym, id, ...) SLICEGATE_RULE_##sym,
#include "slicegate/rules.inc"
#undef SLICEGATE_RULE
    SLICEGATE_RULE_COUNT
} slicegate_rule;

typedef enum slicegate_level {
    SLICEGATE_LEVEL_OFF = 0, /* not judged */
    SLICEGATE_LEVEL_WARN,    /* reported, never refuses */
    SLICEGATE_LEVEL_ENFORCE  /* refuses */
} slicegate_level;

/* How sure the rule's source is. Only CLAUSE may be said to violate a TS. */
typedef enum slicegate_basis {
    SLICEGATE_BASIS_CLAUSE,    /* the clause text itself */
    SLICEGATE_BASIS_SECONDARY, /* another document that restates the clause */
    SLICEGATE_BASIS_RECALLED,  /* general knowledge of the clause */
    SLICEGATE_BASIS_RFC,       /* the RFC that is named */
    SLICEGATE_BASIS_POLICY     /* decided by slicegate, no text decides it */
} slicegate_basis;

/* Who a certificate is judged as; values are bits, so sets can be formed. */
typedef enum slicegate_role {
    SLICEGATE_ROLE_CLIENT = 1,    /* end entity that acts as TLS client */
    SLICEGATE_ROLE_SERVER = 2,    /* end entity that acts as TLS server */
    SLICEGATE_ROLE_CA = 4,        /* any CA of the path */
    SLICEGATE_ROLE_UPPER_CA = 8,  /* a CA that issues CAs (33.310 6.1.2) */
    SLICEGATE_ROLE_ANCHOR = 16,   /* a CA that is trusted as it stands: every CA
                                     rule but those of its own signature */
    SLICEGATE_ROLE_HANDSHAKE = 32 /* no certificate: a handshake as a whole, or
                                     a pre-shared key */
} slicegate_role;

/* Sets of roles, as the column "applies" of rules.inc names them; ANY is any
 * certificate. */
#define SLICEGATE_ROLES_EE (SLICEGATE_ROLE_CLIENT | SLICEGATE_ROLE_SERVER)
#define SLICEGATE_ROLES_UPPER_CA SLICEGATE_ROLE_UPPER_CA
#define SLICEGATE_ROLES_CA                                                     \
    (SLICEGATE_ROLE_CA | SLICEGATE_ROLE_UPPER_CA | SLICEGATE_ROLE_ANCHOR)
#define SLICEGATE_ROLES_SIGNED                                                 \
    (SLICEGATE_ROLES_EE | SLICEGATE_ROLE_CA | SLICEGATE_ROLE_UPPER_CA)
#define SLICEGATE_ROLES_SERVER SLICEGATE_ROLE_SERVER
#define SLICEGATE_ROLES_ANY (SLICEGATE_ROLES_EE | SLICEGATE_ROLES_CA)
#define SLICEGATE_ROLES_HANDSHAKE SLICEGATE_ROLE_HANDSHAKE

typedef struct slicegate_rule_info {
    const char *id;        /* "CERT-KU-1" */
    const char *clause;    /* "TS 33.310 6.1.3a", "RFC 5280 4.2.1.3" */
    const char *source;    /* document and release it was taken from */
    slicegate_basis basis; /* */
    slicegate_level level; /* in the profile mgmt */
    unsigned applies;      /* set of slicegate_role */
    const char *text;      /* the rule in one line */
    const char *advice;    /* what to ask of the CA, or to do, one line */
    const char *expected;  /* what a compliant certificate presents, or a
                              compliant handshake shows */
    const char *phrase;    /* basis and clause in words: "violates TS 33.310
                              6.1.1" for a clause and for nothing else */
    bool made_by_gate;     /* no judge makes it; slicegate_findings_add does */
} slicegate_rule_info;

/* Info of a rule; never NULL for rule < SLICEGATE_RULE_COUNT, else NULL. */
const slicegate_rule_info *slicegate_rule_get(slicegate_rule rule);

/* The rule of that id (exact, case-sensitive), SLICEGATE_RULE_COUNT if none. */
slicegate_rule slicegate_rule_find(const char *id);

const char *slicegate_basis_name(slicegate_basis basis); /* "clause", ... */
const char *slicegate_level_name(slicegate_level level); /* "enforce", ... */
const char *slicegate_role_name(slicegate_role role);    /* "client", ... */

/* The words for a basis without a clause: "violates" for CLAUSE, otherwise
 * such as "as restated elsewhere". Whole sentences: slicegate_rule_info.phrase.
 * Never NULL. */
const char *slicegate_basis_phrase(slicegate_basis basis);

/* ---- Profiles ---------------------------------------------------------- */

typedef struct slicegate_profile {
    const char *name; /* of the built-in profile it began as; static */
    uint8_t level[SLICEGATE_RULE_COUNT]; /* slicegate_level */
    bool rsa_key_encipherment; /* mgmt-2018: keyEncipherment in place of
                                  digitalSignature on RSA server certificates */
    bool dhe_psk;              /* mgmt-2018: DHE-PSK with AEAD in TLS 1.2 */
} slicegate_profile;

/*
 * Copies the built-in profile NAME ("mgmt", "mgmt-2018", "sba", "none") to
 * *out. False, and *out zeroed, where there is no such profile.
 */
bool slicegate_profile_builtin(const char *name, slicegate_profile *out);

/* The built-in names in order, NULL-terminated; and what each is drawn from. */
const char *const *slicegate_profile_names(void);
const char *slicegate_profile_sources(const char *name);

/* Sets one level. False where the rule or level is out of range, or where the
 * rule cannot be lowered (CERT-DER-1, in every profile but "none"). */
bool slicegate_profile_set(slicegate_profile *p, slicegate_rule rule,
                           slicegate_level level);

/* ---- Facts of one certificate ------------------------------------------ */

typedef enum slicegate_key_type {
    SLICEGATE_KEY_OTHER = 0, /* readable, but none of the following */
    SLICEGATE_KEY_RSA,       /* rsaEncryption */
    SLICEGATE_KEY_RSA_PSS,   /* id-RSASSA-PSS */
    SLICEGATE_KEY_EC,        /* id-ecPublicKey */
    SLICEGATE_KEY_ED25519,
    SLICEGATE_KEY_ED448
} slicegate_key_type;

typedef enum slicegate_curve {
    SLICEGATE_CURVE_NONE = 0, /* not EC, explicit parameters or unreadable */
    SLICEGATE_CURVE_P256,
    SLICEGATE_CURVE_P384,
    SLICEGATE_CURVE_OTHER /* a named curve outside the profile */
} slicegate_curve;

typedef struct slicegate_key {
    slicegate_key_type type;
    slicegate_curve curve;
    unsigned bits;             /* RSA modulus or EC field; 0 unknown */
    unsigned strength;         /* security bits, SP 800-57; 0 unknown */
    slicegate_bytes oid;       /* algorithm OID content octets */
    slicegate_bytes curve_oid; /* named curve OID content octets */
    slicegate_bytes n, e;      /* RSA, big-endian without leading zero */
    slicegate_bytes point;     /* EC point octets; the raw key of the others */
} slicegate_key;

/* Limits that the engine sets on its own; beyond them is a finding. */
#define SLICEGATE_CERT_MAX 65536    /* bytes of a TBSCertificate, CHAIN-3 */
#define SLICEGATE_EXTENSIONS_MAX 32 /* extensions of one certificate */
#define SLICEGATE_NAME_MAX 1024     /* bytes of a subject kept for a path */
#define SLICEGATE_KEYID_MAX 64      /* bytes of a subjectKeyIdentifier kept */
#define SLICEGATE_PATH_CAS_MAX 3    /* CAs below the anchor, CHAIN-3 */

typedef struct slicegate_extension {
    slicegate_bytes oid;   /* content octets */
    slicegate_bytes value; /* content of the OCTET STRING */
    bool critical;
} slicegate_extension;

/* Private: how a Name is made up (provider/profile/name.h). */
typedef struct slicegate_name_detail {
    uint8_t form, fault, tag;
    slicegate_bytes attribute;
} slicegate_name_detail;

/* Private: what was read once and the rules look at again and again. */
typedef struct slicegate_cert_detail {
    uint32_t present, critical, malformed; /* sets of known extensions */
    uint16_t faults;                       /* read, but not well formed */
    uint8_t eku, san, cdp, aia;            /* what those extensions hold */
    uint8_t signature, pss; /* the signature algorithm, classified */
    uint8_t ec;             /* what is odd about an EC key */
    slicegate_bytes signature_oid, signature_parameters;
    slicegate_bytes not_before, not_after; /* the time strings */
    slicegate_name_detail issuer, subject;
} slicegate_cert_detail;

/*
 * What a TBSCertificate says. Filled by slicegate_cert_parse; fields that the
 * certificate lacks are zero. Spans of Name, AlgorithmIdentifier and SPKI
 * include tag and length.
 */
typedef struct slicegate_cert_facts {
    slicegate_bytes tbs;
    const char *unreadable; /* NULL, or what was expected where reading broke */
    size_t unreadable_at;   /* offset into tbs */
    unsigned version;       /* 1, 2, 3 */
    slicegate_bytes serial; /* content octets of the INTEGER */
    slicegate_bytes signature_algorithm; /* the inner AlgorithmIdentifier */
    slicegate_bytes issuer, subject;
    int64_t not_before, not_after; /* seconds since 1970 UTC */
    slicegate_bytes spki;
    slicegate_key key;
    bool is_ca;       /* basicConstraints cA TRUE */
    int32_t path_len; /* -1 where absent */
    slicegate_bytes subject_key_id, authority_key_id; /* the octets */
    uint16_t key_usage; /* bit n is the named bit n of RFC 5280 4.2.1.3 */
    unsigned extension_count;
    slicegate_extension extension[SLICEGATE_EXTENSIONS_MAX];
    slicegate_cert_detail detail;
} slicegate_cert_facts;

/*
 * Reads one TBSCertificate. Contract: TBS is the complete DER element,
 * nothing before and nothing after it. True when it could be read as far as
 * the rules need; false when not, and then facts->unreadable says in a few
 * words what was expected and facts->unreadable_at the offset. Facts may be
 * handed to the judges in both cases: unreadable facts give CERT-DER-1.
 */
bool slicegate_cert_parse(slicegate_bytes tbs, slicegate_cert_facts *facts);

/*
 * Splits a Certificate (RFC 5280 4.1) into its three parts and checks that
 * nothing follows. False when it is not strict DER. *tbs and *algorithm
 * include tag and length; *signature is the content without the unused-bits
 * octet, which must be 0.
 */
bool slicegate_cert_split(slicegate_bytes certificate, slicegate_bytes *tbs,
                          slicegate_bytes *algorithm,
                          slicegate_bytes *signature);

/*
 * Is this something that libcrypto could read as a TBSCertificate? Lenient on
 * purpose (indefinite and padded lengths, long-form tags), so that a
 * certificate cannot be encoded past the gate. False for certification
 * requests, CRLs, OCSP responses, CMS attributes and text.
 */
bool slicegate_is_tbs_certificate(slicegate_bytes data);

/* ---- Findings ---------------------------------------------------------- */

#define SLICEGATE_FINDINGS_MAX 64

/* A finding is small; its text is made when somebody wants to read it. */
typedef struct slicegate_finding {
    uint16_t rule;  /* slicegate_rule */
    uint8_t level;  /* slicegate_level it was judged at, WARN or ENFORCE; WARN
                       also where a rule has something lesser to say */
    uint8_t format; /* private: how to print */
    uint32_t number;
    slicegate_bytes bytes;
} slicegate_finding;

typedef struct slicegate_findings {
    unsigned count;    /* entries of item[] that are set */
    unsigned enforced; /* how many of them refuse */
    slicegate_finding item[SLICEGATE_FINDINGS_MAX];
} slicegate_findings;

/* The decision over collected findings: true when none refuses. */
static inline bool slicegate_findings_pass(const slicegate_findings *f)
{
    return f->enforced == 0;
}

/*
 * Adds a finding of RULE at the profile's level (nothing where that is off).
 * For findings that only a gate can make (GATE-*, CHAIN-7, CHAIN-8), and for
 * those of a handshake that a gate makes before there is one to judge (RES-1,
 * T13-0RTT-1).
 * When the list is full the last entry is replaced and `enforced` still
 * counts, so overflow never turns into a pass.
 */
void slicegate_findings_add(slicegate_findings *f,
                            const slicegate_profile *profile,
                            slicegate_rule rule);

/*
 * Expected and presented, printable ASCII, NUL-terminated, cut to the buffers
 * (256 bytes each hold every text); bytes from the certificate are escaped.
 * False, and both texts empty, where FINDING is not one that a judge or
 * slicegate_findings_add made.
 */
bool slicegate_finding_text(const slicegate_finding *finding, char *expected,
                            size_t expected_size, char *presented,
                            size_t presented_size);

/* ---- Judges ------------------------------------------------------------ */

/*
 * Judges one certificate by itself in one ROLE and appends what it finds to
 * *out (which the caller zeroes first). NOW is in seconds since 1970 UTC.
 * Client and server bind end entities; the others bind CAs. A value that names
 * no role is judged as all of them.
 */
void slicegate_judge_cert(const slicegate_cert_facts *facts,
                          slicegate_role role, const slicegate_profile *profile,
                          int64_t now, slicegate_findings *out);

/*
 * Judges what only the whole Certificate shows: inner and outer
 * signatureAlgorithm alike (CERT-SIG-5). ALGORITHM as split gave it.
 */
void slicegate_judge_outer(const slicegate_cert_facts *facts,
                           slicegate_bytes algorithm,
                           const slicegate_profile *profile,
                           slicegate_findings *out);

/*
 * What a path keeps of an issuer, by value, so that the issuer's bytes need
 * not live on. A subject or key identifier longer than the limits is kept as
 * its length only and equals nothing.
 */
typedef struct slicegate_issuer {
    slicegate_key_type key_type;
    slicegate_curve curve;
    unsigned key_bits, strength;
    bool is_ca;     /* basicConstraints cA TRUE */
    bool passed;    /* set by the caller: it passed as a CA, or is an anchor */
    bool is_anchor; /* set by the caller */
    unsigned depth; /* set by the caller: how many CAs below the anchor it
                       stands, 0 for the anchor itself */
    int32_t path_len; /* -1 where absent */
    size_t ski_len, subject_len;
    uint8_t ski[SLICEGATE_KEYID_MAX];
    uint8_t subject[SLICEGATE_NAME_MAX];
} slicegate_issuer;

/* Keeps the facts of a CA; passed, is_anchor and depth are left zero. */
void slicegate_issuer_keep(const slicegate_cert_facts *facts,
                           slicegate_issuer *out);

/*
 * Judges a certificate against its issuer in the same path: CA-BC-2, CA-BC-3,
 * CERT-STR-1, CERT-NAME-3, CERT-AKI-1/2, CHAIN-1, CHAIN-3, CHAIN-9.
 * ROLE is the role of the certificate below.
 */
void slicegate_judge_issued(const slicegate_cert_facts *facts,
                            slicegate_role role, const slicegate_issuer *issuer,
                            const slicegate_profile *profile,
                            slicegate_findings *out);

/* ---- Text -------------------------------------------------------------- */

/*
 * A Name (DER) as one printable line in the manner of RFC 4514, but in the
 * order of the encoding; anything unprintable escaped. Always terminated;
 * cut with "..." where the buffer (at least 8 bytes) is too small.
 */
void slicegate_name_text(slicegate_bytes name, char *out, size_t size);

#ifdef __cplusplus
}
#endif
#endif
