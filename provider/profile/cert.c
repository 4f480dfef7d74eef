/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a TBSCertificate (RFC 5280 4.1) into facts. */
#include "cert.h"

#include <string.h>

#include "der_time.h"
#include "extension.h"
#include "key.h"
#include "name.h"
#include "signature_algorithm.h"

typedef struct reader {
    sg_der in; /* within the outer SEQUENCE */
    slicegate_cert_facts *facts;
} reader;

/* Says what was expected where the cursor IN stands. */
static bool broken(reader *r, const sg_der *in, const char *expected)
{
    r->facts->unreadable = expected;
    r->facts->unreadable_at = (size_t)(in->p - r->facts->tbs.p);
    return false;
}

static void fault(reader *r, unsigned bit)
{
    r->facts->detail.faults = (uint16_t)(r->facts->detail.faults | bit);
}

static bool read_version(reader *r)
{
    sg_der inside, start = r->in;
    uint32_t value = 0;
    r->facts->version = 1;
    if (!sg_der_next_is(&r->in, SG_CONTEXT_CONSTRUCTED(0)))
        return true;
    /* v1 is the default and may not be written. */
    if (!sg_der_enter(&r->in, SG_CONTEXT_CONSTRUCTED(0), &inside) ||
        !sg_der_uint(&inside, SG_INTEGER, UINT16_MAX, &value) || value == 0 ||
        !sg_der_done(&inside))
        return broken(r, &start, "version");
    r->facts->version = value + 1;
    return true;
}

static bool read_serial(reader *r)
{
    slicegate_bytes *serial = &r->facts->serial;
    sg_der start = r->in;
    if (!sg_der_get(&r->in, SG_INTEGER, serial) || serial->n == 0)
        return broken(r, &start, "serialNumber");
    if (!sg_integer_minimal(*serial))
        fault(r, SG_FAULT_SERIAL_PADDED);
    return true;
}

static bool read_signature(reader *r)
{
    sg_der start = r->in;
    return sg_signature_read(&r->in, &r->facts->signature_algorithm,
                             &r->facts->detail) ||
           broken(r, &start, "signature algorithm");
}

static bool read_issuer(reader *r)
{
    sg_der start = r->in;
    return sg_name_read(&r->in, &r->facts->issuer, &r->facts->detail.issuer) ||
           broken(r, &start, "issuer");
}

static bool read_time(reader *r, sg_der *in, int64_t *when,
                      slicegate_bytes *text, unsigned format, unsigned type)
{
    sg_der start = *in;
    sg_tlv time;
    if (!sg_der_any(in, &time) ||
        (time.tag != SG_UTC_TIME && time.tag != SG_GENERALIZED_TIME))
        return broken(r, &start, "UTCTime or GeneralizedTime");
    *text = time.content;
    if (!sg_time_read(time.tag, time.content, when))
        fault(r, format);
    else if (time.tag == SG_GENERALIZED_TIME && *when < SG_TIME_2050)
        fault(r, type);
    return true;
}

static bool read_validity(reader *r)
{
    slicegate_cert_facts *f = r->facts;
    sg_der inside;
    if (!sg_der_enter(&r->in, SG_SEQUENCE, &inside))
        return broken(r, &r->in, "validity");
    if (!read_time(r, &inside, &f->not_before, &f->detail.not_before,
                   SG_FAULT_NOT_BEFORE, SG_FAULT_NOT_BEFORE_TYPE) ||
        !read_time(r, &inside, &f->not_after, &f->detail.not_after,
                   SG_FAULT_NOT_AFTER, SG_FAULT_NOT_AFTER_TYPE))
        return false;
    return sg_der_done(&inside) || broken(r, &inside, "end of validity");
}

static bool read_subject(reader *r)
{
    sg_der start = r->in;
    return sg_name_read(&r->in, &r->facts->subject,
                        &r->facts->detail.subject) ||
           broken(r, &start, "subject");
}

static bool read_key(reader *r)
{
    sg_der start = r->in;
    bool rsa_null;
    if (!sg_key_read(&r->in, &r->facts->spki, &r->facts->key, &rsa_null,
                     &r->facts->detail.ec))
        return broken(r, &start, "subjectPublicKeyInfo");
    if (!rsa_null)
        fault(r, SG_FAULT_RSA_PARAMETERS);
    return true;
}

/* issuerUniqueID [1], subjectUniqueID [2]: BIT STRINGs that nobody reads */
static bool read_unique_ids(reader *r)
{
    for (unsigned n = 1; n <= 2; n++) {
        uint8_t tag = (uint8_t)SG_CONTEXT(n);
        sg_der start = r->in;
        slicegate_bytes bits;
        if (sg_der_next_is(&r->in, tag) &&
            (!sg_der_get(&r->in, tag, &bits) || bits.n == 0 || bits.p[0] > 7))
            return broken(r, &start, "unique identifier");
    }
    return true;
}

static bool seen_before(const slicegate_cert_facts *f, sg_extension which,
                        slicegate_bytes oid)
{
    if (which != SG_EXT_UNKNOWN)
        return (f->detail.present & SG_EXT_BIT(which)) != 0;
    for (unsigned i = 0; i < f->extension_count; i++)
        if (sg_bytes_equal(f->extension[i].oid, oid))
            return true;
    return false;
}

/* A malformed extension says nothing, least of all that this is a CA. */
static void forget(slicegate_cert_facts *f, sg_extension which)
{
    static const slicegate_bytes none = {NULL, 0};
    switch (which) {
    case SG_EXT_KEY_USAGE:
        f->key_usage = 0;
        break;
    case SG_EXT_BASIC_CONSTRAINTS:
        f->is_ca = false;
        f->path_len = -1;
        break;
    case SG_EXT_EXTENDED_KEY_USAGE:
        f->detail.eku = 0;
        break;
    case SG_EXT_SUBJECT_ALT_NAME:
        f->detail.san = 0;
        break;
    case SG_EXT_CRL_DISTRIBUTION_POINTS:
        f->detail.cdp = 0;
        break;
    case SG_EXT_AUTHORITY_KEY_ID:
        f->authority_key_id = none;
        break;
    case SG_EXT_SUBJECT_KEY_ID:
        f->subject_key_id = none;
        break;
    default:
        break;
    }
}

static void note_extension(slicegate_cert_facts *f, sg_extension which,
                           const slicegate_extension *e)
{
    f->detail.present |= SG_EXT_BIT(which);
    if (e->critical)
        f->detail.critical |= SG_EXT_BIT(which);
    if (!sg_extension_read(which, e->value, f)) {
        f->detail.malformed |= SG_EXT_BIT(which);
        forget(f, which);
    }
}

static bool read_extension(reader *r, sg_der *list)
{
    slicegate_cert_facts *f = r->facts;
    slicegate_extension e;
    sg_der inside;
    if (f->extension_count == SLICEGATE_EXTENSIONS_MAX)
        return broken(r, list, "end of extensions after 32");
    if (!sg_der_enter(list, SG_SEQUENCE, &inside))
        return broken(r, list, "extension");
    if (!sg_der_oid(&inside, &e.oid))
        return broken(r, &inside, "extension id");
    if (!sg_der_default_false(&inside, &e.critical))
        return broken(r, &inside, "critical TRUE");
    if (!sg_der_get(&inside, SG_OCTET_STRING, &e.value) ||
        !sg_der_done(&inside))
        return broken(r, &inside, "extension value");

    /* Of two the first is read; that there are two is a fault by itself. */
    sg_extension which = sg_extension_known(e.oid);
    if (seen_before(f, which, e.oid))
        fault(r, SG_FAULT_DUPLICATE);
    else if (which != SG_EXT_UNKNOWN)
        note_extension(f, which, &e);
    f->extension[f->extension_count++] = e;
    return true;
}

static bool read_extensions(reader *r)
{
    sg_der wrapper, list, start = r->in;
    if (!sg_der_next_is(&r->in, SG_CONTEXT_CONSTRUCTED(3)))
        return true;
    if (!sg_der_enter(&r->in, SG_CONTEXT_CONSTRUCTED(3), &wrapper) ||
        !sg_der_enter(&wrapper, SG_SEQUENCE, &list) || !sg_der_done(&wrapper) ||
        sg_der_done(&list))
        return broken(r, &start, "extensions");
    while (!sg_der_done(&list))
        if (!read_extension(r, &list))
            return false;
    return true;
}

static bool read_end(reader *r)
{
    return sg_der_done(&r->in) || broken(r, &r->in, "end of TBSCertificate");
}

bool slicegate_cert_parse(slicegate_bytes tbs, slicegate_cert_facts *facts)
{
    static bool (*const steps[])(reader *) = {
        read_version,    read_serial,  read_signature, read_issuer,
        read_validity,   read_subject, read_key,       read_unique_ids,
        read_extensions, read_end};
    reader r = {.facts = facts};
    sg_der outer = sg_der_over(tbs);
    memset(facts, 0, sizeof *facts);
    facts->tbs = tbs;
    facts->path_len = -1;
    if (!sg_der_enter(&outer, SG_SEQUENCE, &r.in) || !sg_der_done(&outer)) {
        facts->unreadable = "TBSCertificate of exactly this length";
        return false;
    }
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (!steps[i](&r))
            return false;
    return true;
}

bool slicegate_cert_split(slicegate_bytes certificate, slicegate_bytes *tbs,
                          slicegate_bytes *algorithm,
                          slicegate_bytes *signature)
{
    sg_der in = sg_der_over(certificate), inside;
    sg_tlv part;
    slicegate_bytes oid, parameters;
    if (!sg_der_enter(&in, SG_SEQUENCE, &inside) || !sg_der_done(&in) ||
        !sg_der_any(&inside, &part) || part.tag != SG_SEQUENCE)
        return false;
    *tbs = part.whole;
    algorithm->p = inside.p;
    if (!sg_der_algorithm(&inside, &oid, &parameters))
        return false;
    algorithm->n = (size_t)(inside.p - algorithm->p);
    return sg_der_bit_octets(&inside, signature) && sg_der_done(&inside);
}
