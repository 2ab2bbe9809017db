/* execute.h -- one timed run of one cell: a hyperfine process of its own.
 *
 * hyperfine cannot interleave commands, so we hand it one run at a time. It
 * reports the wall clock and the CPU time of the whole program; what happened
 * inside comes from the record that the program leaves. */
#ifndef OVERLAP_BENCH_RUN_EXECUTE_H
#define OVERLAP_BENCH_RUN_EXECUTE_H

#include <jansson.h>

#include "bench/suite/command.h"
#include "core/base/why.h"

/* What to run, and where its raw data go. */
struct execution {
    const char *dir; /* the results folder */
    int block;
    const char *experiment, *cell;
    const struct command *command;
    bool records;                 /* the program understands --record */
    bool traces;                  /* … and is to leave a trace, too */
    void (*on_second)(void *arg); /* while we wait; or NULL */
    void *arg;
};

struct outcome {
    double time_s, user_s, sys_s;
    int exit_code;
    char error[WHY_MAX]; /* its first line on standard error */
    json_t *record;      /* the caller's to free; NULL: it left none */
};

/* Runs it under hyperfine. 0 when it was run, whatever its exit status;
 * -EINTR when a person ended it; or what kept hyperfine from running it, with
 * the reason in outcome->error. */
int execute_hyperfine(const struct execution *run, struct outcome *outcome);

/* 0 when hyperfine is there; -ENOENT when it isn't, -EPROTO when it fails, or
 * what kept it from being asked. */
int execute_find_hyperfine(void);

/* `words` as one command that hyperfine splits into the same words. The
 * caller frees it; NULL: no memory. */
char *execute_quote(char *const words[]);

#endif
