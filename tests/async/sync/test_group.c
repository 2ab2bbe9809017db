/* test_group.c -- tasks that fail together and are awaited together. */
#include "tests/async/transcript.h"

static struct async_group group;

static int sleep_an_hour(struct io *io, void *arg)
{
    int err = io_sleep(io, HOUR_NS);
    say_result(arg, err);
    return err;
}

static int succeed(struct io *io, void *arg)
{
    async_yield(io);
    say(arg);
    return 0;
}

static int fail_later(struct io *io, void *arg)
{
    async_yield(io);
    say(arg);
    return -EIO;
}

static int group_of_good_ones(struct io *io, void *arg)
{
    (void)arg;
    async_group_open(&group, io);
    async_group_spawn(&group, succeed, "a");
    async_group_spawn(&group, succeed, "b");
    int err = async_group_wait(&group);
    say("waited");
    return err;
}

static void a_group_waits_for_all_its_tasks(void **state)
{
    (void)state;
    assert_run(group_of_good_ones, 0, "a b waited");
}

static int wait_for_nobody(struct io *io, void *arg)
{
    (void)arg;
    async_group_open(&group, io);
    return async_group_wait(&group);
}

static void waiting_for_an_empty_group_returns_at_once(void **state)
{
    (void)state;
    assert_run(wait_for_nobody, 0, "");
}

static int group_of_bad_ones(struct io *io, void *arg)
{
    (void)arg;
    async_group_open(&group, io);
    async_group_spawn(&group, sleep_an_hour, "a");
    async_group_spawn(&group, fail_later, "b");
    async_group_spawn(&group, sleep_an_hour, "c");
    say_result("group", async_group_wait(&group));
    async_group_spawn(&group, succeed, "d");
    say_result("again", async_group_wait(&group));
    return 0;
}

static void the_first_failure_cancels_the_siblings(void **state)
{
    (void)state;
    assert_run(group_of_bad_ones, 0,
               "b c=ECANCELED a=ECANCELED group=EIO d again=0");
}

static int two_failures(struct io *io, void *arg)
{
    (void)arg;
    async_group_open(&group, io);
    async_group_spawn(&group, fail_later, "a");
    async_group_spawn(&group, fail_later, "b");
    return async_group_wait(&group);
}

static void failing_after_being_cancelled_changes_nothing(void **state)
{
    (void)state;
    assert_run(two_failures, -EIO, "a b");
}

static int cancel_group(struct io *io, void *arg)
{
    (void)arg;
    async_group_open(&group, io);
    async_group_spawn(&group, sleep_an_hour, "a");
    async_group_spawn(&group, sleep_an_hour, "b");
    async_yield(io);
    async_group_cancel(&group);
    return async_group_wait(&group);
}

static void cancelled_tasks_are_not_failures(void **state)
{
    (void)state;
    assert_run(cancel_group, 0, "b=ECANCELED a=ECANCELED");
}

static int own_a_group(struct io *io, void *arg)
{
    (void)arg;
    struct async_group inner;
    async_group_open(&inner, io);
    async_group_spawn(&inner, sleep_an_hour, "inner");
    int err = async_group_wait(&inner);
    say_result("owner", err);
    return err;
}

static int nest_groups(struct io *io, void *arg)
{
    (void)arg;
    async_group_open(&group, io);
    async_group_spawn(&group, own_a_group, NULL);
    async_yield(io);
    async_group_spawn(&group, fail_later, "sibling");
    return async_group_wait(&group);
}

static void cancelling_an_owner_cancels_its_group_first(void **state)
{
    (void)state;
    assert_run(nest_groups, -EIO, "sibling inner=ECANCELED owner=ECANCELED");
}

static int report_failures(struct io *io, void *arg)
{
    (void)arg;
    struct async_failure failures[2];
    async_group_open(&group, io);
    async_group_report(&group, failures, 2);
    async_group_spawn(&group, fail_later, "a");
    async_group_spawn(&group, fail_later, "b");
    async_group_spawn(&group, fail_later, "c");
    say_result("group", async_group_wait(&group));
    say_result("failed", group.failed);
    for (int i = 0; i < 2; i++)
        say_result(failures[i].arg, failures[i].err);
    return 0;
}

static void a_group_reports_all_failures(void **state)
{
    (void)state;
    assert_run(report_failures, 0, "a b c group=EIO failed=3 a=EIO b=EIO");
}

static int wait_in_body(struct io *io, void *arg)
{
    (void)arg;
    async_group_open(&group, io);
    async_group_spawn(&group, fail_later, "a");
    say_result("body", io_sleep(io, HOUR_NS));
    say_result("spawn", async_group_spawn(&group, succeed, "b"));
    say_result("group", async_group_wait(&group));
    say_result("cancelling", async_cancelling(io));
    return io_sleep(io, MS_NS);
}

static void a_failure_ends_the_owners_wait(void **state)
{
    (void)state;
    assert_run(wait_in_body, 0,
               "a body=ECANCELED spawn=ESHUTDOWN group=EIO cancelling=0");
}

static int fail_in_body(struct io *io, void *arg)
{
    (void)arg;
    async_group_open(&group, io);
    async_group_spawn(&group, sleep_an_hour, "a");
    async_yield(io);
    async_group_fail(&group, -EPROTO);
    say_result("group", async_group_wait(&group));
    say_result("failed", group.failed);
    return 0;
}

static void an_owner_that_fails_cancels_its_tasks(void **state)
{
    (void)state;
    assert_run(fail_in_body, 0, "a=ECANCELED group=EPROTO failed=1");
}

/* Tasks by the thousand. */

#if defined(__SANITIZE_THREAD__)
#define MANY 2000 /* TSan has room for 8,000 stacks */
#else
#define MANY 20000
#endif

static int awake;

static int count_and_sleep(struct io *io, void *arg)
{
    (void)arg;
    awake++;
    int err = io_sleep(io, HOUR_NS);
    awake--;
    return err;
}

static int run_many(struct io *io, void *arg)
{
    (void)arg;
    async_group_open(&group, io);
    for (int i = 0; i < MANY; i++)
        if (async_group_spawn(&group, count_and_sleep, NULL))
            return -ENOMEM;
    async_yield(io);
    int most = awake;
    async_group_cancel(&group);
    int err = async_group_wait(&group);
    return err ? err : most;
}

static void twenty_thousand_tasks_sleep_at_once(void **state)
{
    (void)state;
    assert_run(run_many, MANY, "");
    assert_int_equal(awake, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_group_waits_for_all_its_tasks),
        TEST(waiting_for_an_empty_group_returns_at_once),
        TEST(the_first_failure_cancels_the_siblings),
        TEST(failing_after_being_cancelled_changes_nothing),
        TEST(cancelled_tasks_are_not_failures),
        TEST(cancelling_an_owner_cancels_its_group_first),
        TEST(a_group_reports_all_failures),
        TEST(a_failure_ends_the_owners_wait),
        TEST(an_owner_that_fails_cancels_its_tasks),
        TEST(twenty_thousand_tasks_sleep_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
