/* SPDX-License-Identifier: Apache-2.0 */
#include "suite.h"

#include <stdbool.h>

int suite_run(const char *name, const suite_test *tests, unsigned count)
{
    if (CU_initialize_registry() != CUE_SUCCESS)
        return 1;
    CU_pSuite suite = CU_add_suite(name, NULL, NULL);
    for (unsigned i = 0; i < count; i++)
        if (CU_add_test(suite, tests[i].name, tests[i].run) == NULL)
            return 1;
    CU_basic_set_mode(CU_BRM_NORMAL);
    CU_basic_run_tests();
    bool failed = CU_get_number_of_tests_run() != count ||
                  CU_get_number_of_failures() != 0;
    CU_cleanup_registry();
    return failed ? 1 : 0;
}
