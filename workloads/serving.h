/* serving.h -- a server's side of a connection: requests, and their answers. */
#ifndef OVERLAP_WORKLOADS_SERVING_H
#define OVERLAP_WORKLOADS_SERVING_H

#include "core/io.h"
#include "core/workload.h"

#define SERVER_PAGE_BYTES 1024

/* What an answer is, and what it takes: see serve.c. */
enum serve_variant {
    SERVE_ECHO,
    SERVE_PAGE,
    SERVE_WAIT,
    SERVE_COMPUTE,
    SERVE_RARE,
    SERVE_SLOW
};

struct server {
    int listener;
    char page[SERVER_PAGE_BYTES]; /* of each answer but an echo */
};

/* Accepts a connection and answers its requests until the other side closes; of
 * a plan with a port, one connection after another until the run is stopped. A
 * request that has begun is then still answered. *answered: requests, or bytes
 * sent back. Returns 0, or why none could be accepted or what became of the
 * last. */
int serve_connections(struct io *io, const struct job *job,
                      const struct server *server, uint64_t *answered);

#endif
