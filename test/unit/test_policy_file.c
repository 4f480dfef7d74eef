/* SPDX-License-Identifier: Apache-2.0 */
/* Which files are believed: owner, mode, kind, folder, links and size. */
#include "policy_file.h"

#include <CUnit/Basic.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX 64

/* A folder of each test's own: DIR/ with mode 0700. */
static char dir[] = "/tmp/slicegate-policy-file-XXXXXX";
static slicegate_policy_error error;

static const char *in_dir(const char *name)
{
    static char path[2][512];
    static unsigned next;
    char *out = path[next++ % 2];

    snprintf(out, sizeof path[0], "%s/%s", dir, name);
    return out;
}

static void put_in(const char *path, const char *text, mode_t mode)
{
    FILE *f = fopen(path, "w");

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fputs(text, f);
    CU_ASSERT_EQUAL_FATAL(fclose(f), 0);
    CU_ASSERT_EQUAL_FATAL(chmod(path, mode), 0);
}

static void put(const char *name, const char *text, mode_t mode)
{
    put_in(in_dir(name), text, mode);
}

static void make_dir(const char *name, mode_t mode)
{
    CU_ASSERT_EQUAL_FATAL(mkdir(in_dir(name), 0700), 0);
    CU_ASSERT_EQUAL_FATAL(chmod(in_dir(name), mode), 0);
}

static void make_link(const char *target, const char *name)
{
    CU_ASSERT_EQUAL_FATAL(symlink(target, in_dir(name)), 0);
}

/* How many file descriptors are open. */
static int open_files(void)
{
    int n = 0;

    for (int fd = 0; fd < 64; fd++)
        n += fcntl(fd, F_GETFD) >= 0;
    return n;
}

static void reads(const char *path, const char *expected)
{
    int before = open_files();
    char *data = NULL;
    size_t size = 1;

    CU_ASSERT_TRUE(slicegate_guarded_read(path, MAX, &data, &size, &error));
    CU_ASSERT_STRING_EQUAL(error.text, "");
    CU_ASSERT_PTR_NOT_NULL_FATAL(data);
    CU_ASSERT_EQUAL(size, strlen(expected));
    CU_ASSERT_STRING_EQUAL(data, expected);
    CU_ASSERT_EQUAL(open_files(), before);
    free(data);
}

/* Refused with an error that names PATH (or what it leads to) and WHY. */
static void refuses(const char *path, const char *named, const char *why)
{
    int before = open_files();
    char *data = error.text;
    char expected[1024];
    size_t size = 1;

    snprintf(expected, sizeof expected, "%s: %s", named, why);
    CU_ASSERT_FALSE(slicegate_guarded_read(path, MAX, &data, &size, &error));
    CU_ASSERT_PTR_NULL(data);
    CU_ASSERT_EQUAL(size, 0);
    CU_ASSERT_EQUAL(error.line, 0);
    if (strcmp(error.text, expected) != 0) {
        printf("\nexpected %s\n     got %s\n", expected, error.text);
        CU_FAIL("another error");
    }
    CU_ASSERT_EQUAL(open_files(), before);
}

#define WRITABLE(what, mode)                                                   \
    what " has mode " mode "; expected no writing by group or others"

/* ---- Tests ------------------------------------------------------------- */

static void a_file_of_our_own_is_read_whole(void)
{
    char full[MAX + 1];

    put("a", "one\ntwo\n", 0644);
    reads(in_dir("a"), "one\ntwo\n");
    put("empty", "", 0600);
    reads(in_dir("empty"), "");
    memset(full, 'x', MAX);
    full[MAX] = '\0';
    put("full", full, 0400);
    reads(in_dir("full"), full);
}

static void a_file_over_the_bound_is_refused(void)
{
    char over[MAX + 2];

    memset(over, 'x', MAX + 1);
    over[MAX + 1] = '\0';
    put("over", over, 0600);
    refuses(in_dir("over"), in_dir("over"),
            "file of 65 bytes; expected at most 64");
}

static void a_file_writable_by_group_or_others_is_refused(void)
{
    put("group", "x", 0620);
    refuses(in_dir("group"), in_dir("group"), WRITABLE("the file", "0620"));
    put("others", "x", 0602);
    refuses(in_dir("others"), in_dir("others"), WRITABLE("the file", "0602"));
}

static void a_folder_writable_by_group_or_others_is_refused(void)
{
    make_dir("shared", 0770);
    put("shared/a", "x", 0600);
    refuses(in_dir("shared/a"), in_dir("shared/a"),
            WRITABLE("its folder", "0770"));
    CU_ASSERT_EQUAL(chmod(in_dir("shared"), 01777), 0);
    refuses(in_dir("shared/a"), in_dir("shared/a"),
            WRITABLE("its folder", "1777"));
    CU_ASSERT_EQUAL(chmod(in_dir("shared"), 0755), 0);
    reads(in_dir("shared/a"), "x");
}

static void the_owner_must_be_root_or_the_effective_user(void)
{
    char why[128];

    make_dir("foreign", 0755);
    put("foreign/a", "x", 0644);
    CU_ASSERT_EQUAL_FATAL(chown(in_dir("foreign/a"), 12345, 0), 0);
    snprintf(why, sizeof why,
             "the file belongs to user 12345; expected root or user %u",
             (unsigned)geteuid());
    refuses(in_dir("foreign/a"), in_dir("foreign/a"), why);

    CU_ASSERT_EQUAL(chmod(in_dir("foreign/a"), 0600), 0);
    CU_ASSERT_EQUAL_FATAL(chmod(dir, 0711), 0);
    CU_ASSERT_EQUAL_FATAL(seteuid(12345), 0);
    reads(in_dir("foreign/a"), "x");
    CU_ASSERT_EQUAL_FATAL(seteuid(0), 0);
    CU_ASSERT_EQUAL_FATAL(chmod(dir, 0700), 0);

    CU_ASSERT_EQUAL_FATAL(chown(in_dir("foreign/a"), 0, 0), 0);
    CU_ASSERT_EQUAL_FATAL(chown(in_dir("foreign"), 12345, 0), 0);
    refuses(in_dir("foreign/a"), in_dir("foreign/a"),
            "its folder belongs to user 12345; expected root or user 0");
}

static void a_file_that_cannot_be_opened_is_refused(void)
{
    char why[128];

    snprintf(why, sizeof why, "cannot read: %s", strerror(ENOENT));
    refuses(in_dir("none"), in_dir("none"), why);
    snprintf(why, sizeof why, "cannot open its folder: %s", strerror(ENOENT));
    refuses(in_dir("none/a"), in_dir("none/a"), why);
}

static void a_file_that_we_may_not_read_is_refused(void)
{
    char why[128];

    put("secret", "x", 0000);
    CU_ASSERT_EQUAL_FATAL(chmod(dir, 0711), 0);
    CU_ASSERT_EQUAL_FATAL(seteuid(12345), 0);
    snprintf(why, sizeof why, "cannot open: %s", strerror(EACCES));
    refuses(in_dir("secret"), in_dir("secret"), why);
    CU_ASSERT_EQUAL_FATAL(seteuid(0), 0);
    CU_ASSERT_EQUAL_FATAL(chmod(dir, 0700), 0);
}

static void only_regular_files_are_read(void)
{
    make_dir("folder", 0700);
    CU_ASSERT_EQUAL_FATAL(mkfifo(in_dir("fifo"), 0600), 0);
    refuses(in_dir("folder"), in_dir("folder"), "not a regular file");
    refuses(in_dir("fifo"), in_dir("fifo"), "not a regular file");
    refuses("/dev/null", "/dev/null", "not a regular file");
}

/* A file of /proc is said to be empty and is not. */
static void a_file_of_another_size_than_it_said_is_refused(void)
{
    refuses("/proc/version", "/proc/version",
            "changed while it was read; expected 0 bytes");
}

static void relative_and_over_long_paths_are_refused(void)
{
    char path[5000];

    refuses("policy.conf", "policy.conf", "expected an absolute path");
    refuses("", "", "expected an absolute path");
    memset(path, 'a', sizeof path);
    path[0] = '/';
    path[sizeof path - 1] = '\0';
    /* Shown cut to its end. */
    CU_ASSERT_FALSE(slicegate_guarded_read(path, MAX, &(char *){NULL},
                                           &(size_t){0}, &error));
    CU_ASSERT_EQUAL(strncmp(error.text, "...aaa", 6), 0);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(error.text, "aaa: path of 4999 bytes; expected less than 4096"));
}

static void unprintable_bytes_of_a_path_are_not_shown(void)
{
    char why[128], named[512];

    snprintf(why, sizeof why, "cannot read: %s", strerror(ENOENT));
    snprintf(named, sizeof named, "%s/?[31m?", dir);
    refuses(in_dir("\x1B[31m\xC3"), named, why);
}

static void symbolic_links_are_followed_and_their_folders_judged(void)
{
    make_dir("store", 0755);
    put("store/v2", "two", 0644);
    make_link("store/v2", "relative");
    reads(in_dir("relative"), "two");
    make_link(in_dir("store/v2"), "absolute");
    reads(in_dir("absolute"), "two");
    make_link("../relative", "store/twice");
    reads(in_dir("store/twice"), "two");

    CU_ASSERT_EQUAL(chmod(in_dir("store"), 0777), 0);
    refuses(in_dir("relative"), in_dir("store/v2"),
            WRITABLE("its folder", "0777"));
    refuses(in_dir("absolute"), in_dir("store/v2"),
            WRITABLE("its folder", "0777"));
}

/* The folder of a link in the middle may be writable too. */
static void every_link_of_a_row_is_judged(void)
{
    make_dir("open", 0777);
    make_dir("safe", 0700);
    put("safe/a", "x", 0600);
    make_link("../safe/a", "open/middle");
    make_link("open/middle", "first");
    refuses(in_dir("first"), in_dir("open/middle"),
            WRITABLE("its folder", "0777"));
}

static void links_that_lead_nowhere_are_refused(void)
{
    char why[128], path[512], target[4096];

    make_link("loop", "loop");
    refuses(in_dir("loop"), in_dir("loop"),
            "more than 8 symbolic links in a row");
    make_link("gone", "dangling");
    snprintf(why, sizeof why, "cannot read: %s", strerror(ENOENT));
    refuses(in_dir("dangling"), in_dir("gone"), why);
    memset(target, 'b', sizeof target);
    target[4090] = '\0';
    make_link(target, "long");
    snprintf(path, sizeof path, "%s", in_dir("long"));
    refuses(path, path, "symbolic link to a path too long");
}

static void a_policy_file_has_the_bound_of_a_policy(void)
{
    char *text;
    size_t size;
    FILE *f;

    put("big", "", 0600);
    f = fopen(in_dir("big"), "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    for (unsigned i = 0; i < SLICEGATE_POLICY_SIZE_MAX; i++)
        fputc('\n', f);
    fclose(f);
    CU_ASSERT_TRUE(
        slicegate_policy_file_read(in_dir("big"), &text, &size, &error));
    CU_ASSERT_EQUAL(size, SLICEGATE_POLICY_SIZE_MAX);
    free(text);
    f = fopen(in_dir("big"), "a");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fputc('\n', f);
    fclose(f);
    CU_ASSERT_FALSE(
        slicegate_policy_file_read(in_dir("big"), &text, &size, &error));
    CU_ASSERT_PTR_NULL(text);
}

static void a_policy_is_loaded_with_its_text(void)
{
    slicegate_policy *p = malloc(sizeof *p), *zero = calloc(1, sizeof *zero);
    char *text = NULL, line[512], expected[512];
    size_t size = 1;

    CU_ASSERT_FATAL(p != NULL && zero != NULL);
    CU_ASSERT_TRUE(slicegate_policy_load(NULL, p, &text, &size, &error));
    CU_ASSERT_EQUAL(size, 0);
    CU_ASSERT_STRING_EQUAL(text, "");
    CU_ASSERT_STRING_EQUAL(p->profile.name, "mgmt");
    free(text);

    put("good", "[gate]\nmode = monitor\n", 0600);
    CU_ASSERT_TRUE(
        slicegate_policy_load(in_dir("good"), p, &text, &size, &error));
    CU_ASSERT_STRING_EQUAL(text, "[gate]\nmode = monitor\n");
    CU_ASSERT_EQUAL(size, strlen(text));
    CU_ASSERT_EQUAL(p->mode, SLICEGATE_MODE_MONITOR);
    free(text);

    put("bad", "[gate]\nmode = of\n", 0600);
    CU_ASSERT_FALSE(
        slicegate_policy_load(in_dir("bad"), p, &text, &size, &error));
    CU_ASSERT_PTR_NULL(text);
    CU_ASSERT_EQUAL(size, 0);
    CU_ASSERT_EQUAL(memcmp(p, zero, sizeof *p), 0);
    slicegate_policy_error_line(in_dir("bad"), &error, line, sizeof line);
    snprintf(expected, sizeof expected,
             "%s:2: 'mode' is 'of'; expected one of: enforce, monitor",
             in_dir("bad"));
    CU_ASSERT_STRING_EQUAL(line, expected);

    memset(p, 0xAA, sizeof *p);
    CU_ASSERT_FALSE(
        slicegate_policy_load(in_dir("none"), p, &text, &size, &error));
    CU_ASSERT_PTR_NULL(text);
    CU_ASSERT_EQUAL(memcmp(p, zero, sizeof *p), 0);
    slicegate_policy_error_line(in_dir("none"), &error, line, sizeof line);
    snprintf(expected, sizeof expected, "%s: cannot read: %s", in_dir("none"),
             strerror(ENOENT));
    CU_ASSERT_STRING_EQUAL(line, expected);
    free(p);
    free(zero);
}

/* ---- Set-up ------------------------------------------------------------ */

static void set_up(void)
{
    umask(0077);
    strcpy(dir + sizeof dir - 7, "XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
}

static void tear_down(void)
{
    char command[sizeof dir + 16];

    snprintf(command, sizeof command, "rm -rf %s", dir);
    CU_ASSERT_EQUAL(system(command), 0);
}

#define TEST(name)                                                             \
    {                                                                          \
#name, name                                                            \
    }

static CU_TestInfo tests[] = {
    TEST(a_file_of_our_own_is_read_whole),
    TEST(a_file_over_the_bound_is_refused),
    TEST(a_file_writable_by_group_or_others_is_refused),
    TEST(a_folder_writable_by_group_or_others_is_refused),
    TEST(a_file_that_cannot_be_opened_is_refused),
    TEST(only_regular_files_are_read),
    TEST(a_file_of_another_size_than_it_said_is_refused),
    TEST(relative_and_over_long_paths_are_refused),
    TEST(unprintable_bytes_of_a_path_are_not_shown),
    TEST(symbolic_links_are_followed_and_their_folders_judged),
    TEST(every_link_of_a_row_is_judged),
    TEST(links_that_lead_nowhere_are_refused),
    TEST(a_policy_file_has_the_bound_of_a_policy),
    TEST(a_policy_is_loaded_with_its_text),
    CU_TEST_INFO_NULL,
};

/* They change the owner of files and the effective user. */
static CU_TestInfo root_tests[] = {
    TEST(the_owner_must_be_root_or_the_effective_user),
    TEST(a_file_that_we_may_not_read_is_refused),
    CU_TEST_INFO_NULL,
};

static CU_SuiteInfo suites[] = {
    {"policy_file", NULL, NULL, set_up, tear_down, tests},
    CU_SUITE_INFO_NULL,
};

static CU_SuiteInfo root_suites[] = {
    {"policy_file as root", NULL, NULL, set_up, tear_down, root_tests},
    CU_SUITE_INFO_NULL,
};

int main(void)
{
    unsigned failed;

    if (CU_initialize_registry() != CUE_SUCCESS ||
        CU_register_suites(suites) != CUE_SUCCESS)
        return 2;
    if (geteuid() != 0)
        puts("not run, needs root: policy_file as root");
    else if (CU_register_suites(root_suites) != CUE_SUCCESS)
        return 2;
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    failed = CU_get_number_of_failures();
    CU_cleanup_registry();
    return failed == 0 ? 0 : 1;
}
