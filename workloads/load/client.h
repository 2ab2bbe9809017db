/* client.h -- the connections of overlap-load. */
#ifndef OVERLAP_WORKLOADS_LOAD_CLIENT_H
#define OVERLAP_WORKLOADS_LOAD_CLIENT_H

#include "core/io.h"
#include "workloads/load/options.h"
#include "workloads/load/samples.h"

/* What came of all of them together. */
struct load {
    const struct load_options *options;
    uint64_t start_ns, end_ns; /* until the last answer */
    uint64_t due;              /* requests that were due so far, of a rate */
    bool has_slow;             /* the slow connection has begun */
    uint64_t uncounted;        /* right answers over it */
    struct samples samples;    /* one for each right answer */
    uint64_t wrong;            /* answers that were not as asked */
    uint64_t failed;           /* connections that broke off */
    int first_err;             /* why the first of them did */
    uint32_t digest;           /* of each answer's body */
    bool has_digest;
};

/* Makes all connections, over which all requests are sent; `arg` is a struct
 * load. Returns 0, or why it could not begin. */
int load_run(struct io *io, void *arg);

#endif
