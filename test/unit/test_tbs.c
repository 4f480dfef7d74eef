/* SPDX-License-Identifier: Apache-2.0 */
/* What is taken for a TBSCertificate: as much as libcrypto would take. */
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "tbs_builder.h"

#define VERSION "a003 020102 "
#define SEQUENCES "3000 3000 3000 3000 3000 "
#define BODY "020105 " SEQUENCES /* 13 octets */

static bool is_tbs(slicegate_bytes data)
{
    /* An exact copy, so that a read past the end is seen by a sanitizer. */
    uint8_t *copy = malloc(data.n != 0 ? data.n : 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    if (data.n != 0)
        memcpy(copy, data.p, data.n);
    bool is = slicegate_is_tbs_certificate((slicegate_bytes){copy, data.n});
    free(copy);
    return is;
}

static void certificates(void)
{
    static const char *const forms[] = {
        "300d " BODY,
        "3012 " VERSION BODY,
        "300f " BODY "0500",               /* something after it */
        "3f10 0d " BODY,                   /* long form of the tag */
        "3f8010 0d " BODY,                 /* with a leading zero */
        "3081 0d " BODY,                   /* padded length */
        "3084 0000000d " BODY,             /* leading zeroes */
        "308a 0000000000000000000d " BODY, /* more than 8 octets */
        "3080 " BODY "0000",               /* indefinite */
        "3080 " BODY,                      /* end mark missing */
        "301a " VERSION "020105 3080 3080 0500 0000 0000 " /* nested */
        "3000 3000 3000 3000",
        "3014 bf00 03 020102 1f02 01 05 " SEQUENCES, /* long tags inside */
        "300d 020105 3000 1000 3000 1000 3000",      /* Names as primitive */
        "300d " BODY "ff",                           /* after the end */
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        CU_ASSERT_TRUE(is_tbs(hex(forms[i])));
    tbs made[] = {tbs_client(), tbs_server(), tbs_ca(), tbs_upper()};
    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++)
        CU_ASSERT_TRUE(is_tbs(tbs_der(&made[i])));
}

static void other_structures(void)
{
    static const char *const others[] = {
        "",
        "30",
        "3000",
        "3009 020100 3000 3000 a000", /* CertificationRequestInfo */
        "3009 020100 3000 3000 a0",
        "3016 020101 3000 3000 170d 3236303130313030303030305a", /* CRL v2 */
        "3013 3000 3000 170d 3236303130313030303030305a",        /* CRL v1 */
        "301a a003 020100 a200 180f 32303236303130313030303030305a 3000",
        "300d a003 020100 a102 3000 3000 3000", /* OCSP with a version */
        "310a 3000 3000 3000 3000 3000",        /* CMS signed attributes */
        "3006 020100 06012a",                   /* TSTInfo */
        "300a 3000 3000 3000 3000 3000",        /* no serial number */
        "300b 020105 3000 3000 3000 3000",      /* one SEQUENCE short */
        "300d 220105 " SEQUENCES,               /* INTEGER constructed */
        "100d " BODY,                           /* outer not constructed */
        "700d " BODY,                           /* another class */
        "300e " BODY,                           /* longer than it is */
        "3081",
        "3089 ffffffffffffffffff " BODY, /* beyond any length */
        "3f",
        "3fffffffffffff10 0d " BODY, /* beyond any tag number */
        "3080 020105 3080 0500",     /* end mark missing within */
        "3080 020105 3080 05",
        "300d 028005 " SEQUENCES, /* primitive and indefinite */
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        CU_ASSERT_FALSE(is_tbs(hex(others[i])));
}

static void text(void)
{
    static const char *const texts[] = {
        "0", "0123456789012345678901234567890123456789012345678901234567890123",
        "0\x82 text that begins like a SEQUENCE"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        slicegate_bytes b = {(const uint8_t *)texts[i], strlen(texts[i])};
        CU_ASSERT_FALSE(is_tbs(b));
    }
}

static void what_is_not_der_is_refused_by_the_reader(void)
{
    tbs t = tbs_client();
    slicegate_bytes der = tbs_der(&t);
    slicegate_cert_facts facts;
    /* The same certificate under a long-form tag. */
    slicegate_bytes rest = {der.p + 1, der.n - 1};
    slicegate_bytes ber = cat(hex("3f10"), rest);
    CU_ASSERT_TRUE(is_tbs(ber));
    CU_ASSERT_FALSE(slicegate_cert_parse(ber, &facts));
    CU_ASSERT_PTR_NOT_NULL(facts.unreadable);
    CU_ASSERT_TRUE(slicegate_cert_parse(der, &facts));
}

/* Whatever is cut or changed in one octet: read or refused, never more. */
static void no_octet_breaks_the_reader(void)
{
    tbs t = tbs_client();
    slicegate_bytes der = tbs_der(&t);
    slicegate_cert_facts facts;
    for (size_t n = 0; n < der.n; n++) {
        uint8_t *copy = malloc(n != 0 ? n : 1);
        CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
        memcpy(copy, der.p, n);
        slicegate_bytes cut = {copy, n};
        CU_ASSERT_FALSE(slicegate_cert_parse(cut, &facts));
        (void)slicegate_is_tbs_certificate(cut);
        free(copy);
    }
    uint8_t *copy = malloc(der.n);
    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    memcpy(copy, der.p, der.n);
    for (size_t i = 0; i < der.n; i++)
        for (unsigned octet = 0; octet < 256; octet++) {
            slicegate_bytes changed = {copy, der.n};
            copy[i] = (uint8_t)octet;
            bool read = slicegate_cert_parse(changed, &facts);
            /* What the strict reader takes is told as a certificate. */
            CU_ASSERT_TRUE(!read || slicegate_is_tbs_certificate(changed));
            copy[i] = der.p[i];
        }
    free(copy);
}

int main(void)
{
    static const suite_test tests[] = {
        {"certificates, in BER too", certificates},
        {"other signed structures are none", other_structures},
        {"text is none", text},
        {"what is not DER is refused by the reader",
         what_is_not_der_is_refused_by_the_reader},
        {"no octet breaks the reader", no_octet_breaks_the_reader}};
    return SUITE_RUN("tbs", tests);
}
