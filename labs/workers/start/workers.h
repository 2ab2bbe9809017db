/* workers.h -- processes that do tasks, and answer over pipes. */
#ifndef WORKERS_H
#define WORKERS_H

#include <stddef.h>

struct workers;

/* A message: a request, or the answer to one. */
struct message {
    char *bytes; /* from malloc(), or NULL: there is none */
    size_t size; /* may be 0 */
};

/* What a worker does with a request. Whoever calls this frees the answer. */
typedef struct message workers_task(struct message request);

/* Starts `width` processes that do `task`. NULL: they could not be started. */
struct workers *workers_open(unsigned width, workers_task *task);

/* Has the workers do all `count` requests, as many at a time as there are
 * workers, and returns when each has its answer: that of requests[i] is
 * answers[i], whose bytes the caller frees. Each is done once. Only if a worker
 * dies before its answer is there whole is that request, and no other, given to
 * the new worker that takes its place. Returns 0, or a negative errno value. */
int workers_map(struct workers *workers, unsigned count,
                const struct message *requests, struct message *answers);

/* Ends the workers, waits until they have ended, and frees all. No process, no
 * zombie and no descriptor is left. */
void workers_close(struct workers *workers);

#endif
