/* SPDX-License-Identifier: Apache-2.0 */
/*
 * slicegate/handshake.h - the TLS and PSK profile as a pure rule engine.
 *
 * The reader is fed the handshake messages of one TLS 1.2 or 1.3 handshake
 * (RFC 5246 7.4, RFC 8446 4), in the order in which both ends hash them, and
 * keeps facts by value: nothing in the facts points into a message. The judge
 * then judges facts by the rules of slicegate/rules.inc.
 *
 * Like the certificate engine it does no I/O, allocates nothing, keeps no
 * state of its own and calls no other library; any number of threads may use
 * it at once, each with facts of its own.
 *
 * Failing closed: a message that cannot be read, that stands where the RFCs
 * do not allow it, or that exceeds a limit below sets facts->fault, and facts
 * with a fault are a finding of GATE-2. A fault is never taken back.
 */
#ifndef SLICEGATE_HANDSHAKE_H
#define SLICEGATE_HANDSHAKE_H

#include "slicegate/profile.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SLICEGATE_RANDOM_SIZE 32
#define SLICEGATE_SNI_MAX 255
#define SLICEGATE_PSK_OFFERS_MAX 8     /* offered identities that are kept */
#define SLICEGATE_PSK_IDENTITY_MAX 128 /* octets of one identity, PSK-ID-4 */

/* Handshake message types (RFC 8446 B.3, RFC 5246 7.4). */
enum {
    SLICEGATE_MSG_HELLO_REQUEST = 0,
    SLICEGATE_MSG_CLIENT_HELLO = 1,
    SLICEGATE_MSG_SERVER_HELLO = 2,
    SLICEGATE_MSG_NEW_SESSION_TICKET = 4,
    SLICEGATE_MSG_END_OF_EARLY_DATA = 5,
    SLICEGATE_MSG_ENCRYPTED_EXTENSIONS = 8,
    SLICEGATE_MSG_CERTIFICATE = 11,
    SLICEGATE_MSG_SERVER_KEY_EXCHANGE = 12,
    SLICEGATE_MSG_CERTIFICATE_REQUEST = 13,
    SLICEGATE_MSG_SERVER_HELLO_DONE = 14,
    SLICEGATE_MSG_CERTIFICATE_VERIFY = 15,
    SLICEGATE_MSG_CLIENT_KEY_EXCHANGE = 16,
    SLICEGATE_MSG_FINISHED = 20,
    SLICEGATE_MSG_CERTIFICATE_STATUS = 22,
    SLICEGATE_MSG_KEY_UPDATE = 24,
    SLICEGATE_MSG_COMPRESSED_CERTIFICATE = 25,
    SLICEGATE_MSG_NEXT_PROTO = 67,
    SLICEGATE_MSG_MESSAGE_HASH = 254
};

/* What an end presented as its certificate. */
typedef enum slicegate_presented {
    SLICEGATE_PRESENTED_NOTHING = 0, /* no Certificate message */
    SLICEGATE_PRESENTED_EMPTY,       /* a Certificate message without one */
    SLICEGATE_PRESENTED_LEAF
} slicegate_presented;

/* One end's part in authentication by certificate. */
typedef struct slicegate_end {
    slicegate_presented presented;
    bool compressed; /* it came as CompressedCertificate (RFC 8879); presented
                        is NOTHING until it is handed in expanded */
    bool proved;     /* CertificateVerify, or a signed ServerKeyExchange */
    bool finished;   /* Finished */
    uint16_t scheme; /* SignatureScheme of that proof, 0 none */
} slicegate_end;

/* How the key exchange went. */
typedef enum slicegate_exchange {
    SLICEGATE_EXCHANGE_NONE = 0, /* none that the transcript shows */
    SLICEGATE_EXCHANGE_GROUP, /* a named group: ECDHE, FFDHE in 1.3, hybrid */
    SLICEGATE_EXCHANGE_DH     /* TLS 1.2 DHE; dh_bits says how long */
} slicegate_exchange;

typedef struct slicegate_psk_offer {
    uint16_t length; /* as offered; more than MAX is kept cut */
    uint8_t identity[SLICEGATE_PSK_IDENTITY_MAX];
} slicegate_psk_offer;

#define SLICEGATE_PSK_NOT_SELECTED (-1)

/* psk_key_exchange_modes as a set: bit 0 psk_ke, bit 1 psk_dhe_ke. */
#define SLICEGATE_PSK_KE 1u
#define SLICEGATE_PSK_DHE_KE 2u

/*
 * What the messages say. Zeroed by slicegate_handshake_begin, then filled by
 * slicegate_handshake_read; not to be changed by anybody else.
 */
typedef struct slicegate_handshake {
    const char *fault;     /* NULL, or what was expected where reading broke;
                              static */
    uint8_t last;          /* type of the message read last, 0 none */
    bool last_from_server; /* whose message that was */
    uint8_t fault_message; /* type of the message that broke */
    bool dtls;             /* 12-byte headers */
    bool hello_retry;      /* a HelloRetryRequest stands in the transcript */
    bool post_handshake;   /* a CertificateRequest after the client Finished */
    bool done;             /* both ends are Finished */
    uint8_t stage;         /* where reading stands: the reader's own */

    /* ClientHello */
    uint16_t client_version; /* legacy_version */
    uint8_t client_random[SLICEGATE_RANDOM_SIZE];
    bool client_offers_13,
        client_offers_old;   /* supported_versions; below 1.2 */
    bool client_compression; /* offers other than null */
    bool client_sni, client_ems, client_groups, client_signatures;
    bool client_status, client_truncated_hmac, client_pha, client_early_data;
    bool client_renegotiation;     /* renegotiation_info or the SCSV */
    bool renegotiates;             /* renegotiation_info is not empty */
    bool psk_modes_sent, psk_last; /* psk_last: pre_shared_key came last */
    uint8_t psk_modes;
    uint8_t sni_length;
    uint8_t sni[SLICEGATE_SNI_MAX]; /* host_name as sent, any bytes */
    bool psk_external_offered; /* an identity of age 0, which a ticket's is not
                                  but by chance (RFC 8446 4.2.11) */
    unsigned psk_offered;      /* how many identities; kept are MAX */
    slicegate_psk_offer psk[SLICEGATE_PSK_OFFERS_MAX];

    /* ServerHello and EncryptedExtensions */
    bool server_hello;
    uint16_t version; /* negotiated: 0x0304, 0x0303, 0xfefd, ... */
    uint8_t server_random[SLICEGATE_RANDOM_SIZE];
    uint16_t suite;
    uint8_t compression;
    bool ems, secure_renegotiation, encrypt_then_mac, truncated_hmac;
    bool early_data;      /* accepted */
    int32_t psk_selected; /* index, TLS 1.3; NOT_SELECTED otherwise */

    /* Key exchange */
    slicegate_exchange exchange;
    uint16_t group;
    uint32_t dh_bits;
    bool client_key_exchange; /* TLS 1.2; missing means resumption */
    bool psk_identity_sent;   /* TLS 1.2: psk[0] is the client's identity,
                                 and psk_offered is 1 */

    /* Certificates */
    bool certificate_request; /* in the handshake itself */
    slicegate_end server, client;
} slicegate_handshake;

/* How handshake messages are framed in what is hashed. */
typedef enum slicegate_framing {
    SLICEGATE_FRAMING_TLS, /* 4 bytes of header */
    SLICEGATE_FRAMING_DTLS /* 12 bytes of header, whole messages only */
} slicegate_framing;

typedef struct slicegate_message {
    uint8_t type;
    slicegate_bytes body;
} slicegate_message;

/* Takes the next whole message off *rest. False where there is none whole. */
bool slicegate_message_next(slicegate_bytes *rest, slicegate_framing framing,
                            slicegate_message *out);

/*
 * Do these bytes begin a transcript: a ClientHello, or the message_hash that
 * stands for it after a HelloRetryRequest (RFC 8446 4.4.1), and nothing but
 * whole messages after it? Sets *framing. A ClientHello in the form of SSL 2.0
 * (RFC 5246 E.2), which libssl hashes without a header, does not.
 */
bool slicegate_transcript_begins(slicegate_bytes data,
                                 slicegate_framing *framing);

/* Zeroes *facts for the first message. */
void slicegate_handshake_begin(slicegate_handshake *facts,
                               slicegate_framing framing);

/*
 * Reads the next message. Every message of the transcript is to be handed in,
 * of either end, in order. After a fault the facts stay as they were but for
 * `last`.
 */
void slicegate_handshake_read(slicegate_handshake *facts,
                              const slicegate_message *message);

/*
 * Hands in a Certificate message that came compressed, after expansion
 * (BODY NULL: it could not be expanded, which is no fault of the reader).
 */
void slicegate_handshake_expanded(slicegate_handshake *facts,
                                  slicegate_bytes body);

/*
 * The first certificate of a Certificate message of that negotiated version;
 * an empty list gives a leaf of length 0. False where it is malformed.
 */
bool slicegate_leaf(slicegate_bytes body, bool tls13, slicegate_bytes *leaf);

/* True for TLS 1.3 and later, DTLS 1.3 included. */
static inline bool slicegate_is_tls13(const slicegate_handshake *facts)
{
    return facts->version == 0x0304 || facts->version == 0xfefc;
}

/* ---- Suites, groups, schemes ------------------------------------------- */

typedef enum slicegate_auth {
    SLICEGATE_AUTH_CERTIFICATE = 1, /* TLS 1.2: ECDSA or RSA signature */
    SLICEGATE_AUTH_PSK,             /* TLS 1.2 ..._PSK_... */
    SLICEGATE_AUTH_ANY,             /* TLS 1.3: the suite does not say */
    SLICEGATE_AUTH_NONE             /* anonymous */
} slicegate_auth;

typedef struct slicegate_suite {
    uint16_t id;
    const char *name; /* IANA */
    slicegate_auth auth;
    bool aead, forward_secret, dhe, tag64;
} slicegate_suite;

/* NULL for a suite that is not in the table. */
const slicegate_suite *slicegate_suite_get(uint16_t id);

/* IANA names, "0x1234" form for others written to *buffer (8 bytes). */
const char *slicegate_suite_name(uint16_t id, char buffer[8]);
const char *slicegate_group_name(uint16_t id, char buffer[8]);
const char *slicegate_scheme_name(uint16_t id, char buffer[8]);
const char *slicegate_version_name(uint16_t version, char buffer[8]);

/* What the engine takes a group or scheme for, under a profile: used by the
 * judge, and to filter what a process offers. */
bool slicegate_group_allowed(const slicegate_profile *profile, uint16_t group);
bool slicegate_scheme_allowed(const slicegate_profile *profile,
                              uint16_t scheme);

/* ---- Pre-shared keys --------------------------------------------------- */

/* Why a key is weak, a set; PSK-ENT-2. */
enum {
    SLICEGATE_PSK_ALL_EQUAL = 1,
    SLICEGATE_PSK_REPEATED = 2,  /* a block of up to half its length */
    SLICEGATE_PSK_PRINTABLE = 4, /* nothing but printable ASCII */
    SLICEGATE_PSK_IS_IDENTITY = 8
};

typedef struct slicegate_psk_key {
    size_t length; /* octets */
    unsigned weakness;
} slicegate_psk_key;

/*
 * Looks at a key and keeps no octet of it. Time depends on the length alone.
 * IDENTITY may be empty. PRINTABLE of 32 octets and more only warns.
 */
void slicegate_psk_look(slicegate_bytes key, slicegate_bytes identity,
                        slicegate_psk_key *out);

/* ---- Judging ----------------------------------------------------------- */

typedef enum slicegate_psk_kind {
    SLICEGATE_PSK_NONE = 0,  /* no pre-shared key was used */
    SLICEGATE_PSK_EXTERNAL,  /* one that was provisioned */
    SLICEGATE_PSK_RESUMPTION /* a session is resumed */
} slicegate_psk_kind;

typedef enum slicegate_session {
    SLICEGATE_SESSION_FULL = 0,
    SLICEGATE_SESSION_KNOWN,   /* resumed; passed here before */
    SLICEGATE_SESSION_UNKNOWN, /* resumed; nobody here knows it: RES-1 */
    SLICEGATE_SESSION_DENIED,  /* resumed, and resumption is denied: RES-1 */
    SLICEGATE_SESSION_EXPIRED  /* resumed; its leaf expired since: RES-2 */
} slicegate_session;

/* Parameters of the judge that are the operator's and no rule level. */
typedef struct slicegate_tls_policy {
    bool mutual_optional; /* TLS-MA-1 and PSK-UNK-4 do not bind */
    bool dhe;             /* 0x009E and 0x009F with 2048 bits and more */
    unsigned psk_min_bytes, psk_warn_bytes;
    unsigned psk_suite_count; /* further TLS 1.2 PSK suites, by id */
    uint16_t psk_suite[16];
} slicegate_tls_policy;

/* What the messages do not say but the key schedule did. */
typedef struct slicegate_keying {
    slicegate_psk_kind psk;
    slicegate_psk_key key;    /* EXTERNAL */
    bool key_seen;            /* EXTERNAL: key is set */
    slicegate_bytes identity; /* EXTERNAL: as selected; may be empty */
    bool duplicate;     /* this key goes by another identity too: PSK-DUP-1 */
    bool both_versions; /* this key is used in TLS 1.2 and 1.3: PSK-HASH-2 */
    slicegate_session session;
    bool session_mutual; /* resumed: the first handshake was mutual */
} slicegate_keying;

/*
 * Judges a whole handshake by every rule of the stages HANDSHAKE and KEY, and
 * by GATE-1 (a pre-shared key that was used and not seen) and GATE-2 (a fault,
 * or no ServerHello), and appends to *out. Findings may point into FACTS and
 * keying->identity, and are to be read while those live.
 *
 * The judge takes nothing for granted about when it is called: for a handshake
 * that is not done yet it judges what is there, and mutual authentication that
 * is not there is missing.
 */
void slicegate_judge_handshake(const slicegate_handshake *facts,
                               const slicegate_keying *keying,
                               const slicegate_tls_policy *policy,
                               const slicegate_profile *profile,
                               slicegate_findings *out);

/*
 * Judges one external pre-shared key by itself: PSK-LEN-1, PSK-LEN-3,
 * PSK-ENT-2, and the identity where there is one: PSK-ID-4.
 */
void slicegate_judge_psk(const slicegate_psk_key *key, slicegate_bytes identity,
                         const slicegate_tls_policy *policy,
                         const slicegate_profile *profile,
                         slicegate_findings *out);

#ifdef __cplusplus
}
#endif
#endif
