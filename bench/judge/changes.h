/* changes.h -- two benches side by side: what is slower now, or faster?
 *
 * The blocks of two benches are not paired: nothing ties block 3 of one to
 * block 3 of the other. So each median has an exact interval of its own, at
 * half of alpha, and the ratio of the medians lies between the quotients of
 * their ends with a confidence of at least 1 - alpha. */
#ifndef OVERLAP_BENCH_JUDGE_CHANGES_H
#define OVERLAP_BENCH_JUDGE_CHANGES_H

#include <stdio.h>

#include "bench/judge/judge.h"

#define CHANGES_ALPHA     0.05
#define CHANGES_TOLERANCE 0.05

enum change_kind {
    CHANGE_CHANGED,   /* the interval lies outside 1/1.05 … 1.05 */
    CHANGE_UNCHANGED, /* the interval lies inside */
    CHANGE_UNKNOWN,   /* the interval crosses an end, or there is none */
    CHANGE_OTHER,     /* the command lines differ: not compared */
    CHANGE_GONE,      /* measured only before */
    CHANGE_NEW,       /* measured only after */
};

struct change {
    const char *experiment, *cell;
    double before_s, after_s; /* medians; NAN if not measured */
    double ratio;             /* after over before */
    struct interval interval; /* of the ratio; level 0 if there is none */
    enum change_kind kind;
};

/* Lists every cell that either bench measured: those of `after` in their order,
 * then those gone. The caller frees the list. Returns their number or -ENOMEM.
 */
int changes_list(struct change **list, const struct results *before,
                 const struct results *after);

/* Writes every cell, then the verdicts and the facts of the environment that
 * differ, as columns separated by spaces. Returns how many cells and verdicts
 * changed, or a negative errno value. A verdict changes only between supported,
 * partly and refuted. */
int changes_write(FILE *out, const struct judgement *before,
                  const struct judgement *after, bool colour);

#endif
