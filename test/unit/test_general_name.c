/* SPDX-License-Identifier: Apache-2.0 */
/* GeneralName, and what the rules want to know of URIs. */
#include "general_name.h"

#include <string.h>

#include "suite.h"
#include "tbs_builder.h"

static bool one(const char *digits)
{
    sg_der in = sg_der_over(hex(digits));
    sg_tlv name_read;
    return sg_general_name(&in, &name_read) && sg_der_done(&in);
}

static slicegate_bytes text(const char *s)
{
    slicegate_bytes b = {(const uint8_t *)s, strlen(s)};
    return b;
}

static void kinds(void)
{
    CU_ASSERT_TRUE(one("a008 06022a03 a0020500")); /* otherName */
    CU_ASSERT_TRUE(one("8103 614062"));            /* rfc822Name */
    CU_ASSERT_TRUE(one("8203 612e62"));            /* dNSName */
    CU_ASSERT_TRUE(one("8203 7e2e21"));            /* edges of visible ASCII */
    CU_ASSERT_TRUE(one("a300"));                   /* x400Address */
    CU_ASSERT_TRUE(one("a402 3000"));              /* directoryName */
    CU_ASSERT_TRUE(one("a500"));                   /* ediPartyName */
    CU_ASSERT_TRUE(one("8603 613a62"));            /* URI */
    CU_ASSERT_TRUE(one("8704 01020304"));          /* iPAddress */
    CU_ASSERT_TRUE(one("8710 00000000000000000000000000000001"));
    CU_ASSERT_TRUE(one("8802 2a03")); /* registeredID */
}

static void malformed(void)
{
    static const char *const bad[] = {
        "",
        "8203 6162",          /* cut */
        "8200",               /* empty */
        "8203 610062",        /* NUL */
        "8203 612062",        /* blank */
        "8203 617f62",        /* DEL */
        "8202 c396",          /* not ASCII */
        "8705 0102030405",    /* no address */
        "8700",               /* no address */
        "8800",               /* no identifier */
        "8802 2a83",          /* identifier cut */
        "a000",               /* otherName without type */
        "a004 06022a03",      /* without value */
        "a006 06022a03 0500", /* value not tagged */
        "a006 06022a03 a000", /* empty value */
        "a00a 06022a03 a0040500 0500",
        "a00a 06022a03 a0020500 0500",
        "a400",           /* no Name */
        "a404 3000 0500", /* something after the Name */
        "8903 612e62",    /* no such kind */
        "0c03 612e62",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CU_ASSERT_FALSE(one(bad[i]));
}

static void lists(void)
{
    CU_ASSERT_TRUE(sg_general_names(hex("820161 820162")));
    CU_ASSERT_FALSE(sg_general_names(hex("")));
    CU_ASSERT_FALSE(sg_general_names(hex("820161 8200")));
}

static void schemes(void)
{
    CU_ASSERT_TRUE(sg_uri_is_http(text("http://a")));
    CU_ASSERT_TRUE(sg_uri_is_http(text("HtTp://a/b")));
    CU_ASSERT_FALSE(sg_uri_is_http(text("http://")));
    CU_ASSERT_FALSE(sg_uri_is_http(text("http:/a")));
    CU_ASSERT_FALSE(sg_uri_is_http(text("https://a")));
    CU_ASSERT_FALSE(sg_uri_is_http(text("xhttp://a")));
    CU_ASSERT_TRUE(sg_uri_is_ldap(text("LDAP:///cn=a")));
    CU_ASSERT_FALSE(sg_uri_is_ldap(text("ldap://")));
    CU_ASSERT_FALSE(sg_uri_is_ldap(text("http://a")));
    /* letters only are folded: '@' is not '`', '[' is not '{' */
    CU_ASSERT_FALSE(sg_uri_is_http(text("http\x1a//a")));
}

static void uuids(void)
{
    static const char *const good[] = {
        "urn:uuid:f81d4fae-7dec-41d0-a765-00a0c91e6bf6",
        "URN:UUID:F81D4FAE-7DEC-41D0-8765-00A0C91E6BF6",
        "urn:uuid:00000000-0000-4000-9000-999999999999",
        "urn:uuid:aaaaaaaa-ffff-4fff-bfff-ffffffffffff"};
    static const char *const bad[] = {
        "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",  /* version 1 */
        "urn:uuid:f81d4fae-7dec-41d0-c765-00a0c91e6bf6",  /* variant */
        "urn:uuid:f81d4fae-7dec-41d0-7765-00a0c91e6bf6",  /* variant */
        "urn:uuid:g81d4fae-7dec-41d0-a765-00a0c91e6bf6",  /* not hex */
        "urn:uuid:/81d4fae-7dec-41d0-a765-00a0c91e6bf6",  /* not hex */
        "urn:uuid::81d4fae-7dec-41d0-a765-00a0c91e6bf6",  /* not hex */
        "urn:uuid:`81d4fae-7dec-41d0-a765-00a0c91e6bf6",  /* not hex */
        "urn:uuid:f81d4fae-7dec-41d0-a765-00a0c91e6bf",   /* short */
        "urn:uuid:f81d4fae-7dec-41d0-a765-00a0c91e6bf66", /* long */
        "urn:uuid:f81d4fae07dec-41d0-a765-00a0c91e6bf6",  /* no hyphen */
        "urn:uuix:f81d4fae-7dec-41d0-a765-00a0c91e6bf6",  ""};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        CU_ASSERT_TRUE(sg_uri_is_uuid4(text(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CU_ASSERT_FALSE(sg_uri_is_uuid4(text(bad[i])));
    /* a NUL is in no set of characters */
    slicegate_bytes nul = cat(text("urn:uuid:f81d4fae-7dec-41d0-"),
                              cat(hex("00"), text("765-00a0c91e6bf6")));
    CU_ASSERT_FALSE(sg_uri_is_uuid4(nul));
}

int main(void)
{
    static const suite_test tests[] = {{"every kind of name", kinds},
                                       {"malformed names", malformed},
                                       {"lists", lists},
                                       {"schemes of URIs", schemes},
                                       {"UUIDs of version 4", uuids}};
    return SUITE_RUN("general_name", tests);
}
