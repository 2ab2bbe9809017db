/* outside.c -- the world outside: Ctrl-C and threads. */
#include <pthread.h>
#include <signal.h>

#include "tests/async/asyncio/scenario.h"

static void press_ctrl_c(void)
{
    raise(SIGINT);
}

static int interrupt(struct io *io, void *arg)
{
    (void)arg;
    int err = nap(io, 1);
    press_ctrl_c();
    return err;
}

static int ctrl_c_cancels_main_which_cleans_up(struct io *io)
{
    async_spawn(io, interrupt, NULL, NULL);
    int err = told("sleep", nap(io, LONG));
    told("flush", nap(io, 1));
    say("cleaned up");
    return err;
}

static int ctrl_c_cancels_the_other_tasks_after_main(struct io *io)
{
    static struct act other = {"other", LONG, 0};
    async_spawn(io, act, &other, NULL);
    async_yield(io);
    press_ctrl_c();
    return act(io, ACT("main", LONG));
}

static int ctrl_c_that_main_swallows(struct io *io)
{
    press_ctrl_c();
    told("sleep", nap(io, LONG));
    return 5;
}

static void work(void *arg)
{
    (void)arg;
    block(4);
}

static int work_in_a_thread(struct io *io, void *arg)
{
    (void)arg;
    int err = async_offload(io, work, NULL);
    say("work ends");
    return err;
}

static int a_thread_works_while_the_loop_goes_on(struct io *io)
{
    struct async_task *working = spawn(io, work_in_a_thread, NULL);
    act(io, ACT("main", 1));
    return async_await(io, working);
}

static void meet(void *arg)
{
    pthread_barrier_wait(arg);
}

static int meet_in_a_thread(struct io *io, void *arg)
{
    return async_offload(io, meet, arg);
}

static int threads_wait_at_the_same_time(struct io *io)
{
    pthread_barrier_t barrier;
    pthread_barrier_init(&barrier, NULL, 3);
    struct async_call calls[3];
    for (int i = 0; i < 3; i++)
        calls[i] = (struct async_call){.fn = meet_in_a_thread, .arg = &barrier};
    int err = async_gather(io, calls, 3);
    say("all three met");
    pthread_barrier_destroy(&barrier);
    return err;
}

int main(int argc, char **argv)
{
    const struct scenario scenarios[] = {
        SCENARIO(ctrl_c_cancels_main_which_cleans_up),
        SCENARIO(ctrl_c_cancels_the_other_tasks_after_main),
        SCENARIO(ctrl_c_that_main_swallows),
        SCENARIO(a_thread_works_while_the_loop_goes_on),
        SCENARIO(threads_wait_at_the_same_time),
        {0},
    };
    return run_scenarios(scenarios, argc, argv);
}
