/* gather.c -- gather: order of results, and what an error does (G1-G3). */
#include "core/base/text.h"
#include "tests/async/asyncio/scenario.h"

#define CALL(f, a)                                                             \
    {                                                                          \
        .fn = (f), .arg = (a)                                                  \
    }
#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static void say_results(const struct async_call *calls, int count)
{
    char text[128] = "results", value[VALUE_MAX];
    for (int i = 0; i < count; i++) {
        text_append(text, sizeof text, " %s", value_of(calls[i].result, value));
    }
    say("%s", text);
}

/* Gathers, and says the results unless there is an error. */
static int gather(struct io *io, struct async_call *calls, int count)
{
    int err = async_gather(io, calls, count);
    if (!err)
        say_results(calls, count);
    return err;
}

static int gather_all(struct io *io, struct async_call *calls, int count)
{
    int err = async_gather_all(io, calls, count);
    if (!err)
        say_results(calls, count);
    return err;
}

static int results_come_in_argument_order(struct io *io)
{
    struct async_call calls[] = {CALL(act, ACT_THEN("A", 5, 1)),
                                 CALL(act, ACT_THEN("B", 3, 2)),
                                 CALL(act, ACT_THEN("C", 1, 3))};
    return gather(io, calls, COUNT(calls));
}

#define NAPS 25

struct napper {
    int index;
    double units;
};

static int nap_and_return(struct io *io, void *arg)
{
    const struct napper *self = arg;
    int err = nap(io, self->units);
    return err ? err : self->index;
}

static bool gather_naps(struct io *io, int *delay)
{
    struct napper nappers[NAPS];
    struct async_call calls[NAPS];
    for (int i = 0; i < NAPS; i++) {
        *delay = *delay * 75 % 65537;
        nappers[i] = (struct napper){i, *delay % 3 / 10.0};
        calls[i] = (struct async_call)CALL(nap_and_return, &nappers[i]);
    }
    bool right = async_gather(io, calls, NAPS) == 0;
    for (int i = 0; i < NAPS; i++)
        right = right && calls[i].result == i;
    return right;
}

static int results_keep_their_order_whatever_the_delays(struct io *io)
{
    int delay = 1, right = 0;
    for (int round = 0; round < 20; round++)
        right += gather_naps(io, &delay);
    say("right %d times of 20", right);
    return 0;
}

static int errors_come_as_values(struct io *io)
{
    struct async_call calls[] = {CALL(act, ACT_THEN("A", 3, 1)),
                                 CALL(act, ACT_THEN("B", 1, -EIO)),
                                 CALL(act, ACT_THEN("C", 5, -EPROTO))};
    return gather_all(io, calls, COUNT(calls));
}

static int the_first_error_propagates_and_siblings_run_on(struct io *io)
{
    struct async_call calls[] = {CALL(act, ACT("A", 3)),
                                 CALL(act, ACT_THEN("B", 1, -EIO)),
                                 CALL(act, ACT("C", 5))};
    told("gather", gather(io, calls, COUNT(calls)));
    say("gather is over");
    nap(io, 7);
    return 0;
}

static int the_first_error_in_time_is_reported(struct io *io)
{
    struct async_call calls[] = {CALL(act, ACT_THEN("A", 3, -EPROTO)),
                                 CALL(act, ACT_THEN("B", 1, -EIO))};
    told("gather", gather(io, calls, COUNT(calls)));
    nap(io, 4);
    return 0;
}

static int fail_at_once(struct io *io, void *arg)
{
    (void)io;
    return *(const int *)arg;
}

static int of_errors_in_one_step_the_first_is_reported(struct io *io)
{
    int errors[] = {-EIO, -EPROTO};
    struct async_call calls[] = {CALL(fail_at_once, &errors[0]),
                                 CALL(fail_at_once, &errors[1])};
    told("gather", gather(io, calls, COUNT(calls)));
    return 0;
}

static int
siblings_of_an_error_that_nobody_awaits_are_cancelled_at_the_end(struct io *io)
{
    static struct act left = {"A", LONG, 0};
    struct async_call calls[] = {CALL(act, &left),
                                 CALL(act, ACT_THEN("B", 1, -EIO))};
    told("gather", gather(io, calls, COUNT(calls)));
    return 0;
}

static int an_empty_gather_ends_at_once(struct io *io)
{
    return gather(io, NULL, 0);
}

/* A call whose task others can find. */
struct known {
    struct act act;
    struct async_task *task;
};

static int act_known(struct io *io, void *arg)
{
    struct known *self = arg;
    self->task = async_self(io);
    return act(io, &self->act);
}

static int gather_known(struct io *io, void *arg)
{
    static struct act other = {"other", 2, 0};
    struct async_call calls[] = {CALL(act_known, arg), CALL(act, &other)};
    return gather(io, calls, COUNT(calls));
}

static int a_child_that_is_cancelled_cancels_nobody_else(struct io *io)
{
    struct known child = {.act = {"child", LONG, 0}};
    struct async_task *task = spawn(io, gather_known, &child);
    settle(io);
    async_cancel(child.task);
    told("gather", async_await(io, task));
    nap(io, 3);
    return 0;
}

static int gather_all_known(struct io *io, void *arg)
{
    struct async_call calls[] = {CALL(act_known, arg),
                                 CALL(act, ACT_THEN("other", 1, 7))};
    return gather_all(io, calls, COUNT(calls));
}

static int a_cancelled_child_comes_as_a_value_too(struct io *io)
{
    struct known child = {.act = {"child", LONG, 0}};
    struct async_task *task = spawn(io, gather_all_known, &child);
    settle(io);
    async_cancel(child.task);
    told("gather", async_await(io, task));
    return 0;
}

static int swallow(struct io *io, void *arg)
{
    (void)arg;
    told("sleep", nap(io, LONG));
    act(io, ACT("stubborn", 1));
    return 6;
}

static int gather_stubborn(struct io *io, void *arg)
{
    (void)arg;
    struct async_call calls[] = {CALL(swallow, NULL),
                                 CALL(act, ACT("A", LONG))};
    return gather(io, calls, COUNT(calls));
}

static int gather_all_stubborn(struct io *io, void *arg)
{
    (void)arg;
    struct async_call calls[] = {CALL(swallow, NULL),
                                 CALL(act, ACT("A", LONG))};
    return gather_all(io, calls, COUNT(calls));
}

static int gather_only_stubborn(struct io *io, void *arg)
{
    (void)arg;
    struct async_call calls[] = {CALL(swallow, NULL)};
    return gather(io, calls, COUNT(calls));
}

static int cancel_gather(struct io *io, async_fn *fn)
{
    struct async_task *task = spawn(io, fn, NULL);
    settle(io);
    async_cancel(task);
    told("gather", async_await(io, task));
    return 0;
}

static int a_cancelled_gather_does_not_wait_for_a_stubborn_child(struct io *io)
{
    cancel_gather(io, gather_stubborn);
    nap(io, 3);
    return 0;
}

static int
a_cancelled_gather_of_values_waits_for_a_stubborn_child(struct io *io)
{
    return cancel_gather(io, gather_all_stubborn);
}

static int a_cancelled_gather_of_only_stubborn_children(struct io *io)
{
    return cancel_gather(io, gather_only_stubborn);
}

static int gather_pair(struct io *io, void *arg)
{
    const char *const *names = arg;
    struct async_call calls[] = {CALL(act, ACT_THEN(names[0], 1, 1)),
                                 CALL(act, ACT_THEN(names[1], 3, 2))};
    int err = async_gather(io, calls, COUNT(calls));
    return err ? err : calls[0].result + calls[1].result;
}

static int gathers_nest(struct io *io)
{
    const char *names[] = {"A", "B", "C", "D"};
    struct async_call calls[] = {CALL(gather_pair, &names[0]),
                                 CALL(gather_pair, &names[2])};
    return gather(io, calls, COUNT(calls));
}

static int inner_that_fails(struct io *io, void *arg)
{
    (void)arg;
    static struct act going_on = {"B", 3, 0};
    struct async_call calls[] = {CALL(act, ACT_THEN("A", 1, -EIO)),
                                 CALL(act, &going_on)};
    return told("inner", gather(io, calls, COUNT(calls)));
}

static int a_failure_in_a_nested_gather_passes_through(struct io *io)
{
    struct async_call calls[] = {CALL(inner_that_fails, NULL),
                                 CALL(act, ACT("C", 5))};
    told("outer", gather(io, calls, COUNT(calls)));
    nap(io, 6);
    return 0;
}

int main(int argc, char **argv)
{
    const struct scenario scenarios[] = {
        SCENARIO(results_come_in_argument_order),
        SCENARIO(results_keep_their_order_whatever_the_delays),
        SCENARIO(errors_come_as_values),
        SCENARIO(the_first_error_propagates_and_siblings_run_on),
        SCENARIO(the_first_error_in_time_is_reported),
        SCENARIO(of_errors_in_one_step_the_first_is_reported),
        SCENARIO(
            siblings_of_an_error_that_nobody_awaits_are_cancelled_at_the_end),
        SCENARIO(an_empty_gather_ends_at_once),
        SCENARIO(a_child_that_is_cancelled_cancels_nobody_else),
        SCENARIO(a_cancelled_child_comes_as_a_value_too),
        SCENARIO(a_cancelled_gather_does_not_wait_for_a_stubborn_child),
        SCENARIO(a_cancelled_gather_of_values_waits_for_a_stubborn_child),
        SCENARIO(a_cancelled_gather_of_only_stubborn_children),
        SCENARIO(gathers_nest),
        SCENARIO(a_failure_in_a_nested_gather_passes_through),
        {0},
    };
    return run_scenarios(scenarios, argc, argv);
}
