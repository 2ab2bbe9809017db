/* advice.h -- what to use for which kind of task, from one bench's data.
 *
 * The four lines that open the page and the plain-text summary. All keep one
 * tie rule, MEASURES_TIE: a model is as good as another unless the interval of
 * their ratio shows it to be more than that behind, and it helps where the
 * whole interval of its speed-up lies beyond that. What has no interval shows
 * nothing. */
#ifndef OVERLAP_BENCH_JUDGE_ADVICE_H
#define OVERLAP_BENCH_JUDGE_ADVICE_H

#include "bench/judge/judge.h"
#include "bench/judge/measures.h"

#define ADVICE_MANY_TASKS 1000 /* in flight, from which they are "thousands" */

/* What never helps is at most so much faster, as with C1's delta. */
#define ADVICE_IDLE 1.10

enum advice_case {
    ADVICE_FEW,  /* waits, a few at a time */
    ADVICE_MANY, /* waits, by the thousand */
    ADVICE_COMPUTES,
    ADVICE_BLOCKS,
    ADVICE_CASES,
};

#define ADVICE_WITHHELD "not from this run: a gate failed"

#define ADVICE_EVIDENCE_MAX 2

struct advice {
    const char *tasks; /* "waiting, a few at a time" */
    char use[80];      /* "a loop"; what is missing if `known` is false */
    char found[400];   /* a number and its interval; may be empty */
    bool known;
    bool absent; /* no experiment of this run is about it */
    const struct experiment *evidence[ADVICE_EVIDENCE_MAX]; /* NULL: no more */
};

/* If a gate failed, no line says what to use: those that an experiment of this
 * run is about say ADVICE_WITHHELD. Returns how many lines have something to
 * say, were it only that. */
int advice_give(struct advice list[ADVICE_CASES],
                const struct measures *measures,
                const struct judgement *judgement);

#endif
