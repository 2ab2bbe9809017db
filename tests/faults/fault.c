/* fault.c -- runs a program, and has one of its system calls fail.
 *
 *     fault REPORT SECONDS count COMMAND...
 *     fault REPORT SECONDS CALL NTH ERRNO COMMAND...
 *
 * The NTH system call of the name CALL, over all processes and threads that
 * the command starts, is not made and returns -ERRNO. Seccomp has the kernel
 * ask us about each, so the program itself is neither traced nor changed. What
 * we saw goes to REPORT:
 *
 *     calls CALL N ERRNO…  it was called N times, and may fail like this
 *     failed PROGRAM       the call failed; the program that made it
 *     hung                 the command did not end in time, and was killed
 *     left PROGRAM         it ended, but this one that it had started did not
 *     exit STATUS          as shells have it: 128 plus the number of a signal
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/base/process.h"
#include "core/base/shared.h"
#include "tests/faults/calls.h"

#define GRACE_MS     3000 /* for what may end a little after its parent */
#define LOOK_MS      10
#define EXIT_SKIPPED 77

struct fault {
    FILE *report;
    const struct call *call; /* which one fails; NULL: we only count */
    long nth;
    int error;
    char **command;
    atomic_int *listener;   /* set by the child; below 0: -errno */
    pid_t child;            /* 0: it has ended */
    bool begun;             /* the command's own execve is past */
    long counts[CALLS_MAX]; /* by the number of the call */
};

/* Asks us about all calls or about one. The child shares our descriptors, so
 * that the listener is ours, too, until it executes the command; in between it
 * must make no other call, for nobody answers yet. */
static int load_filter(const struct call *call)
{
    const unsigned ask = SECCOMP_RET_USER_NOTIF, allow = SECCOMP_RET_ALLOW;
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call ? (unsigned)call->number : 0,
                 0, 1),
        BPF_STMT(BPF_RET | BPF_K, ask),
        BPF_STMT(BPF_RET | BPF_K, call ? allow : ask),
    };
    const struct sock_fprog program = {
        .len = sizeof code / sizeof *code,
        .filter = code,
    };
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        return -errno;
    long fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                      SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
    return fd < 0 ? -errno : (int)fd;
}

static int start(struct fault *fault)
{
    fault->listener = shared_alloc(sizeof *fault->listener);
    if (!fault->listener)
        return -ENOMEM;
    fault->child = (pid_t)syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
    if (fault->child < 0)
        return -errno;
    if (fault->child == 0) {
        const char *preload = getenv("FAULT_PRELOAD");
        if (preload)
            setenv("LD_PRELOAD", preload, 1);
        int fd = load_filter(fault->call);
        atomic_store(fault->listener, fd);
        if (fd >= 0)
            execv(fault->command[0], fault->command);
        _exit(127);
    }
    int fd;
    while ((fd = atomic_load(fault->listener)) == 0)
        usleep(1000);
    return fd;
}

static void name_of(unsigned pid, char name[32])
{
    char path[40];
    snprintf(path, sizeof path, "/proc/%u/comm", pid);
    name[0] = '\0';
    FILE *file = fopen(path, "re");
    if (file && fgets(name, 32, file))
        name[strcspn(name, "\n")] = '\0';
    if (file)
        fclose(file);
}

/* Calls on a file are never interrupted; and what is no file, such as a pipe or
 * an eventfd, has no disk that could be full or broken. */
static bool is_possible(const struct seccomp_notif *asked, int error)
{
    int number = asked->data.nr;
    if (number == SYS_wait4 && asked->data.args[2] & WNOHANG)
        return false;
    bool on_file =
        number == SYS_read || number == SYS_write || number == SYS_close;
    if (!on_file)
        return true;
    char path[60], name[20] = "";
    snprintf(path, sizeof path, "/proc/%u/fd/%d", asked->pid,
             (int)asked->data.args[0]);
    ssize_t length = readlink(path, name, sizeof name - 1);
    return length <= 0 || (name[0] == '/') == (error != EINTR);
}

/* Is it this call that must fail? */
static bool is_due(struct fault *fault, const struct seccomp_notif *asked)
{
    if (!fault->begun && (!fault->call || fault->call->number == SYS_execve)) {
        fault->begun = asked->data.nr == SYS_execve;
        return false;
    }
    int number = asked->data.nr;
    if (number < 0 || number >= CALLS_MAX)
        return false;
    fault->counts[number]++;
    return fault->call && number == fault->call->number &&
           fault->counts[number] == fault->nth &&
           is_possible(asked, fault->error);
}

static void answer(struct fault *fault, int listener)
{
    struct seccomp_notif asked = {0};
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked))
        return; /* who asked was killed meanwhile */
    struct seccomp_notif_resp reply = {
        .id = asked.id,
        .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE,
    };
    if (is_due(fault, &asked)) {
        char name[32];
        name_of(asked.pid, name);
        fprintf(fault->report, "failed %s\n", name);
        reply.flags = 0;
        if (asked.data.nr != SYS_brk) /* which returns where memory ends */
            reply.error = -fault->error;
    }
    ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &reply);
}

/* We adopt what the command's processes leave behind. */
static void reap(struct fault *fault, int how)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, how)) > 0)
        if (pid == fault->child) {
            fault->child = 0;
            fprintf(fault->report, "exit %d\n",
                    WIFSIGNALED(status) ? 128 + WTERMSIG(status)
                                        : WEXITSTATUS(status));
        }
}

/* Kills our children, and then theirs, which have become ours. */
static void kill_all(struct fault *fault, const char *word)
{
    char path[80], list[4000], name[32];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", getpid());
    for (;;) {
        FILE *file = fopen(path, "re");
        char *at = file ? fgets(list, sizeof list, file) : NULL;
        if (file)
            fclose(file);
        if (!at)
            return;
        for (char *next; strtol(at, &next, 10) && next != at; at = next) {
            pid_t pid = (pid_t)strtol(at, NULL, 10);
            name_of((unsigned)pid, name);
            if (word && pid != fault->child)
                fprintf(fault->report, "%s %s\n", word, name);
            kill(pid, SIGKILL);
        }
        usleep(LOOK_MS * 1000);
        reap(fault, WNOHANG);
    }
}

/* Until nobody is left who could ask. */
static void watch(struct fault *fault, int listener, uint64_t end_ms)
{
    struct pollfd on = {.fd = listener, .events = POLLIN};
    bool ended = false, alone = false;
    do {
        on.revents = 0;
        poll(&on, 1, LOOK_MS);
        if (on.revents & POLLIN)
            answer(fault, listener);
        alone = on.revents & POLLHUP;
        reap(fault, WNOHANG);
        if (!fault->child && !ended) {
            ended = true;
            end_ms = process_now_ms() + GRACE_MS;
        }
    } while (!alone && process_now_ms() < end_ms);
    if (!alone && !ended)
        fputs("hung\n", fault->report);
    close(listener); /* who still asks is told ENOSYS */
    kill_all(fault, !alone && ended ? "left" : NULL);
    reap(fault, 0);
}

static void tell_counts(const struct fault *fault)
{
    for (const struct call *call = calls; call->name; call++)
        if (fault->counts[call->number]) {
            fprintf(fault->report, "calls %s %ld", call->name,
                    fault->counts[call->number]);
            for (int i = 0; call->errors[i]; i++)
                fprintf(fault->report, " %d", call->errors[i]);
            fputc('\n', fault->report);
        }
}

static const struct call *find(const char *name)
{
    for (const struct call *call = calls; call->name; call++)
        if (strcmp(call->name, name) == 0)
            return call;
    return NULL;
}

int main(int argc, char **argv)
{
    struct fault fault = {0};
    bool counts = argc > 4 && strcmp(argv[3], "count") == 0;
    if (!counts && argc > 6 && (fault.call = find(argv[3]))) {
        fault.nth = atol(argv[4]);
        fault.error = atoi(argv[5]);
    } else if (!counts) {
        fputs("fault: expected REPORT SECONDS count|CALL NTH ERRNO COMMAND\n",
              stderr);
        return 2;
    }
    fault.command = argv + (counts ? 4 : 6);
    fault.report = fopen(argv[1], "we");
    if (!fault.report) {
        perror(argv[1]);
        return 2;
    }
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    int listener = start(&fault);
    if (listener < 0) {
        printf("skipped: seccomp: %s\n", strerror(-listener));
        return EXIT_SKIPPED;
    }
    watch(&fault, listener,
          process_now_ms() + (uint64_t)(atof(argv[2]) * 1000));
    if (counts)
        tell_counts(&fault);
    return fclose(fault.report) ? 2 : 0;
}
