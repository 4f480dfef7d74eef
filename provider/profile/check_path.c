/* SPDX-License-Identifier: Apache-2.0 */
/* A certificate and its issuer. */
#include "judge.h"

static bool below_is_ca(const sg_judge *j)
{
    return (j->role & SLICEGATE_ROLES_CA) != 0;
}

static bool below_is_ee(const sg_judge *j)
{
    return (j->role & SLICEGATE_ROLES_EE) != 0;
}

void sg_check_chain_9(sg_judge *j)
{
    if (!j->issuer->is_ca)
        sg_found(j, SG_TEXT_ISSUER_NOT_CA);
    else if (!j->issuer->passed)
        sg_found(j, SG_TEXT_ISSUER_REFUSED);
}

/* An issuer that is no CA has no pathLenConstraint to judge. */
static bool no_ca_above(const sg_judge *j)
{
    return !j->issuer->is_ca && sg_refused(j, SLICEGATE_RULE_CHAIN_9);
}

void sg_check_ca_bc_2(sg_judge *j)
{
    int32_t length = j->issuer->path_len;
    if (!below_is_ee(j) || no_ca_above(j))
        return;
    if (length < 0)
        sg_found(j, SG_TEXT_PATH_LEN_ABSENT);
    else if (length > 0)
        sg_found_number(j, SG_TEXT_PATH_LEN, (uint32_t)length);
}

/*
 * A CA under pathLenConstraint 0 is one fault with two readings: an anchor is
 * an upper CA that was issued too narrowly (CA-BC-3), any other issuer a TLS CA
 * that issues a CA (CHAIN-1).
 */
void sg_check_ca_bc_3(sg_judge *j)
{
    if (j->stage == SG_STAGE_CERT) {
        if (j->facts->is_ca && j->facts->path_len == 0)
            sg_found(j, SG_TEXT_UPPER_PATH_LEN);
    } else if (below_is_ca(j) && j->issuer->is_anchor &&
               j->issuer->path_len == 0) {
        sg_found(j, SG_TEXT_UPPER_PATH_LEN);
    }
}

void sg_check_chain_1(sg_judge *j)
{
    if (below_is_ca(j) && j->issuer->path_len == 0 &&
        !sg_refused(j, SLICEGATE_RULE_CA_BC_3))
        sg_found(j, SG_TEXT_CA_BELOW);
}

void sg_check_chain_3(sg_judge *j)
{
    if (j->stage == SG_STAGE_CERT) {
        if (j->facts->tbs.n > SLICEGATE_CERT_MAX)
            sg_found_number(j, SG_TEXT_SIZE, (uint32_t)j->facts->tbs.n);
        return;
    }
    unsigned depth = j->issuer->depth + (below_is_ca(j) ? 1 : 0);
    if (depth > SLICEGATE_PATH_CAS_MAX)
        sg_found_number(j, SG_TEXT_PATH_DEPTH, depth);
}

void sg_check_str_1(sg_judge *j)
{
    unsigned above = j->issuer->strength, below = j->facts->key.strength;
    if (above < below && !(above == 0 && sg_refused(j, SLICEGATE_RULE_CHAIN_9)))
        sg_found_number(j, SG_TEXT_STRENGTH, above << 16 | below);
}

void sg_check_aki_2(sg_judge *j)
{
    const slicegate_issuer *i = j->issuer;
    slicegate_bytes aki = j->facts->authority_key_id;
    slicegate_bytes ski = {i->ski, i->ski_len};
    if (aki.n == 0 || i->ski_len == 0)
        return;
    if (i->ski_len > SLICEGATE_KEYID_MAX || !sg_bytes_equal(aki, ski))
        sg_found_bytes(j, SG_TEXT_AKI_OTHER, aki);
}

void sg_check_aki_1(sg_judge *j)
{
    if (j->stage == SG_STAGE_CERT) {
        if (sg_critical(j, SG_EXT_AUTHORITY_KEY_ID))
            sg_found_bytes(j, SG_TEXT_CRITICAL,
                           sg_extension_oid(SG_EXT_AUTHORITY_KEY_ID));
    } else if (j->facts->authority_key_id.n != 0 && j->issuer->ski_len == 0 &&
               !j->issuer->is_anchor) {
        /* Of an anchor perhaps no more is known than its key. */
        sg_found(j, SG_TEXT_AKI_NO_SKI);
    }
}
