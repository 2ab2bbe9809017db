/* interrupt.c -- the first Ctrl-C cancels the first task, the second kills. */
#include "async/runtime/interrupt.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>

/* The one loop that Ctrl-C is for, and how many handlers, in any thread, may be
 * using it. */
static struct loop *_Atomic interruptible;
static atomic_int handlers;

static void on_interrupt(int number)
{
    (void)number;
    int saved = errno;
    atomic_fetch_add(&handlers, 1);
    struct loop *loop = atomic_load(&interruptible);
    if (loop) {
        atomic_store(&loop->interrupted, true);
        uv_async_send(&loop->alarm);
    }
    atomic_fetch_sub(&handlers, 1);
    errno = saved;
}

/* A program that has chosen what SIGINT does keeps its choice. */
static bool is_default(void)
{
    struct sigaction now;
    return sigaction(SIGINT, NULL, &now) == 0 && now.sa_handler == SIG_DFL;
}

/* The alarm is opened in any case: interrupt_close() closes it. */
void interrupt_open(struct loop *loop)
{
    uv_async_init(&loop->uv, &loop->alarm, NULL);
    uv_unref((uv_handle_t *)&loop->alarm);
    struct loop *nobody = NULL;
    if (!is_default() ||
        !atomic_compare_exchange_strong(&interruptible, &nobody, loop))
        return;
    struct sigaction action = {
        .sa_handler = on_interrupt,
        .sa_flags = (int)(SA_RESETHAND | SA_ONSTACK | SA_RESTART)};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
}

void interrupt_close(struct loop *loop)
{
    if (atomic_load(&interruptible) == loop) {
        struct sigaction now;
        if (sigaction(SIGINT, NULL, &now) == 0 &&
            now.sa_handler == on_interrupt)
            signal(SIGINT, SIG_DFL);
        atomic_store(&interruptible, NULL);
        while (atomic_load(&handlers))
            sched_yield();
    }
    uv_close((uv_handle_t *)&loop->alarm, NULL);
}
