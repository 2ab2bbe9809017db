/* barrier.c -- tasks that go on together. */
#include <errno.h>
#include <stdio.h>

#include "async/runtime/suspend.h"
#include "async/sync/semaphore.h"

static void describe_barrier(const void *object, FILE *out)
{
    const struct async_barrier *barrier = object;
    if (barrier->name)
        fprintf(out, " '%s'", barrier->name);
    fprintf(out, ", where %d of %d have arrived", barrier->arrived,
            barrier->parties);
}

static const struct wait_kind barrier_kind = {.what = "barrier",
                                              .describe = describe_barrier};

/* All that wait are served at once and count no longer, so that whoever arrives
 * next is the first of the next round. */
static void round_end(struct async_barrier *barrier, int result)
{
    barrier->round++;
    barrier->arrived = 0;
    waiters_end(&barrier->waiters, result);
}

int async_barrier_wait(struct io *io, struct async_barrier *barrier)
{
    struct async_task *task = task_enter(io, __func__);
    if (!task)
        return -EPERM;
    if (barrier->broken)
        return -EPIPE;
    int before = barrier->arrived++;
    if (barrier->arrived >= barrier->parties) {
        round_end(barrier, 0);
        return before;
    }
    struct async_waiter self = {.task = task};
    unsigned round = barrier->round;
    int err = waiters_wait(&barrier->waiters, &self, &barrier_kind, barrier);
    if (err && barrier->round == round)
        barrier->arrived--;
    return err ? err : before;
}

void async_barrier_reset(struct async_barrier *barrier)
{
    barrier->broken = false;
    round_end(barrier, -EPIPE);
}

void async_barrier_abort(struct async_barrier *barrier)
{
    barrier->broken = true;
    round_end(barrier, -EPIPE);
}
