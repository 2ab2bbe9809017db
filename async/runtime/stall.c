/* stall.c -- in debug, prints the stack of a task that blocks the loop.
 *
 * It must be caught in the act: when the step is over, the stack is gone. So a
 * timer is set anew for each step, and sends the loop's thread a signal if the
 * step is still running. That is SIGURG, which by default is ignored: one that
 * comes too late does no harm.
 *
 * The handler runs on the signal stack, as a task's own may be small. It calls
 * write(); backtrace(), which loads a library when first called, but that was
 * in stall_open(), and later neither allocates nor locks; and
 * backtrace_symbols_fd() and dladdr1(), which allocate nothing either. These
 * two take the dynamic linker's lock, which a thread may take again if it has
 * it; but they wait for another thread that is in dlopen(). */
#include "async/runtime/stall.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <limits.h>
#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "async/runtime/report.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

#define FRAMES_MAX 100

/* The program or library that this code is in, and most likely the tasks'. */
static const struct link_map *here;
static char here_path[PATH_MAX];

static const struct link_map *map_of(const void *address)
{
    Dl_info info;
    void *map = NULL;
    return dladdr1(address, &info, &map, RTLD_DL_LINKMAP) ? map : NULL;
}

/* The main program's own name is empty. */
static void look_around(void)
{
    void *frame;
    backtrace(&frame, 1);
    here = map_of(&here);
    if (!here)
        return;
    if (*here->l_name)
        strncpy(here_path, here->l_name, sizeof here_path - 1);
    else if (readlink("/proc/self/exe", here_path, sizeof here_path - 1) < 0)
        here = NULL;
}

/* Where the signal came; NULL: unknown. */
static const void *interrupted_at(const ucontext_t *context)
{
#if defined(__x86_64__)
    return (const void *)(uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
    return (const void *)(uintptr_t)context->uc_mcontext.pc;
#else
    (void)context;
    return NULL;
#endif
}

/* The functions that are local to their file have no names at run time, but
 * debuggers know them. All addresses but the first are behind a call, which may
 * be a line's last instruction. */
static void print_command(void *const *frames, int count)
{
    int found = 0;
    for (int i = 0; i < count; i++) {
        if (!here || map_of(frames[i]) != here)
            continue;
        if (found++ == 0) {
            report_put("async: for names and lines: addr2line -pfise '");
            report_put(here_path);
            report_put("'");
        }
        report_put(" 0x");
        report_put_number((uintptr_t)frames[i] - here->l_addr - (i > 0), 16);
    }
    if (found)
        report_put("\n");
}

/* The handler's own frames come first. */
static void print_stack(const ucontext_t *context)
{
    void *frames[FRAMES_MAX];
    int count = backtrace(frames, FRAMES_MAX), own = 0;
    const void *at = interrupted_at(context);
    while (own < count && frames[own] != at)
        own++;
    if (own == count)
        own = 0;
    backtrace_symbols_fd(frames + own, count - own, STDERR_FILENO);
    print_command(frames + own, count - own);
}

static void on_stall(int number, siginfo_t *info, void *context)
{
    (void)number;
    int saved = errno;
    const struct loop *loop = loop_current;
    bool ours = loop && info->si_code == SI_TIMER &&
                info->si_value.sival_ptr == (const void *)loop;
    uint64_t ns = ours ? io_now_ns() - loop->step_ns : 0;
    if (ours && loop->running && ns >= loop->slow_ns) {
        char name[ASYNC_NAME_MAX];
        report_put("async: task '");
        report_put(async_name(loop->running, name));
        report_put("' has been blocking the loop for ");
        report_put_number(ns / 1000000, 10);
        report_put(" ms; its stack, innermost call first:\n");
        print_stack(context);
    }
    errno = saved;
}

/* The handler stays when the loop is over: without one it does nothing. */
static bool handler_install(void)
{
    struct sigaction now;
    if (sigaction(SIGURG, NULL, &now) < 0)
        return false;
    if (now.sa_flags & SA_SIGINFO)
        return now.sa_sigaction == on_stall;
    if (now.sa_handler != SIG_DFL)
        return false;
    struct sigaction action = {.sa_sigaction = on_stall,
                               .sa_flags =
                                   SA_SIGINFO | SA_ONSTACK | SA_RESTART};
    sigemptyset(&action.sa_mask);
    return sigaction(SIGURG, &action, NULL) == 0;
}

void stall_open(struct loop *loop)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    if (!loop->debug || !handler_install())
        return;
    pthread_once(&once, look_around);
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID,
                             .sigev_signo = SIGURG,
                             .sigev_value.sival_ptr = loop};
    event.sigev_notify_thread_id = gettid();
    loop->stall_timed =
        timer_create(CLOCK_MONOTONIC, &event, &loop->stall_timer) == 0;
}

void stall_close(struct loop *loop)
{
    if (loop->stall_timed)
        timer_delete(loop->stall_timer);
}

static void timer_set(struct loop *loop, uint64_t ns)
{
    if (!loop->stall_timed)
        return;
    struct itimerspec when = {
        .it_value = {(time_t)(ns / 1000000000), (long)(ns % 1000000000)}};
    timer_settime(loop->stall_timer, 0, &when, NULL);
}

void stall_watch(struct loop *loop)
{
    timer_set(loop, loop->slow_ns);
}

void stall_rest(struct loop *loop)
{
    timer_set(loop, 0);
}
