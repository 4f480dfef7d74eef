/* SPDX-License-Identifier: Apache-2.0 */
#include "suite_exchange.h"

#include <stddef.h>

enum kind {
    RSA,
    DHE,
    ECDHE,
    DH_ANON,
    ECDH_ANON,
    PSK,
    RSA_PSK,
    DHE_PSK,
    ECDHE_PSK
};

static const sg_exchange exchanges[] = {
    [RSA] = {SG_SECRET_RSA, false, true, false},
    [DHE] = {SG_SECRET_DH, false, true, true},
    [ECDHE] = {SG_SECRET_EC, false, true, true},
    [DH_ANON] = {SG_SECRET_DH, false, false, false},
    [ECDH_ANON] = {SG_SECRET_EC, false, false, false},
    [PSK] = {SG_SECRET_NONE, true, false, false},
    [RSA_PSK] = {SG_SECRET_RSA, true, true, false},
    [DHE_PSK] = {SG_SECRET_DH, true, false, false},
    [ECDHE_PSK] = {SG_SECRET_EC, true, false, false},
};

/* IANA's numbers, by ranges in ascending order; without export suites, SRP,
 * static DH and ECDH. */
static const struct range {
    uint16_t first, last;
    enum kind kind;
} ranges[] = {
    {0x0001, 0x0002, RSA},       {0x0004, 0x0005, RSA},
    {0x0007, 0x0007, RSA},       {0x0009, 0x000a, RSA},
    {0x0012, 0x0013, DHE},       {0x0015, 0x0016, DHE},
    {0x0018, 0x0018, DH_ANON},   {0x001a, 0x001b, DH_ANON},
    {0x002c, 0x002c, PSK},       {0x002d, 0x002d, DHE_PSK},
    {0x002e, 0x002e, RSA_PSK},   {0x002f, 0x002f, RSA},
    {0x0032, 0x0033, DHE},       {0x0034, 0x0034, DH_ANON},
    {0x0035, 0x0035, RSA},       {0x0038, 0x0039, DHE},
    {0x003a, 0x003a, DH_ANON},   {0x003b, 0x003d, RSA},
    {0x0040, 0x0040, DHE},       {0x0041, 0x0041, RSA},
    {0x0044, 0x0045, DHE},       {0x0046, 0x0046, DH_ANON},
    {0x0067, 0x0067, DHE},       {0x006a, 0x006b, DHE},
    {0x006c, 0x006d, DH_ANON},   {0x0084, 0x0084, RSA},
    {0x0087, 0x0088, DHE},       {0x0089, 0x0089, DH_ANON},
    {0x008a, 0x008d, PSK},       {0x008e, 0x0091, DHE_PSK},
    {0x0092, 0x0095, RSA_PSK},   {0x0096, 0x0096, RSA},
    {0x0099, 0x009a, DHE},       {0x009b, 0x009b, DH_ANON},
    {0x009c, 0x009d, RSA},       {0x009e, 0x009f, DHE},
    {0x00a2, 0x00a3, DHE},       {0x00a6, 0x00a7, DH_ANON},
    {0x00a8, 0x00a9, PSK},       {0x00aa, 0x00ab, DHE_PSK},
    {0x00ac, 0x00ad, RSA_PSK},   {0x00ae, 0x00b1, PSK},
    {0x00b2, 0x00b5, DHE_PSK},   {0x00b6, 0x00b9, RSA_PSK},
    {0x00ba, 0x00ba, RSA},       {0x00bd, 0x00be, DHE},
    {0x00bf, 0x00bf, DH_ANON},   {0x00c0, 0x00c0, RSA},
    {0x00c3, 0x00c4, DHE},       {0x00c5, 0x00c5, DH_ANON},
    {0xc006, 0xc00a, ECDHE},     {0xc010, 0xc014, ECDHE},
    {0xc015, 0xc019, ECDH_ANON}, {0xc023, 0xc024, ECDHE},
    {0xc027, 0xc028, ECDHE},     {0xc02b, 0xc02c, ECDHE},
    {0xc02f, 0xc030, ECDHE},     {0xc033, 0xc03b, ECDHE_PSK},
    {0xc03c, 0xc03d, RSA},       {0xc042, 0xc045, DHE},
    {0xc046, 0xc047, DH_ANON},   {0xc048, 0xc049, ECDHE},
    {0xc04c, 0xc04d, ECDHE},     {0xc050, 0xc051, RSA},
    {0xc052, 0xc053, DHE},       {0xc056, 0xc057, DHE},
    {0xc05a, 0xc05b, DH_ANON},   {0xc05c, 0xc05d, ECDHE},
    {0xc060, 0xc061, ECDHE},     {0xc064, 0xc065, PSK},
    {0xc066, 0xc067, DHE_PSK},   {0xc068, 0xc069, RSA_PSK},
    {0xc06a, 0xc06b, PSK},       {0xc06c, 0xc06d, DHE_PSK},
    {0xc06e, 0xc06f, RSA_PSK},   {0xc070, 0xc071, ECDHE_PSK},
    {0xc072, 0xc073, ECDHE},     {0xc076, 0xc077, ECDHE},
    {0xc07a, 0xc07b, RSA},       {0xc07c, 0xc07d, DHE},
    {0xc080, 0xc081, DHE},       {0xc084, 0xc085, DH_ANON},
    {0xc086, 0xc087, ECDHE},     {0xc08a, 0xc08b, ECDHE},
    {0xc08e, 0xc08f, PSK},       {0xc090, 0xc091, DHE_PSK},
    {0xc092, 0xc093, RSA_PSK},   {0xc094, 0xc095, PSK},
    {0xc096, 0xc097, DHE_PSK},   {0xc098, 0xc099, RSA_PSK},
    {0xc09a, 0xc09b, ECDHE_PSK}, {0xc09c, 0xc09d, RSA},
    {0xc09e, 0xc09f, DHE},       {0xc0a0, 0xc0a1, RSA},
    {0xc0a2, 0xc0a3, DHE},       {0xc0a4, 0xc0a5, PSK},
    {0xc0a6, 0xc0a7, DHE_PSK},   {0xc0a8, 0xc0a9, PSK},
    {0xc0aa, 0xc0ab, DHE_PSK},   {0xc0ac, 0xc0af, ECDHE},
    {0xcca8, 0xcca9, ECDHE},     {0xccaa, 0xccaa, DHE},
    {0xccab, 0xccab, PSK},       {0xccac, 0xccac, ECDHE_PSK},
    {0xccad, 0xccad, DHE_PSK},   {0xccae, 0xccae, RSA_PSK},
    {0xd001, 0xd003, ECDHE_PSK}, {0xd005, 0xd005, ECDHE_PSK},
};

const sg_exchange *sg_suite_exchange(uint16_t suite)
{
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (suite >= ranges[i].first && suite <= ranges[i].last)
            return &exchanges[ranges[i].kind];
    return NULL;
}

bool sg_exchange_ephemeral(const sg_exchange *exchange)
{
    return exchange != NULL && (exchange->secret == SG_SECRET_DH ||
                                exchange->secret == SG_SECRET_EC);
}

bool sg_exchange_has_params(const sg_exchange *exchange)
{
    return exchange != NULL &&
           (exchange->psk || exchange->secret == SG_SECRET_DH ||
            exchange->secret == SG_SECRET_EC);
}
