/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_judge ROUNDS - how long it takes to judge one certificate: reading its
 * TBSCertificate and applying every rule of mgmt. For each kind of certificate
 * prints its name and the median in microseconds of CPU time.
 */
#include "bench.h"

#include "slicegate/profile.h"

#define ROUNDS_MAX 1001
#define BATCH 2000

typedef struct subject {
    const char *name;
    slicegate_bytes tbs;
    slicegate_role role;
} subject;

static void judge(const subject *s, const slicegate_profile *profile,
                  int64_t now)
{
    slicegate_findings findings = {.count = 0};
    slicegate_cert_facts facts;

    if (!slicegate_cert_parse(s->tbs, &facts))
        bench_die("a certificate cannot be read");
    slicegate_judge_cert(&facts, s->role, profile, now, &findings);
    if (!slicegate_findings_pass(&findings))
        bench_die("a compliant certificate is refused");
}

static double median_of(const subject *s, unsigned rounds)
{
    static double took[ROUNDS_MAX];
    slicegate_profile profile;
    int64_t now = (int64_t)time(NULL);

    if (!slicegate_profile_builtin("mgmt", &profile))
        bench_die("there is no profile mgmt");
    for (unsigned round = 0; round < rounds; round++) {
        double start = bench_seconds(CLOCK_THREAD_CPUTIME_ID);

        for (unsigned i = 0; i < BATCH; i++)
            judge(s, &profile, now);
        took[round] =
            (bench_seconds(CLOCK_THREAD_CPUTIME_ID) - start) / BATCH * 1e6;
    }
    return bench_median(took, rounds);
}

static subject subject_of(const char *name, const pki_cert *cert,
                          slicegate_role role)
{
    return (subject){name, {cert->tbs.p, cert->tbs.n}, role};
}

int main(int argc, char **argv)
{
    unsigned rounds;
    pki *pk;

    if (argc != 2)
        bench_die("usage: bench_judge ROUNDS");
    rounds = (unsigned)bench_number(argv[1], ROUNDS_MAX);
    pk = pki_new(NULL);
    {
        bench_chain ec = bench_chain_make(pk, "ec:P-256", "ec:P-256", 3);
        bench_chain rsa = bench_chain_make(pk, "rsa:2048", "rsa:3072", 3);
        const subject subjects[] = {
            subject_of("client, P-256", ec.client, SLICEGATE_ROLE_CLIENT),
            subject_of("server, P-256", ec.server, SLICEGATE_ROLE_SERVER),
            subject_of("TLS CA, P-256", ec.ca, SLICEGATE_ROLE_CA),
            subject_of("client, RSA-2048", rsa.client, SLICEGATE_ROLE_CLIENT),
            subject_of("TLS CA, RSA-3072", rsa.ca, SLICEGATE_ROLE_CA),
        };

        for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++)
            printf("%s\t%.2f\n", subjects[i].name,
                   median_of(&subjects[i], rounds));
    }
    pki_free(pk);
    return 0;
}
