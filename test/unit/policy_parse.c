/* SPDX-License-Identifier: Apache-2.0 */
#include "policy_parse.h"

#include <CUnit/Basic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

slicegate_policy *policy_parse_bytes(const char *text, size_t size,
                                     slicegate_policy_error *error)
{
    slicegate_policy *p = malloc(sizeof *p);
    slicegate_policy *zero = calloc(1, sizeof *zero);
    char *copy = malloc(size > 0 ? size : 1);

    CU_ASSERT_FATAL(p != NULL && zero != NULL && copy != NULL);
    memset(p, 0xAA, sizeof *p);
    memset(error, 0xAA, sizeof *error);
    /* An exact copy, so that a read past the end is seen by a sanitizer. */
    memcpy(copy, text, size);
    if (!slicegate_policy_parse(copy, size, p, error)) {
        CU_ASSERT_EQUAL(memcmp(p, zero, sizeof *p), 0);
        free(p);
        p = NULL;
    }
    free(zero);
    free(copy);
    return p;
}

slicegate_policy *policy_parse(const char *text)
{
    slicegate_policy_error error;
    slicegate_policy *p = policy_parse_bytes(text, strlen(text), &error);

    if (p == NULL)
        printf("\n%u: %s\n", error.line, error.text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(p);
    CU_ASSERT_EQUAL(error.line, 0);
    CU_ASSERT_STRING_EQUAL(error.text, "");
    return p;
}

void policy_refused_bytes(const char *text, size_t size, unsigned line,
                          const char *expected)
{
    slicegate_policy_error error;
    slicegate_policy *p = policy_parse_bytes(text, size, &error);

    CU_ASSERT_PTR_NULL(p);
    if (p == NULL &&
        (error.line != line || strcmp(error.text, expected) != 0)) {
        printf("\nexpected %u: %s\n     got %u: %s\n", line, expected,
               error.line, error.text);
        CU_FAIL("another error");
    }
    free(p);
}

void policy_refused(const char *text, unsigned line, const char *expected)
{
    policy_refused_bytes(text, strlen(text), line, expected);
}
