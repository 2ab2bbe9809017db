/* ring.c -- reading, writing and syncing files, through Linux's io_uring.
 *
 * A call is put into a ring that the kernel shares with us. It says by an
 * eventfd, which the loop watches, that others are done. What it can do at once,
 * as reading what is in memory, it does within the system call that hands the
 * ring over, on the loop's thread; what waits for the disk goes on without a
 * thread of ours; and for what its file system knows no other way to wait
 * for, such as fsync, it has threads of its own.
 *
 * liburing is loaded when it is first needed; the build needs only its header,
 * and without that there is no ring. */
#include "async/outside/ring.h"

#include <errno.h>

#include "async/runtime/suspend.h"

#ifdef OVERLAP_RING
#include <liburing.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "async/outside/pool.h"
#include "core/base/library.h"

#define ENTRIES  256 /* calls handed over at once; more may be under way */
#define CQES_MAX 64

#define LIBURING_FUNCTIONS(X)                                                  \
    X(free_probe)                                                              \
    X(get_probe_ring)                                                          \
    X(peek_batch_cqe)                                                          \
    X(queue_exit)                                                              \
    X(queue_init)                                                              \
    X(register_eventfd)                                                        \
    X(submit)

static struct {
#define LIBURING_MEMBER(name) __typeof__ (&(io_uring_##name))(name);
    LIBURING_FUNCTIONS(LIBURING_MEMBER)
#undef LIBURING_MEMBER
} liburing;

static pthread_once_t load_once = PTHREAD_ONCE_INIT;
static int load_result;

static void load(void)
{
    static const char *const files[] = {"liburing.so.2", NULL};
#define LIBURING_FUNCTION(name) {"io_uring_" #name, &liburing.name},
    static const struct library_function functions[] = {
        LIBURING_FUNCTIONS(LIBURING_FUNCTION){NULL, NULL}};
#undef LIBURING_FUNCTION
    load_result = library_load(files, functions);
}

struct ring {
    struct io_uring uring;
    uv_poll_t poll; /* keeps the loop alive while calls are under way */
    int event_fd;
    int under_way;
};

/* Lies on the task's stack until the kernel is done with it. */
struct access {
    struct pool_wait wait;
    const struct file_call *call;
    ssize_t result;
    int err; /* why it could not be handed over, or 0 */
};

/* Wakes the tasks whose calls are done. */
static void ring_reap(struct ring *ring)
{
    struct io_uring_cqe *cqes[CQES_MAX];
    unsigned count;
    while ((count = liburing.peek_batch_cqe(&ring->uring, cqes, CQES_MAX))) {
        for (unsigned i = 0; i < count; i++) {
            struct access *access = io_uring_cqe_get_data(cqes[i]);
            if (!access)
                continue;
            access->result = cqes[i]->res;
            ring->under_way--;
            pool_done(&access->wait);
        }
        io_uring_cq_advance(&ring->uring, count);
    }
    if (!ring->under_way)
        uv_unref((uv_handle_t *)&ring->poll);
}

static void on_event(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    struct ring *ring = poll->data;
    eventfd_t count;
    eventfd_read(ring->event_fd, &count);
    ring_reap(ring);
}

/* A place in the ring, or NULL if the kernel takes nothing. */
static struct io_uring_sqe *ring_place(struct ring *ring)
{
    struct io_uring_sqe *sqe = io_uring_get_sqe(&ring->uring);
    if (sqe)
        return sqe;
    liburing.submit(&ring->uring);
    return io_uring_get_sqe(&ring->uring);
}

/* Hands the ring over. What the kernel doesn't take becomes a call for nothing:
 * it may be taken later, when what it points to is gone. */
static int ring_submit(struct ring *ring, struct io_uring_sqe *sqe)
{
    int taken = liburing.submit(&ring->uring);
    if (!io_uring_sq_ready(&ring->uring))
        return 0;
    io_uring_prep_nop(sqe);
    io_uring_sqe_set_data(sqe, NULL);
    return taken < 0 ? taken : -EAGAIN;
}

static void access_begin(void *arg)
{
    struct access *access = arg;
    const struct file_call *call = access->call;
    struct ring *ring = access->wait.task->loop->ring;
    struct io_uring_sqe *sqe = ring_place(ring);
    access->err = -EAGAIN;
    if (!sqe)
        return;
    unsigned len = (unsigned)call->len;
    if (call->what == FILE_SYNCS)
        io_uring_prep_fsync(sqe, call->fd, 0);
    else if (call->what == FILE_WRITES)
        io_uring_prep_write(sqe, call->fd, call->buf, len, (__u64)call->at);
    else
        io_uring_prep_read(sqe, call->fd, call->buf, len, (__u64)call->at);
    io_uring_sqe_set_data(sqe, access);
    access->err = ring_submit(ring, sqe);
    if (access->err)
        return;
    if (!ring->under_way++)
        uv_ref((uv_handle_t *)&ring->poll);
}

/* If it is too late, or there is no room to ask, the call goes on. */
static void on_give_up(void *arg)
{
    struct access *access = arg;
    struct ring *ring = access->wait.task->loop->ring;
    struct io_uring_sqe *sqe = ring_place(ring);
    if (!sqe)
        return;
    io_uring_prep_cancel(sqe, access, 0);
    io_uring_sqe_set_data(sqe, NULL);
    ring_submit(ring, sqe);
}

ssize_t ring_access(struct async_task *task, const struct file_call *call)
{
    struct access access = {.wait.task = task, .call = call};
    task_call(task, access_begin, &access);
    if (access.err)
        return access.err;
    int why = pool_wait(&access.wait, on_give_up, &access, IO_NEVER);
    if (why && access.result == -EINTR) /* given up half-way */
        access.result = -ECANCELED;
    return pool_result(&access.wait, why, access.result);
}

/* Whether the kernel knows all that we ask of it. */
static int ring_probe(struct ring *ring)
{
    static const int wanted[] = {IORING_OP_READ, IORING_OP_WRITE,
                                 IORING_OP_FSYNC, IORING_OP_ASYNC_CANCEL};
    struct io_uring_probe *probe = liburing.get_probe_ring(&ring->uring);
    if (!probe)
        return -ENOSYS;
    int err = 0;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!io_uring_opcode_supported(probe, wanted[i]))
            err = -ENOSYS;
    liburing.free_probe(probe);
    return err;
}

static int ring_watch(struct ring *ring, uv_loop_t *uv)
{
    ring->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (ring->event_fd < 0)
        return -errno;
    int err = liburing.register_eventfd(&ring->uring, ring->event_fd);
    err = err ? err : uv_poll_init(uv, &ring->poll, ring->event_fd);
    if (err) {
        close(ring->event_fd);
        return err;
    }
    ring->poll.data = ring;
    uv_poll_start(&ring->poll, UV_READABLE, on_event);
    uv_unref((uv_handle_t *)&ring->poll);
    return 0;
}

static int ring_open(struct loop *loop)
{
    pthread_once(&load_once, load);
    if (load_result)
        return load_result;
    struct ring *ring = calloc(1, sizeof *ring);
    if (!ring)
        return -ENOMEM;
    int err = liburing.queue_init(ENTRIES, &ring->uring, 0);
    if (!err) {
        err = ring_probe(ring);
        err = err ? err : ring_watch(ring, &loop->uv);
        if (err)
            liburing.queue_exit(&ring->uring);
    }
    if (err)
        free(ring);
    else
        loop->ring = ring;
    return err;
}

static void on_poll_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void ring_close(struct loop *loop)
{
    struct ring *ring = loop->ring;
    if (!ring)
        return;
    uv_close((uv_handle_t *)&ring->poll, on_poll_closed);
    liburing.queue_exit(&ring->uring);
    close(ring->event_fd);
    loop->ring = NULL;
}
#else
static int ring_open(struct loop *loop)
{
    (void)loop;
    return -ENOTSUP;
}

ssize_t ring_access(struct async_task *task, const struct file_call *call)
{
    (void)task;
    (void)call;
    return -ENOTSUP;
}

void ring_close(struct loop *loop)
{
    (void)loop;
}
#endif

struct opening {
    struct loop *loop;
    int err;
};

static void on_open(void *arg)
{
    struct opening *opening = arg;
    opening->err = ring_open(opening->loop);
}

int async_files_ring(struct io *io)
{
    struct async_task *task = task_enter(io, __func__);
    if (!task)
        return -EPERM;
    struct opening opening = {.loop = task->loop};
    if (!task->loop->ring)
        task_call(task, on_open, &opening);
    return opening.err;
}
