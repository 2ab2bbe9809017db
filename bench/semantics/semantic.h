/* semantic.h -- a scenario: a deterministic transcript that settles a claim.
 *
 * Each has a mutant, wrong on purpose, whose transcript differs, which shows
 * that the claim could have failed. The expected transcripts are in
 * bench/claims, with the claims. */
#ifndef OVERLAP_BENCH_SEMANTICS_SEMANTIC_H
#define OVERLAP_BENCH_SEMANTICS_SEMANTIC_H

#include <stdbool.h>
#include <stdint.h>

struct io;

/* What the command line asks for. */
struct ask {
    bool wrong;    /* run the mutant */
    uint64_t seed; /* of what is random */
};

/* Has one of two functions, which says the transcript (transcript.h). 0, or a
 * negative errno value when the scenario cannot run here. */
struct semantic {
    const char *name;
    const char *claim;   /* its id, as "G4" */
    const char *summary; /* a clause: what its transcript shows */
    const char *wrong;   /* a clause: what the mutant does instead */
    int (*main)(struct io *io, const struct ask *ask); /* a run's first task */
    int (*plain)(const struct ask *ask);               /* outside any run */
};

/* One array a theme, ended by a scenario without a name. */
extern const struct semantic semantics_order[], semantics_gather[],
    semantics_groups[], semantics_waits[], semantics_coroutines[],
    semantics_sharing[], semantics_deadlock[], semantics_kernel[],
    semantics_calls[], semantics_threads[], semantics_parallel[],
    semantics_turns[];

#endif
