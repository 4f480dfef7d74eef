/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sessions for the tests of the table: secret and record of each are functions
 * of its number, so that a record that is found can be told right or wrong.
 */
#ifndef SLICEGATE_TEST_SESSIONS_H
#define SLICEGATE_TEST_SESSIONS_H

#include <string.h>

#include "resumption.h"
#include "suite.h"

#define SECRET 48

static const uint8_t policy_a[SG_SHA256_SIZE] = {1};

static inline void secret_of(unsigned n, uint8_t secret[SECRET])
{
    memset(secret, 0x5a, SECRET);
    memcpy(secret, &n, sizeof(n));
}

/* Each field its own, and another for each session. */
static inline sg_session_record record_of(unsigned n)
{
    sg_session_record record;

    memset(&record, 0, sizeof(record));
    record.not_after = -(int64_t)n * 0x100000001;
    memset(record.who, (int)n + 1, sizeof(record.who));
    record.who[15] = 0xfe;
    memset(record.sni, (int)n + 2, sizeof(record.sni));
    record.sni[7] = 0xfd;
    record.mutual = (n & 1) != 0;
    record.in_scope = (n & 2) != 0;
    record.is_server = (n & 4) != 0;
    record.tls12 = (n & 8) != 0;
    return record;
}

static inline bool same_record(const sg_session_record *a,
                               const sg_session_record *b)
{
    return a->not_after == b->not_after &&
           memcmp(a->who, b->who, sizeof(a->who)) == 0 &&
           memcmp(a->sni, b->sni, sizeof(a->sni)) == 0 &&
           a->mutual == b->mutual && a->in_scope == b->in_scope &&
           a->is_server == b->is_server && a->tls12 == b->tls12;
}

static inline void put(sg_resumption *table, unsigned n)
{
    const sg_session_record record = record_of(n);
    uint8_t secret[SECRET];

    secret_of(n, secret);
    sg_resumption_put(table, SG_SESSION_PSK, secret, SECRET, policy_a, &record);
}

/* Found as it was put. A record that is wrong fails the test. */
static inline bool has(sg_resumption *table, unsigned n)
{
    const sg_session_record expected = record_of(n);
    sg_session_record got;
    uint8_t secret[SECRET];

    secret_of(n, secret);
    if (!sg_resumption_get(table, SG_SESSION_PSK, secret, SECRET, policy_a,
                           &got))
        return false;
    CU_ASSERT_TRUE(same_record(&got, &expected));
    return true;
}

#endif
