/* changes.h -- two benches side by side: what is slower now, or faster?
 *
 * The blocks of two benches are not paired: nothing ties block 3 of one to
 * block 3 of the other. So each median has an exact interval of its own, at
 * half of alpha, and the ratio of the medians lies between the quotients of
 * their ends with a confidence of at least 1 - alpha.
 *
 * Nor did the machine stay the same between them. The control, which both ran,
 * says by what factor computing became slower; a cell feels that only while it
 * computes. If it kept a core busy for a share s of its time, the machine
 * accounts for a factor of 1 + s (control - 1), by which its own change is
 * divided. With several workers s is known within limits only, and the
 * control's cells differ: all that is possible widens the interval.
 *
 * Between two machines times say nothing. There, and if asked for, it is a
 * cell's speed-up over its experiment's sequential cell that is compared. */
#ifndef OVERLAP_BENCH_JUDGE_CHANGES_H
#define OVERLAP_BENCH_JUDGE_CHANGES_H

#include <stdbool.h>

#include "bench/results/results.h"
#include "bench/results/statistics.h"

#define CHANGES_ALPHA     0.05
#define CHANGES_TOLERANCE 0.05

enum change_kind {
    CHANGE_CHANGED,   /* the interval lies outside 1/1.05 … 1.05 */
    CHANGE_UNCHANGED, /* the interval lies inside */
    CHANGE_UNKNOWN,   /* the interval crosses an end, or there is none */
    CHANGE_CONTROL,   /* of the control: the machine, and no cell of ours */
    CHANGE_OTHER,     /* the command lines differ, or nothing can be compared */
    CHANGE_GONE,      /* measured only before */
    CHANGE_NEW,       /* measured only after */
};
#define CHANGE_KINDS (CHANGE_NEW + 1)

/* What lies between two figures. */
struct range {
    double low, high;
};

struct change {
    const char *experiment, *cell;
    double before, after;     /* medians, in seconds or as speed-ups; NAN if not
                             measured */
    struct range machine;     /* the machine's part in after / before */
    double ratio;             /* the cell's own: after / before / machine */
    struct interval interval; /* of it; level 0 if there is none */
    enum change_kind kind;
};

struct changes {
    bool speedups;        /* what is compared; else times */
    bool other_machine;   /* another processor, or other cores */
    struct range control; /* the least and the most of its cells' ratios; NAN if
                             it has none */
    struct change *cells; /* those of `after` in their order, then those gone */
    int cells_count;
    int counts[CHANGE_KINDS];
};

/* Compares every cell that either bench measured, and borrows both until
 * changes_free(). 0 or -ENOMEM. */
int changes_find(struct changes **changes, const struct results *before,
                 const struct results *after, bool speedups);
void changes_free(struct changes *changes);

/* How many cells of both were compared, the control aside. */
int changes_compared(const struct changes *changes);

#endif
