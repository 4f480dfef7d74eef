/* SPDX-License-Identifier: Apache-2.0 */
/* The policy parser: what it lets through is in range, what it refuses is
 * refused whole and with a line of text. */
#include "slicegate/policy.h"

#include "check.h"

static void check_path(const char path[SLICEGATE_POLICY_PATH_MAX])
{
    CHECK(path[0] == '/');
    CHECK(strnlen(path, SLICEGATE_POLICY_PATH_MAX) < SLICEGATE_POLICY_PATH_MAX);
}

static void check_profile(const slicegate_profile *p)
{
    slicegate_profile builtin;

    CHECK(slicegate_profile_builtin(p->name, &builtin));
    CHECK(strcmp(p->name, "none") == 0 ||
          p->level[SLICEGATE_RULE_CERT_DER_1] == SLICEGATE_LEVEL_ENFORCE);
    for (unsigned r = 0; r < SLICEGATE_RULE_COUNT; r++)
        CHECK(p->level[r] <= SLICEGATE_LEVEL_ENFORCE);
}

static void check_sides(const slicegate_policy *p)
{
    for (unsigned i = 0; i < SLICEGATE_SIDES; i++) {
        check_profile(&p->side[i].profile);
        CHECK(p->side[i].mode == SLICEGATE_MODE_ENFORCE ||
              p->side[i].mode == SLICEGATE_MODE_MONITOR);
        CHECK(p->side[i].own_certificate <= SLICEGATE_LEVEL_ENFORCE);
    }
    CHECK(p->scope_count <= SLICEGATE_SCOPE_MAX);
}

static void check_tls(const slicegate_tls_policy *t)
{
    CHECK(!t->mutual_optional);
    CHECK(t->psk_min_bytes >= 16 && t->psk_min_bytes <= 512);
    CHECK(t->psk_warn_bytes >= 16 && t->psk_warn_bytes <= 512);
    CHECK(t->psk_suite_count <= 4);
    for (unsigned i = 0; i < t->psk_suite_count; i++) {
        CHECK(t->psk_suite[i] == 0xC037 || t->psk_suite[i] == 0xC038 ||
              t->psk_suite[i] == 0x00A8 || t->psk_suite[i] == 0x00A9);
        for (unsigned k = 0; k < i; k++)
            CHECK(t->psk_suite[k] != t->psk_suite[i]);
    }
}

static void check_accepted(const slicegate_policy *p)
{
    CHECK(p->mode == SLICEGATE_MODE_ENFORCE ||
          p->mode == SLICEGATE_MODE_MONITOR);
    check_profile(&p->profile);
    check_sides(p);
    check_tls(&p->tls);
    CHECK(p->resumption <= SLICEGATE_RESUMPTION_DENY);
    CHECK(p->resumption_entries >= SLICEGATE_RESUMPTION_ENTRIES_MIN &&
          p->resumption_entries <= SLICEGATE_RESUMPTION_ENTRIES_MAX);
    CHECK(p->anchor_file_count <= SLICEGATE_ANCHOR_FILES_MAX);
    for (unsigned i = 0; i < p->anchor_file_count; i++)
        check_path(p->anchor_file[i]);
    if (p->anchor_dir[0] != '\0')
        check_path(p->anchor_dir);
    CHECK(p->leaf_count <= SLICEGATE_LEAVES_MAX);
    CHECK(p->cache_entries <= SLICEGATE_CACHE_ENTRIES_MAX);
    CHECK(p->audit_rate >= 1 && p->audit_rate <= SLICEGATE_AUDIT_RATE_MAX);
    CHECK(p->sink_count >= 1 && p->sink_count <= SLICEGATE_SINKS_MAX);
    for (unsigned i = 0; i < p->sink_count; i++) {
        CHECK(p->sink[i].kind >= SLICEGATE_SINK_SYSLOG &&
              p->sink[i].kind <= SLICEGATE_SINK_FILE);
        if (p->sink[i].kind == SLICEGATE_SINK_FILE)
            check_path(p->sink[i].path);
        else
            CHECK(p->sink[i].path[0] == '\0');
    }
}

static unsigned count_lines(const uint8_t *data, size_t size)
{
    unsigned lines = 1;

    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n';
    return lines;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static slicegate_policy policy, zero;
    slicegate_policy_error error;

    memset(&policy, 0xAA, sizeof policy);
    memset(&error, 0xAA, sizeof error);
    if (slicegate_policy_parse((const char *)data, size, &policy, &error)) {
        CHECK(error.line == 0 && error.text[0] == '\0');
        CHECK(memchr(data, '\0', size) == NULL);
        check_accepted(&policy);
        return 0;
    }
    CHECK(memcmp(&policy, &zero, sizeof policy) == 0);
    CHECK(error.text[0] != '\0');
    check_text(error.text, sizeof error.text);
    CHECK(error.line <= count_lines(data, size));
    CHECK(error.line > 0 || size > SLICEGATE_POLICY_SIZE_MAX);
    return 0;
}
