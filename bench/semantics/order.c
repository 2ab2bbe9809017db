/* order.c -- the order of awaits, tasks and gathers (W2-W5, N3). */
#include "bench/semantics/semantic.h"
#include "bench/semantics/transcript.h"
#include "core/base/text.h"

static int say_after_each_other(struct io *io)
{
    say("Started");
    act(io, ACT("Hello", 2));
    act(io, ACT("World", 4));
    say("Finished");
    return 0;
}

static int say_in_tasks(struct io *io)
{
    struct async_task *hello = start(io, ACT("Hello", 2));
    struct async_task *world = start(io, ACT("World", 4));
    say("Started");
    async_await(io, hello);
    async_await(io, world);
    say("Finished");
    return 0;
}

static int awaits_are_sequential(struct io *io, const struct ask *ask)
{
    return ask->wrong ? say_in_tasks(io) : say_after_each_other(io);
}

static int tasks_overlap(struct io *io, const struct ask *ask)
{
    return ask->wrong ? say_after_each_other(io) : say_in_tasks(io);
}

/* A coroutine object in Python: a call that has yet to be made. */
static int calls_do_not_start(struct io *io, const struct ask *ask)
{
    struct async_call call = {.fn = act, .arg = ACT("Hello", 1)};
    struct async_task *task = NULL;
    if (ask->wrong)
        task = spawn(io, call.fn, call.arg);
    say("made");
    nap(io, 4);
    say("a while later");
    return task ? async_await(io, task) : call.fn(io, call.arg);
}

static int hello_wait_world(struct io *io, const struct ask *ask)
{
    struct async_task *other = start(io, ACT("another task", 1));
    say("Hello...");
    if (ask->wrong)
        block(4);
    else
        nap(io, 4);
    say("World!");
    return async_await(io, other);
}

/* Like act(), but keeps the thread. */
static int act_blocking(struct io *io, void *arg)
{
    const struct act *self = arg;
    (void)io;
    say("%s begins", self->name);
    block(self->units);
    say("%s ends", self->name);
    return 0;
}

static int three_end_by_their_delay(struct io *io, const struct ask *ask)
{
    async_fn *fn = ask->wrong ? act_blocking : act;
    struct async_call calls[] = {{.fn = fn, .arg = ACT("A", 4)},
                                 {.fn = fn, .arg = ACT("B", 2)},
                                 {.fn = fn, .arg = ACT("C", 6)}};
    return async_gather(io, calls, 3);
}

static int tick_thrice(struct io *io, void *arg)
{
    (void)arg;
    for (int i = 1; i <= 3; i++) {
        nap(io, 1);
        say("tick %d", i);
    }
    return 0;
}

static int a_sleep_lets_others_run(struct io *io, const struct ask *ask)
{
    async_fn *sleeper = ask->wrong ? act_blocking : act;
    struct async_call calls[] = {{.fn = sleeper, .arg = ACT("sleep", 8)},
                                 {.fn = tick_thrice}};
    return async_gather(io, calls, 2);
}

#define PAGES 3

/* Three pages; the first takes longest. */
struct fetches {
    struct fetched_page {
        struct act act;
        struct fetches *all;
    } pages[PAGES];
    struct async_call calls[PAGES];
    char appended[PAGES]; /* names, in the order they came */
    int count;
};

static int fetch(struct io *io, void *arg)
{
    const struct fetched_page *self = arg;
    int err = nap(io, self->act.units);
    say("%s: 200", self->act.name);
    self->all->appended[self->all->count++] = *self->act.name;
    return err ? err : *self->act.name;
}

static void fetches_make(struct fetches *fetches)
{
    const struct act acts[PAGES] = {{"A", 6, 0}, {"B", 4, 0}, {"C", 2, 0}};
    fetches->count = 0;
    for (int i = 0; i < PAGES; i++) {
        fetches->pages[i] = (struct fetched_page){acts[i], fetches};
        fetches->calls[i] =
            (struct async_call){.fn = fetch, .arg = &fetches->pages[i]};
    }
}

static int prints_come_as_they_end(struct io *io, const struct ask *ask)
{
    struct fetches fetches;
    fetches_make(&fetches);
    if (!ask->wrong)
        return async_gather(io, fetches.calls, PAGES);
    for (int i = 0; i < PAGES; i++)
        fetch(io, &fetches.pages[i]);
    return 0;
}

static int results_come_in_order(struct io *io, const struct ask *ask)
{
    struct fetches fetches;
    fetches_make(&fetches);
    int err = async_gather(io, fetches.calls, PAGES);
    char text[64] = "results:";
    for (int i = 0; i < PAGES; i++) {
        int result = ask->wrong ? fetches.appended[i] : fetches.calls[i].result;
        text_append(text, sizeof text, " %c", result);
    }
    say("%s", text);
    return err;
}

const struct semantic semantics_order[] = {
    {"w2-order", "W2", "awaits run one after the other", "makes tasks of them",
     .main = awaits_are_sequential},
    {"w2-unstarted", "W2", "a call does not begin before it is awaited",
     "makes a task of it", .main = calls_do_not_start},
    {"w3", "W3", "two tasks wait at the same time", "awaits each at once",
     .main = tasks_overlap},
    {"w4-hello", "W4", "hello, others run, world", "sleeps without the loop",
     .main = hello_wait_world},
    {"w4-loop", "W4", "on the loop tasks begin A B C, and end B A C",
     "sleeps without the loop", .main = three_end_by_their_delay},
    {"w5", "W5", "others run while one sleeps", "sleeps without the loop",
     .main = a_sleep_lets_others_run},
    {"n3-prints", "N3", "what tasks print comes as they end",
     "fetches one after the other", .main = prints_come_as_they_end},
    {"n3-results", "N3", "only results are ordered",
     "appends each result as it comes", .main = results_come_in_order},
    {0},
};
