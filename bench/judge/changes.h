/* changes.h -- two benches side by side: what is slower now, or faster?
 *
 * Blocks of two benches are no pairs: nothing ties block 3 of one to block 3
 * of the other. So each median has an exact interval of its own, at half of
 * alpha, and the ratio of the medians lies between the quotients of their ends
 * with at least the confidence of 1 - alpha. */
#ifndef OVERLAP_BENCH_JUDGE_CHANGES_H
#define OVERLAP_BENCH_JUDGE_CHANGES_H

#include <stdio.h>

#include "bench/judge/judge.h"

#define CHANGES_ALPHA     0.05
#define CHANGES_TOLERANCE 0.05

enum change_kind {
    CHANGE_CHANGED,   /* the interval lies outside 1/1.05 … 1.05 */
    CHANGE_UNCHANGED, /* … inside */
    CHANGE_UNKNOWN,   /* … across one of these, or there is none */
    CHANGE_OTHER,     /* its command line is another one: not compared */
    CHANGE_GONE,      /* it was measured before only, */
    CHANGE_NEW,       /* … or after only */
};

struct change {
    const char *experiment, *cell;
    double before_s, after_s; /* medians; NAN: not measured */
    double ratio;             /* after over before */
    struct interval interval; /* level 0: there is none */
    enum change_kind kind;
};

/* Every cell that either has measured, in the order of `after`, then what is
 * gone; the caller frees it. Returns how many, or -ENOMEM. */
int changes_list(struct change **list, const struct results *before,
                 const struct results *after);

/* Writes all that differs, and every cell, as words and figures between
 * spaces. Returns how many cells and verdicts changed, a verdict only between
 * supported, partly and refuted; or a negative errno value. */
int changes_write(FILE *out, const struct judgement *before,
                  const struct judgement *after, bool colour);

#endif
