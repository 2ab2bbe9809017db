/* eager.c -- tasks that begin at once (asyncio.eager_task_factory). */
#include "tests/async/asyncio/scenario.h"

static struct async_task *hurry(struct io *io, async_fn *fn, void *arg)
{
    struct async_task *task = NULL;
    async_spawn_with(io, &(struct async_options){.eager = true}, fn, arg,
                     &task);
    return task;
}

static int an_eager_task_begins_before_its_maker_goes_on(struct io *io)
{
    struct async_task *usual = start(io, ACT("usual", 1));
    struct async_task *eager = hurry(io, act, ACT_THEN("eager", 2, 7));
    say("made");
    async_yield(io);
    say("done %d", async_done(eager));
    join(io, (struct async_task *[]){usual, eager}, 2);
    return 0;
}

static int give_seven(struct io *io, void *arg)
{
    (void)io;
    say("%s", (const char *)arg);
    return 7;
}

static int one_that_never_waits_is_done_at_once(struct io *io)
{
    struct async_task *task = hurry(io, give_seven, "at once");
    say("done %d", async_done(task));
    return async_await(io, task);
}

static int fail_at_once(struct io *io, void *arg)
{
    (void)io;
    (void)arg;
    return -EIO;
}

static int one_may_fail_at_once(struct io *io)
{
    struct async_task *task = hurry(io, fail_at_once, NULL);
    say("done %d", async_done(task));
    return async_await(io, task);
}

static int nest(struct io *io, void *arg)
{
    say("outer begins");
    struct async_task *inner = hurry(io, act, arg);
    say("outer goes on");
    int result = async_await(io, inner);
    say("outer ends");
    return result;
}

static int one_may_make_another(struct io *io)
{
    struct async_task *outer = hurry(io, nest, ACT_THEN("inner", 1, 3));
    say("made");
    return async_await(io, outer);
}

static int yield_twice(struct io *io, void *arg)
{
    for (int i = 0; i < 3; i++) {
        say("%s", (const char *)arg);
        async_yield(io);
    }
    return 0;
}

static int after_its_first_step_it_takes_turns_like_any(struct io *io)
{
    struct async_task *tasks[] = {spawn(io, yield_twice, "A"),
                                  hurry(io, yield_twice, "B"),
                                  spawn(io, yield_twice, "C")};
    join(io, tasks, 3);
    return 0;
}

static int cancel_maker(struct io *io, void *arg)
{
    (void)io;
    async_cancel(arg);
    return 0;
}

static int one_may_cancel_its_maker(struct io *io)
{
    async_detach(hurry(io, cancel_maker, async_self(io)));
    say("made");
    return told("nap", nap(io, LONG));
}

static int one_is_cancelled_in_its_first_wait(struct io *io)
{
    struct async_task *task = hurry(io, act, ACT("A", LONG));
    async_cancel(task);
    join(io, &task, 1);
    return 0;
}

static int itself(struct io *io, void *arg)
{
    say("itself %d", async_self(io) != arg);
    return 0;
}

static int while_it_runs_it_is_the_current_task(struct io *io)
{
    struct async_task *maker = async_self(io);
    async_detach(hurry(io, itself, maker));
    say("maker again %d", async_self(io) == maker);
    return 0;
}

static int a_lock_is_passed_to_one_like_to_any(struct io *io)
{
    struct async_lock lock = {0};
    struct lock_holder holders[] = {{{"A", 1, 0}, &lock}, {{"B", 1, 0}, &lock}};
    struct async_task *tasks[] = {hurry(io, hold_lock, &holders[0]),
                                  hurry(io, hold_lock, &holders[1])};
    say("made");
    join(io, tasks, 2);
    return 0;
}

int main(int argc, char **argv)
{
    const struct scenario scenarios[] = {
        SCENARIO(an_eager_task_begins_before_its_maker_goes_on),
        SCENARIO(one_that_never_waits_is_done_at_once),
        SCENARIO(one_may_fail_at_once),
        SCENARIO(one_may_make_another),
        SCENARIO(after_its_first_step_it_takes_turns_like_any),
        SCENARIO(one_may_cancel_its_maker),
        SCENARIO(one_is_cancelled_in_its_first_wait),
        SCENARIO(while_it_runs_it_is_the_current_task),
        SCENARIO(a_lock_is_passed_to_one_like_to_any),
        {0},
    };
    return run_scenarios(scenarios, argc, argv);
}
