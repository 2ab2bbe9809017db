/* loop.c -- the event loop: run what is ready, then ask libuv what is. */
#include "loop.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

void loop_hurry(struct loop *loop)
{
    if (loop->ready)
        uv_stop(&loop->uv);
}

/* Every deadline that has come ends its task's wait. */
static void on_timer(uv_timer_t *timer)
{
    struct loop *loop = timer->data;
    loop->timer_ns = IO_NEVER;
    uint64_t now_ns = io_now_ns();
    struct async_task *task;
    while ((task = timers_take_due(&loop->timers, now_ns))) {
        task->wake_ns = IO_NEVER;
        task_wake(task, -ETIMEDOUT);
    }
    loop_hurry(loop);
}

/* Sets libuv's timer, which counts whole milliseconds, for the earliest
 * deadline, rounded up: nobody wakes too early. */
static void loop_set_timer(struct loop *loop)
{
    uint64_t next_ns = timers_next_ns(&loop->timers);
    if (next_ns == loop->timer_ns)
        return;
    loop->timer_ns = next_ns;
    if (next_ns == IO_NEVER) {
        uv_timer_stop(&loop->timer);
        return;
    }
    uint64_t due_ms = next_ns / 1000000 + (next_ns % 1000000 != 0);
    uint64_t now_ms = uv_now(&loop->uv);
    uv_timer_start(&loop->timer, on_timer,
                   due_ms > now_ms ? due_ms - now_ms : 0, 0);
}

/* Resumes the tasks that are ready by now, and makes the calls they ask for.
 * Those that become ready meanwhile wait for the next turn. */
static void loop_run_ready(struct loop *loop)
{
    loop->steps_left = loop->ready_count - 1;
    loop->running = task_next(loop);
    while (loop->running) {
        coroutine_switch(&loop->coroutine, &loop->running->coroutine);
        if (loop->running)
            loop->call(loop->call_arg);
    }
}

/* Asks libuv what happened, waiting for it only if no task is ready. */
static void loop_poll(struct loop *loop)
{
    loop_set_timer(loop);
    if (uv_loop_alive(&loop->uv)) {
        uv_run(&loop->uv, loop->ready ? UV_RUN_NOWAIT : UV_RUN_ONCE);
    } else if (!loop->ready) {
        /* Nothing outside can wake anybody any more. */
        loop->deadlocked = true;
        async_group_cancel(&loop->stray);
    }
}

static void loop_turn(struct loop *loop)
{
    loop_poll(loop);
    loop_run_ready(loop);
}

/* libuv aborts the program when there is no descriptor left for the pipes it
 * makes: 0 if it will get them, or a negative errno value. */
static int probe_descriptors(void)
{
    int fds[8], opened = 0, err = 0;
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

static int loop_open(struct loop *loop)
{
    *loop = (struct loop){.timer_ns = IO_NEVER};
    int err = probe_descriptors();
    err = err ? err : uv_loop_init(&loop->uv);
    if (err)
        return err;
    uv_timer_init(&loop->uv, &loop->timer);
    loop->timer.data = loop;
    coroutine_adopt(&loop->coroutine);
    return 0;
}

static int loop_close(struct loop *loop)
{
    web_close(loop);
    uv_close((uv_handle_t *)&loop->timer, NULL);
    uv_run(&loop->uv, UV_RUN_DEFAULT);
    for (struct async_task *task = loop->made; task; task = task->made_before)
        coroutine_unmake(&task->coroutine);
    stack_pool_free(&loop->stacks);
    timers_free(&loop->timers);
    return uv_loop_close(&loop->uv);
}

/* Runs the first task to its end, then cancels and awaits the others. */
static int loop_run(struct loop *loop, async_fn *fn, void *arg)
{
    struct async_task *first = task_spawn(loop, &loop->stray, fn, arg);
    if (!first)
        return -ENOMEM;
    first->kept = true;
    while (first->state != TASK_DONE)
        loop_turn(loop);
    async_group_cancel(&loop->stray);
    while (loop->live)
        loop_turn(loop);
    return loop->deadlocked ? -EDEADLK : first->result;
}

int async_run(async_fn *fn, void *arg)
{
    struct loop loop;
    int err = loop_open(&loop);
    if (err)
        return err;
    int result = loop_run(&loop, fn, arg);
    err = loop_close(&loop);
    return err ? err : result;
}
