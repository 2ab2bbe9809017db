/* semantic.h -- a scenario: a deterministic transcript that settles a claim.
 *
 * Each has a mutant, wrong on purpose, that leaves another transcript, which
 * shows that the claim could have failed. The transcripts that are expected
 * stand with the claims, in bench/claims. */
#ifndef OVERLAP_BENCH_SEMANTICS_SEMANTIC_H
#define OVERLAP_BENCH_SEMANTICS_SEMANTIC_H

#include <stdbool.h>
#include <stdint.h>

struct io;

/* What the command line asks for. */
struct ask {
    bool wrong;    /* the mutant */
    uint64_t seed; /* of what is random */
};

/* Its function says the transcript (transcript.h), and returns 0 or, when that
 * could not be made here, a negative errno value. */
struct semantic {
    const char *name;
    const char *claim;   /* its id, as "G4" */
    const char *summary; /* a clause: what its transcript shows */
    const char *wrong;   /* a clause: what the mutant does instead */
    int (*main)(struct io *io, const struct ask *ask); /* of a run, or … */
    int (*plain)(const struct ask *ask); /* … called outside of any */
};

/* The themes, each ended by a scenario without a name. */
extern const struct semantic semantics_order[], semantics_gather[],
    semantics_groups[], semantics_waits[], semantics_coroutines[],
    semantics_sharing[], semantics_deadlock[], semantics_kernel[],
    semantics_calls[], semantics_threads[], semantics_parallel[],
    semantics_turns[];

#endif
