/* process.c -- programs that are started, waited for, and ended for certain. */
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "async/outside/fd.h"
#include "async/runtime/suspend.h"

#define ENDS 3

static void close_all(int *fds, int count)
{
    for (int i = 0; i < count; i++)
        if (fds[i] >= 0) {
            close(fds[i]);
            fds[i] = -1;
        }
}

/* A pair of sockets for each end asked for: ours, and the program's. */
static int open_ends(int ends, int ours[ENDS], int theirs[ENDS])
{
    for (int i = 0; i < ENDS; i++) {
        int pair[2];
        if (!(ends & 1 << i))
            continue;
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
            return -errno;
        ours[i] = pair[0];
        theirs[i] = pair[1];
    }
    return 0;
}

/* Signals do in it what they do by default, and none is blocked. */
static int set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    sigdelset(&all, SIGKILL);
    sigdelset(&all, SIGSTOP);
    int err = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP |
                                                       POSIX_SPAWN_SETSIGDEF |
                                                       POSIX_SPAWN_SETSIGMASK);
    err = err ? err : posix_spawnattr_setpgroup(attributes, 0);
    err = err ? err : posix_spawnattr_setsigdefault(attributes, &all);
    return err ? err : posix_spawnattr_setsigmask(attributes, &none);
}

static int spawn(struct async_process *process, char *const *argv,
                 const int theirs[ENDS])
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int err = posix_spawn_file_actions_init(&actions);
    if (err)
        return -err;
    err = posix_spawnattr_init(&attributes);
    if (err) {
        posix_spawn_file_actions_destroy(&actions);
        return -err;
    }
    for (int i = 0; !err && i < ENDS; i++)
        if (theirs[i] >= 0)
            err = posix_spawn_file_actions_adddup2(&actions, theirs[i], i);
    err = err ? err : set_attributes(&attributes);
    err = err ? err
              : posix_spawnp(&process->pid, argv[0], &actions, &attributes,
                             argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return -err;
}

struct start {
    struct async_process *process;
    char *const *argv;
    int ends, err;
};

static void on_start(void *arg)
{
    struct start *start = arg;
    struct async_process *process = start->process;
    int ours[ENDS] = {-1, -1, -1}, theirs[ENDS] = {-1, -1, -1};
    *process = (struct async_process){
        .in = -1, .out = -1, .err = -1, .pid_fd = -1, .status = -ECHILD};
    start->err = open_ends(start->ends, ours, theirs);
    start->err = start->err ? start->err : spawn(process, start->argv, theirs);
    close_all(theirs, ENDS);
    if (start->err) {
        close_all(ours, ENDS);
        process->pid = 0;
        return;
    }
    process->in = ours[0];
    process->out = ours[1];
    process->err = ours[2];
    process->status = -EINPROGRESS;
    process->pid_fd = (int)syscall(SYS_pidfd_open, process->pid, 0);
    if (process->pid_fd >= 0)
        return;
    start->err = -errno;
    kill(-process->pid, SIGKILL);
    while (waitpid(process->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    process->pid = 0;
    process->status = -ECHILD;
    close_all(ours, ENDS);
}

int async_process_start(struct async_process *process, char *const *argv,
                        int ends)
{
    struct start start = {.process = process, .argv = argv, .ends = ends};
    struct async_task *task = task_running(__func__);
    if (!task)
        return -EPERM;
    task_call(task, on_start, &start);
    return start.err;
}

void async_process_close_in(struct async_process *process)
{
    close_all(&process->in, 1);
}

/* Once it has ended, which its descriptor tells. It is not reaped yet: so its
 * number remains that of its group. */
static int note_status(struct async_process *process)
{
    siginfo_t info;
    while (waitid(P_PID, (id_t)process->pid, &info, WEXITED | WNOWAIT))
        if (errno != EINTR)
            return process->status = -errno;
    process->status =
        info.si_code == CLD_EXITED ? info.si_status : 256 + info.si_status;
    close_all(&process->pid_fd, 1);
    return process->status;
}

static int wait_until(struct async_task *task, struct async_process *process,
                      uint64_t until_ns)
{
    if (process->status != -EINPROGRESS)
        return process->status;
    int ready = task_wait_fd(task, process->pid_fd, POLLIN, until_ns);
    return ready < 0 ? ready : note_status(process);
}

int async_process_wait(struct io *io, struct async_process *process)
{
    struct async_task *task = task_enter(io, __func__);
    return task ? wait_until(task, process, io->deadline_ns) : -EPERM;
}

int async_process_signal(struct async_process *process, int number)
{
    if (process->status != -EINPROGRESS)
        return -ESRCH;
    return kill(-process->pid, number) ? -errno : 0;
}

/* A task that is cancelled goes on waiting, and is told at its next wait. */
static void wait_patiently(struct async_task *task,
                           struct async_process *process, uint64_t until_ns)
{
    bool canceled = false;
    while (wait_until(task, process, until_ns) == -ECANCELED)
        canceled = true;
    if (canceled)
        task->canceled = true;
}

int async_process_end(struct io *io, struct async_process *process,
                      uint64_t grace_ns)
{
    struct async_task *task = task_enter(io, __func__);
    if (!task)
        return -EPERM;
    close_all(&process->in, 1);
    close_all(&process->out, 1);
    close_all(&process->err, 1);
    if (process->status == -EINPROGRESS && grace_ns > 0) {
        async_process_signal(process, SIGTERM);
        wait_patiently(task, process, io_after_ns(io_now_ns(), grace_ns));
    }
    /* What it started may have outlived it. */
    if (process->pid > 0)
        kill(-process->pid, SIGKILL);
    wait_patiently(task, process, IO_NEVER);
    while (process->pid > 0 && waitpid(process->pid, NULL, 0) < 0 &&
           errno == EINTR)
        continue;
    process->pid = 0;
    return process->status;
}
