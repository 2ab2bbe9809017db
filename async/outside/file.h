/* file.h -- reading, writing and syncing files, in libuv's thread pool. */
#ifndef OVERLAP_ASYNC_OUTSIDE_FILE_H
#define OVERLAP_ASYNC_OUTSIDE_FILE_H

#include "async/runtime/loop.h"

ssize_t task_file_read(struct io *io, int fd, void *buf, size_t len, off_t at);
ssize_t task_file_write(struct io *io, int fd, const void *buf, size_t len,
                        off_t at);
int task_file_sync(struct io *io, int fd);

#endif
