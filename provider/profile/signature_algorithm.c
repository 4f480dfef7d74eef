/* SPDX-License-Identifier: Apache-2.0 */
#include "signature_algorithm.h"

#include "oid.h"

static sg_signature classify(sg_oid oid)
{
    switch (oid) {
    case SG_OID_SHA256_RSA:
    case SG_OID_SHA384_RSA:
        return SG_SIGNATURE_RSA;
    case SG_OID_ECDSA_SHA256:
    case SG_OID_ECDSA_SHA384:
        return SG_SIGNATURE_ECDSA;
    case SG_OID_RSASSA_PSS:
        return SG_SIGNATURE_PSS;
    case SG_OID_SHA512_RSA:
        return SG_SIGNATURE_RSA_SHA512;
    case SG_OID_ECDSA_SHA512:
        return SG_SIGNATURE_ECDSA_SHA512;
    case SG_OID_NONE:
        return SG_SIGNATURE_UNKNOWN;
    default:
        return oid <= SG_OID_OIW_MD4_RSA ? SG_SIGNATURE_BROKEN_HASH
                                         : SG_SIGNATURE_OUTSIDE;
    }
}

/* A hash AlgorithmIdentifier: RFC 4055 2.1 takes NULL and absent parameters. */
static bool read_hash(sg_der *in, sg_oid *hash)
{
    slicegate_bytes oid, parameters;
    if (!sg_der_algorithm(in, &oid, &parameters) ||
        (parameters.n != 0 &&
         (parameters.n != 2 || parameters.p[0] != SG_NULL)))
        return false;
    *hash = sg_oid_find(oid, SG_OIDS_HASHES);
    return true;
}

/* maskGenAlgorithm: SEQUENCE { id-mgf1, hash AlgorithmIdentifier } */
static bool read_mgf(sg_der *in, sg_oid *hash)
{
    slicegate_bytes oid, parameters;
    if (!sg_der_algorithm(in, &oid, &parameters))
        return false;
    sg_der inside = sg_der_over(parameters);
    return sg_oid_is(oid, SG_OID_MGF1) && read_hash(&inside, hash);
}

typedef bool read_fn(sg_der *in, sg_oid *hash);

/* [n] EXPLICIT, or *hash left at SHA-1, the default. */
static bool read_tagged(sg_der *in, uint8_t n, read_fn *read, sg_oid *hash)
{
    uint8_t tag = (uint8_t)SG_CONTEXT_CONSTRUCTED(n);
    sg_der inside;
    *hash = SG_OID_SHA1;
    if (!sg_der_next_is(in, tag))
        return true;
    return sg_der_enter(in, tag, &inside) && read(&inside, hash) &&
           sg_der_done(&inside);
}

static bool read_salt(sg_der *in, uint32_t *salt)
{
    sg_der inside;
    *salt = 20;
    if (!sg_der_next_is(in, SG_CONTEXT_CONSTRUCTED(2)))
        return true;
    return sg_der_enter(in, SG_CONTEXT_CONSTRUCTED(2), &inside) &&
           sg_der_uint(&inside, SG_INTEGER, UINT16_MAX, salt) &&
           sg_der_done(&inside);
}

/* RSASSA-PSS-params (RFC 4055 3.1). */
static sg_pss_fault pss_fault(slicegate_bytes parameters)
{
    sg_der in = sg_der_over(parameters), inside;
    sg_oid hash, mgf;
    uint32_t salt;
    if (!sg_der_enter(&in, SG_SEQUENCE, &inside) ||
        !read_tagged(&inside, 0, read_hash, &hash))
        return SG_PSS_UNREADABLE;
    if (hash == SG_OID_SHA1 || hash == SG_OID_MD5)
        return SG_PSS_BROKEN_HASH;
    if (hash != SG_OID_SHA256 && hash != SG_OID_SHA384)
        return SG_PSS_HASH;
    if (!read_tagged(&inside, 1, read_mgf, &mgf) || mgf != hash)
        return SG_PSS_MGF;
    if (!read_salt(&inside, &salt) || salt != (hash == SG_OID_SHA256 ? 32 : 48))
        return SG_PSS_SALT;
    return sg_der_done(&inside) ? SG_PSS_WELL : SG_PSS_TRAILER;
}

bool sg_signature_read(sg_der *in, slicegate_bytes *whole,
                       slicegate_cert_detail *detail)
{
    whole->p = in->p;
    if (!sg_der_algorithm(in, &detail->signature_oid,
                          &detail->signature_parameters))
        return false;
    whole->n = (size_t)(in->p - whole->p);
    detail->signature = (uint8_t)classify(
        sg_oid_find(detail->signature_oid, SG_OIDS_SIGNATURES));
    if (detail->signature == SG_SIGNATURE_PSS)
        detail->pss = (uint8_t)pss_fault(detail->signature_parameters);
    return true;
}
