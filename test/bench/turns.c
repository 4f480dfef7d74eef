/* SPDX-License-Identifier: Apache-2.0 */
/* Measuring several subjects in turns. */
#include "bench.h"

#define BATCH_SECONDS 0.01
#define WARM_UP 20

static double batch(bench_once *once, void *subject, unsigned n)
{
    double start = bench_seconds(CLOCK_THREAD_CPUTIME_ID);

    for (unsigned i = 0; i < n; i++)
        once(subject);
    return bench_seconds(CLOCK_THREAD_CPUTIME_ID) - start;
}

unsigned bench_batch_size(bench_once *once, void *subject)
{
    double n = BATCH_SECONDS * WARM_UP / batch(once, subject, WARM_UP);

    return n < 2 ? 2 : (unsigned)n;
}

bench_ratios bench_take_turns(bench_once *once, void *const subject[],
                              unsigned count, unsigned n, unsigned rounds)
{
    static double rate[BENCH_ROUNDS_MAX];
    static double ratio[BENCH_SUBJECTS_MAX][BENCH_ROUNDS_MAX];
    bench_ratios out = {0};

    for (unsigned round = 0; round < rounds; round++) {
        double took[BENCH_SUBJECTS_MAX] = {0};

        for (unsigned i = 0; i < count; i++) {
            unsigned at = (i + round) % count;

            took[at] = batch(once, subject[at], n);
        }
        rate[round] = n / took[0];
        for (unsigned i = 0; i < count; i++)
            ratio[i][round] = took[0] / took[i];
    }
    out.rate = bench_median(rate, rounds);
    for (unsigned i = 0; i < count; i++)
        out.ratio[i] = bench_median(ratio[i], rounds);
    return out;
}
