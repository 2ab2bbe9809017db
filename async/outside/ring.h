/* ring.h -- reading, writing and syncing files, through Linux's io_uring. */
#ifndef OVERLAP_ASYNC_OUTSIDE_RING_H
#define OVERLAP_ASYNC_OUTSIDE_RING_H

#include "async/runtime/loop.h"

/* A call that reads, writes or syncs a file. */
struct file_call {
    enum { FILE_READS, FILE_WRITES, FILE_SYNCS } what;
    int fd;
    void *buf;
    size_t len;
    off_t at;
};

/* What `call` asks for, by the loop's ring, which is there. */
ssize_t ring_access(struct async_task *task, const struct file_call *call);

/* Closes the loop's ring, if there is one. No call is under way. */
void ring_close(struct loop *loop);

#endif
