/* event.c -- a flag that tasks wait for. */
#include <errno.h>
#include <stdio.h>

#include "async/runtime/suspend.h"
#include "async/sync/semaphore.h"

static void describe_event(const void *object, FILE *out)
{
    const struct async_event *event = object;
    if (event->name)
        fprintf(out, " '%s'", event->name);
}

static const struct wait_kind event_kind = {.what = "event",
                                            .describe = describe_event};

int async_event_wait(struct io *io, struct async_event *event)
{
    struct async_task *task = task_enter(io, __func__);
    if (!task)
        return -EPERM;
    if (event->set)
        return 0;
    struct async_waiter self = {.task = task};
    return waiters_wait(&event->waiters, &self, &event_kind, event);
}

void async_event_set(struct async_event *event)
{
    event->set = true;
    while (waiters_serve(&event->waiters))
        continue;
}

void async_event_clear(struct async_event *event)
{
    event->set = false;
}
