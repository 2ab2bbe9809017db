/* mixer.h -- splitmix64: numbers that look random (Steele, Lea and Flood,
 * "Fast Splittable Pseudorandom Number Generators", 2014). */
#ifndef OVERLAP_CORE_BASE_MIXER_H
#define OVERLAP_CORE_BASE_MIXER_H

#include <stdint.h>

#define MIXER_STEP UINT64_C(0x9e3779b97f4a7c15) /* added to the state */

/* Its finaliser: each bit of the result depends on every bit of `x`. */
static inline uint64_t mixer_mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* The next number of the generator, seeded with any `state`. */
static inline uint64_t mixer_next(uint64_t *state)
{
    return mixer_mix(*state += MIXER_STEP);
}

#endif
