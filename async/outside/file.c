/* file.c -- reading, writing and syncing files, in libuv's thread pool. */
#include "async/outside/file.h"

#include <errno.h>

#include "async/outside/pool.h"
#include "async/outside/pool_threads.h"
#include "async/outside/ring.h"
#include "async/runtime/suspend.h"

#define MOVED_MAX 0x7ffff000 /* Linux moves no more bytes in a call */

/* Lies on the task's stack until libuv is done with it. */
struct access {
    uv_fs_t fs;
    struct pool_wait wait;
    const struct file_call *call;
    uv_buf_t buf;
    int err; /* why it could not be queued, or 0 */
};

static void on_accessed(uv_fs_t *fs)
{
    pool_done(fs->data);
}

static void access_begin(void *arg)
{
    struct access *access = arg;
    const struct file_call *call = access->call;
    uv_loop_t *uv = &access->wait.task->loop->uv;
    access->fs.data = &access->wait;
    access->buf = uv_buf_init(call->buf, (unsigned)call->len);
    access->err = pool_threads_probe();
    if (access->err)
        return;
    if (call->what == FILE_SYNCS)
        access->err = uv_fs_fsync(uv, &access->fs, call->fd, on_accessed);
    else if (call->what == FILE_WRITES)
        access->err = uv_fs_write(uv, &access->fs, call->fd, &access->buf, 1,
                                  call->at, on_accessed);
    else
        access->err = uv_fs_read(uv, &access->fs, call->fd, &access->buf, 1,
                                 call->at, on_accessed);
}

static ssize_t pool_access(struct async_task *task,
                           const struct file_call *call)
{
    struct access access = {.wait.task = task, .call = call};
    task_call(task, access_begin, &access);
    if (access.err)
        return access.err;
    int err = pool_wait(&access.wait, pool_withdraw, &access.fs, IO_NEVER);
    ssize_t moved = access.fs.result;
    uv_fs_req_cleanup(&access.fs);
    return pool_result(&access.wait, err, moved);
}

static ssize_t file_access(struct io *io, struct file_call call)
{
    struct async_task *task = task_of(io);
    if (call.len > MOVED_MAX)
        call.len = MOVED_MAX;
    return task->loop->ring ? ring_access(task, &call)
                            : pool_access(task, &call);
}

ssize_t task_file_read(struct io *io, int fd, void *buf, size_t len, off_t at)
{
    return file_access(io, (struct file_call){FILE_READS, fd, buf, len, at});
}

ssize_t task_file_write(struct io *io, int fd, const void *buf, size_t len,
                        off_t at)
{
    return file_access(
        io, (struct file_call){FILE_WRITES, fd, (void *)buf, len, at});
}

int task_file_sync(struct io *io, int fd)
{
    return (int)file_access(io, (struct file_call){FILE_SYNCS, .fd = fd});
}
