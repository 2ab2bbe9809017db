/* main.c -- processes: the workers are forked processes. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/blocking.h"
#include "core/model.h"

#define GRACE_S 1 /* for a stopped worker to go, before SIGKILL */

static _Noreturn void process_main(struct work *work, int index, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    struct blocking io;
    blocking_open(&io, work->stop_fd);
    work_run(work, index, &io.io);
    blocking_close(&io);
    _exit(0);
}

/* Forks worker `index`. Nothing may be left in a stdio buffer by now. */
static int start(struct work *work, pid_t *pids, int index)
{
    pid_t parent = getpid();
    pids[index] = fork();
    if (pids[index] == 0)
        process_main(work, index, parent);
    return pids[index] < 0 ? -errno : 0;
}

static int find(const pid_t *pids, int crew, pid_t pid)
{
    for (int i = 0; i < crew; i++)
        if (pids[i] == pid)
            return i;
    return -1;
}

static void on_alarm(int number)
{
    (void)number; /* it only has to interrupt waitpid() */
}

/* Waits for every worker; one that died is buried and, if it left tasks
 * behind, replaced. Once the run is stopped they have a second to go: the
 * one model that can end a task which does not listen. */
static void wait_all(struct work *work, pid_t *pids, int crew, int running)
{
    sigaction(SIGALRM, &(struct sigaction){.sa_handler = on_alarm}, NULL);
    bool grace = false;
    while (running > 0) {
        int status;
        pid_t pid = waitpid(-1, &status, 0);
        bool interrupted = pid < 0;
        int index = interrupted ? -1 : find(pids, crew, pid);
        if (index >= 0) {
            pids[index] = 0;
            running--;
            int err = 0;
            if (status != 0 && work_bury(work, index)) {
                err = start(work, pids, index);
                running += !err;
            }
            if (err)
                work_stop(work, err);
        }
        if (work_stopped(work) >= 0)
            continue;
        if (grace && interrupted)
            for (int i = 0; i < crew; i++)
                if (pids[i] > 0)
                    kill(pids[i], SIGKILL);
        if (!grace)
            alarm(GRACE_S);
        grace = true;
    }
    alarm(0);
}

static int run(struct work *work)
{
    int crew = work_crew(work), started = 0, err = 0;
    pid_t *pids = calloc((size_t)crew, sizeof *pids);
    if (!pids)
        return -ENOMEM;
    while (started < crew && !err) {
        err = start(work, pids, started);
        started += !err;
    }
    if (err)
        work_stop(work, err);
    wait_all(work, pids, crew, started);
    free(pids);
    return err;
}

int main(int argc, char **argv)
{
    static const struct model processes = {
        .name = "processes",
        .summary = "the workers are forked processes",
        .limits =
            "Workers share nothing but the results. A task that computes is\n"
            "cancelled at its next call, or its worker killed a second\n"
            "later; one that crashes costs only itself, and its worker is\n"
            "replaced when others are still to be done.",
        .heavy_workers = true,
        .run = run,
    };
    return runner_main(&processes, argc, argv);
}
