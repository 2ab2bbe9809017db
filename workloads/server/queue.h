/* queue.h -- connections in the order in which their answers fall due.
 *
 * Most answers of a run are held back equally long, but any may differ. Hence
 * a binary heap, where adding an entry due after all others takes one step. */
#ifndef OVERLAP_WORKLOADS_SERVER_QUEUE_H
#define OVERLAP_WORKLOADS_SERVER_QUEUE_H

#include <stddef.h>
#include <stdint.h>

struct MHD_Connection;

struct due {
    uint64_t due_ns; /* CLOCK_MONOTONIC */
    struct MHD_Connection *connection;
};

/* All zero: empty. */
struct server_queue {
    struct due *heap;
    size_t count, capacity;
};

/* 0, or -ENOMEM. */
int queue_add(struct server_queue *queue, uint64_t due_ns,
              struct MHD_Connection *connection);

/* When the first one is due; UINT64_MAX: none is waiting. */
uint64_t queue_next_ns(const struct server_queue *queue);

/* Removes and returns the first one if it is due by `now_ns`, else NULL. */
struct MHD_Connection *queue_take(struct server_queue *queue, uint64_t now_ns);

void queue_free(struct server_queue *queue);

#endif
