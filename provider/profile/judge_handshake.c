/* SPDX-License-Identifier: Apache-2.0 */
/* The judges of a handshake and of a pre-shared key. */
#include "check_tls.h"

/* A finding of a rule that stands at GATE in the list. */
static void found_by_gate(sg_judge *j, slicegate_rule rule, sg_text text,
                          const char *word, uint32_t number)
{
    if (j->profile->level[rule] == SLICEGATE_LEVEL_OFF)
        return;
    j->rule = rule;
    sg_found_all(j, text, sg_word(word), number);
}

/* The offer whose identity stands for the key that is used, if it was kept. */
static const slicegate_psk_offer *offer_used(const slicegate_handshake *tls)
{
    int32_t at = slicegate_is_tls13(tls)  ? tls->psk_selected
                 : tls->psk_identity_sent ? 0
                                          : SLICEGATE_PSK_NOT_SELECTED;

    return at >= 0 && at < SLICEGATE_PSK_OFFERS_MAX ? &tls->psk[at] : NULL;
}

static void set_key(sg_judge *j)
{
    const slicegate_psk_offer *offer = offer_used(j->tls);

    j->stage |= SG_STAGE_KEY;
    j->key = j->keying->key_seen ? &j->keying->key : NULL;
    j->identity = j->keying->identity;
    if (offer != NULL && j->identity.n == 0) {
        j->identity.p = offer->identity;
        j->identity.n = offer->length < SLICEGATE_PSK_IDENTITY_MAX
                            ? offer->length
                            : SLICEGATE_PSK_IDENTITY_MAX;
    }
    j->identity_length = j->identity.n;
    if (offer != NULL && offer->length > j->identity_length)
        j->identity_length = offer->length;
    j->identity_known = offer != NULL || j->identity.n > 0;
}

/* Do the messages show a key that the key schedule did not? */
static bool is_unseen(const sg_judge *j)
{
    bool used = sg_is_13(j) ? j->tls->psk_selected != SLICEGATE_PSK_NOT_SELECTED
                            : j->tls->client_key_exchange &&
                                  sg_suite_is(j, SLICEGATE_AUTH_PSK);

    return sg_is_external(j) ? !j->keying->key_seen
                             : used && j->keying->psk == SLICEGATE_PSK_NONE;
}

void slicegate_judge_handshake(const slicegate_handshake *facts,
                               const slicegate_keying *keying,
                               const slicegate_tls_policy *policy,
                               const slicegate_profile *profile,
                               slicegate_findings *out)
{
    sg_judge j = {.tls = facts,
                  .keying = keying,
                  .policy = policy,
                  .profile = profile,
                  .suite = slicegate_suite_get(facts->suite),
                  .stage = SG_STAGE_HANDSHAKE,
                  .role = SLICEGATE_ROLE_HANDSHAKE,
                  .out = out};

    if (facts->fault != NULL)
        found_by_gate(&j, SLICEGATE_RULE_GATE_2, SG_TEXT_TLS_FAULT,
                      facts->fault, facts->fault_message);
    else if (!facts->server_hello)
        found_by_gate(&j, SLICEGATE_RULE_GATE_2, SG_TEXT_TLS_NO_HELLO, "", 0);
    if (is_unseen(&j))
        found_by_gate(&j, SLICEGATE_RULE_GATE_1, SG_TEXT_PSK_UNSEEN, "", 0);
    if (sg_is_external(&j))
        set_key(&j);
    /* Without a ServerHello nothing was negotiated that could be judged. */
    if (facts->server_hello || !sg_refused(&j, SLICEGATE_RULE_GATE_2))
        sg_judge_all(&j);
}

void slicegate_judge_psk(const slicegate_psk_key *key, slicegate_bytes identity,
                         const slicegate_tls_policy *policy,
                         const slicegate_profile *profile,
                         slicegate_findings *out)
{
    sg_judge j = {.policy = policy,
                  .profile = profile,
                  .key = key,
                  .identity = identity,
                  .identity_length = identity.n,
                  .identity_known = identity.n > 0,
                  .stage = SG_STAGE_KEY,
                  .role = SLICEGATE_ROLE_HANDSHAKE,
                  .out = out};

    sg_judge_all(&j);
}
