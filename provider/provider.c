/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The module's entry: from openssl.cnf's section to a state that gates, in
 * named steps, each of which fails closed and says in one line why.
 */
#include <openssl/conf.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "anchors.h"
#include "audit.h"
#include "capability.h"
#include "issuers.h"
#include "key_exchanges.h"
#include "overlay.h"
#include "own.h"
#include "passlist.h"
#include "policy_file.h"
#include "psk.h"
#include "raise.h"
#include "record.h"
#include "resumption.h"
#include "sigcache.h"
#include "sink.h"
#include "state.h"
#include "thread.h"
#include "transcript.h"

#define BASE_PROVIDER "default"

/* Lines of OpenSSL that the gate was tried on. */
static const char *const known_lines[] = {"3.0.", "3.5."};

__attribute__((visibility("default"))) OSSL_provider_init_fn OSSL_provider_init;

/* ---- Telling ----------------------------------------------------------- */

static void announce_anchor(void *arg, const char *line)
{
    (void)arg;
    sg_sink_announce(line);
}

static bool refuse_to_load(const char *why)
{
    char line[1200];

    (void)snprintf(line, sizeof(line), "provider not loaded: %s", why);
    sg_sink_announce(line);
    return false;
}

/* ---- Steps of init ----------------------------------------------------- */

static void take_core(sg_core *core, const OSSL_CORE_HANDLE *handle,
                      const OSSL_DISPATCH *in)
{
    core->handle = handle;
    for (; in->function_id != 0; in++)
        switch (in->function_id) {
        case OSSL_FUNC_CORE_GET_PARAMS:
            core->get_params = OSSL_FUNC_core_get_params(in);
            break;
        case OSSL_FUNC_CORE_NEW_ERROR:
            core->new_error = OSSL_FUNC_core_new_error(in);
            break;
        case OSSL_FUNC_CORE_SET_ERROR_DEBUG:
            core->set_error_debug = OSSL_FUNC_core_set_error_debug(in);
            break;
        case OSSL_FUNC_CORE_VSET_ERROR:
            core->vset_error = OSSL_FUNC_core_vset_error(in);
            break;
        default:
            break;
        }
}

/* A string that the core knows: its version, or a key of our section. */
static const char *core_string(const sg_core *core, const char *name)
{
    char *value = NULL;
    OSSL_PARAM params[2];

    params[0] = OSSL_PARAM_construct_utf8_ptr(name, &value, 0);
    params[1] = OSSL_PARAM_construct_end();
    if (core->get_params == NULL || !core->get_params(core->handle, params))
        return NULL;
    return OSSL_PARAM_modified(&params[0]) ? value : NULL;
}

static void digest_policy(sg_state *state, const char *text, size_t size)
{
    uint8_t anchors[SG_SHA256_SIZE];
    const sg_chunk chunks[] = {{SLICEGATE_VERSION, sizeof(SLICEGATE_VERSION)},
                               {text, size},
                               {anchors, sizeof(anchors)}};

    sg_anchors_digest(state->anchors, anchors);
    sg_sha256(chunks, 3, state->policy_digest);
}

/* The policy while it is being put into force: for messages and the digest. */
typedef struct policy_source {
    const char *path;
    char *text;
    size_t size;
} policy_source;

/* Refuses with the policy's file and the line that names BLAMED. */
static bool refuse_policy(const policy_source *from, const char *blamed,
                          slicegate_policy_error *error)
{
    char line[1024];

    if (blamed != NULL)
        error->line = slicegate_policy_line_of(from->text, from->size, blamed);
    slicegate_policy_error_line(from->path, error, line, sizeof(line));
    return refuse_to_load(line);
}

static bool load_policy(sg_state *state, policy_source *from)
{
    slicegate_policy_error error;
    const char *blamed;

    from->path = core_string(&state->core, "policy");
    state->policy = OPENSSL_zalloc(sizeof(*state->policy));
    if (state->policy == NULL)
        return refuse_to_load("out of memory");
    if (!slicegate_policy_load(from->path, state->policy, &from->text,
                               &from->size, &error))
        return refuse_policy(from, NULL, &error);
    sg_sides_set(state->policy, &state->sides);
    state->active = !state->sides.side[SG_SIDE_UNKNOWN].open;
    state->anchors =
        sg_anchors_load(state->policy, announce_anchor, NULL, &blamed, &error);
    if (state->anchors == NULL && error.text[0] != '\0')
        return refuse_policy(from, blamed, &error);
    digest_policy(state, from->text, from->size);
    return true;
}

static bool check_openssl(const sg_state *state)
{
    const char *version =
        core_string(&state->core, OSSL_PROV_PARAM_CORE_VERSION);
    char line[256];

    for (size_t i = 0; i < sizeof(known_lines) / sizeof(known_lines[0]); i++)
        if (version != NULL &&
            strncmp(version, known_lines[i], strlen(known_lines[i])) == 0)
            return true;
    (void)snprintf(line, sizeof(line),
                   "OpenSSL %s is of a line that slicegate %s was not tried "
                   "on (known: 3.0 and 3.5); unknown_openssl = %s",
                   version == NULL ? "of unknown version" : version,
                   SLICEGATE_VERSION,
                   state->policy->refuse_unknown_openssl ? "refuse" : "run");
    if (state->policy->refuse_unknown_openssl)
        return refuse_to_load(line);
    sg_sink_announce(line);
    return true;
}

static bool open_audit(sg_state *state, const policy_source *from)
{
    slicegate_policy_error error;
    const char *blamed;

    state->audit = sg_audit_open(state->policy, &blamed, &error);
    return state->audit != NULL || refuse_policy(from, blamed, &error);
}

static bool make_readings(sg_state *state)
{
    for (unsigned i = 0; i < state->sides.readings; i++) {
        state->passlist[i] = sg_passlist_new();
        state->issuers[i] = sg_issuers_new();
        if (state->passlist[i] == NULL || state->issuers[i] == NULL)
            return false;
    }
    return true;
}

static bool make_tables(sg_state *state)
{
    state->transcripts = sg_transcripts_new();
    state->threads = sg_threads_new();
    state->key_exchanges = sg_key_exchanges_new();
    state->psks = sg_psks_new();
    state->own = sg_own_new();
    state->resumption = sg_resumption_new(state->policy->resumption_entries);
    if (state->policy->cache_entries > 0)
        state->sigcache = sg_sigcache_new(state->policy->cache_entries);
    if (!make_readings(state) || state->transcripts == NULL ||
        state->threads == NULL || state->key_exchanges == NULL ||
        state->psks == NULL || state->own == NULL ||
        state->resumption == NULL ||
        (state->policy->cache_entries > 0 && state->sigcache == NULL))
        return refuse_to_load("out of memory for the gate's tables");
    return true;
}

static bool overlay_base(sg_state *state)
{
    if (!sg_overlay_load_base(state, BASE_PROVIDER))
        return refuse_to_load("OpenSSL's default provider cannot be loaded");
    if (!sg_overlay_build(state))
        return refuse_to_load("the base's algorithms cannot be wrapped");
    if (!sg_state_register(state))
        return refuse_to_load("too many library contexts in one process");
    return true;
}

/* What holds for servers, and after a slash for clients where that differs. */
static void pair(const char *server, const char *client, char *out, size_t size)
{
    bool same = strcmp(server, client) == 0;

    (void)snprintf(out, size, "%s%s%s", server, same ? "" : "/",
                   same ? "" : client);
}

static const char *mode_name(slicegate_mode mode)
{
    return mode == SLICEGATE_MODE_MONITOR ? "monitor" : "enforce";
}

static void describe_build(sg_state *state, const char *policy)
{
    const sg_side *server = &state->sides.side[SG_SIDE_SERVER];
    const sg_side *client = &state->sides.side[SG_SIDE_CLIENT];
    char hex[2 * SG_SHA256_SIZE + 1], *conf = CONF_get1_default_config_file();
    char profile[32], mode[32];

    pair(server->profile.name, client->profile.name, profile, sizeof(profile));
    pair(mode_name(server->mode), mode_name(client->mode), mode, sizeof(mode));
    sg_hex(state->policy_digest, SG_SHA256_SIZE, hex);
    (void)snprintf(state->buildinfo, sizeof(state->buildinfo),
                   "slicegate %s profile=%s mode=%s anchors=%s policy=%s",
                   SLICEGATE_VERSION, profile, mode,
                   state->anchors == NULL ? "none" : "set", hex);
    sg_record_add(state, state->buildinfo, conf, policy);
    OPENSSL_free(conf);
}

/* ---- Fork -------------------------------------------------------------- */

static void lock_state(sg_state *state)
{
    sg_audit_lock(state->audit);
    for (unsigned i = 0; i < state->sides.readings; i++) {
        sg_passlist_lock(state->passlist[i]);
        sg_issuers_lock(state->issuers[i]);
    }
    sg_transcripts_lock(state->transcripts);
    sg_key_exchanges_lock(state->key_exchanges);
    sg_psks_lock(state->psks);
    sg_own_lock(state->own);
    sg_sigcache_lock(state->sigcache);
}

static void unlock_state(sg_state *state)
{
    sg_sigcache_unlock(state->sigcache);
    sg_own_unlock(state->own);
    sg_psks_unlock(state->psks);
    sg_key_exchanges_unlock(state->key_exchanges);
    sg_transcripts_unlock(state->transcripts);
    for (unsigned i = state->sides.readings; i-- > 0;) {
        sg_issuers_unlock(state->issuers[i]);
        sg_passlist_unlock(state->passlist[i]);
    }
    sg_audit_unlock(state->audit);
}

static void before_fork(void)
{
    sg_record_lock();
    sg_state_lock_each(lock_state);
}

static void after_fork(void)
{
    sg_state_unlock_each(unlock_state);
    sg_record_unlock();
}

static pthread_once_t fork_once = PTHREAD_ONCE_INIT;

static void watch_fork(void)
{
    (void)pthread_atfork(before_fork, after_fork, after_fork);
}

/* ---- The provider's own functions -------------------------------------- */

static void free_state(sg_state *state)
{
    sg_state_unregister(state);
    sg_overlay_free(state);
    sg_threads_free(state->threads);
    sg_own_free(state->own);
    sg_psks_free(state->psks);
    sg_resumption_free(state->resumption);
    sg_key_exchanges_free(state->key_exchanges);
    sg_transcripts_free(state->transcripts);
    sg_sigcache_free(state->sigcache);
    for (unsigned i = 0; i < SG_READINGS; i++) {
        sg_issuers_free(state->issuers[i]);
        sg_passlist_free(state->passlist[i]);
    }
    sg_audit_close(state->audit);
    sg_anchors_free(state->anchors);
    OPENSSL_free(state->policy);
    OPENSSL_free(state);
}

static void teardown(void *provctx)
{
    sg_state *state = sg_state_find(provctx);

    if (state == NULL)
        return;
    sg_record_remove(state);
    free_state(state);
}

static const OSSL_PARAM *gettable_params(void *provctx)
{
    static const OSSL_PARAM known[] = {
        OSSL_PARAM_DEFN(OSSL_PROV_PARAM_NAME, OSSL_PARAM_UTF8_PTR, NULL, 0),
        OSSL_PARAM_DEFN(OSSL_PROV_PARAM_VERSION, OSSL_PARAM_UTF8_PTR, NULL, 0),
        OSSL_PARAM_DEFN(OSSL_PROV_PARAM_BUILDINFO, OSSL_PARAM_UTF8_PTR, NULL,
                        0),
        OSSL_PARAM_DEFN(OSSL_PROV_PARAM_STATUS, OSSL_PARAM_INTEGER, NULL, 0),
        OSSL_PARAM_END};

    (void)provctx;
    return known;
}

static int set_text(OSSL_PARAM params[], const char *name, const char *text)
{
    OSSL_PARAM *p = OSSL_PARAM_locate(params, name);

    return p == NULL || OSSL_PARAM_set_utf8_ptr(p, text);
}

static int get_params(void *provctx, OSSL_PARAM params[])
{
    sg_state *state = sg_state_find(provctx);
    OSSL_PARAM *status = OSSL_PARAM_locate(params, OSSL_PROV_PARAM_STATUS);

    return state != NULL &&
           set_text(params, OSSL_PROV_PARAM_NAME, "slicegate") &&
           set_text(params, OSSL_PROV_PARAM_VERSION, SLICEGATE_VERSION) &&
           set_text(params, OSSL_PROV_PARAM_BUILDINFO, state->buildinfo) &&
           (status == NULL || OSSL_PARAM_set_int(status, 1));
}

static const OSSL_ALGORITHM *query(void *provctx, int operation, int *no_cache)
{
    sg_state *state = sg_state_find(provctx);

    *no_cache = 0;
    if (state == NULL || operation <= 0 || operation >= SG_OPERATIONS)
        return NULL;
    *no_cache = state->no_cache[operation];
    return state->table[operation];
}

static int get_capabilities(void *provctx, const char *capability,
                            OSSL_CALLBACK *cb, void *arg)
{
    sg_state *state = sg_state_find(provctx);

    return state != NULL && sg_capabilities(state, capability, cb, arg);
}

static int self_test(void *provctx)
{
    sg_state *state = sg_state_find(provctx);

    return state != NULL && OSSL_PROVIDER_self_test(state->base);
}

#define OURS(ID, type, fn)                                                     \
    {                                                                          \
        OSSL_FUNC_PROVIDER_##ID,                                               \
            (void (*)(void))(OSSL_FUNC_provider_##type##_fn *)(fn)             \
    }

static const OSSL_DISPATCH provider_functions[] = {
    OURS(TEARDOWN, teardown, teardown),
    OURS(GETTABLE_PARAMS, gettable_params, gettable_params),
    OURS(GET_PARAMS, get_params, get_params),
    OURS(QUERY_OPERATION, query_operation, query),
    OURS(GET_REASON_STRINGS, get_reason_strings, sg_reason_strings),
    OURS(GET_CAPABILITIES, get_capabilities, get_capabilities),
    OURS(SELF_TEST, self_test, self_test),
    {0, NULL}};

int OSSL_provider_init(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *in,
                       const OSSL_DISPATCH **out, void **provctx)
{
    sg_state *state = OPENSSL_zalloc(sizeof(*state));
    policy_source from = {NULL, NULL, 0};
    bool good;

    if (state == NULL) {
        (void)refuse_to_load("out of memory");
        return 0;
    }
    take_core(&state->core, handle, in);
    good = load_policy(state, &from) && check_openssl(state) &&
           open_audit(state, &from) && make_tables(state) &&
           overlay_base(state);
    free(from.text);
    if (!good) {
        free_state(state);
        return 0;
    }
    describe_build(state, from.path);
    (void)pthread_once(&fork_once, watch_fork);
    *provctx = state->provctx;
    *out = provider_functions;
    return 1;
}
