/* SPDX-License-Identifier: Apache-2.0 */
/* Audit events: what is written, how often, and what becomes of the sinks. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "audit.h"
#include "suite.h"

static char folder[] = "/tmp/slicegate-audit-XXXXXX";
static char path[sizeof(folder) + 16];

static slicegate_policy *policy_with_file(void)
{
    slicegate_policy *policy = calloc(1, sizeof(*policy));

    slicegate_policy_default(policy);
    policy->sink_count = 1;
    policy->sink[0].kind = SLICEGATE_SINK_FILE;
    (void)snprintf(policy->sink[0].path, sizeof(policy->sink[0].path), "%s",
                   path);
    return policy;
}

static sg_audit *open_audit(slicegate_policy *policy)
{
    slicegate_policy_error error;
    const char *blamed;
    sg_audit *audit = sg_audit_open(policy, &blamed, &error);

    CU_ASSERT_PTR_NOT_NULL_FATAL(audit);
    return audit;
}

static size_t lines(void)
{
    FILE *f = fopen(path, "r");
    size_t n = 0;
    int c;

    if (f == NULL)
        return 0;
    while ((c = fgetc(f)) != EOF)
        n += c == '\n';
    fclose(f);
    return n;
}

static bool file_holds(const char *text)
{
    static char data[65536];
    FILE *f = fopen(path, "r");
    size_t n = f == NULL ? 0 : fread(data, 1, sizeof(data) - 1, f);

    if (f != NULL)
        fclose(f);
    data[n] = '\0';
    return strstr(data, text) != NULL;
}

typedef struct fixture {
    slicegate_profile profile;
    slicegate_findings findings;
    uint8_t tbs[SG_SHA256_SIZE];
    sg_event event;
} fixture;

static void refusal(fixture *f, unsigned certificate)
{
    memset(f, 0, sizeof(*f));
    (void)slicegate_profile_builtin("mgmt", &f->profile);
    slicegate_findings_add(&f->findings, &f->profile, SLICEGATE_RULE_CHAIN_7);
    memcpy(f->tbs, &certificate, sizeof(certificate));
    f->event.verdict = SG_VERDICT_REFUSE;
    f->event.stage = "chain";
    f->event.role = "ca";
    f->event.findings = &f->findings;
    f->event.tbs_sha256 = f->tbs;
}

static void a_refusal_is_one_line_with_its_rule(void)
{
    slicegate_policy *policy = policy_with_file();
    sg_audit *audit = open_audit(policy);
    fixture f;
    char id[32];

    unlink(path);
    sg_audit_close(audit);
    audit = open_audit(policy);
    refusal(&f, 1);
    sg_audit_event(audit, &f.event);
    CU_ASSERT_EQUAL(lines(), 1);
    CU_ASSERT_TRUE(file_holds("\"verdict\":\"refuse\""));
    CU_ASSERT_TRUE(file_holds("\"id\":\"CHAIN-7\""));
    (void)snprintf(id, sizeof(id), "\"event\":\"%s\"", f.event.id);
    CU_ASSERT_TRUE(file_holds(id));
    sg_audit_close(audit);
    free(policy);
}

static void the_rate_is_kept_but_never_for_a_new_certificate(void)
{
    slicegate_policy *policy = policy_with_file();
    sg_audit *audit;
    fixture f;

    unlink(path);
    policy->audit_rate = 1;
    audit = open_audit(policy);
    refusal(&f, 1);
    for (int i = 0; i < 50; i++)
        sg_audit_event(audit, &f.event);
    /* one a second; the loop may just have crossed into the next one */
    CU_ASSERT_TRUE(lines() <= 3);
    size_t before = lines();
    for (unsigned i = 2; i < 12; i++) {
        refusal(&f, i);
        sg_audit_event(audit, &f.event);
    }
    CU_ASSERT_EQUAL(lines(), before + 10);
    CU_ASSERT_FALSE(file_holds("\"suppressed\":0,\"lost\":1"));
    sg_audit_close(audit);
    free(policy);
}

static void what_was_suppressed_is_counted(void)
{
    slicegate_policy *policy = policy_with_file();
    sg_audit *audit;
    fixture f;
    char text[40];
    size_t written;

    unlink(path);
    policy->audit_rate = 1;
    audit = open_audit(policy);
    refusal(&f, 1);
    for (int i = 0; i < 20; i++)
        sg_audit_event(audit, &f.event);
    written = lines();
    refusal(&f, 2);
    sg_audit_event(audit, &f.event);
    if (written == 1) {
        (void)snprintf(text, sizeof(text), "\"suppressed\":19");
        CU_ASSERT_TRUE(file_holds(text));
    } else {
        CU_ASSERT_FALSE(file_holds("\"suppressed\":20"));
    }
    sg_audit_close(audit);
    free(policy);
}

static void acceptances_only_where_wanted(void)
{
    slicegate_policy *policy = policy_with_file();
    sg_audit *audit;
    fixture f;

    unlink(path);
    audit = open_audit(policy);
    refusal(&f, 1);
    f.findings.count = f.findings.enforced = 0;
    f.event.verdict = SG_VERDICT_ACCEPT;
    sg_audit_event(audit, &f.event);
    CU_ASSERT_EQUAL(lines(), 0);
    sg_audit_close(audit);
    policy->audit_accepted = true;
    audit = open_audit(policy);
    sg_audit_event(audit, &f.event);
    CU_ASSERT_EQUAL(lines(), 1);
    sg_audit_close(audit);
    free(policy);
}

static void a_warning_is_told_once_per_certificate(void)
{
    slicegate_policy *policy = policy_with_file();
    sg_audit *audit;
    fixture f;

    unlink(path);
    audit = open_audit(policy);
    for (int i = 0; i < 5; i++) {
        refusal(&f, 1);
        f.event.verdict = SG_VERDICT_WARN;
        sg_audit_event(audit, &f.event);
    }
    CU_ASSERT_EQUAL(lines(), 1);
    sg_audit_close(audit);
    free(policy);
}

/* The number was closed and given to a peer's socket: nothing goes there. */
static void a_descriptor_taken_over_is_left_alone(void)
{
    slicegate_policy *policy = policy_with_file();
    sg_audit *audit;
    fixture f;
    int pair[2];
    char byte;

    unlink(path);
    audit = open_audit(policy);
    for (int fd = 3; fd < 64; fd++)
        close(fd);
    CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    for (int fd = 3; fd < 64; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            (void)dup2(pair[0], fd);
    refusal(&f, 1);
    sg_audit_event(audit, &f.event);
    CU_ASSERT_EQUAL(recv(pair[1], &byte, 1, MSG_DONTWAIT), -1);
    CU_ASSERT_EQUAL(errno, EAGAIN);
    sg_audit_close(audit);
    CU_ASSERT_EQUAL(fcntl(pair[0], F_GETFD) < 0, 0);
    for (int fd = 3; fd < 64; fd++)
        close(fd);
    free(policy);
}

/* Each stage has an error text of its own, whose event must be found. */
static void a_handshake_is_told_after_its_chain(void)
{
    slicegate_policy *policy = policy_with_file();
    sg_audit *audit;
    fixture f;
    char id[32];

    unlink(path);
    policy->audit_rate = 1;
    audit = open_audit(policy);
    for (unsigned i = 0; i < 10; i++) {
        refusal(&f, i);
        sg_audit_event(audit, &f.event);
        f.event.stage = "handshake";
        f.event.role = "client";
        sg_audit_event(audit, &f.event);
        (void)snprintf(id, sizeof(id), "\"event\":\"%s\"", f.event.id);
        CU_ASSERT_TRUE(file_holds(id));
    }
    CU_ASSERT_EQUAL(lines(), 20);
    sg_audit_close(audit);
    free(policy);
}

/* ---- Sinks that could end or stop a server ----------------------------- */

/*
 * The status of a process of its own, with the signals as a server has them,
 * that does ACT; a signal ends it where it stands still.
 */
static int status_of(void (*act)(sg_audit *audit), slicegate_policy *policy,
                     int standard_error)
{
    slicegate_policy_error error;
    const char *blamed;
    sg_audit *audit;
    pid_t child = fork();
    int status = -1;

    if (child == 0) {
        (void)signal(SIGPIPE, SIG_DFL);
        (void)signal(SIGXFSZ, SIG_DFL);
        (void)dup2(standard_error, STDERR_FILENO);
        alarm(10);
        audit = sg_audit_open(policy, &blamed, &error);
        if (audit == NULL)
            _exit(1);
        act(audit);
        _exit(0);
    }
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    return status;
}

static void refuse_one(sg_audit *audit)
{
    fixture f;

    refusal(&f, 1);
    sg_audit_event(audit, &f.event);
}

/* The file comes after stderr, so its line tells what stderr has lost. */
static slicegate_policy *policy_with_stderr(void)
{
    slicegate_policy *policy = policy_with_file();

    policy->sink[policy->sink_count++] = policy->sink[0];
    policy->sink[0].kind = SLICEGATE_SINK_STDERR;
    return policy;
}

static void loses_one_to(int standard_error)
{
    slicegate_policy *policy = policy_with_stderr();

    unlink(path);
    CU_ASSERT_EQUAL(status_of(refuse_one, policy, standard_error), 0);
    CU_ASSERT_EQUAL(lines(), 1);
    CU_ASSERT_TRUE(file_holds("\"lost\":1"));
    free(policy);
}

static void fill(int fd)
{
    static const char zeros[4096];

    CU_ASSERT_EQUAL(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
    while (write(fd, zeros, sizeof(zeros)) > 0)
        ;
    CU_ASSERT_EQUAL(errno, EAGAIN);
    CU_ASSERT_EQUAL(fcntl(fd, F_SETFL, 0), 0);
}

static void a_pipe_that_nobody_reads_stops_nothing(void)
{
    int ends[2];

    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    fill(ends[1]);
    loses_one_to(ends[1]);
    close(ends[0]);
    close(ends[1]);
}

static void a_pipe_without_a_reader_ends_nothing(void)
{
    int ends[2];

    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    close(ends[0]);
    loses_one_to(ends[1]);
    close(ends[1]);
}

static void refuse_at_the_limit(sg_audit *audit)
{
    struct rlimit limit, none;

    getrlimit(RLIMIT_FSIZE, &limit);
    none = limit;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_FSIZE, &none);
    refuse_one(audit);
    setrlimit(RLIMIT_FSIZE, &limit);
    refuse_one(audit);
}

static void a_file_at_its_limit_ends_nothing(void)
{
    slicegate_policy *policy = policy_with_file();

    unlink(path);
    CU_ASSERT_EQUAL(status_of(refuse_at_the_limit, policy, STDERR_FILENO), 0);
    CU_ASSERT_EQUAL(lines(), 1);
    CU_ASSERT_TRUE(file_holds("\"lost\":1"));
    free(policy);
}

/* A file that cannot grow stands for a full disk. */
static void a_full_disk_loses_events_and_says_so(void)
{
    slicegate_policy *policy = policy_with_file();
    struct rlimit limit, none;
    sg_audit *audit;
    fixture f;

    unlink(path);
    audit = open_audit(policy);
    (void)signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &limit);
    none = limit;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_FSIZE, &none);
    refusal(&f, 1);
    sg_audit_event(audit, &f.event);
    setrlimit(RLIMIT_FSIZE, &limit);
    CU_ASSERT_EQUAL(lines(), 0);
    refusal(&f, 2);
    sg_audit_event(audit, &f.event);
    CU_ASSERT_TRUE(file_holds("\"lost\":1"));
    sg_audit_close(audit);
    free(policy);
}

static bool opens(const char *where)
{
    slicegate_policy *policy = policy_with_file();
    slicegate_policy_error error;
    const char *blamed;
    sg_audit *audit;
    bool opened;

    (void)snprintf(policy->sink[0].path, sizeof(policy->sink[0].path), "%s",
                   where);
    audit = sg_audit_open(policy, &blamed, &error);
    opened = audit != NULL;
    CU_ASSERT_TRUE(opened || strstr(error.text, where) != NULL);
    sg_audit_close(audit);
    free(policy);
    return opened;
}

static void only_a_regular_file_of_its_own_is_opened(void)
{
    char link_path[sizeof(path) + 8];
    struct stat st;

    unlink(path);
    CU_ASSERT_TRUE(opens(path));
    CU_ASSERT_EQUAL(stat(path, &st), 0);
    CU_ASSERT_EQUAL(st.st_mode & 0777 & ~0640U, 0);
    (void)snprintf(link_path, sizeof(link_path), "%s.link", path);
    CU_ASSERT_EQUAL(symlink(path, link_path), 0);
    CU_ASSERT_FALSE(opens(link_path));
    unlink(link_path);
    CU_ASSERT_FALSE(opens("/dev/null"));
    CU_ASSERT_FALSE(opens("/nonexistent/audit"));
}

static void no_logger_is_no_error(void)
{
    slicegate_policy *policy = policy_with_file();
    sg_audit *audit;
    fixture f;

    policy->sink[0].kind = SLICEGATE_SINK_SYSLOG;
    audit = open_audit(policy);
    refusal(&f, 1);
    sg_audit_event(audit, &f.event);
    CU_ASSERT_EQUAL(strlen(f.event.id), 8);
    sg_audit_close(audit);
    free(policy);
}

/* However much is found, the line is whole JSON and the text whole words. */
static void a_full_list_still_fits(void)
{
    fixture f;
    sg_event_counts counts = {0, 0};
    char json[SG_EVENT_JSON_MAX], line[SG_EVENT_TEXT_MAX];
    size_t n, depth = 0;
    bool quoted = false;

    refusal(&f, 1);
    while (f.findings.count < SLICEGATE_FINDINGS_MAX)
        f.findings.item[f.findings.count++] = f.findings.item[0];
    sg_event_json(&f.event, &counts, json, sizeof(json), &n);
    CU_ASSERT_EQUAL(json[n - 1], '\n');
    for (size_t i = 0; i < n; i++) {
        if (json[i] == '"' && (i == 0 || json[i - 1] != '\\'))
            quoted = !quoted;
        depth += !quoted && (json[i] == '{' || json[i] == '[');
        depth -= !quoted && (json[i] == '}' || json[i] == ']');
    }
    CU_ASSERT_EQUAL(depth, 0);
    CU_ASSERT_FALSE(quoted);
    (void)snprintf(f.event.id, sizeof(f.event.id), "0badcafe");
    sg_event_line(&f.event, line, sizeof(line));
    CU_ASSERT_PTR_NOT_NULL(strstr(line, "CHAIN-7"));
    CU_ASSERT_PTR_NOT_NULL(strstr(line, "event 0badcafe"));
}

int main(void)
{
    static const suite_test tests[] = {
        {"a refusal is one line with its rule",
         a_refusal_is_one_line_with_its_rule},
        {"the rate is kept, but never for a new certificate",
         the_rate_is_kept_but_never_for_a_new_certificate},
        {"what was suppressed is counted", what_was_suppressed_is_counted},
        {"acceptances only where wanted", acceptances_only_where_wanted},
        {"a warning is told once per certificate",
         a_warning_is_told_once_per_certificate},
        {"a descriptor taken over is left alone",
         a_descriptor_taken_over_is_left_alone},
        {"a handshake is told after its chain, whatever the rate",
         a_handshake_is_told_after_its_chain},
        {"a pipe that nobody reads stops nothing",
         a_pipe_that_nobody_reads_stops_nothing},
        {"a pipe without a reader ends nothing",
         a_pipe_without_a_reader_ends_nothing},
        {"a file at its limit ends nothing", a_file_at_its_limit_ends_nothing},
        {"a full disk loses events and says so",
         a_full_disk_loses_events_and_says_so},
        {"only a regular file of its own is opened",
         only_a_regular_file_of_its_own_is_opened},
        {"no logger is no error", no_logger_is_no_error},
        {"a full list still fits", a_full_list_still_fits},
    };
    int failed;

    if (mkdtemp(folder) == NULL)
        return 1;
    (void)snprintf(path, sizeof(path), "%s/audit.jsonl", folder);
    failed = SUITE_RUN("audit", tests);
    unlink(path);
    rmdir(folder);
    return failed;
}
