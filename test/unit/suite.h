/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the tests of one executable. */
#ifndef SLICEGATE_TEST_SUITE_H
#define SLICEGATE_TEST_SUITE_H

#include <CUnit/Basic.h>

typedef struct suite_test {
    const char *name;
    CU_TestFunc run;
} suite_test;

/* The exit status: 0 where all passed, and at least one ran. */
int suite_run(const char *name, const suite_test *tests, unsigned count);

#define SUITE_RUN(name, tests)                                                 \
    suite_run(name, tests, (unsigned)(sizeof(tests) / sizeof((tests)[0])))

#endif
