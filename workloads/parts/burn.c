/* burn.c -- a fixed amount of computing whose result is cheap to check. */
#include "workloads/parts/burn.h"

#include "core/base/mixer.h"

#define LANES      4
#define MULTIPLIER 6364136223846793005u
#define INCREMENT  1442695040888963407u

/* Where each generator starts: far apart even for neighbouring seeds. */
static uint64_t lane_start(uint64_t seed, unsigned lane)
{
    return mixer_mix(seed + (lane + 1) * MIXER_STEP);
}

uint64_t burn_rounds(uint64_t seed, uint64_t rounds)
{
    uint64_t a = lane_start(seed, 0), b = lane_start(seed, 1);
    uint64_t c = lane_start(seed, 2), d = lane_start(seed, 3);
    for (uint64_t i = 0; i < rounds; i++) {
        a = a * MULTIPLIER + INCREMENT;
        b = b * MULTIPLIER + INCREMENT;
        c = c * MULTIPLIER + INCREMENT;
        d = d * MULTIPLIER + INCREMENT;
    }
    return a ^ b ^ c ^ d;
}

/* F. Brown, Random Number Generation with Arbitrary Strides (1994): composes
 * the step x -> ax + c with itself for every bit of the distance. */
uint64_t burn_expect(uint64_t seed, uint64_t rounds)
{
    uint64_t times = 1, plus = 0;
    uint64_t a = MULTIPLIER, c = INCREMENT;
    for (; rounds > 0; rounds >>= 1) {
        if (rounds & 1) {
            times *= a;
            plus = plus * a + c;
        }
        c *= a + 1;
        a *= a;
    }
    uint64_t result = 0;
    for (unsigned lane = 0; lane < LANES; lane++)
        result ^= lane_start(seed, lane) * times + plus;
    return result;
}
