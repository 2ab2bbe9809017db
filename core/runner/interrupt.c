/* interrupt.c -- signals that ask a run to end. */
#include "core/runner/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXIT_SIGNAL 128                   /* plus its number, as in shells */
#define NAME        "overlap-end-signal-" /* and two digits */

static const int ending[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU};
#define ENDING (sizeof ending / sizeof *ending)

static char name[] = NAME "00";
static char **again; /* the command line under that name */
static pid_t program;
static struct work *volatile running;
static volatile sig_atomic_t caught;

bool interrupt_is_name(const char *found)
{
    return strncmp(found, NAME, sizeof NAME - 1) == 0;
}

int interrupt_begin(int argc, char **argv)
{
    if (interrupt_is_name(argv[0]))
        return atoi(argv[0] + sizeof NAME - 1);
    again = calloc((size_t)argc + 1, sizeof *again);
    if (!again)
        return -ENOMEM;
    again[0] = name;
    for (int i = 1; i < argc; i++) {
        again[i] = strdup(argv[i]);
        if (!again[i])
            return -ENOMEM;
    }
    return 0;
}

static void end_at_once(int number)
{
    name[sizeof NAME - 1] = (char)('0' + number / 10);
    name[sizeof NAME] = (char)('0' + number % 10);
    execv("/proc/self/exe", again);
    _exit(EXIT_SIGNAL + number);
}

static void on_signal(int number)
{
    if (getpid() != program) /* a child, which its parent ends */
        return;
    if (caught)
        end_at_once(number);
    caught = number;
    if (running)
        work_stop(running, -ECANCELED);
}

void interrupt_catch(void)
{
    /* A coroutine's stack may be too small for a handler. */
    struct sigaction before,
        action = {.sa_handler = on_signal, .sa_flags = SA_ONSTACK};
    program = getpid();
    for (size_t i = 0; i < ENDING; i++) {
        sigaction(ending[i], NULL, &before);
        bool is_ours = ending[i] == SIGINT || ending[i] == SIGTERM;
        if (is_ours || before.sa_handler != SIG_IGN)
            sigaction(ending[i], &action, NULL);
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_DFL); /* if ignored, waitpid() would find no child */
}

void interrupt_watch(struct work *work)
{
    running = work;
    if (work && caught)
        work_stop(work, -ECANCELED);
}

int interrupt_caught(void)
{
    return caught;
}

/* The workers, servers and samplers that were forked under the old name. */
static void end_children(void)
{
    int pid;
    FILE *children = fopen("/proc/thread-self/children", "re");
    while (children && fscanf(children, "%d", &pid) == 1)
        kill(pid, SIGKILL);
    if (children)
        fclose(children);
    while (wait(NULL) > 0)
        ;
}

/* The handler was left with its signal blocked. */
void interrupt_finish(const struct plan *plan)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    end_children();
    if (plan->workload->sweep)
        plan->workload->sweep(plan);
}
