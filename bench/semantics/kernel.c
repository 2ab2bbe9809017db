/* kernel.c -- results and failures in threads and processes (G1, G4). */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/semantics/semantic.h"
#include "bench/semantics/transcript.h"
#include "bench/semantics/workers.h"
#include "core/base/process.h"
#include "core/io/blocking.h"
#include "core/work.h"
#include "core/workload.h"

#define RESULTS 1000
#define WIDTH   50

static void worker_main(int index, void *arg)
{
    struct work *work = arg;
    struct blocking io;
    blocking_open(&io, work->stop_fd);
    work_run(work, index, &io.io);
    blocking_close(&io);
}

/* Naps for a random time that follows from the seed (the plan's size). */
static int nap_and_answer(struct io *io, const struct job *job,
                          uint64_t *answer)
{
    unsigned short state[3] = {(unsigned short)job->plan->size,
                               (unsigned short)(job->plan->size >> 16),
                               (unsigned short)job->index};
    (void)erand48(state);
    *answer = (uint64_t)job->index;
    return nap(io, erand48(state));
}

static int by_end(const void *first, const void *second)
{
    const struct result *one = *(const struct result *const *)first;
    const struct result *two = *(const struct result *const *)second;
    return (one->end_ns > two->end_ns) - (one->end_ns < two->end_ns);
}

static void say_order(const struct work *work, const struct ask *ask)
{
    const struct result *ended[RESULTS];
    int in_time = 0, right = 0;
    for (int i = 0; i < RESULTS; i++)
        ended[i] = &work->results[i];
    qsort(ended, RESULTS, sizeof *ended, by_end);
    for (int i = 0; i < RESULTS; i++) {
        const struct result *result = ask->wrong ? ended[i] : &work->results[i];
        in_time += ended[i] == &work->results[i];
        right += !result->err && result->answer == (uint64_t)i;
    }
    say("%s ended in the order of tasks",
        in_time == RESULTS ? "all" : "not all");
    say("%s results are in the order of tasks",
        right == RESULTS ? "all 1000" : "not all");
}

static int results_in_task_order(enum worker_kind kind, const struct ask *ask)
{
    static const struct workload naps = {.name = "naps",
                                         .task = nap_and_answer};
    const struct plan plan = {.workload = &naps,
                              .tasks = RESULTS,
                              .width = WIDTH,
                              .size = (int64_t)ask->seed};
    struct work work;
    int err = work_open(&work, &plan);
    if (err)
        return err;
    err = workers_run(kind, work_crew(&work), false, worker_main, &work);
    say_order(&work, ask);
    work_close(&work);
    return err;
}

static int results_of_threads(const struct ask *ask)
{
    return results_in_task_order(WORKER_THREAD, ask);
}

static int results_of_processes(const struct ask *ask)
{
    return results_in_task_order(WORKER_PROCESS, ask);
}

static void spin(void *arg)
{
    uint64_t end_ns = io_now_ns() + units_ns(*(const double *)arg);
    while (io_now_ns() < end_ns)
        ;
}

/* Computes for 8 units; if it `looks`, it stops when the run does. */
static int compute(struct io *io, bool looks)
{
    double units = 1;
    int err = 0;
    for (int i = 0; i < 8 && !err; i++) {
        spin(&units);
        err = looks ? io_sleep(io, 0) : 0;
    }
    return err;
}

/* One task sleeps, one computes, and one fails at 2 units. */
static int three_fates(struct io *io, const struct job *job, uint64_t *answer)
{
    *answer = (uint64_t)job->index;
    if (job->index == 0)
        return nap(io, 40);
    if (job->index == 1)
        return compute(io, job->plan->size == 1);
    int err = nap(io, 2);
    return err ? err : -EIO;
}

static int threads_are_told_to_stop(const struct ask *ask)
{
    static const struct workload fates = {.name = "fates", .task = three_fates};
    const struct plan plan = {
        .workload = &fates, .tasks = 3, .size = ask->wrong};
    struct work work;
    int err = work_open(&work, &plan);
    if (err)
        return err;
    err = workers_run(WORKER_THREAD, 3, false, worker_main, &work);
    told("it fails", work.results[2].err);
    told("it sleeps", work.results[0].err);
    told("it computes", work.results[1].err);
    work_close(&work);
    return err;
}

/* A process that computes can be killed from outside. A flag would stop it only
 * if it looked, which this one does not. */
static int a_process_can_be_killed(const struct ask *ask)
{
    double units = 8;
    pid_t process = process_fork();
    if (process == 0) {
        spin(&units);
        _exit(0);
    }
    if (process < 0)
        return process;
    block(2);
    if (!ask->wrong)
        kill(process, SIGKILL);
    int status = 0;
    waitpid(process, &status, 0);
    say("the process that computes %s",
        WIFSIGNALED(status) ? "is killed in between" : "has computed");
    return 0;
}

const struct semantic semantics_kernel[] = {
    {"g1-threads", "G1", "1,000 random delays in 50 threads",
     "takes results in the order in which they came",
     .plain = results_of_threads},
    {"g1-processes", "G1", "1,000 random delays in 50 processes",
     "takes results in the order in which they came",
     .plain = results_of_processes},
    {"g4-threads", "G4",
     "a failure wakes a thread that sleeps, not one that computes",
     "checks in between whether to stop", .plain = threads_are_told_to_stop},
    {"g4-processes", "G4", "a process that computes can be killed",
     "only waits for it", .plain = a_process_can_be_killed},
    {0},
};
