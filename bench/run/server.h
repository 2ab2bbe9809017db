/* server.h -- the loopback server that an experiment's cells share. */
#ifndef OVERLAP_BENCH_RUN_SERVER_H
#define OVERLAP_BENCH_RUN_SERVER_H

#include <jansson.h>
#include <sys/types.h>

#include "bench/suite/suite.h"
#include "core/base/why.h"

/* All zero before it is started. */
struct bench_server {
    pid_t pid;
    char url[128];
};

/* Starts overlap-server from `bin_dir` as `wanted` says and reads its URL;
 * does nothing while it runs, and starts another when it died. On failure a
 * negative errno value and one line in `why`. */
int server_ensure(struct bench_server *server,
                  const struct suite_server *wanted, const char *bin_dir,
                  char why[WHY_MAX]);

/* Would the cell need more connections than a server may hold here? Then one
 * line in `why` says so. */
bool server_refuses(const struct experiment *experiment,
                    const struct cell *cell, char why[WHY_MAX]);

/* Has the server count anew, before a run, … */
int server_reset(const struct bench_server *server);

/* … and sets what it counted since then, as "server", in the run's record:
 * accepted, requests, refused, peak_in_flight, arrivals_peak_100ms, cpu_ns. 0,
 * or a negative errno value. */
int server_report(const struct bench_server *server, json_t *record);

/* Ends it, if it runs. */
void server_stop(struct bench_server *server);

#endif
