/* cancel_where.c -- cancellation at each kind of wait. */
#include <stdatomic.h>

#include "tests/async/asyncio/scenario.h"

static int sleep_long(struct io *io, void *arg)
{
    (void)arg;
    return told("sleep", nap(io, LONG));
}

static int a_sleep_is_cancelled(struct io *io)
{
    cancel_while_it_waits(io, sleep_long, NULL);
    return 0;
}

static int await_told(struct io *io, void *arg)
{
    return told("await", async_await(io, arg));
}

static int awaiting_is_cancelled_and_so_is_the_awaited(struct io *io)
{
    cancel_while_it_waits(io, await_told, start(io, ACT("inner", LONG)));
    return 0;
}

static int gather_two(struct io *io, void *arg)
{
    (void)arg;
    struct async_call calls[] = {{.fn = act, .arg = ACT("A", LONG)},
                                 {.fn = act, .arg = ACT("B", LONG)}};
    return told("gather", async_gather(io, calls, 2));
}

static int a_gather_is_cancelled_and_so_are_its_tasks(struct io *io)
{
    cancel_while_it_waits(io, gather_two, NULL);
    return 0;
}

static int gather_all_of_two(struct io *io, void *arg)
{
    (void)arg;
    struct async_call calls[] = {{.fn = act, .arg = ACT("A", LONG)},
                                 {.fn = act, .arg = ACT("B", LONG)}};
    return told("gather", async_gather_all(io, calls, 2));
}

static int a_gather_of_errors_as_values_is_cancelled_too(struct io *io)
{
    cancel_while_it_waits(io, gather_all_of_two, NULL);
    return 0;
}

static int own_group(struct io *io, void *arg)
{
    (void)arg;
    struct async_group group;
    async_group_open(&group, io);
    async_group_spawn(&group, act, ACT("A", LONG));
    async_group_spawn(&group, act, ACT("B", LONG));
    return told("group", async_group_wait(&group));
}

static int a_group_is_cancelled_and_so_are_its_tasks(struct io *io)
{
    any_order();
    cancel_while_it_waits(io, own_group, NULL);
    in_order();
    return 0;
}

static int acquire_semaphore(struct io *io, void *arg)
{
    return told("acquire", async_semaphore_acquire(io, arg));
}

static int waiting_for_a_semaphore_is_cancelled(struct io *io)
{
    struct async_semaphore semaphore = {.permits = 0};
    cancel_while_it_waits(io, acquire_semaphore, &semaphore);
    return 0;
}

static int acquire_lock(struct io *io, void *arg)
{
    return told("acquire", async_lock_acquire(io, arg));
}

static void say_if_locked(const struct async_lock *lock)
{
    say("%s", lock->holder ? "locked" : "free");
}

static int waiting_for_a_lock_is_cancelled(struct io *io)
{
    struct async_lock lock = {0};
    async_lock_acquire(io, &lock);
    cancel_while_it_waits(io, acquire_lock, &lock);
    async_lock_release(&lock);
    say_if_locked(&lock);
    return 0;
}

static int wait_for_event(struct io *io, void *arg)
{
    return told("event", async_event_wait(io, arg));
}

static int waiting_for_an_event_is_cancelled(struct io *io)
{
    struct async_event event = {0};
    cancel_while_it_waits(io, wait_for_event, &event);
    return 0;
}

static int wait_for_condition(struct io *io, void *arg)
{
    struct async_condition *condition = arg;
    async_lock_acquire(io, condition->lock);
    int err = told("condition", async_condition_wait(io, condition));
    say_if_locked(condition->lock);
    async_lock_release(condition->lock);
    return err;
}

static int
waiting_for_a_condition_is_cancelled_with_the_lock_held_again(struct io *io)
{
    struct async_lock lock = {0};
    struct async_condition condition = {.lock = &lock};
    cancel_while_it_waits(io, wait_for_condition, &condition);
    say_if_locked(&lock);
    return 0;
}

static int get(struct io *io, void *arg)
{
    void *item;
    return told("get", async_queue_get(io, arg, &item));
}

static int getting_from_a_queue_is_cancelled(struct io *io)
{
    struct async_queue queue;
    void *slots[1];
    async_queue_open(&queue, slots, 1);
    cancel_while_it_waits(io, get, &queue);
    return 0;
}

static int put(struct io *io, void *arg)
{
    return told("put", async_queue_put(io, arg, NULL));
}

static int putting_into_a_queue_is_cancelled(struct io *io)
{
    struct async_queue queue;
    void *slots[1];
    async_queue_open(&queue, slots, 1);
    async_queue_put_nowait(&queue, NULL);
    cancel_while_it_waits(io, put, &queue);
    say("size %d", queue.count);
    return 0;
}

static int wait_for_two(struct io *io, void *arg)
{
    struct async_task **tasks = arg;
    struct async_watch watches[] = {{.task = tasks[0]}, {.task = tasks[1]}};
    return told("wait", async_wait(io, watches, 2, ASYNC_ALL_DONE, IO_NEVER));
}

static int a_wait_is_cancelled_and_its_tasks_are_not(struct io *io)
{
    struct async_task *tasks[] = {start(io, ACT("A", 2)),
                                  start(io, ACT("B", 2))};
    cancel_while_it_waits(io, wait_for_two, tasks);
    told("still", async_await(io, tasks[0]));
    told("still", async_await(io, tasks[1]));
    return 0;
}

static int shield_told(struct io *io, void *arg)
{
    return told("shield", async_shield(io, arg));
}

static int a_shield_is_cancelled_and_the_shielded_task_runs_on(struct io *io)
{
    struct async_task *inner = start(io, ACT_THEN("inner", 2, 8));
    cancel_while_it_waits(io, shield_told, inner);
    told("inner", async_await(io, inner));
    return 0;
}

static int sleep_within_limit(struct io *io, void *arg)
{
    (void)arg;
    struct async_timeout limit;
    async_timeout_open(&limit, io, units_ns(LONG));
    int err = sleep_long(io, NULL);
    return told("scope", async_timeout_close(&limit, err));
}

static int a_timeout_scope_that_is_cancelled_has_not_timed_out(struct io *io)
{
    cancel_while_it_waits(io, sleep_within_limit, NULL);
    return 0;
}

static void work(void *arg)
{
    atomic_bool *begun = arg;
    *begun = true;
    block(5);
    say("work ends");
}

static int call_and_wait(struct io *io, void *arg)
{
    told("thread", async_offload(io, work, arg));
    return told("next", nap(io, 1));
}

static int work_in_a_thread_is_cancelled(struct io *io)
{
    differ("work begun in a thread is awaited",
           "cancelling work ends thread=0 next=ECANCELED task=ECANCELED",
           "cancelling thread=ECANCELED task=ECANCELED work ends");
    atomic_bool begun = false;
    struct async_task *task = spawn(io, call_and_wait, &begun);
    while (!begun)
        nap(io, 1);
    say("cancelling");
    async_cancel(task);
    told("task", async_await(io, task));
    nap(io, 10);
    agree();
    return 0;
}

/* ---- Cancelled before it waits ---- */

struct deferred {
    async_fn *fn;
    void *arg;
};

static int cancel_and_wait(struct io *io, void *arg)
{
    const struct deferred *wait = arg;
    async_cancel(async_self(io));
    return wait->fn(io, wait->arg);
}

static void cancel_before_it_waits(struct io *io, async_fn *fn, void *arg)
{
    struct deferred wait = {fn, arg};
    told("task", async_await(io, spawn(io, cancel_and_wait, &wait)));
}

static int awaiting_cancels_the_awaited_if_cancelled_before(struct io *io)
{
    struct async_task *inner = start(io, ACT("inner", LONG));
    settle(io);
    cancel_before_it_waits(io, await_told, inner);
    return 0;
}

static int await_new(struct io *io, void *arg)
{
    return await_told(io, start(io, arg));
}

static int what_is_awaited_never_begins_if_cancelled_before(struct io *io)
{
    cancel_before_it_waits(io, await_new, ACT("inner", LONG));
    return 0;
}

static int swallow(struct io *io, void *arg)
{
    (void)arg;
    told("inner", nap(io, LONG));
    return told("again", nap(io, 1)) ? -EIO : 5;
}

static int await_and_go_on(struct io *io, void *arg)
{
    await_told(io, arg);
    return told("next", nap(io, 1));
}

static int what_is_awaited_may_swallow_a_cancel_from_before(struct io *io)
{
    struct async_task *inner = spawn(io, swallow, NULL);
    settle(io);
    cancel_before_it_waits(io, await_and_go_on, inner);
    return 0;
}

static int a_cancel_from_before_goes_down_a_chain_of_awaits(struct io *io)
{
    struct async_task *inner = start(io, ACT("inner", LONG));
    struct async_task *middle = spawn(io, await_told, inner);
    settle(io);
    cancel_before_it_waits(io, await_told, middle);
    return 0;
}

static int what_has_ended_is_awaited_without_noticing_a_cancel(struct io *io)
{
    struct async_task *inner = start(io, ACT_THEN("inner", 0, 6));
    settle(io);
    cancel_before_it_waits(io, await_and_go_on, inner);
    return 0;
}

static int a_gather_never_begins_if_cancelled_before(struct io *io)
{
    cancel_before_it_waits(io, gather_two, NULL);
    return 0;
}

static int a_gather_of_errors_as_values_neither(struct io *io)
{
    cancel_before_it_waits(io, gather_all_of_two, NULL);
    return 0;
}

static int a_group_ends_if_its_owner_is_cancelled_before(struct io *io)
{
    any_order();
    cancel_before_it_waits(io, own_group, NULL);
    in_order();
    return 0;
}

static int a_wait_leaves_its_tasks_alone_if_cancelled_before(struct io *io)
{
    struct async_task *tasks[] = {start(io, ACT("A", 2)),
                                  start(io, ACT("B", 2))};
    cancel_before_it_waits(io, wait_for_two, tasks);
    told("still", async_await(io, tasks[0]));
    told("still", async_await(io, tasks[1]));
    return 0;
}

static int a_shield_holds_if_cancelled_before(struct io *io)
{
    struct async_task *inner = start(io, ACT_THEN("inner", 2, 8));
    cancel_before_it_waits(io, shield_told, inner);
    told("inner", async_await(io, inner));
    return 0;
}

int main(int argc, char **argv)
{
    const struct scenario scenarios[] = {
        SCENARIO(a_sleep_is_cancelled),
        SCENARIO(awaiting_is_cancelled_and_so_is_the_awaited),
        SCENARIO(a_gather_is_cancelled_and_so_are_its_tasks),
        SCENARIO(a_gather_of_errors_as_values_is_cancelled_too),
        SCENARIO(a_group_is_cancelled_and_so_are_its_tasks),
        SCENARIO(waiting_for_a_semaphore_is_cancelled),
        SCENARIO(waiting_for_a_lock_is_cancelled),
        SCENARIO(waiting_for_an_event_is_cancelled),
        SCENARIO(waiting_for_a_condition_is_cancelled_with_the_lock_held_again),
        SCENARIO(getting_from_a_queue_is_cancelled),
        SCENARIO(putting_into_a_queue_is_cancelled),
        SCENARIO(a_wait_is_cancelled_and_its_tasks_are_not),
        SCENARIO(a_shield_is_cancelled_and_the_shielded_task_runs_on),
        SCENARIO(a_timeout_scope_that_is_cancelled_has_not_timed_out),
        SCENARIO(work_in_a_thread_is_cancelled),
        SCENARIO(awaiting_cancels_the_awaited_if_cancelled_before),
        SCENARIO(what_is_awaited_never_begins_if_cancelled_before),
        SCENARIO(what_is_awaited_may_swallow_a_cancel_from_before),
        SCENARIO(a_cancel_from_before_goes_down_a_chain_of_awaits),
        SCENARIO(what_has_ended_is_awaited_without_noticing_a_cancel),
        SCENARIO(a_gather_never_begins_if_cancelled_before),
        SCENARIO(a_gather_of_errors_as_values_neither),
        SCENARIO(a_group_ends_if_its_owner_is_cancelled_before),
        SCENARIO(a_wait_leaves_its_tasks_alone_if_cancelled_before),
        SCENARIO(a_shield_holds_if_cancelled_before),
        {0},
    };
    return run_scenarios(scenarios, argc, argv);
}
