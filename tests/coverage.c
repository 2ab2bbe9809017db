/* coverage.c -- lets processes that end in haste write their counters.
 *
 * gcov writes them when a process exits or calls exec(). Children often end by
 * _exit(), and tests of crashes by abort(), which the coverage preset's linker
 * directs here (--wrap), or by a fault. */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

void counters_write(void) __asm__("__gcov_dump");
_Noreturn void exit_really(int status) __asm__("__real__exit");
_Noreturn void exit_counted(int status) __asm__("__wrap__exit");
_Noreturn void abort_really(void) __asm__("__real_abort");
_Noreturn void abort_counted(void) __asm__("__wrap_abort");

_Noreturn void exit_counted(int status)
{
    counters_write();
    exit_really(status);
}

_Noreturn void abort_counted(void)
{
    counters_write();
    abort_really();
}

/* The fault occurs again, and then kills. */
static void on_fault(int number)
{
    counters_write();
    signal(number, SIG_DFL);
}

static __attribute__((constructor)) void catch_faults(void)
{
    struct sigaction action = {.sa_handler = on_fault, .sa_flags = SA_ONSTACK};
    sigaction(SIGSEGV, &action, NULL);
}
