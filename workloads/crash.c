/* crash.c -- one task crashes while the others wait: which ones survive?
 *
 * Task 1 writes where it must not, which kills its process, as a bug would,
 * while the others still wait. Where all tasks share a process, all are lost;
 * with a process for each, and --keep-going, only that one is. The runner does
 * the whole run in a child (`kills_process`), so that somebody is left to
 * report it. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "core/work.h"
#include "core/workload.h"

#define CRASHING_TASK 1
#define OTHERS_WAIT   2 /* times as long as the one that crashes */

/* Runs no handler, as sanitizers and the loop have one, and leaves no core
 * file. */
static int crash(void)
{
    signal(SIGSEGV, SIG_DFL);
    prctl(PR_SET_DUMPABLE, 0);
    volatile char *page =
        mmap(NULL, 1, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page != MAP_FAILED)
        *page = 1;
    return -EFAULT; /* no crash, which is a failure, too */
}

static int crash_task(struct io *io, const struct job *job, uint64_t *answer)
{
    uint64_t ns = (uint64_t)job->plan->size * 1000000u;
    bool crashing = job->index == CRASHING_TASK;
    int err = io_sleep(io, crashing ? ns : OTHERS_WAIT * ns);
    if (err)
        return err;
    *answer = (uint64_t)job->index;
    return crashing ? crash() : 0;
}

/* Only the crash ends a worker, so a task that ended with its worker has this
 * reason, whichever task the worker was at. */
static const char *crash_explain(int index)
{
    return index == CRASHING_TASK
               ? "crashed on purpose"
               : "its process died of task 1, which crashed on purpose";
}

static int crash_findings(const struct plan *plan, const struct result *results,
                          struct finding found[WORKLOAD_FINDS_MAX])
{
    int survived = 0;
    for (int i = 0; i < plan->tasks; i++)
        survived += results[i].err == 0;
    found[0] = (struct finding){"survived", survived};
    return 1;
}

const struct workload workload_crash = {
    .name = "crash",
    .summary = "task 1 crashes after a while, the others wait twice as long",
    .kind = WORKLOAD_SAFETY,
    .size_type = SIZE_MS,
    .size_meaning = "ms until the crash",
    .default_tasks = 8,
    .default_size = 50,
    .max_size = 3600000,
    .kills_process = true,
    .task = crash_task,
    .findings = crash_findings,
    .explain = crash_explain,
};
