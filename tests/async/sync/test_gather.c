/* test_gather.c -- making several calls at once, and waiting for some. */
#include "tests/async/transcript.h"

struct item {
    const char *name;
    int yields, result;
};

/* Yields as often as it is told, says its name and returns its result. */
static int run_item(struct io *io, void *arg)
{
    const struct item *item = arg;
    for (int i = 0; i < item->yields; i++) {
        int err = async_yield(io);
        if (err) {
            say_result(item->name, err);
            return err;
        }
    }
    say(item->name);
    return item->result;
}

static struct item slow = {"slow", 3, 1}, quick = {"quick", 1, 2},
                   bad = {"bad", 2, -EIO}, worse = {"worse", 3, -EPROTO},
                   endless = {"endless", 1000000, 0};

static int gather_two(struct io *io, void *arg)
{
    (void)arg;
    struct async_call calls[] = {{.fn = run_item, .arg = &slow},
                                 {.fn = run_item, .arg = &quick}};
    int err = async_gather(io, calls, 2);
    say_result("0", calls[0].result);
    say_result("1", calls[1].result);
    return err;
}

static void gather_keeps_argument_order(void **state)
{
    (void)state;
    assert_run(gather_two, 0, "quick slow 0=1 1=2");
}

static int gather_nothing(struct io *io, void *arg)
{
    (void)arg;
    return async_gather(io, NULL, 0) + async_gather_all(io, NULL, 0);
}

static void gathering_nothing_returns_at_once(void **state)
{
    (void)state;
    assert_run(gather_nothing, 0, "");
}

static int gather_bad(struct io *io, void *arg)
{
    (void)arg;
    struct async_call calls[] = {{.fn = run_item, .arg = &slow},
                                 {.fn = run_item, .arg = &bad},
                                 {.fn = run_item, .arg = &worse}};
    say_result("gather", async_gather(io, calls, 3));
    say_result("0", calls[0].result);
    return io_sleep(io, MS_NS);
}

static void the_first_error_is_returned_and_the_others_run_on(void **state)
{
    (void)state;
    assert_run(gather_bad, 0, "bad slow gather=EIO 0=1 worse");
}

static int gather_bad_first(struct io *io, void *arg)
{
    (void)arg;
    struct item slower = {"slower", 9, 1};
    struct async_call calls[] = {{.fn = run_item, .arg = &slower},
                                 {.fn = run_item, .arg = &bad}};
    say_result("gather", async_gather(io, calls, 2));
    say_result("0", calls[0].result);
    return io_sleep(io, MS_NS);
}

static void an_unfinished_call_is_in_progress(void **state)
{
    (void)state;
    assert_run(gather_bad_first, 0, "bad gather=EIO 0=EINPROGRESS slower");
}

static int gather_all(struct io *io, void *arg)
{
    (void)arg;
    struct async_call calls[] = {{.fn = run_item, .arg = &worse},
                                 {.fn = run_item, .arg = &bad},
                                 {.fn = run_item, .arg = &quick}};
    int err = async_gather_all(io, calls, 3);
    for (int i = 0; i < 3; i++)
        say_result("result", calls[i].result);
    return err;
}

static void errors_can_be_results(void **state)
{
    (void)state;
    assert_run(gather_all, 0,
               "quick bad worse result=EPROTO result=EIO result=2");
}

static int gather_endless(struct io *io, void *arg)
{
    struct async_call calls[] = {{.fn = run_item, .arg = &endless},
                                 {.fn = run_item, .arg = &endless}};
    int err = arg ? async_gather(io, calls, 2) : async_gather_all(io, calls, 2);
    say_result("gather", err);
    return err;
}

static int cancel_gather(struct io *io, void *arg)
{
    struct async_task *task;
    async_spawn(io, gather_endless, arg, &task);
    async_yield(io);
    async_yield(io);
    async_cancel(task);
    return async_await(io, task);
}

static int cancel_both_gathers(struct io *io, void *arg)
{
    (void)arg;
    cancel_gather(io, NULL);
    return cancel_gather(io, "first");
}

static void cancelling_a_gather_cancels_its_calls(void **state)
{
    (void)state;
    assert_run(cancel_both_gathers, -ECANCELED,
               "endless=ECANCELED endless=ECANCELED gather=ECANCELED "
               "endless=ECANCELED endless=ECANCELED gather=ECANCELED");
}

/* Waits for some of slow, quick, bad and endless, and says which are done. */
static int wait_for(struct io *io, enum async_when when, uint64_t ns, int count)
{
    struct item *items[] = {&slow, &quick, &bad, &endless};
    struct async_watch watches[4];
    for (int i = 0; i < count; i++)
        async_spawn(io, run_item, items[i], &watches[i].task);
    say_result("wait", async_wait(io, watches, count, when, ns));
    for (int i = 0; i < count; i++) {
        say(watches[i].done ? "done" : "pending");
        async_cancel(watches[i].task);
        async_await(io, watches[i].task);
    }
    return 0;
}

static int wait_for_all(struct io *io, void *arg)
{
    (void)arg;
    return wait_for(io, ASYNC_ALL_DONE, IO_NEVER, 3);
}

static int wait_for_first(struct io *io, void *arg)
{
    (void)arg;
    return wait_for(io, ASYNC_FIRST_DONE, IO_NEVER, 4);
}

static int wait_for_failure(struct io *io, void *arg)
{
    (void)arg;
    slow.yields = 9;
    int err = wait_for(io, ASYNC_FIRST_FAILED, IO_NEVER, 4);
    slow.yields = 3;
    return err;
}

static int wait_in_vain(struct io *io, void *arg)
{
    (void)arg;
    struct async_watch watch;
    async_spawn(io, run_item, &endless, &watch.task);
    say_result("wait", async_wait(io, &watch, 1, ASYNC_ALL_DONE, MS_NS));
    say_result("none", async_wait(io, &watch, 0, ASYNC_ALL_DONE, MS_NS));
    say(async_done(watch.task) ? "done" : "pending");
    async_cancel(watch.task);
    return async_await(io, watch.task);
}

static void wait_waits_for_all(void **state)
{
    (void)state;
    assert_run(wait_for_all, 0, "quick bad slow wait=3 done done done");
}

static void wait_waits_for_the_first_to_end(void **state)
{
    (void)state;
    assert_run(wait_for_first, 0,
               "quick wait=1 pending bad slow=ECANCELED done pending "
               "pending endless=ECANCELED");
}

static void wait_waits_for_the_first_to_fail(void **state)
{
    (void)state;
    assert_run(wait_for_failure, 0,
               "quick bad wait=2 pending slow=ECANCELED done done pending "
               "endless=ECANCELED");
}

static void wait_ends_when_time_is_up_and_cancels_nothing(void **state)
{
    (void)state;
    assert_run(wait_in_vain, -ECANCELED,
               "wait=0 none=EINVAL pending endless=ECANCELED");
}

static int shield_endless(struct io *io, void *arg)
{
    int err = async_shield(io, arg);
    say_result("shield", err);
    return err;
}

static int cancel_shielded(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *inner, *outer;
    async_spawn(io, run_item, &slow, &inner);
    async_spawn(io, shield_endless, inner, &outer);
    async_yield(io);
    async_cancel(outer);
    say_result("outer", async_await(io, outer));
    say_result("shield", async_shield(io, inner));
    return async_await(io, inner);
}

static void a_shielded_task_survives_its_waiter(void **state)
{
    (void)state;
    assert_run(cancel_shielded, 1,
               "shield=ECANCELED outer=ECANCELED slow shield=1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(gather_keeps_argument_order),
        TEST(gathering_nothing_returns_at_once),
        TEST(the_first_error_is_returned_and_the_others_run_on),
        TEST(an_unfinished_call_is_in_progress),
        TEST(errors_can_be_results),
        TEST(cancelling_a_gather_cancels_its_calls),
        TEST(wait_waits_for_all),
        TEST(wait_waits_for_the_first_to_end),
        TEST(wait_waits_for_the_first_to_fail),
        TEST(wait_ends_when_time_is_up_and_cancels_nothing),
        TEST(a_shielded_task_survives_its_waiter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
