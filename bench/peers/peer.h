/* peer.h -- a peer in C: the plan, the record and the command line, as
 * docs/protocol.md has them, for tasks that compute.
 *
 * A file a model says what a worker is; it uses nothing of ours but this. */
#ifndef OVERLAP_BENCH_PEERS_PEER_H
#define OVERLAP_BENCH_PEERS_PEER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>

struct peer_task {
    uint64_t begin_ns, end_ns; /* since the start of the run */
    uint32_t answer;
    int worker;
};

struct peer {
    const char *model, *version; /* of what runs the tasks */
    int64_t width;               /* unless the command line has one */

    bool grinds; /* grain; else noop */
    int64_t tasks_count, size;
    double rate_per_s; /* 0: none */
    bool keep_going, meter;
    const char *record, *trace;

    int64_t workers; /* the width, but no more than there are tasks */
    struct peer_task *tasks;
    int64_t peak; /* the most tasks in progress at once */
    uint64_t wall_ns;
    struct rusage before, after; /* the run */
};

/* Reads the command line; ends the program if that asks for no run, or for one
 * that cannot be. */
void peer_read(struct peer *peer, int argc, char **argv);

/* When a task is due, since the start. */
uint64_t peer_due_ns(const struct peer *peer, int64_t index);

/* Does the task: `grain`, as workloads/grain.c has it, or nothing. */
uint32_t peer_compute(const struct peer *peer, int64_t index);

/* Writes the trace and the record, and frees the tasks. Returns the program's
 * exit status. */
int peer_tell(struct peer *peer);

/* Ends the program if there is no memory. */
void *peer_need(void *memory);

/* One line on standard error. Returns 2. */
int peer_refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
