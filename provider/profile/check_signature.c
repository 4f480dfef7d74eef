/* SPDX-License-Identifier: Apache-2.0 */
/* The signature algorithm of a certificate. */
#include "cert.h"
#include "judge.h"
#include "oid.h"
#include "signature_algorithm.h"

void sg_check_hash_3(sg_judge *j)
{
    const slicegate_cert_detail *d = &j->facts->detail;
    if (d->signature == SG_SIGNATURE_BROKEN_HASH)
        sg_found_bytes(j, SG_TEXT_SIGNATURE, d->signature_oid);
    else if (d->pss == SG_PSS_BROKEN_HASH)
        sg_found(j, SG_TEXT_PSS_HASH_DEFAULT);
}

void sg_check_sig_2(sg_judge *j)
{
    const slicegate_cert_detail *d = &j->facts->detail;
    if (d->signature == SG_SIGNATURE_RSA ||
        d->signature == SG_SIGNATURE_RSA_SHA512)
        sg_found_bytes(j, SG_TEXT_PKCS1, d->signature_oid);
}

void sg_check_sig_3(sg_judge *j)
{
    const slicegate_cert_detail *d = &j->facts->detail;
    if (d->signature == SG_SIGNATURE_UNKNOWN ||
        (d->signature == SG_SIGNATURE_BROKEN_HASH &&
         !sg_refused(j, SLICEGATE_RULE_CERT_HASH_3)))
        sg_found_bytes(j, SG_TEXT_SIGNATURE, d->signature_oid);
}

void sg_check_sig_4(sg_judge *j)
{
    static const sg_text texts[] = {
        [SG_PSS_UNREADABLE] = SG_TEXT_PSS_UNREADABLE,
        [SG_PSS_BROKEN_HASH] = SG_TEXT_PSS_HASH_DEFAULT,
        [SG_PSS_HASH] = SG_TEXT_PSS_HASH,
        [SG_PSS_MGF] = SG_TEXT_PSS_MGF,
        [SG_PSS_SALT] = SG_TEXT_PSS_SALT,
        [SG_PSS_TRAILER] = SG_TEXT_PSS_TRAILER,
    };
    uint8_t pss = j->facts->detail.pss;
    if (pss != SG_PSS_WELL && !sg_refused(j, SLICEGATE_RULE_CERT_HASH_3))
        sg_found(j, texts[pss]);
}

static void inner_parameters(sg_judge *j)
{
    const slicegate_cert_detail *d = &j->facts->detail;
    slicegate_bytes parameters = d->signature_parameters;
    switch (d->signature) {
    case SG_SIGNATURE_ECDSA:
    case SG_SIGNATURE_ECDSA_SHA512:
        if (parameters.n != 0)
            sg_found_bytes(j, SG_TEXT_PARAMETERS_SOME, d->signature_oid);
        break;
    case SG_SIGNATURE_RSA:
    case SG_SIGNATURE_RSA_SHA512:
        if (parameters.n != 2 || parameters.p[0] != SG_NULL)
            sg_found_bytes(j, SG_TEXT_PARAMETERS_NOT_NULL, d->signature_oid);
        break;
    default:
        break;
    }
}

void sg_check_sig_5(sg_judge *j)
{
    const slicegate_cert_facts *f = j->facts;
    if (j->stage == SG_STAGE_WHOLE) {
        if (!sg_bytes_equal(f->signature_algorithm, j->algorithm))
            sg_found(j, SG_TEXT_INNER_OUTER);
        return;
    }
    /* An anchor's own signature is not judged; its key is. */
    if ((j->role & SLICEGATE_ROLES_SIGNED) != 0)
        inner_parameters(j);
    if ((f->detail.faults & SG_FAULT_RSA_PARAMETERS) != 0)
        sg_found_bytes(j, SG_TEXT_PARAMETERS_NOT_NULL, f->key.oid);
}

void sg_check_sig_6(sg_judge *j)
{
    const slicegate_cert_facts *f = j->facts;
    if (f->detail.signature == SG_SIGNATURE_OUTSIDE &&
        (j->role & SLICEGATE_ROLES_SIGNED) != 0)
        sg_found_bytes(j, SG_TEXT_SIGNATURE, f->detail.signature_oid);
    if (f->key.type != SLICEGATE_KEY_RSA && f->key.type != SLICEGATE_KEY_EC)
        sg_found_bytes(j, SG_TEXT_KEY_ALGORITHM, f->key.oid);
}

void sg_check_sig_7(sg_judge *j)
{
    const slicegate_cert_detail *d = &j->facts->detail;
    if (d->signature == SG_SIGNATURE_RSA_SHA512 ||
        d->signature == SG_SIGNATURE_ECDSA_SHA512)
        sg_found_bytes(j, SG_TEXT_SIGNATURE, d->signature_oid);
}
