/* SPDX-License-Identifier: Apache-2.0 */
/* Names and times. */
#include "internal.h"

#include <string.h>

pki_bytes pki_attribute(pki *pk, pki_rdn rdn)
{
    return PKI_SEQ(pk, pki_oid(pk, rdn.oid), pki_string(pk, rdn.tag, rdn.text));
}

pki_bytes pki_name(pki *pk, const pki_rdn *rdn, size_t count)
{
    pki_bytes all = PKI_OMIT;
    size_t i;

    for (i = 0; i < count; i++)
        all = PKI_CAT(pk, all, PKI_SET(pk, pki_attribute(pk, rdn[i])));
    return pki_tlv(pk, 0x30, all);
}

pki_bytes pki_name_a(pki *pk, const char *o, const char *cn)
{
    return PKI_NAME(pk, {PKI_OID_C, PKI_PRINTABLE, "DE"},
                    {PKI_OID_O, PKI_UTF8, o}, {PKI_OID_CN, PKI_UTF8, cn});
}

static pki_bytes print_time(pki *pk, uint8_t tag, const char *format, time_t t)
{
    char text[32];
    struct tm tm;

    if (gmtime_r(&t, &tm) == NULL ||
        strftime(text, sizeof(text), format, &tm) == 0)
        pki_die("odd time");
    return pki_string(pk, tag, text);
}

pki_bytes pki_utc_time(pki *pk, time_t t)
{
    return print_time(pk, 0x17, "%y%m%d%H%M%SZ", t);
}

pki_bytes pki_generalized_time(pki *pk, time_t t)
{
    return print_time(pk, 0x18, "%Y%m%d%H%M%SZ", t);
}

pki_bytes pki_validity(pki *pk, long from_days, long to_days)
{
    time_t now = time(NULL);

    return PKI_SEQ(pk, pki_utc_time(pk, now + from_days * 86400),
                   pki_utc_time(pk, now + to_days * 86400));
}
