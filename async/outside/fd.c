/* fd.c -- waiting until a descriptor is ready.
 *
 * The loop has an epoll of its own for this, which libuv watches. A descriptor
 * enters it at its first wait, and stays until it is closed. Each wait arms it
 * for one event (EPOLLONESHOT), by a single system call that also tells whether
 * the descriptor has been closed since, and its number reused: anyone may close
 * it, and nobody has to say so. An event that nobody waits for arms nothing, so
 * it comes once at most. */
#include "async/outside/fd.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "async/runtime/suspend.h"

#define EVENTS_MAX 256 /* taken from the kernel at once */

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
};

struct fds {
    uv_poll_t poll;
    int epoll_fd;
    int waits; /* under way */
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
        .events = (uint32_t)events | EPOLLONESHOT,
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
    watch->turn++;
    int err = control(fds, EPOLL_CTL_ADD, fd, events);
    /* It is there already if it was closed and then duplicated back. */
    if (err == -EEXIST)
        err = control(fds, EPOLL_CTL_MOD, fd, events);
    watch->entered = !err;
    return err;
}

/* Makes the next event of `events` come. 0, or a negative errno value. */
static int arm(struct fds *fds, int fd, int events)
{
    int err = fds->watch[fd].entered ? control(fds, EPOLL_CTL_MOD, fd, events)
                                     : -ENOENT;
    return err == -ENOENT ? enter(fds, fd, events) : err;
}

/* An error, or that the other side hung up, is for all: reading or writing will
 * tell, without blocking. */
static void tell(struct fds *fds, int fd, int events)
{
    struct fd_watch *watch = &fds->watch[fd];
    int left = 0;
    for (struct fd_wait *wait = watch->waits; wait; wait = wait->next) {
        bool over = events & (EPOLLERR | EPOLLHUP);
        int ready = over ? wait->events : wait->events & events;
        if (ready)
            task_wake(wait->task, ready);
        else
            left |= wait->events;
    }
    if (left && arm(fds, fd, left))
        wake_forsaken(watch);
}

static void on_events(uv_poll_t *poll, int status, int unused)
{
    (void)status;
    (void)unused;
    struct fds *fds = poll->data;
    struct epoll_event events[EVENTS_MAX];
    int count = epoll_wait(fds->epoll_fd, events, EVENTS_MAX, 0);
    for (int i = 0; i < count; i++) {
        int fd = (int)(uint32_t)events[i].data.u64;
        if (fds->watch[fd].turn == events[i].data.u64 >> 32)
            tell(fds, fd, (int)events[i].events);
    }
}

static int fds_open(struct loop *loop)
{
    struct fds *fds = calloc(1, sizeof *fds);
    if (!fds)
        return -ENOMEM;
    fds->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    int err = fds->epoll_fd < 0 ? -errno : 0;
    err = err ? err : uv_poll_init(&loop->uv, &fds->poll, fds->epoll_fd);
    if (err) {
        if (fds->epoll_fd >= 0)
            close(fds->epoll_fd);
        free(fds);
        return err;
    }
    fds->poll.data = fds;
    uv_poll_start(&fds->poll, UV_READABLE, on_events);
    /* Linux may refuse to put a full epoll into another, and libuv would then
     * abort. So it goes in now. */
    uv_run(&loop->uv, UV_RUN_NOWAIT);
    uv_unref((uv_handle_t *)&fds->poll);
    loop->fds = fds;
    return 0;
}

static void on_closed(uv_handle_t *handle)
{
    struct fds *fds = handle->data;
    free(fds->watch);
    free(fds);
}

void fds_close(struct loop *loop)
{
    struct fds *fds = loop->fds;
    if (!fds)
        return;
    uv_close((uv_handle_t *)&fds->poll, on_closed);
    close(fds->epoll_fd);
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

/* Only descriptors that tasks wait for keep libuv's loop alive. */
static void count_waits(struct fds *fds, int more)
{
    if (fds->waits == 0)
        uv_ref((uv_handle_t *)&fds->poll);
    fds->waits += more;
    if (fds->waits == 0)
        uv_unref((uv_handle_t *)&fds->poll);
}

int task_wait_fd(struct async_task *task, int fd, int events, uint64_t until_ns)
{
    if (fd < 0)
        return -EBADF;
    int err = make_room(task, fd);
    if (err)
        return err;
    struct fds *fds = task->loop->fds;
    struct fd_wait wait = {.task = task, .events = events & (POLLIN | POLLOUT)};
    err = arm(fds, fd, wanted(&fds->watch[fd]) | wait.events);
    if (err)
        return err;
    wait_link(&fds->watch[fd], &wait);
    count_waits(fds, 1);
    int ready = task_wait(task, until_ns);
    count_waits(fds, -1);
    wait_unlink(&fds->watch[fd], &wait);
    return ready;
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
    }
    return close(fd) ? -errno : 0;
}

int async_wait_fd(struct io *io, int fd, int events)
{
    struct async_task *task = task_enter(io, __func__);
    return task ? task_wait_fd(task, fd, events, io->deadline_ns) : -EPERM;
}
