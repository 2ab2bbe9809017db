/* server.h -- the loopback server that an experiment's cells share. */
#ifndef OVERLAP_BENCH_RUN_SERVER_H
#define OVERLAP_BENCH_RUN_SERVER_H

#include <jansson.h>
#include <sys/types.h>

#include "bench/suite/suite.h"
#include "core/base/why.h"

/* All zero until it is started. */
struct bench_server {
    pid_t pid;
    char url[128];
};

/* Starts overlap-server from `bin_dir` with the options `wanted`, and reads its
 * URL. Does nothing if it is running; starts another if it died. 0, or a
 * negative errno value and one line in `why`. */
int server_ensure(struct bench_server *server,
                  const struct suite_server *wanted, const char *bin_dir,
                  char why[WHY_MAX]);

/* Whether the cell needs more connections than a server may hold here; if so,
 * one line in `why` says so. */
bool server_refuses(const struct experiment *experiment,
                    const struct cell *cell, char why[WHY_MAX]);

/* Resets the server's counts, before a run. 0, or a negative errno value. */
int server_reset(const struct bench_server *server);

/* Adds the object "server" to the run's record, with what the server counted
 * since the reset: the fields "server.…" of core/record/fields.c. 0, or a
 * negative errno value. */
int server_report(const struct bench_server *server, json_t *record);

/* Stops it, if it is running. */
void server_stop(struct bench_server *server);

#endif
