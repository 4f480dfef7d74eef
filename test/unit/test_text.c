/* SPDX-License-Identifier: Apache-2.0 */
/* Names and findings as text. */
#include <string.h>

#include "der.h"
#include "finding.h"
#include "suite.h"
#include "tbs_builder.h"
#include "text.h"

static void name_is(slicegate_bytes der, const char *expected)
{
    char out[256];
    slicegate_name_text(der, out, sizeof out);
    CU_ASSERT_STRING_EQUAL(out, expected);
}

static void names(void)
{
    name_is(name("C=SE,O=Operator A,CN=x"), "C=SE,O=Operator A,CN=x");
    name_is(name(""), "");
    name_is(name("DC=example,CN=a+b;c"), "DC=example,CN=a\\+b\\;c");
    name_is(name("CN= a #"), "CN=\\ a \\#");
    name_is(name("CN=#"), "CN=\\#");
    name_is(name("CN=a\nb\x7f\\"), "CN=a\\0Ab\\7F\\5C");
    name_is(name("CN=\xc3\x96"), "CN=\\C3\\96");
    /* two attributes in one RDN; BMPString; an attribute without a name */
    name_is(hex("301e 311c 3009 0603 550403 0c0261 62 300f 0603 55042a 1e08 "
                "0061 0062 0063 0064"),
            "CN=ab+2.5.4.42=#1E080061006200630064");
    name_is(hex("300f 310d 300b 0603 550403 0c0461 00 62 63"), "CN=a\\00bc");
}

static void unreadable_names(void)
{
    static const char *const bad[] = {
        "", "0500", "3000 00", "3002 3000", "3002 3100 0500", "3004 3102 3000"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        name_is(hex(bad[i]), "(unreadable)");
    name_is(tlv(SG_SEQUENCE,
                cat(attribute("550403", SG_UTF8_STRING, "x"), hex("0500"))),
            "CN=x,(unreadable)");
}

static void names_are_cut(void)
{
    char out[8];
    slicegate_name_text(name("O=Operator A"), out, sizeof out);
    CU_ASSERT_STRING_EQUAL(out, "O=Op...");
    slicegate_name_text(name("O=Opera"), out, sizeof out);
    CU_ASSERT_STRING_EQUAL(out, "O=Opera");
    char small[2];
    slicegate_name_text(name("O=Opera"), small, sizeof small);
    CU_ASSERT_STRING_EQUAL(small, "O");
    slicegate_name_text(name("O=Opera"), small, 0);
}

static void written(slicegate_bytes oid, const char *expected)
{
    char out[64];
    sg_writer w = sg_writer_over(out, sizeof out);
    sg_write_oid(&w, oid);
    sg_writer_end(&w);
    CU_ASSERT_STRING_EQUAL(out, expected);
}

static void identifiers(void)
{
    written(hex("551d0f"), "keyUsage");
    written(hex("2a03"), "1.2.3");
    written(hex("00"), "0.0");
    written(hex("813403"), "2.100.3");
    written(hex("2affffffffffffffffffff7f"), "1.2...");
}

/* Every text is whole in 256 bytes, printable, and names no TS as violated. */
static void every_text(void)
{
    char expected[256], presented[256];
    for (unsigned t = SG_TEXT_NONE + 1; t < SG_TEXT_COUNT; t++) {
        slicegate_finding f = {.rule = SLICEGATE_RULE_CERT_KU_1,
                               .format = (uint8_t)t,
                               .number = UINT32_MAX,
                               .bytes = fill(0xff, 20)};
        CU_ASSERT_TRUE(slicegate_finding_text(&f, expected, sizeof expected,
                                              presented, sizeof presented));
        CU_ASSERT_TRUE(strlen(expected) != 0 && strlen(presented) != 0);
        for (const char *p = presented; *p != '\0'; p++)
            CU_ASSERT_TRUE(*p >= ' ' && *p <= '~');
        CU_ASSERT_PTR_NULL(strstr(presented, "violates"));
        CU_ASSERT_PTR_NULL(strstr(expected, "violates"));
    }
}

static void no_text(void)
{
    char expected[8] = "x", presented[8] = "x";
    slicegate_finding none = {0},
                      rule = {.rule = SLICEGATE_RULE_COUNT,
                              .format = SG_TEXT_GATE},
                      format = {.format = SG_TEXT_COUNT};
    CU_ASSERT_FALSE(slicegate_finding_text(&none, expected, 8, presented, 8));
    CU_ASSERT_STRING_EQUAL(expected, "");
    CU_ASSERT_STRING_EQUAL(presented, "");
    CU_ASSERT_FALSE(slicegate_finding_text(&rule, expected, 8, presented, 8));
    CU_ASSERT_FALSE(slicegate_finding_text(&format, expected, 8, presented, 8));
}

static void only_a_clause_is_violated(void)
{
    for (unsigned r = 0; r < SLICEGATE_RULE_COUNT; r++) {
        const slicegate_rule_info *i = slicegate_rule_get((slicegate_rule)r);
        bool says = strstr(i->phrase, "violates") != NULL;
        CU_ASSERT_EQUAL(says, i->basis == SLICEGATE_BASIS_CLAUSE);
        CU_ASSERT_PTR_NULL(strstr(i->text, "violates"));
        CU_ASSERT_PTR_NULL(strstr(i->advice, "violates"));
    }
    CU_ASSERT_STRING_EQUAL(slicegate_basis_phrase(SLICEGATE_BASIS_CLAUSE),
                           "violates");
    CU_ASSERT_STRING_EQUAL(slicegate_basis_phrase((slicegate_basis)99),
                           "slicegate policy");
}

static void words(void)
{
    CU_ASSERT_STRING_EQUAL(slicegate_basis_name(SLICEGATE_BASIS_RFC), "rfc");
    CU_ASSERT_STRING_EQUAL(slicegate_basis_name((slicegate_basis)99),
                           "unknown");
    CU_ASSERT_STRING_EQUAL(slicegate_level_name(SLICEGATE_LEVEL_WARN), "warn");
    CU_ASSERT_STRING_EQUAL(slicegate_level_name((slicegate_level)99),
                           "unknown");
    CU_ASSERT_STRING_EQUAL(slicegate_role_name(SLICEGATE_ROLE_CLIENT),
                           "client");
    CU_ASSERT_STRING_EQUAL(slicegate_role_name(SLICEGATE_ROLE_SERVER),
                           "server");
    CU_ASSERT_STRING_EQUAL(slicegate_role_name(SLICEGATE_ROLE_CA), "ca");
    CU_ASSERT_STRING_EQUAL(slicegate_role_name(SLICEGATE_ROLE_UPPER_CA),
                           "upper-ca");
    CU_ASSERT_STRING_EQUAL(slicegate_role_name(SLICEGATE_ROLE_HANDSHAKE),
                           "handshake");
    CU_ASSERT_STRING_EQUAL(slicegate_role_name(SLICEGATE_ROLE_ANCHOR),
                           "anchor");
    CU_ASSERT_STRING_EQUAL(slicegate_role_name((slicegate_role)0), "unknown");
}

int main(void)
{
    static const suite_test tests[] = {
        {"names", names},
        {"unreadable names", unreadable_names},
        {"names are cut", names_are_cut},
        {"object identifiers", identifiers},
        {"every text of a finding", every_text},
        {"what is no finding has no text", no_text},
        {"only a clause is violated", only_a_clause_is_violated},
        {"words for basis, level and role", words}};
    return SUITE_RUN("text", tests);
}
