/* SPDX-License-Identifier: Apache-2.0 */
/* What TS 33.310 6.1.3c makes mandatory. */
#include "judge.h"

/* True where EXT is there to be judged; otherwise its absence is reported,
 * unless another rule refused that. */
static bool mandatory(sg_judge *j, sg_extension ext)
{
    if (sg_refused_version(j) || sg_refused_malformed(j, ext))
        return false;
    if (!sg_has(j, ext))
        sg_found_bytes(j, SG_TEXT_ABSENT, sg_extension_oid(ext));
    return sg_has(j, ext);
}

void sg_check_sba_eku_1(sg_judge *j)
{
    mandatory(j, SG_EXT_EXTENDED_KEY_USAGE);
}

void sg_check_sba_aki_1(sg_judge *j)
{
    if (mandatory(j, SG_EXT_AUTHORITY_KEY_ID) &&
        j->facts->authority_key_id.n == 0)
        sg_found(j, SG_TEXT_AKI_NO_KEY_ID);
}

void sg_check_sba_san_1(sg_judge *j)
{
    if (!mandatory(j, SG_EXT_SUBJECT_ALT_NAME))
        return;
    if (!sg_critical(j, SG_EXT_SUBJECT_ALT_NAME))
        sg_found(j, SG_TEXT_SBA_SAN_NOT_CRITICAL);
    if ((j->facts->detail.san & SG_SAN_UUID4) == 0)
        sg_found_bytes(j, SG_TEXT_SAN_NO_NAME,
                       sg_word("urn:uuid of version 4"));
}

void sg_check_sba_nft_1(sg_judge *j)
{
    mandatory(j, SG_EXT_NF_TYPES);
}
