/* SPDX-License-Identifier: Apache-2.0 */
/* slicegate-policy(5) says what policy_keys.inc says, and its examples hold. */
#include "slicegate/policy.h"

#include <CUnit/Basic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE SLICEGATE_SOURCE_DIR "/docs/man/slicegate-policy.5"

typedef struct entry {
    const char *section; /* set where the entry is a section */
    const char *key, *values, *fallback, *text;
} entry;

#define SLICEGATE_POLICY_SECTION(symbol, name, text)                           \
    {name, NULL, NULL, NULL, text},
#define SLICEGATE_POLICY_KEY(section, name, kind, field, low, high, values,    \
                             fallback, text)                                   \
    {NULL, name, values, fallback, text},
#define SLICEGATE_POLICY_HEIR(section, name, kind, field, from, values,        \
                              fallback, text)                                  \
    {NULL, name, values, fallback, text},
#define SLICEGATE_POLICY_LIST(section, name, kind, field, count, values,       \
                              fallback, text)                                  \
    {NULL, name, values, fallback, text},
static const entry entries[] = {
#include "policy_keys.inc"
};
#define ENTRIES (sizeof entries / sizeof entries[0])

static char page[65536];

/* Reads the page with "\-" as "-". */
static int load_page(void)
{
    FILE *f = fopen(PAGE, "rb");
    size_t n, used = 0;

    if (f == NULL)
        return 1;
    n = fread(page, 1, sizeof page - 1, f);
    fclose(f);
    for (size_t i = 0; i < n; i++) {
        if (page[i] != '\\' || page[i + 1] != '-')
            page[used++] = page[i];
    }
    page[used] = '\0';
    return n == sizeof page - 1;
}

static unsigned count(const char *needle)
{
    unsigned n = 0;

    for (const char *p = page; (p = strstr(p, needle)) != NULL; p++)
        n++;
    return n;
}

/* The page behind LINE, which must stand at or after *AT. */
static void expect(const char **at, const char *line)
{
    const char *found = strstr(*at, line);

    if (found == NULL) {
        printf("\nnot in the page, or not in its place: %s\n", line);
        CU_FAIL("missing line");
        return;
    }
    *at = found + strlen(line) - 1;
}

static void expect_key(const char **at, const entry *e)
{
    char line[512];

    snprintf(line, sizeof line, "\n.TP\n.B %s\n%s\n", e->key, e->text);
    expect(at, line);
    snprintf(line, sizeof line,
             "\nValues:  %s\nDefault: %s\nExample: ", e->values,
             e->fallback != NULL ? e->fallback : "none");
    expect(at, line);
}

static void the_page_has_every_section_and_key_in_order(void)
{
    const char *at = page;
    unsigned sections = 0;

    for (size_t i = 0; i < ENTRIES; i++) {
        char line[512];

        if (entries[i].section == NULL) {
            expect_key(&at, &entries[i]);
            continue;
        }
        sections++;
        snprintf(line, sizeof line, "\n.SS [%s]\n%s\n", entries[i].section,
                 entries[i].text);
        expect(&at, line);
    }
    CU_ASSERT_EQUAL(count("\n.SS ["), sections);
    CU_ASSERT_EQUAL(count("\nDefault: "), ENTRIES - sections);
}

/* The examples, each in its section, make up one policy. */
static void the_examples_are_accepted(void)
{
    static slicegate_policy policy;
    slicegate_policy_error error;
    const char *at = page;
    char text[4096] = "";
    size_t used = 0;

    for (size_t i = 0; i < ENTRIES; i++) {
        const char *key = entries[i].key;

        if (key == NULL) {
            used += (size_t)snprintf(text + used, sizeof text - used, "[%s]\n",
                                     entries[i].section);
            continue;
        }
        at = strstr(at, "\nExample: ");
        CU_ASSERT_PTR_NOT_NULL_FATAL(at);
        at += strlen("\nExample: ");
        used += (size_t)snprintf(text + used, sizeof text - used, "%.*s\n",
                                 (int)strcspn(at, "\n"), at);
        CU_ASSERT_FATAL(used < sizeof text);
    }
    if (!slicegate_policy_parse(text, used, &policy, &error)) {
        printf("\n%s%u: %s\n", text, error.line, error.text);
        CU_FAIL("an example is refused");
    }
}

static void the_closing_example_is_accepted(void)
{
    static slicegate_policy policy;
    slicegate_policy_error error;
    const char *start = strstr(page, "\n.SH EXAMPLES\n"), *end;

    CU_ASSERT_PTR_NOT_NULL_FATAL(start);
    start = strstr(start, "\n.nf\n");
    CU_ASSERT_PTR_NOT_NULL_FATAL(start);
    start += strlen("\n.nf\n");
    end = strstr(start, ".fi\n");
    CU_ASSERT_PTR_NOT_NULL_FATAL(end);
    CU_ASSERT_TRUE(
        slicegate_policy_parse(start, (size_t)(end - start), &policy, &error));
    CU_ASSERT_EQUAL(policy.anchor_file_count, 2);
    CU_ASSERT_STRING_EQUAL(policy.side[SLICEGATE_SIDE_CLIENT].profile.name,
                           "none");
}

#define TEST(name)                                                             \
    {                                                                          \
#name, name                                                            \
    }

static CU_TestInfo tests[] = {
    TEST(the_page_has_every_section_and_key_in_order),
    TEST(the_examples_are_accepted),
    TEST(the_closing_example_is_accepted),
    CU_TEST_INFO_NULL,
};

static CU_SuiteInfo suites[] = {
    {"policy_man", load_page, NULL, NULL, NULL, tests},
    CU_SUITE_INFO_NULL,
};

int main(void)
{
    unsigned failed;

    if (CU_initialize_registry() != CUE_SUCCESS ||
        CU_register_suites(suites) != CUE_SUCCESS)
        return 2;
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    failed = CU_get_number_of_failures();
    CU_cleanup_registry();
    return failed == 0 ? 0 : 1;
}
