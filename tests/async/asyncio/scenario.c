/* scenario.c -- documents where the sides differ; runs scenarios by name. */
#include "tests/async/asyncio/scenario.h"

#include <stdio.h>
#include <string.h>

static struct {
    const char *why, *ours, *asyncios;
} difference;

void differ(const char *why, const char *ours, const char *asyncios)
{
    difference.why = why;
    difference.ours = ours;
    difference.asyncios = asyncios;
    any_order();
}

void agree(void)
{
    char text[1024];
    take_events(text, sizeof text);
    if (strcmp(text, difference.ours) == 0)
        say("difference: %s; ours: %s; asyncio's: %s", difference.why,
            difference.ours, difference.asyncios);
    else
        say("undocumented: %s", text);
}

int hold_lock(struct io *io, void *arg)
{
    struct lock_holder *self = arg;
    int err = async_lock_acquire(io, self->lock);
    if (err)
        return err;
    err = act(io, &self->act);
    async_lock_release(self->lock);
    return err;
}

void cancel_while_it_waits(struct io *io, async_fn *fn, void *arg)
{
    struct async_task *task = spawn(io, fn, arg);
    settle(io);
    say("cancelling");
    async_cancel(task);
    told("task", async_await(io, task));
}

static bool wanted(const char *name, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], name) == 0)
            return true;
    return argc == 1;
}

static int call_main(struct io *io, void *arg)
{
    const struct scenario *scenario = arg;
    return scenario->main(io);
}

static void run_scenario(const struct scenario *scenario)
{
    struct scenario copy = *scenario;
    say("== %s", copy.name);
    if (copy.main)
        told("run", async_run(call_main, &copy));
    else
        copy.plain();
}

int run_scenarios(const struct scenario *scenarios, int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    bool list = argc == 2 && strcmp(argv[1], "--list") == 0;
    for (; scenarios->name; scenarios++) {
        if (list)
            puts(scenarios->name);
        else if (wanted(scenarios->name, argc, argv))
            run_scenario(scenarios);
    }
    return 0;
}
