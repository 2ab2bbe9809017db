/* overflow.c -- a stack that overflows ends the program, which names the task.
 *
 * One with a guard page below faults, and the fault is handled on another
 * stack. One without has a mark at its end, which only an overflow changes. */
#include "async/runtime/overflow.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "async/runtime/report.h"
#include "async/runtime/suspend.h"
#include "async/runtime/task.h"

#define MARK          UINT64_C(0x5ca1ab1e0ddba11)
#define NEAR_BYTES    ((size_t)1024 * 1024)
#define HANDLER_BYTES ((size_t)64 * 1024)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int users;               /* loops that need the handler */
static struct sigaction before; /* the handler that ours replaced */

/* Safe in a signal handler: no stdio. */
static void accuse(const struct async_task *task)
{
    char number[ASYNC_NAME_MAX];
    report_put("async: the stack of task '");
    report_put(async_name(task, number));
    report_put("' overflowed: it has ");
    report_put_number(task->pool->stack_bytes - sizeof *task, 10);
    report_put(" bytes; ask for more in async_options.stack_bytes\n");
}

/* Below a stack without a guard lie others, and then memory that is not
 * mapped. */
static bool is_overflow(const struct async_task *task, const void *address)
{
    const char *stack = task_stack(task);
    uintptr_t below = (uintptr_t)stack - (uintptr_t)address;
    return task->pool->guard_bytes ? stack_guards(task->pool, stack, address)
                                   : below < NEAR_BYTES;
}

/* Restores the handler that was there before: the fault occurs again, and that
 * one deals with it. */
static void on_fault(int number, siginfo_t *info, void *context)
{
    (void)context;
    const struct loop *loop = loop_current;
    const struct async_task *task = loop ? loop->running : NULL;
    if (task && is_overflow(task, info->si_addr))
        accuse(task);
    sigaction(number, &before, NULL);
}

static void handler_install(void)
{
    pthread_mutex_lock(&lock);
    if (users++ == 0) {
        struct sigaction action = {.sa_sigaction = on_fault,
                                   .sa_flags = SA_SIGINFO | SA_ONSTACK};
        sigemptyset(&action.sa_mask);
        sigaction(SIGSEGV, &action, &before);
    }
    pthread_mutex_unlock(&lock);
}

static void handler_remove(void)
{
    pthread_mutex_lock(&lock);
    struct sigaction now;
    if (--users == 0 && sigaction(SIGSEGV, NULL, &now) == 0 &&
        now.sa_flags & SA_SIGINFO && now.sa_sigaction == on_fault)
        sigaction(SIGSEGV, &before, NULL);
    pthread_mutex_unlock(&lock);
}

/* gprof's handler (-pg) runs a hundred times a second on whatever stack it
 * interrupts, and a small one has no room for it. */
static void move_profiling(void)
{
    struct sigaction now;
    if (sigaction(SIGPROF, NULL, &now) < 0 || now.sa_handler == SIG_DFL ||
        now.sa_handler == SIG_IGN || now.sa_flags & SA_ONSTACK)
        return;
    now.sa_flags |= SA_ONSTACK;
    sigaction(SIGPROF, &now, NULL);
}

/* A sanitizer, or the program, may have set a signal stack already. */
int overflow_open(struct loop *loop)
{
    stack_t stack;
    sigaltstack(NULL, &stack);
    if (stack.ss_flags & SS_DISABLE) {
        stack = (stack_t){.ss_size = HANDLER_BYTES};
        stack.ss_sp = mmap(NULL, HANDLER_BYTES, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (stack.ss_sp == MAP_FAILED)
            return -ENOMEM;
        loop->signal_stack = stack.ss_sp;
        sigaltstack(&stack, NULL);
    }
    handler_install();
    move_profiling();
    return 0;
}

void overflow_close(struct loop *loop)
{
    handler_remove();
    if (!loop->signal_stack)
        return;
    sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL);
    munmap(loop->signal_stack, HANDLER_BYTES);
}

void overflow_mark(struct async_task *task)
{
    if (!task->pool->guard_bytes)
        *(uint64_t *)(void *)task_stack(task) = MARK;
}

static void on_overflow(void *arg)
{
    accuse(arg);
    abort();
}

/* The task is below the end of its stack, or has been: its neighbours may be
 * overwritten by now, but not the loop's stack. */
void overflow_check(struct async_task *task)
{
    const char *stack = task_stack(task), *here = __builtin_frame_address(0);
    if (here < stack || *(const uint64_t *)(const void *)stack != MARK)
        task_call(task, on_overflow, task);
}
