/* forks.c -- worker processes: started, waited for, replaced, ended. */
#include "processes/forks.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/shared.h"
#include "core/permits.h"

#define GRACE_S 1 /* for a stopped process to go, before SIGKILL */

struct forks {
    struct work *work;
    forks_body *body;
    int processes;
    int running;
    pid_t *pids;     /* 0: gone */
    atomic_int *err; /* the first that a body returned; all can write it */
};

static _Noreturn void process_main(struct forks *forks, int index, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    int err = forks->body(forks->work, index, forks->processes);
    if (err < 0) {
        atomic_store(forks->err, err);
        work_stop(forks->work, err);
    }
    _exit(0);
}

static int start(struct forks *forks, int index)
{
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid < 0)
        return -errno;
    if (pid == 0)
        process_main(forks, index, parent);
    forks->pids[index] = pid;
    forks->running++;
    return 0;
}

static int find(const struct forks *forks, pid_t pid)
{
    for (int i = 0; i < forks->processes; i++)
        if (forks->pids[i] == pid)
            return i;
    return -1;
}

/* All workers of a process die with it. True: some left tasks behind. */
static bool bury(struct forks *forks, int index)
{
    bool left = false;
    int crew = work_crew(forks->work);
    for (int i = index; i < crew; i += forks->processes)
        left = work_bury(forks->work, i) || left;
    return left && !work_stopped(forks->work);
}

static void on_alarm(int number)
{
    (void)number; /* it only has to interrupt waitpid() */
}

static void kill_all(const struct forks *forks)
{
    for (int i = 0; i < forks->processes; i++)
        if (forks->pids[i] > 0)
            kill(forks->pids[i], SIGKILL);
}

/* Waits for one process to end, or for the alarm. */
static void wait_one(struct forks *forks)
{
    int status, err = 0;
    pid_t pid = waitpid(-1, &status, 0);
    int index = pid < 0 ? -1 : find(forks, pid);
    if (index < 0)
        return;
    forks->pids[index] = 0;
    forks->running--;
    permits_reclaim(pid);
    if (status != 0 && bury(forks, index))
        err = start(forks, index);
    if (err)
        work_stop(forks->work, err);
}

static void wait_all(struct forks *forks)
{
    sigaction(SIGALRM, &(struct sigaction){.sa_handler = on_alarm}, NULL);
    bool grace = false;
    while (forks->running > 0) {
        int running = forks->running;
        wait_one(forks);
        if (work_stopped(forks->work) >= 0)
            continue;
        if (grace && forks->running == running)
            kill_all(forks);
        if (!grace)
            alarm(GRACE_S);
        grace = true;
    }
    alarm(0);
}

int forks_run(struct work *work, int processes, forks_body *body)
{
    struct forks forks = {.work = work, .body = body, .processes = processes};
    int err = 0;
    forks.pids = calloc((size_t)processes, sizeof *forks.pids);
    forks.err = shared_alloc(sizeof *forks.err);
    if (!forks.pids || !forks.err) {
        err = -ENOMEM;
        goto out;
    }
    for (int i = 0; i < processes && !err; i++)
        err = start(&forks, i);
    if (err)
        work_stop(work, err);
    wait_all(&forks);
    err = err ? err : atomic_load(forks.err);
out:
    shared_free(forks.err, sizeof *forks.err);
    free(forks.pids);
    return err;
}
