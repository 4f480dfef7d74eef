/* SPDX-License-Identifier: Apache-2.0 */
/* The checks of handshakes and pre-shared keys, and what they ask. */
#ifndef SLICEGATE_PROFILE_CHECK_TLS_H
#define SLICEGATE_PROFILE_CHECK_TLS_H

#include "judge.h"

static inline bool sg_is_13(const sg_judge *j)
{
    return slicegate_is_tls13(j->tls);
}

/* Do the rules of TLS 1.2 bind? Also where an older version was let through;
 * of one that was refused there is no more to say. */
static inline bool sg_is_12(const sg_judge *j)
{
    return !sg_is_13(j) && !sg_refused(j, SLICEGATE_RULE_TLS_VER_1);
}

/* Were all messages read, so that what is not there is missing? */
static inline bool sg_was_read(const sg_judge *j)
{
    return !sg_refused(j, SLICEGATE_RULE_GATE_2);
}

static inline bool sg_is_external(const sg_judge *j)
{
    return j->keying->psk == SLICEGATE_PSK_EXTERNAL;
}

/* Is a session resumed? A handshake that shows a key exchange of its own is
 * not, whatever the key schedule said. */
bool sg_is_resumed(const sg_judge *j);

/* Is the suite of a family, by how its ends authenticate? False of one that is
 * not in the list. */
bool sg_suite_is(const sg_judge *j, slicegate_auth auth);

/* May the suite be used since [psk] tls12_suites names it? */
bool sg_suite_is_listed(const sg_judge *j);

/* Is it a suite of DHE_PSK that the profile has, however long its group? */
bool sg_suite_is_dhe_psk(const sg_judge *j);

/* Long enough a group of DHE, or a resumed session, which does without. */
bool sg_dh_is_long(const sg_judge *j);

/* Reports each end that signed with MD5 or SHA-1. */
void sg_found_broken(sg_judge *j);

/* check_tls.c */
sg_check sg_check_tls_ver_1, sg_check_tls_sni_1, sg_check_tls_ma_1,
    sg_check_tls_grp_1, sg_check_tls_sig_1;
/* check_tls13.c */
sg_check sg_check_t13_cs_2, sg_check_t13_cs_3, sg_check_t13_grp_3,
    sg_check_t13_grp_4, sg_check_t13_sig_3, sg_check_t13_ext_2,
    sg_check_t13_psk_1, sg_check_t13_0rtt_1, sg_check_t13_pha_1;
/* check_tls12.c */
sg_check sg_check_t12_cs_1, sg_check_t12_cs_5, sg_check_t12_cs_6,
    sg_check_t12_cs_7, sg_check_t12_dh_1, sg_check_t12_sig_1,
    sg_check_t12_ext_1, sg_check_t12_ext_2, sg_check_t12_ext_3,
    sg_check_t12_cmp_1, sg_check_t12_ren_1, sg_check_t12_thmac_1;
/* check_psk.c */
sg_check sg_check_psk_mode_1, sg_check_psk_mode_2, sg_check_psk_mode_3,
    sg_check_psk_mode_4, sg_check_psk_id_1, sg_check_psk_dup_1,
    sg_check_psk_hash_2, sg_check_psk_cert_1, sg_check_psk_unk_4,
    sg_check_psk_0rtt_1, sg_check_res_1, sg_check_res_2;
/* check_psk_key.c */
sg_check sg_check_psk_len_1, sg_check_psk_len_3, sg_check_psk_ent_2,
    sg_check_psk_id_4;

#endif
