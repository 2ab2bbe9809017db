/* file.c -- reading, writing and syncing files, in libuv's thread pool. */
#include "async/outside/file.h"

#include <errno.h>

#include "async/outside/pool.h"
#include "async/outside/pool_threads.h"
#include "async/runtime/suspend.h"

/* Lies on the task's stack until libuv is done with it. */
struct file_access {
    uv_fs_t fs;
    struct pool_wait wait;
    int fd;
    uv_buf_t buf;
    off_t at;
    enum { READS, WRITES, SYNCS } what;
    int err; /* why it could not be queued, or 0 */
};

static void on_accessed(uv_fs_t *fs)
{
    pool_done(fs->data);
}

static void access_begin(void *arg)
{
    struct file_access *access = arg;
    uv_loop_t *uv = &access->wait.task->loop->uv;
    access->fs.data = &access->wait;
    access->err = pool_threads_probe();
    if (access->err)
        return;
    if (access->what == SYNCS)
        access->err = uv_fs_fsync(uv, &access->fs, access->fd, on_accessed);
    else if (access->what == WRITES)
        access->err = uv_fs_write(uv, &access->fs, access->fd, &access->buf, 1,
                                  access->at, on_accessed);
    else
        access->err = uv_fs_read(uv, &access->fs, access->fd, &access->buf, 1,
                                 access->at, on_accessed);
}

static ssize_t file_access(struct file_access *access, void *buf, size_t len)
{
    /* libuv counts in unsigned int, and Linux moves no more than this. */
    const size_t max_bytes = 0x7ffff000;
    access->buf =
        uv_buf_init(buf, (unsigned)(len < max_bytes ? len : max_bytes));
    task_call(access->wait.task, access_begin, access);
    if (access->err)
        return access->err;
    int err = pool_wait(&access->wait, (uv_req_t *)&access->fs, IO_NEVER);
    ssize_t moved = access->fs.result;
    uv_fs_req_cleanup(&access->fs);
    return pool_result(&access->wait, err, moved);
}

ssize_t task_file_read(struct io *io, int fd, void *buf, size_t len, off_t at)
{
    struct file_access access = {
        .wait.task = task_of(io), .fd = fd, .at = at, .what = READS};
    return file_access(&access, buf, len);
}

ssize_t task_file_write(struct io *io, int fd, const void *buf, size_t len,
                        off_t at)
{
    struct file_access access = {
        .wait.task = task_of(io), .fd = fd, .at = at, .what = WRITES};
    return file_access(&access, (void *)buf, len);
}

int task_file_sync(struct io *io, int fd)
{
    struct file_access access = {
        .wait.task = task_of(io), .fd = fd, .what = SYNCS};
    return (int)file_access(&access, NULL, 0);
}
