/* SPDX-License-Identifier: Apache-2.0 */
/* Which points are on P-256 and P-384. */
#include "curve.h"

#include "suite.h"
#include "tbs_builder.h"

/* The generators (SEC 2), and 5 G on P-256. */
#define GX_256                                                                 \
    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
#define GY_256                                                                 \
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
#define GX_384                                                                 \
    "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a38"         \
    "5502f25dbf55296c3a545e3872760ab7"
#define GY_384                                                                 \
    "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c0"         \
    "0a60b1ce1d7e819d7a431d7c90ea0e5f"
#define P_256 "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"
#define ZERO_256                                                               \
    "0000000000000000000000000000000000000000000000000000000000000000"
/* y of the point with x = 0: a square root of b */
#define ROOT_B_256                                                             \
    "66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4"

static bool on(slicegate_curve curve, const char *xy)
{
    return sg_curve_has_point(curve, hex(xy));
}

static void points(void)
{
    CU_ASSERT_TRUE(on(SLICEGATE_CURVE_P256, GX_256 GY_256));
    CU_ASSERT_TRUE(on(SLICEGATE_CURVE_P384, GX_384 GY_384));
    CU_ASSERT_TRUE(on(SLICEGATE_CURVE_P256, ZERO_256 ROOT_B_256));
}

static void others(void)
{
    CU_ASSERT_FALSE(on(SLICEGATE_CURVE_P256, GY_256 GX_256));
    CU_ASSERT_FALSE(on(SLICEGATE_CURVE_P256, ZERO_256 ZERO_256));
    CU_ASSERT_FALSE(on(SLICEGATE_CURVE_P384, GX_384 GX_384));
    CU_ASSERT_FALSE(on(SLICEGATE_CURVE_P384, GX_256 GY_256));
    CU_ASSERT_FALSE(on(SLICEGATE_CURVE_P256, GX_384 GY_384));
    CU_ASSERT_FALSE(on(SLICEGATE_CURVE_OTHER, GX_256 GY_256));
    CU_ASSERT_FALSE(on(SLICEGATE_CURVE_NONE, GX_256 GY_256));
    CU_ASSERT_FALSE(on(SLICEGATE_CURVE_P256, GX_256));
}

/* x = p is x = 0, but no such octets may stand for it. */
static void coordinates_beyond_the_field(void)
{
    CU_ASSERT_FALSE(on(SLICEGATE_CURVE_P256, P_256 ROOT_B_256));
    CU_ASSERT_FALSE(on(SLICEGATE_CURVE_P256, GX_256 P_256));
}

int main(void)
{
    static const suite_test tests[] = {
        {"points on the curves", points},
        {"other points", others},
        {"coordinates beyond the field", coordinates_beyond_the_field}};
    return SUITE_RUN("curve", tests);
}
