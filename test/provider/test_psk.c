/* SPDX-License-Identifier: Apache-2.0 */
/* Pre-shared keys on their way: known again by what came of them. */
#include <string.h>

#include "psk.h"
#include "suite.h"

static const uint8_t secret[48] = {1, 2, 3}, other[48] = {1, 2, 4};

static void what_was_put_is_got(void)
{
    sg_psks *psks = sg_psks_new();
    sg_psk psk = {.kind = SLICEGATE_PSK_EXTERNAL,
                  .key = {.length = 20, .weakness = 4}},
           got;

    CU_ASSERT_PTR_NOT_NULL_FATAL(psks);
    CU_ASSERT_FALSE(sg_psks_get(psks, secret, sizeof(secret), &got));
    sg_psks_put(psks, secret, sizeof(secret), &psk);
    CU_ASSERT_TRUE_FATAL(sg_psks_get(psks, secret, sizeof(secret), &got));
    CU_ASSERT_EQUAL(got.kind, SLICEGATE_PSK_EXTERNAL);
    CU_ASSERT_EQUAL(got.key.length, 20);
    CU_ASSERT_EQUAL(got.key.weakness, 4);
    CU_ASSERT_FALSE(sg_psks_get(psks, other, sizeof(other), &got));
    CU_ASSERT_FALSE(sg_psks_get(psks, secret, sizeof(secret) - 1, &got));
    psk.kind = SLICEGATE_PSK_RESUMPTION;
    sg_psks_put(psks, secret, sizeof(secret), &psk);
    CU_ASSERT_TRUE(sg_psks_get(psks, secret, sizeof(secret), &got));
    CU_ASSERT_EQUAL(got.kind, SLICEGATE_PSK_RESUMPTION);
    sg_psks_free(psks);
}

/* Nobody can make the hash of a key outside this table. */
static void hashes_have_a_key_of_their_own(void)
{
    sg_psks *one = sg_psks_new(), *two = sg_psks_new();
    uint8_t a[SG_SHA256_SIZE], b[SG_SHA256_SIZE], plain[SG_SHA256_SIZE];

    CU_ASSERT_TRUE_FATAL(one != NULL && two != NULL);
    sg_psk_hash(one, secret, sizeof(secret), a);
    sg_psk_hash(one, secret, sizeof(secret), b);
    CU_ASSERT_EQUAL(memcmp(a, b, sizeof(a)), 0);
    sg_psk_hash(two, secret, sizeof(secret), b);
    CU_ASSERT_NOT_EQUAL(memcmp(a, b, sizeof(a)), 0);
    sg_sha256_bytes(secret, sizeof(secret), plain);
    CU_ASSERT_NOT_EQUAL(memcmp(a, plain, sizeof(a)), 0);
    sg_psk_hash(one, other, sizeof(other), b);
    CU_ASSERT_NOT_EQUAL(memcmp(a, b, sizeof(a)), 0);
    sg_psk_hash(one, NULL, 0, b);
    CU_ASSERT_NOT_EQUAL(memcmp(a, b, sizeof(a)), 0);
    sg_psks_free(one);
    sg_psks_free(two);
    sg_psks_free(NULL);
}

int main(void)
{
    static const suite_test tests[] = {
        {"what was put is got", what_was_put_is_got},
        {"hashes have a key of their own", hashes_have_a_key_of_their_own},
    };

    return SUITE_RUN("psk", tests);
}
