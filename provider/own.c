/* SPDX-License-Identifier: Apache-2.0 */
#include "own.h"

#include <openssl/crypto.h>
#include <string.h>
#include <time.h>

#include "gate.h"
#include "report.h"
#include "table.h"

/* Own certificates, each in one or two roles. */
#define CERTIFICATES 128

struct sg_own {
    sg_table *passed; /* until when */
};

sg_own *sg_own_new(void)
{
    sg_own *own = OPENSSL_zalloc(sizeof(*own));

    if (own != NULL)
        own->passed = sg_table_new(CERTIFICATES, sizeof(int64_t));
    if (own != NULL && own->passed == NULL) {
        OPENSSL_free(own);
        return NULL;
    }
    return own;
}

void sg_own_free(sg_own *own)
{
    if (own == NULL)
        return;
    sg_table_free(own->passed);
    OPENSSL_free(own);
}

static void key_of(const sg_presented *presented, slicegate_role role,
                   uint8_t key[SG_SHA256_SIZE])
{
    memcpy(key, presented->certificate, SG_SHA256_SIZE);
    key[0] ^= (uint8_t)role;
}

static void read_leaf(const sg_presented *presented, slicegate_role role,
                      const sg_side *side, int64_t now,
                      slicegate_cert_facts *facts, uint8_t tbs_hash[],
                      slicegate_findings *findings)
{
    slicegate_bytes der = {presented->leaf->der, presented->leaf->n};
    slicegate_bytes tbs, algorithm, signature;

    if (!slicegate_cert_split(der, &tbs, &algorithm, &signature)) {
        sg_add_once(findings, &side->profile, SLICEGATE_RULE_CERT_DER_1);
        return;
    }
    (void)slicegate_cert_parse(tbs, facts);
    sg_sha256_bytes(tbs.p, tbs.n, tbs_hash);
    slicegate_judge_cert(facts, role, &side->profile, now, findings);
    slicegate_judge_outer(facts, algorithm, &side->profile, findings);
}

/* Only a warning, unless the policy enforces it. */
static void soften(slicegate_findings *findings, slicegate_level level)
{
    for (unsigned i = 0; level == SLICEGATE_LEVEL_WARN && i < findings->count;
         i++)
        findings->item[i].level = SLICEGATE_LEVEL_WARN;
    if (level == SLICEGATE_LEVEL_WARN)
        findings->enforced = 0;
}

static bool judge(sg_state *state, const sg_side *side, slicegate_role role,
                  const sg_transcript *transcript,
                  const sg_presented *presented, int64_t now)
{
    uint8_t tbs[SG_SHA256_SIZE] = {0}, key[SG_SHA256_SIZE];
    slicegate_findings findings = {0};
    slicegate_cert_facts facts;
    sg_event event = {.stage = SG_STAGE_OWN,
                      .role = slicegate_role_name(role),
                      .findings = &findings,
                      .facts = &facts,
                      .tbs_sha256 = tbs,
                      .certificate_sha256 = presented->certificate,
                      .transcript = transcript};

    memset(&facts, 0, sizeof(facts));
    read_leaf(presented, role, side, now, &facts, tbs, &findings);
    soften(&findings, side->own_certificate);
    if (slicegate_findings_pass(&findings)) {
        key_of(presented, role, key);
        (void)sg_table_put(state->own->passed, key, &facts.not_after, NULL);
    }
    return findings.count > 0 &&
           sg_report(state, side, &event, SG_R_OWN_REFUSED);
}

bool sg_own_refuses(sg_state *state, const sg_side *side, slicegate_role role,
                    const sg_transcript *transcript)
{
    const sg_presented *presented = sg_transcript_end(transcript, role);
    int64_t until, now = (int64_t)time(NULL);
    uint8_t key[SG_SHA256_SIZE];

    if (side->own_certificate == SLICEGATE_LEVEL_OFF || side->open ||
        presented->leaf == NULL || !sg_in_scope(state, presented))
        return false;
    key_of(presented, role, key);
    if (sg_table_get(state->own->passed, key, &until) && now <= until)
        return false;
    return judge(state, side, role, transcript, presented, now);
}

void sg_own_lock(sg_own *own)
{
    sg_table_lock_all(own->passed);
}

void sg_own_unlock(sg_own *own)
{
    sg_table_unlock_all(own->passed);
}
