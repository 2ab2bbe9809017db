/* burn.h -- a fixed amount of computing whose result is cheap to check.
 *
 * A round steps four independent linear congruential generators (the
 * multiplier and increment of Knuth's MMIX, The Art of Computer Programming
 * 2, 3.3.4), which keeps a core's multiplier busy: two hardware threads of one
 * core cannot both burn at full speed. The generators can be jumped ahead, so
 * finding the right result takes microseconds. */
#ifndef OVERLAP_WORKLOADS_PARTS_BURN_H
#define OVERLAP_WORKLOADS_PARTS_BURN_H

#include <stdint.h>

/* Nominal: about a millisecond's worth on a core at 3 GHz. A burn is not a time
 * but an amount of work, the same on every machine and in every run. */
#define BURN_ROUNDS_PER_MS 750000u

/* Burns `rounds` rounds from `seed`. */
uint64_t burn_rounds(uint64_t seed, uint64_t rounds);

/* Returns the same value in logarithmic time. */
uint64_t burn_expect(uint64_t seed, uint64_t rounds);

#endif
