/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The built-in profiles against their golden texts in test/golden, so that a
 * change of policy shows in a diff. "unit_profile --write" rewrites the texts.
 */
#include <stdio.h>
#include <string.h>

#include "profile_text.h"
#include "slicegate/profile.h"
#include "suite.h"

#define GOLDEN_DIR SLICEGATE_SOURCE_DIR "/test/golden/"
#define TEXT_MAX 32768

/* What the command line prints is what is held. */
static bool print(char *out, const char *name)
{
    FILE *f = fmemopen(out, TEXT_MAX, "w");

    return f != NULL && cli_profile_text(f, name) && fclose(f) == 0;
}

static void path_of(char *out, size_t size, const char *name)
{
    snprintf(out, size, "%s%s.txt", GOLDEN_DIR, name);
}

static int write_golden(void)
{
    static char text[TEXT_MAX];
    for (const char *const *n = slicegate_profile_names(); *n != NULL; n++) {
        char path[512];
        path_of(path, sizeof path, *n);
        FILE *f = print(text, *n) ? fopen(path, "w") : NULL;
        if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0) {
            perror(path);
            return 1;
        }
    }
    return 0;
}

static void golden(void)
{
    static char text[TEXT_MAX], held[TEXT_MAX];
    for (const char *const *n = slicegate_profile_names(); *n != NULL; n++) {
        char path[512];
        path_of(path, sizeof path, *n);
        CU_ASSERT_TRUE_FATAL(print(text, *n));
        FILE *f = fopen(path, "r");
        CU_ASSERT_PTR_NOT_NULL_FATAL(f);
        size_t got = fread(held, 1, sizeof held - 1, f);
        held[got] = '\0';
        fclose(f);
        CU_ASSERT_STRING_EQUAL(held, text);
    }
}

static void unknown_names(void)
{
    slicegate_profile p;
    memset(&p, 0xff, sizeof p);
    CU_ASSERT_FALSE(slicegate_profile_builtin("mgmt2", &p));
    CU_ASSERT_PTR_NULL(p.name);
    CU_ASSERT_EQUAL(p.level[SLICEGATE_RULE_CERT_DER_1], SLICEGATE_LEVEL_OFF);
    CU_ASSERT_PTR_NULL(slicegate_profile_sources("mgmt2"));
}

static void levels_are_set(void)
{
    slicegate_profile p;
    CU_ASSERT_TRUE(slicegate_profile_builtin("mgmt", &p));
    CU_ASSERT_TRUE(slicegate_profile_set(&p, SLICEGATE_RULE_CERT_KU_1,
                                         SLICEGATE_LEVEL_OFF));
    CU_ASSERT_EQUAL(p.level[SLICEGATE_RULE_CERT_KU_1], SLICEGATE_LEVEL_OFF);
    CU_ASSERT_FALSE(
        slicegate_profile_set(&p, SLICEGATE_RULE_COUNT, SLICEGATE_LEVEL_OFF));
    CU_ASSERT_FALSE(slicegate_profile_set(&p, SLICEGATE_RULE_CERT_KU_1,
                                          (slicegate_level)3));
    CU_ASSERT_FALSE(slicegate_profile_set(&p, SLICEGATE_RULE_CERT_DER_1,
                                          SLICEGATE_LEVEL_WARN));
    CU_ASSERT_FALSE(slicegate_profile_set(&p, SLICEGATE_RULE_CERT_DER_1,
                                          SLICEGATE_LEVEL_OFF));
    CU_ASSERT_TRUE(slicegate_profile_set(&p, SLICEGATE_RULE_CERT_DER_1,
                                         SLICEGATE_LEVEL_ENFORCE));
    CU_ASSERT_TRUE(slicegate_profile_builtin("none", &p));
    CU_ASSERT_TRUE(slicegate_profile_set(&p, SLICEGATE_RULE_CERT_DER_1,
                                         SLICEGATE_LEVEL_WARN));
    memset(&p, 0, sizeof p);
    CU_ASSERT_TRUE(slicegate_profile_set(&p, SLICEGATE_RULE_CERT_DER_1,
                                         SLICEGATE_LEVEL_WARN));
}

/* SHA-1, MD5 and what cannot be read are refused in every profile but none. */
static void never_lowered(void)
{
    for (const char *const *n = slicegate_profile_names(); *n != NULL; n++) {
        slicegate_profile p;
        uint8_t level = strcmp(*n, "none") == 0 ? SLICEGATE_LEVEL_OFF
                                                : SLICEGATE_LEVEL_ENFORCE;
        CU_ASSERT_TRUE(slicegate_profile_builtin(*n, &p));
        CU_ASSERT_EQUAL(p.level[SLICEGATE_RULE_CERT_DER_1], level);
        CU_ASSERT_EQUAL(p.level[SLICEGATE_RULE_CERT_HASH_3], level);
    }
}

static void ids_are_found(void)
{
    for (unsigned r = 0; r < SLICEGATE_RULE_COUNT; r++) {
        const slicegate_rule_info *i = slicegate_rule_get((slicegate_rule)r);
        CU_ASSERT_EQUAL(slicegate_rule_find(i->id), (slicegate_rule)r);
        CU_ASSERT_TRUE(i->applies != 0);
        /* What is only recalled never refuses by itself. */
        if (i->basis == SLICEGATE_BASIS_RECALLED)
            CU_ASSERT_EQUAL(i->level, SLICEGATE_LEVEL_WARN);
    }
    CU_ASSERT_EQUAL(slicegate_rule_find("cert-ku-1"), SLICEGATE_RULE_COUNT);
    CU_ASSERT_EQUAL(slicegate_rule_find(""), SLICEGATE_RULE_COUNT);
    CU_ASSERT_PTR_NULL(slicegate_rule_get(SLICEGATE_RULE_COUNT));
}

int main(int argc, char **argv)
{
    static const suite_test tests[] = {
        {"golden texts", golden},
        {"unknown names", unknown_names},
        {"levels are set", levels_are_set},
        {"what no profile lowers", never_lowered},
        {"rule ids are found", ids_are_found}};
    if (argc == 2 && strcmp(argv[1], "--write") == 0)
        return write_golden();
    return SUITE_RUN("profile", tests);
}
