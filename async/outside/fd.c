/* fd.c -- waiting until a descriptor is ready.
 *
 * A descriptor enters the loop's epoll at its first wait, and stays until it is closed. Each wait arms it
 * for one event (EPOLLONESHOT), by a single system call that also tells whether
 * the descriptor has been closed since, and its number reused: anyone may close
 * it, and nobody has to say so. An event that nobody waits for arms nothing, so
 * it comes once at most.
 *
 * For a task that has taken all that had come, and waits for more, a descriptor
 * stays armed from one wait to the next (EPOLLET), which costs no system call.
 * If nothing comes soon we look whether it still is what it was. */
#include "async/outside/fd.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "async/runtime/suspend.h"

#define SOON_NS 50000000 /* trusted so long without being looked at */

_Static_assert(POLLIN == EPOLLIN && POLLOUT == EPOLLOUT,
               "poll's and epoll's events are the same numbers");

/* A task that waits: on its stack. */
struct fd_wait {
    struct async_task *task;
    struct fd_wait *next, *prev;
    int events;
};

/* What is known of a descriptor's number. */
struct fd_watch {
    struct fd_wait *waits;
    uint32_t turn; /* what has this number now; an event of an earlier one, */
                   /* which lives on in another process, is none of ours */
    bool entered;  /* into the epoll, unless it was closed since */
    const struct async_task *reader; /* for whom it stays armed, or NULL */
};

struct fds {
    int epoll_fd; /* the loop's */
    int capacity;
    struct fd_watch *watch; /* by number */
};

static void wait_link(struct fd_watch *watch, struct fd_wait *wait)
{
    wait->next = watch->waits;
    if (wait->next)
        wait->next->prev = wait;
    watch->waits = wait;
}

static void wait_unlink(struct fd_watch *watch, struct fd_wait *wait)
{
    if (wait->prev)
        wait->prev->next = wait->next;
    else
        watch->waits = wait->next;
    if (wait->next)
        wait->next->prev = wait->prev;
}

/* All that its tasks wait for. */
static int wanted(const struct fd_watch *watch)
{
    int events = 0;
    for (const struct fd_wait *wait = watch->waits; wait; wait = wait->next)
        events |= wait->events;
    return events;
}

static int control(const struct fds *fds, int how, int fd, int events)
{
    struct epoll_event event = {
        .events = (uint32_t)events,
        .data.u64 = (uint64_t)fds->watch[fd].turn << 32 | (uint32_t)fd};
    return epoll_ctl(fds->epoll_fd, how, fd, &event) ? -errno : 0;
}

/* Those that wait for a descriptor that was closed under them. */
static void wake_forsaken(struct fd_watch *watch)
{
    for (struct fd_wait *wait = watch->waits; wait; wait = wait->next)
        task_wake(wait->task, -EBADF);
}

static int enter(struct fds *fds, int fd, int events)
{
    struct fd_watch *watch = &fds->watch[fd];
    wake_forsaken(watch);
    watch->turn = (watch->turn + 1) & INT32_MAX;
    int err = control(fds, EPOLL_CTL_ADD, fd, events);
    /* It is there already if it was closed and then duplicated back. */
    if (err == -EEXIST)
        err = control(fds, EPOLL_CTL_MOD, fd, events);
    watch->entered = !err;
    return err;
}

static int set(struct fds *fds, int fd, int events)
{
    int err = fds->watch[fd].entered ? control(fds, EPOLL_CTL_MOD, fd, events)
                                     : -ENOENT;
    return err == -ENOENT ? enter(fds, fd, events) : err;
}

/* Makes the next event of `events` come. 0, or a negative errno value. */
static int arm(struct fds *fds, int fd, int events)
{
    fds->watch[fd].reader = NULL;
    return set(fds, fd, events | (int)EPOLLONESHOT);
}

/* Makes all that comes be told to the task, which alone waits for it. */
static int keep_armed(struct fds *fds, int fd, const struct async_task *reader)
{
    int err = set(fds, fd, EPOLLIN | EPOLLRDHUP | (int)EPOLLET);
    fds->watch[fd].reader = err ? NULL : reader;
    return err;
}

/* An error, or that the other side hung up, is for all: reading or writing will
 * tell, without blocking. */
static void tell(struct fds *fds, int fd, int events)
{
    struct fd_watch *watch = &fds->watch[fd];
    int left = 0;
    /* It was not there to be told, or may find more than it takes at once. */
    if (!watch->waits || events & (EPOLLRDHUP | EPOLLERR | EPOLLHUP))
        watch->reader = NULL;
    for (struct fd_wait *wait = watch->waits; wait; wait = wait->next) {
        bool over = events & (EPOLLERR | EPOLLHUP);
        int ready = over ? wait->events : wait->events & events;
        if (ready) {
            task_wake(wait->task, ready);
            coroutine_prefetch(&wait->task->coroutine);
        } else {
            left |= wait->events;
        }
    }
    if (left && arm(fds, fd, left))
        wake_forsaken(watch);
}

void fds_ready(struct loop *loop, uint64_t data, int events)
{
    struct fds *fds = loop->fds;
    int fd = (int)(uint32_t)data;
    if (fds->watch[fd].turn == data >> 32)
        tell(fds, fd, events);
}

static int fds_open(struct loop *loop)
{
    struct fds *fds = calloc(1, sizeof *fds);
    if (!fds)
        return -ENOMEM;
    fds->epoll_fd = loop->epoll_fd;
    loop->fds = fds;
    return 0;
}

void fds_close(struct loop *loop)
{
    struct fds *fds = loop->fds;
    if (!fds)
        return;
    free(fds->watch);
    free(fds);
    loop->fds = NULL;
}

static int fds_reserve(struct fds *fds, int fd)
{
    int capacity = 2 * fd + 64;
    struct fd_watch *watch =
        realloc(fds->watch, (size_t)capacity * sizeof *watch);
    if (!watch)
        return -ENOMEM;
    for (int i = fds->capacity; i < capacity; i++)
        watch[i] = (struct fd_watch){0};
    fds->watch = watch;
    fds->capacity = capacity;
    return 0;
}

/* A descriptor that the loop is asked to make room for. */
struct room {
    struct loop *loop;
    int fd;
    int err;
};

static void on_room(void *arg)
{
    struct room *room = arg;
    if (!room->loop->fds)
        room->err = fds_open(room->loop);
    if (!room->err && room->fd >= room->loop->fds->capacity)
        room->err = fds_reserve(room->loop->fds, room->fd);
}

static int make_room(struct async_task *task, int fd)
{
    const struct fds *fds = task->loop->fds;
    if (fds && fd < fds->capacity)
        return 0;
    struct room room = {.loop = task->loop, .fd = fd};
    task_call(task, on_room, &room);
    return room.err;
}

static int wait_armed(struct async_task *task, int fd, struct fd_wait *wait,
                      uint64_t until_ns)
{
    struct fds *fds = task->loop->fds;
    wait_link(&fds->watch[fd], wait);
    task->loop->fd_waits++;
    int ready = task_wait(task, until_ns);
    task->loop->fd_waits--;
    wait_unlink(&fds->watch[fd], wait);
    return ready;
}

/* Waits for what comes from now on, as the task knows that nothing is there. It
 * may be wrong: the number may be another file's by now. So not for long:
 * -ETIMEDOUT. */
static int wait_drained(struct async_task *task, int fd, struct fd_wait *wait,
                        uint64_t until_ns)
{
    struct fds *fds = task->loop->fds;
    int err = 0;
    if (fds->watch[fd].waits)
        return -ETIMEDOUT;
    if (fds->watch[fd].reader != task)
        err = keep_armed(fds, fd, task);
    uint64_t soon_ns = io_after_ns(task->loop->step_ns, SOON_NS);
    return err ? err
               : wait_armed(task, fd, wait,
                            soon_ns < until_ns ? soon_ns : until_ns);
}

int task_wait_fd(struct async_task *task, int fd, int events, uint64_t until_ns)
{
    if (fd < 0)
        return -EBADF;
    int err = make_room(task, fd);
    if (err)
        return err;
    struct fd_wait wait = {.task = task, .events = events & (POLLIN | POLLOUT)};
    if (events & IO_DRAINED) {
        int ready = wait_drained(task, fd, &wait, until_ns);
        if (ready != -ETIMEDOUT)
            return ready;
    }
    struct fds *fds = task->loop->fds;
    err = arm(fds, fd, wanted(&fds->watch[fd]) | wait.events);
    return err ? err : wait_armed(task, fd, &wait, until_ns);
}

int async_close(struct io *io, int fd)
{
    const struct async_task *task = task_enter(io, __func__);
    if (!task)
        return -EPERM;
    struct fds *fds = task->loop->fds;
    if (fds && fd >= 0 && fd < fds->capacity) {
        wake_forsaken(&fds->watch[fd]);
        fds->watch[fd].entered = false;
        fds->watch[fd].reader = NULL;
    }
    return close(fd) ? -errno : 0;
}

int async_wait_fd(struct io *io, int fd, int events)
{
    struct async_task *task = task_enter(io, __func__);
    return task ? task_wait_fd(task, fd, events, io->deadline_ns) : -EPERM;
}
