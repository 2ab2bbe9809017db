/* progress.h -- how far a bench is, on standard error.
 *
 * On a terminal it is one line, redrawn: a bar, runs done, time elapsed, time
 * to go and the current cell; elsewhere, a plain line per block. The time to go
 * is estimated from how long each cell has taken so far. */
#ifndef OVERLAP_BENCH_RUN_PROGRESS_H
#define OVERLAP_BENCH_RUN_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct progress {
    FILE *out;
    bool terminal, color;
    uint64_t start_ms;
    int blocks;
    int total, done; /* runs */
    double to_go_s;  /* NAN: not known yet */
    char cell[128];  /* the current one, "experiment/cell" */
    int block;
};

/* Starts the clock at `now_ms`. */
void progress_begin(struct progress *progress, FILE *out, uint64_t now_ms);

/* Redraws the line; does nothing unless on a terminal. */
void progress_draw(const struct progress *progress, uint64_t now_ms);

/* Says that a block begins. */
void progress_block(struct progress *progress, int block, uint64_t now_ms);

/* Prints something worth a line of its own. */
void progress_note(const struct progress *progress, const char *text);

/* Clears the line. */
void progress_end(const struct progress *progress);

#endif
