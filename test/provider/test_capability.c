/* SPDX-License-Identifier: Apache-2.0 */
/* What the process offers in TLS, of what the base has. */
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <string.h>

#include "capability.h"
#include "suite.h"

#define GROUPS_MAX 128

typedef struct group {
    unsigned id;
    int min_tls, max_tls;
    bool has_name;
} group;

typedef struct groups {
    size_t n;
    group at[GROUPS_MAX];
} groups;

#define SCOPE                                                                  \
    "[scope]\nown_certificate.1 = "                                            \
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"

static sg_state state;
static slicegate_policy policy;

static int keep(const OSSL_PARAM params[], void *arg)
{
    groups *g = arg;
    group *next = &g->at[g->n];
    const OSSL_PARAM *name =
        OSSL_PARAM_locate_const(params, OSSL_CAPABILITY_TLS_GROUP_NAME);

    CU_ASSERT_TRUE_FATAL(g->n < GROUPS_MAX);
    g->n++;
    next->has_name = name != NULL && name->data_size > 0;
    return OSSL_PARAM_get_uint(
               OSSL_PARAM_locate_const(params, OSSL_CAPABILITY_TLS_GROUP_ID),
               &next->id) &&
           OSSL_PARAM_get_int(OSSL_PARAM_locate_const(
                                  params, OSSL_CAPABILITY_TLS_GROUP_MIN_TLS),
                              &next->min_tls) &&
           OSSL_PARAM_get_int(OSSL_PARAM_locate_const(
                                  params, OSSL_CAPABILITY_TLS_GROUP_MAX_TLS),
                              &next->max_tls);
}

static groups offered(const char *text)
{
    slicegate_policy_error error;
    groups g = {0};

    CU_ASSERT_TRUE_FATAL(
        slicegate_policy_parse(text, strlen(text), &policy, &error));
    sg_sides_set(&policy, &state.sides);
    CU_ASSERT_EQUAL(sg_capabilities(&state, "TLS-GROUP", keep, &g), 1);
    return g;
}

static groups of_the_base(void)
{
    groups g = {0};

    CU_ASSERT_EQUAL(
        OSSL_PROVIDER_get_capabilities(state.base, "TLS-GROUP", keep, &g), 1);
    return g;
}

static bool profiled(unsigned id)
{
    return id == 0x0017 || id == 0x0018 || id == 0x001d;
}

/* A name that is unknown fails a whole list of groups; one of no version does
 * not. */
static void others_keep_their_name_and_no_version(void)
{
    groups base = of_the_base(), g = offered("");
    unsigned ours = 0, others = 0;

    CU_ASSERT_EQUAL_FATAL(g.n, base.n);
    for (size_t i = 0; i < g.n; i++) {
        bool hybrid = g.at[i].id >= 0x11eb && g.at[i].id <= 0x11ed;

        CU_ASSERT_EQUAL(g.at[i].id, base.at[i].id);
        CU_ASSERT_TRUE(g.at[i].has_name);
        if (profiled(g.at[i].id)) {
            CU_ASSERT_EQUAL(g.at[i].min_tls, base.at[i].min_tls);
            CU_ASSERT_EQUAL(g.at[i].max_tls, base.at[i].max_tls);
            ours++;
        } else if (!hybrid) {
            CU_ASSERT_EQUAL(g.at[i].min_tls, -1);
            CU_ASSERT_EQUAL(g.at[i].max_tls, -1);
            others++;
        }
    }
    CU_ASSERT_TRUE(ours >= 3);
    CU_ASSERT_TRUE(others >= 3);
}

static void all_is_offered_where_nothing_may_be_refused(void)
{
    static const char *const texts[] = {
        "[gate]\nmode = monitor\n",   "[server]\nmode = monitor\n",
        "[client]\nmode = monitor\n", "[profile]\nname = none\n",
        "[client]\nprofile = none\n", SCOPE};
    groups base = of_the_base();

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        groups g = offered(texts[i]);

        CU_ASSERT_EQUAL_FATAL(g.n, base.n);
        for (size_t k = 0; k < g.n; k++) {
            CU_ASSERT_EQUAL(g.at[k].id, base.at[k].id);
            CU_ASSERT_EQUAL(g.at[k].min_tls, base.at[k].min_tls);
            CU_ASSERT_EQUAL(g.at[k].max_tls, base.at[k].max_tls);
        }
    }
}

static int stop(const OSSL_PARAM params[], void *arg)
{
    (void)params;
    ++*(int *)arg;
    return 0;
}

static void the_callback_may_stop(void)
{
    int calls = 0;

    CU_ASSERT_EQUAL(sg_capabilities(&state, "TLS-GROUP", stop, &calls), 0);
    CU_ASSERT_EQUAL(calls, 1);
    (void)sg_capabilities(&state, "NO-SUCH-THING", stop, &calls);
    CU_ASSERT_EQUAL(calls, 1);
}

int main(void)
{
    static const suite_test tests[] = {
        {"others keep their name and no version",
         others_keep_their_name_and_no_version},
        {"all is offered where nothing may be refused",
         all_is_offered_where_nothing_may_be_refused},
        {"the callback may stop", the_callback_may_stop},
    };

    state.base = OSSL_PROVIDER_load(NULL, "default");
    return state.base == NULL ? 1 : SUITE_RUN("capability", tests);
}
