/* locks.c -- each task needs two locks: do they deadlock?
 *
 * opposite  every other task takes them the other way round.
 * ordered   all take them in the same order, which is the cure.
 *
 * A task keeps its first lock for a while before it asks for the second. When
 * two tasks each hold what the other one waits for, neither can go on, and no
 * model can help them. So a task that takes the locks the other way round
 * looks now and then, while it waits, whether it is in such a deadlock. If so
 * it gives up what it holds, as a database would have it do, and takes them in
 * order. Thus the run ends, with the right answers. */
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "core/base/shared.h"
#include "core/permits.h"
#include "core/work.h"
#include "core/workload.h"

#define LOOK_NS 20000000u /* between two looks for a deadlock */

enum locks_variant { OPPOSITE, ORDERED };

static const char *const variants[] = {
    [OPPOSITE] = "opposite", [ORDERED] = "ordered", NULL};

static struct io_permits locks[2]; /* a lock is a single permit */

static struct shared {
    atomic_int waiting;   /* 1 while the holder of lock 0 waits for lock 1 */
    atomic_int deadlocks; /* found so far */
    atomic_int done;      /* written only while holding both locks */
} * shared;

static void locks_teardown(void)
{
    for (int i = 0; i < 2; i++)
        if (shared && locks[i].fd >= 0)
            io_permits_close(&locks[i]);
    shared_free(shared, sizeof *shared);
    shared = NULL;
}

static int locks_setup(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    (void)plan;
    locks[0].fd = locks[1].fd = -1;
    shared = shared_alloc(sizeof *shared);
    int err = shared ? 0 : -ENOMEM;
    for (int i = 0; i < 2 && !err; i++)
        err = io_permits_open(&locks[i], 1);
    if (err)
        snprintf(why, WORKLOAD_WHY_MAX, "cannot make the locks: %s",
                 strerrordesc_np(-err));
    return err;
}

/* Waits for a lock. -EAGAIN: it is time to look for a deadlock. */
static int wait_until_look(struct io *io, const struct io_permits *lock)
{
    uint64_t deadline_ns = io->deadline_ns, look_ns = io_now_ns() + LOOK_NS;
    if (look_ns >= deadline_ns)
        return io_permit_take(io, lock);
    io->deadline_ns = look_ns;
    int err = io_permit_take(io, lock);
    io->deadline_ns = deadline_ns;
    return err == -ETIMEDOUT ? -EAGAIN : err;
}

/* Takes lock 0 while holding lock 1. -EDEADLK: its holder waits for lock 1. */
static int take_turned(struct io *io)
{
    int err;
    while ((err = wait_until_look(io, &locks[0])) == -EAGAIN)
        if (atomic_load(&shared->waiting)) {
            atomic_fetch_add(&shared->deadlocks, 1);
            return -EDEADLK;
        }
    return err;
}

static int take_ordered(struct io *io)
{
    atomic_store(&shared->waiting, 1);
    int err = io_permit_take(io, &locks[1]);
    atomic_store(&shared->waiting, 0);
    return err;
}

static void count_done(void)
{
    int done = atomic_load_explicit(&shared->done, memory_order_relaxed);
    atomic_store_explicit(&shared->done, done + 1, memory_order_relaxed);
}

static int use_both(struct io *io, int first, uint64_t keep_ns)
{
    int err = io_permit_take(io, &locks[first]);
    if (err)
        return err;
    err = io_sleep(io, keep_ns);
    if (!err)
        err = first == 0 ? take_ordered(io) : take_turned(io);
    if (!err) {
        count_done();
        io_permits_give(&locks[!first]);
    }
    io_permits_give(&locks[first]);
    return err;
}

static int locks_task(struct io *io, const struct job *job, uint64_t *answer)
{
    uint64_t keep_ns = (uint64_t)job->plan->size * 1000000u;
    bool turned = job->plan->variant == OPPOSITE && job->index % 2 == 1;
    int err = use_both(io, turned, keep_ns);
    if (err == -EDEADLK)
        err = use_both(io, 0, keep_ns);
    *answer = (uint64_t)job->index;
    return err;
}

static int locks_check(const struct plan *plan, const struct result *results,
                       char why[WORKLOAD_WHY_MAX])
{
    int ok = 0, done = atomic_load(&shared->done);
    int deadlocks = atomic_load(&shared->deadlocks);
    for (int i = 0; i < plan->tasks; i++)
        ok += results[i].err == 0;
    if (ok != done)
        snprintf(why, WORKLOAD_WHY_MAX,
                 "%d tasks succeeded, but %d had both locks", ok, done);
    else if (deadlocks > 0 && plan->variant == ORDERED)
        snprintf(why, WORKLOAD_WHY_MAX,
                 "found %d deadlocks, expected none in the same order",
                 deadlocks);
    else
        return 0;
    return -EILSEQ;
}

static int locks_findings(const struct plan *plan, const struct result *results,
                          struct finding found[WORKLOAD_FINDS_MAX])
{
    (void)plan;
    (void)results;
    found[0] = (struct finding){"deadlocks", atomic_load(&shared->deadlocks)};
    return 1;
}

const struct workload workload_locks = {
    .name = "locks",
    .summary = "needs two locks, which others may hold",
    .kind = WORKLOAD_SAFETY,
    .size_type = SIZE_MS,
    .size_meaning = "ms with the first lock before asking for the second",
    .default_tasks = 2,
    .default_size = 10,
    .max_size = 3600000,
    .variants = variants,
    .uses = USES_ONE_PLACE,
    .setup = locks_setup,
    .task = locks_task,
    .check = locks_check,
    .findings = locks_findings,
    .teardown = locks_teardown,
};
