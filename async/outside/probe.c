/* probe.c -- measures how much stack the library's calls take, as compiled.
 *
 * That depends on the compiler, on its options (-O0, -flto, -pg, -fsanitize),
 * and on the C library and the kernel, which read the clock. So tasks of a loop
 * without libuv make all the calls, most of which have to wait, on painted
 * stacks. Time limits and groups are on these stacks, too, as usual; arrays and
 * what tasks share are not. */
#include "async/outside/probe.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "async/runtime/loop.h"
#include "async/runtime/task.h"
#include "core/io_trace.h"

#define STACK_BYTES  ((size_t)8 * 1024)
#define ENOUGH_BYTES ((size_t)4 * 1024) /* where nothing can be measured */

struct props {
    size_t scene;
    int players; /* tasks that have entered it and not left */
    struct async_semaphore semaphore;
    struct async_lock lock;
    struct async_condition condition;
    struct async_event event, never;
    struct async_queue queue;
    struct async_failure failure;
    struct async_call calls[2];
    struct io_trace *trace;
    char number[ASYNC_NAME_MAX];
    void *slot, *item;
};

static int nap(struct io *io, void *arg)
{
    (void)arg;
    return io_sleep(io, 1);
}

static int wait_for_good(struct io *io, void *arg)
{
    struct props *props = arg;
    return async_event_wait(io, &props->never);
}

static int fail(struct io *io, void *arg)
{
    int err = nap(io, arg);
    return err ? err : -EIO;
}

/* Two tasks play each scene together; in some, only one has a part. */

static int share_semaphore(struct io *io, struct props *props, bool first)
{
    (void)first;
    int err = async_semaphore_acquire(io, &props->semaphore);
    err = err ? err : nap(io, NULL);
    async_semaphore_release(&props->semaphore);
    return err;
}

static int share_condition(struct io *io, struct props *props, bool first)
{
    int err = async_lock_acquire(io, &props->lock);
    err = err ? err : async_yield(io);
    if (first)
        err = async_condition_wait(io, &props->condition);
    else
        async_condition_notify_all(&props->condition);
    async_lock_release(&props->lock);
    return err;
}

static int share_event(struct io *io, struct props *props, bool first)
{
    if (first)
        return async_event_wait(io, &props->event);
    async_event_set(&props->event);
    return 0;
}

static int share_queue(struct io *io, struct props *props, bool first)
{
    int err = 0;
    for (int i = 0; !err && i < 3; i++)
        err = first ? async_queue_put(io, &props->queue, props)
                    : async_queue_get(io, &props->queue, &props->item);
    return err;
}

/* One sleeps longer than the other, whose deadlines must go into the heap. */
static int keep_time(struct io *io, struct props *props, bool first)
{
    if (first)
        return io_sleep(io, 100000);
    struct async_timeout outer, inner;
    async_timeout_open(&outer, io, 50000);
    async_timeout_open(&inner, io, 1);
    int err = wait_for_good(io, props);
    err = async_timeout_close(&inner, err);
    io->trace = props->trace;
    nap(io, NULL);
    io->trace = NULL;
    return async_timeout_close(&outer, err);
}

static int await(struct io *io, struct props *props, bool first)
{
    if (!first)
        return 0;
    struct async_watch watch;
    async_spawn(io, nap, NULL, &watch.task);
    async_wait(io, &watch, 1, ASYNC_ALL_DONE, 1);
    async_shield(io, watch.task);
    async_await(io, watch.task);
    async_spawn(io, wait_for_good, props, &watch.task);
    async_yield(io);
    async_cancel(watch.task);
    async_cancel(async_self(io));
    return async_await(io, watch.task);
}

static int gather(struct io *io, struct props *props, bool first)
{
    if (!first)
        return 0;
    props->calls[0] = (struct async_call){.fn = nap};
    props->calls[1] = (struct async_call){.fn = fail};
    async_cancel(async_self(io));
    async_gather_all(io, props->calls, 2);
    return async_gather(io, props->calls, 2);
}

static int fail_together(struct io *io, struct props *props, bool first)
{
    if (!first)
        return 0;
    struct async_group group;
    async_group_open(&group, io);
    async_group_report(&group, &props->failure, 1);
    async_group_spawn(&group, wait_for_good, props);
    async_group_spawn(&group, fail, NULL);
    wait_for_good(io, props);
    async_group_wait(&group);
    async_group_spawn(&group, wait_for_good, props);
    async_yield(io);
    async_group_fail(&group, -EIO);
    return async_group_wait(&group);
}

static int look_at_oneself(struct io *io, struct props *props, bool first)
{
    (void)first;
    struct async_task *self = async_self(io), *all;
    async_name(self, props->number);
    async_list(io, &all, 1);
    async_cancel(self);
    nap(io, NULL);
    return async_uncancel(io);
}

static int (*const scenes[])(struct io *io, struct props *props, bool first) = {
    share_semaphore, share_condition, share_event,   share_queue,     keep_time,
    await,           gather,          fail_together, look_at_oneself,
};

/* The frames of its own that a task may have. Those of tail calls exist only if
 * the compiler does not optimise. */
#define FRAME static __attribute__((noinline)) int

FRAME play(struct io *io, struct props *props)
{
    bool first = props->players++ == 0;
    return scenes[props->scene](io, props, first);
}

FRAME go_on_stage(struct io *io, struct props *props)
{
    return play(io, props);
}

FRAME dress(struct io *io, struct props *props)
{
    return go_on_stage(io, props);
}

FRAME enter(struct io *io, struct props *props)
{
    int result = dress(io, props);
    props->players--;
    return result;
}

static int enter_alone(struct io *io, void *arg)
{
    int result = enter(io, arg);
    return result < 0 ? result : 0;
}

static int play_all(struct io *io, void *arg)
{
    struct props *props = arg;
    struct async_task *players[2];
    int err = 0;
    for (size_t i = 0; !err && i < sizeof scenes / sizeof *scenes; i++) {
        props->scene = i;
        for (int j = 0; j < 2; j++)
            err = err ? err : async_spawn(io, enter_alone, props, &players[j]);
        for (int j = 0; !err && j < 2; j++)
            async_await(io, players[j]);
    }
    return err;
}

static size_t used_bytes(const struct async_task *task)
{
    const unsigned char *at = (const unsigned char *)task_stack(task);
    const unsigned char *top = (const unsigned char *)task;
    while (at < top && *at == STACK_PAINT)
        at++;
    return (size_t)(top - at);
}

/* Of the players only: play_all() keeps more in its frame. */
static size_t most_used(const struct loop *loop)
{
    size_t most = 0;
    for (const struct async_task *task = loop->made; task != loop->first;
         task = task->made_before)
        if (used_bytes(task) > most)
            most = used_bytes(task);
    return most;
}

static size_t measure(bool debug)
{
    static const struct async_options usual;
    struct loop *outer = loop_current;
    struct loop loop = {
        .outside = outer->outside, .debug = debug, .probing = true};
    struct props props = {.semaphore.permits = 1,
                          .condition.lock = &props.lock,
                          .trace = calloc(1, sizeof(struct io_trace))};
    async_queue_open(&props.queue, &props.slot, 1);
    stack_pool_open(&loop.stacks, STACK_BYTES, sizeof(struct async_task),
                    false);
    coroutine_adopt(&loop.coroutine);
    loop_current = &loop;
    if (props.trace && timers_reserve(&loop.timers) == 0)
        loop.first = task_spawn(&loop, &usual, play_all, &props);
    if (loop.first)
        loop_run_inside(&loop);
    loop_current = outer;
    size_t most = loop.first ? most_used(&loop) : ENOUGH_BYTES;
    loop_free_tasks(&loop);
    free(props.trace);
    return most;
}

static size_t usual_bytes, debug_bytes;

static void measure_usual(void)
{
    usual_bytes = measure(false);
}

static void measure_debug(void)
{
    debug_bytes = measure(true);
}

/* A sanitizer or valgrind would report used_bytes(), which reads below the
 * frames in use. */
size_t probe_bytes(bool debug)
{
    if (coroutine_is_traced())
        return ENOUGH_BYTES;
    static pthread_once_t usual = PTHREAD_ONCE_INIT;
    static pthread_once_t debugged = PTHREAD_ONCE_INIT;
    pthread_once(debug ? &debugged : &usual,
                 debug ? measure_debug : measure_usual);
    return debug ? debug_bytes : usual_bytes;
}
