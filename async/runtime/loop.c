/* loop.c -- the event loop: run what is ready, then ask the kernel for more. */
#include "async/runtime/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "async/runtime/clock.h"
#include "async/runtime/debug.h"
#include "async/runtime/interrupt.h"
#include "async/runtime/overflow.h"
#include "async/runtime/report.h"
#include "async/runtime/stall.h"
#include "async/runtime/suspend.h"
#include "async/runtime/task.h"
#include "async/runtime/timeout.h"
#include "core/base/descriptors.h"

/* Asking the kernel costs as much as some fifty steps. So it is asked only when
 * no task is ready or when tasks have run for TURN_NS; but every task that is
 * ready has one step first, as in asyncio. Further steps may be long, so they
 * gain trust gradually: 2 of them between two looks at the clock, then 4, and
 * so on up to TURN_STEPS. */
#define TURN_NS    20000u
#define TURN_STEPS 16
#define WAKE_MAX   512

#define NAG_NS     UINT64_C(1000000000)
#define EVENTS_MAX 256 /* taken from the kernel at once */

/* Tasks in a group are left to its owner. */
static void loop_cancel(struct loop *loop)
{
    for (struct async_task *task = loop->made; task; task = task->made_before)
        if (!task->group)
            async_cancel(task);
}

/* A time limit that expires may cancel another task instead of its own, which
 * then goes on waiting, with further limits to come. */
static void on_due(struct async_task *task, uint64_t now_ns)
{
    task->wake_ns = IO_NEVER;
    if (!timeouts_expire(task, now_ns)) {
        task_wake(task, -ETIMEDOUT);
        coroutine_prefetch(&task->coroutine);
        return;
    }
    uint64_t next_ns = timeouts_next_ns(task, IO_NEVER);
    if (task->state == TASK_WAITING && next_ns != IO_NEVER) {
        task->wake_ns = next_ns;
        timers_add(&task->loop->timers, task);
    }
}

/* Ends the waits whose deadlines have come. If there are many, those woken run
 * while they are still in the cache, and the rest follow in the next turn. */
static void loop_wake_due(struct loop *loop)
{
    loop->more_due = false;
    if (!loop->timers.count)
        return;
    uint64_t now_ns = io_now_ns();
    struct async_task *task;
    int woken = 0;
    while (woken < WAKE_MAX &&
           (task = timers_take_due(&loop->timers, now_ns))) {
        on_due(task, now_ns);
        woken++;
    }
    loop->more_due = woken == WAKE_MAX;
}

static void loop_run_steps(struct loop *loop)
{
    loop->running = task_next(loop);
    while (loop->running) {
        coroutine_switch(&loop->coroutine, &loop->running->coroutine);
        if (loop->call) {
            loop->call(loop->call_arg);
            loop->call = NULL;
        }
    }
}

/* Resumes the tasks that are ready. */
static void loop_run_ready(struct loop *loop)
{
    if (!loop->ready)
        return;
    uint64_t now_ns = io_now_ns(), end_ns = now_ns + TURN_NS;
    int steps = loop->ready_count, trusted = 1;
    do {
        loop->step_ns = now_ns;
        loop->steps_left = steps - 1;
        if (loop->debug)
            stall_watch(loop);
        loop_run_steps(loop);
        trusted = trusted < TURN_STEPS ? 2 * trusted : TURN_STEPS;
        steps = trusted;
    } while (loop->ready && (now_ns = io_now_ns()) < end_ns);
    if (loop->debug)
        stall_rest(loop);
}

/* Nothing outside can wake a task any more. */
static void loop_break_deadlock(struct loop *loop)
{
    if (!loop->deadlocked)
        report_deadlock(loop);
    loop->deadlocked = true;
    loop_cancel(loop);
}

/* Lets libuv do what it can without waiting. Nothing else may keep it alive, and
 * then it would do nothing. */
static void loop_run_uv(struct loop *loop)
{
    uv_handle_t *alarm = (uv_handle_t *)&loop->alarm;
    loop->uv_due = false;
    uv_ref(alarm);
    uv_run(&loop->uv, UV_RUN_NOWAIT);
    uv_unref(alarm);
}

/* How long libuv may be left alone unless its descriptor is ready: in ms, or -1
 * for good. */
static int uv_rest_ms(struct loop *loop)
{
    if (loop->uv_due)
        return 0;
    if (!uv_loop_alive(&loop->uv))
        return -1;
    uv_update_time(&loop->uv);
    return uv_backend_timeout(&loop->uv);
}

/* Asks the kernel what happened, waiting for up to `ms`. */
static void loop_ask(struct loop *loop, int ms)
{
    struct epoll_event events[EVENTS_MAX];
    int count = epoll_wait(loop->epoll_fd, events, EVENTS_MAX, ms);
    if (count == 0 && ms > 0)
        loop->uv_due = true; /* a timer of its is */
    for (int i = 0; i < count; i++) {
        uint64_t data = events[i].data.u64;
        if (data == LOOP_UV)
            loop->uv_due = true;
        else if (data == LOOP_CLOCK)
            clock_fired(loop);
        else
            loop->outside->fd_ready(loop, data, (int)events[i].events);
    }
    if (loop->uv_due)
        loop_run_uv(loop);
}

static uint64_t earliest_ns(struct loop *loop)
{
    uint64_t ns = timers_next_ns(&loop->timers);
    ns = ns < loop->nag_ns ? ns : loop->nag_ns;
    return ns < loop->attend_ns ? ns : loop->attend_ns;
}

/* Asks what happened, waiting for it only if no task is ready. */
static void loop_poll(struct loop *loop)
{
    if (loop->attend_ns != IO_NEVER && loop->attend_ns <= io_now_ns())
        loop->outside->attend(loop);
    int ms = uv_rest_ms(loop);
    if (ms == 0) {
        loop_run_uv(loop);
        ms = uv_rest_ms(loop);
    }
    bool is_alive = loop->fd_waits > 0 || uv_loop_alive(&loop->uv);
    if (loop->ready || loop->more_due) {
        if (is_alive)
            loop_ask(loop, 0);
        return;
    }
    uint64_t next_ns = earliest_ns(loop);
    clock_set(loop, next_ns);
    if (is_alive || next_ns != IO_NEVER)
        loop_ask(loop, ms);
    else
        loop_break_deadlock(loop);
}

static void loop_interrupt(struct loop *loop)
{
    if (atomic_load_explicit(&loop->interrupted, memory_order_relaxed) &&
        !loop->interrupt_told) {
        loop->interrupt_told = true;
        async_cancel(loop->first);
    }
}

static void loop_turn(struct loop *loop)
{
    loop_poll(loop);
    loop_interrupt(loop);
    loop_wake_due(loop);
    loop_run_ready(loop);
}

/* libuv aborts the program if it gets no descriptors for its pipes. 0 if enough
 * are free, or a negative errno value. */
static int probe_descriptors(void)
{
    int fds[10], opened = 0, err = descriptors_hold();
    const int wanted = sizeof fds / sizeof *fds;
    while (opened < wanted && !err) {
        fds[opened] = eventfd(0, EFD_CLOEXEC);
        err = fds[opened] < 0 ? -errno : 0;
        opened += !err;
    }
    while (opened > 0)
        close(fds[--opened]);
    return err;
}

int loop_watch(const struct loop *loop, int fd, uint64_t data)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = data};
    return epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) ? -errno : 0;
}

/* Linux may refuse to put a full epoll into another, so libuv's goes in now. */
static int loop_open_uv(struct loop *loop)
{
    int err = uv_loop_init(&loop->uv);
    if (err)
        return err;
    err = loop_watch(loop, uv_backend_fd(&loop->uv), LOOP_UV);
    err = err ? err : clock_open(loop);
    if (err)
        uv_loop_close(&loop->uv);
    return err;
}

static void loop_debug(struct loop *loop)
{
    if (debug_read(&loop->slow_ns) < 0)
        report_debug();
    loop->debug = loop->slow_ns > 0;
    stall_open(loop);
}

static int loop_open(struct loop *loop, const struct outside *outside)
{
    *loop = (struct loop){
        .outside = outside, .nag_ns = IO_NEVER, .attend_ns = IO_NEVER};
    int err = probe_descriptors();
    if (err)
        return err;
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    err = loop->epoll_fd < 0 ? -errno : loop_open_uv(loop);
    if (err)
        goto fail;
    err = overflow_open(loop);
    if (err) {
        clock_close(loop);
        uv_loop_close(&loop->uv);
        goto fail;
    }
    interrupt_open(loop);
    loop_debug(loop);
    loop_run_uv(loop);
    stack_pool_open(&loop->stacks, 0, sizeof(struct async_task), false);
    coroutine_adopt(&loop->coroutine);
    return 0;
fail:
    if (loop->epoll_fd >= 0)
        close(loop->epoll_fd);
    return err;
}

void loop_run_inside(struct loop *loop)
{
    while (loop->live) {
        loop_wake_due(loop);
        loop_run_ready(loop);
    }
}

void loop_free_tasks(struct loop *loop)
{
    struct async_task *task = coroutine_is_traced() ? loop->made : NULL;
    for (; task; task = task->made_before)
        coroutine_unmake(&task->coroutine);
    struct stack_pool *pool = loop->stacks.next;
    while (pool) {
        struct stack_pool *next = pool->next;
        stack_pool_close(pool);
        free(pool);
        pool = next;
    }
    stack_pool_close(&loop->stacks);
    timers_free(&loop->timers);
}

static int loop_close(struct loop *loop)
{
    stall_close(loop);
    interrupt_close(loop);
    overflow_close(loop);
    loop->outside->loop_over(loop);
    clock_close(loop);
    uv_run(&loop->uv, UV_RUN_DEFAULT);
    loop_free_tasks(loop);
    close(loop->epoll_fd);
    return uv_loop_close(&loop->uv);
}

/* Those that survive are named and cancelled again, once a second. */
static void loop_end_tasks(struct loop *loop)
{
    loop_cancel(loop);
    loop->nag_ns = io_now_ns() + NAG_NS;
    while (loop->live) {
        loop_turn(loop);
        if (loop->live && io_now_ns() >= loop->nag_ns) {
            report_survivors(loop);
            loop_cancel(loop);
            loop->nag_ns += NAG_NS;
        }
    }
}

/* Runs the first task to its end, then cancels and awaits the others. */
static int loop_run_first(struct loop *loop, async_fn *fn, void *arg)
{
    static const struct async_options usual;
    loop->first = task_spawn(loop, &usual, fn, arg);
    if (!loop->first)
        return -ENOMEM;
    loop->first->kept = true;
    while (loop->first->state != TASK_DONE)
        loop_turn(loop);
    int result = loop->first->result;
    loop_run_ready(loop); /* as in asyncio: tasks just made begin, too */
    loop_end_tasks(loop);
    if (loop->deadlocked)
        return -EDEADLK;
    return loop->interrupt_told && result == -ECANCELED ? -EINTR : result;
}

int loop_run(const struct outside *outside, async_fn *fn, void *arg)
{
    if (loop_current)
        return -EALREADY;
    struct loop loop;
    int err = loop_open(&loop, outside);
    if (err)
        return err;
    loop_current = &loop;
    int result = loop_run_first(&loop, fn, arg);
    loop_current = NULL;
    err = loop_close(&loop);
    return err ? err : result;
}
