/* coroutine.c -- the one file that switches stacks. */
#include "coroutine.h"

#include <stdint.h>
#include <stdlib.h>
#include <ucontext.h>

#ifdef COROUTINE_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef COROUTINE_TSAN
#include <sanitizer/tsan_interface.h>
#endif
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define VALGRIND_STACK_REGISTER(low, high) 0
#define VALGRIND_STACK_DEREGISTER(id)      ((void)(id))
#endif

#ifdef _FORTIFY_SOURCE
#error                                                                         \
    "a fortified longjmp refuses other stacks: compile with -U_FORTIFY_SOURCE"
#endif

/* What a new coroutine is told by the one that makes it. */
struct start {
    struct coroutine *coroutine;
    struct coroutine *maker;
    void (*entry)(void *arg);
    void *arg;
};

static void leave(struct coroutine *from, struct coroutine *to)
{
    (void)from;
    (void)to;
#ifdef COROUTINE_ASAN
    __sanitizer_start_switch_fiber(&from->fake_stack, to->stack,
                                   to->stack_bytes);
#endif
#ifdef COROUTINE_TSAN
    __tsan_switch_to_fiber(to->fiber, 0);
#endif
}

static void arrive(struct coroutine *here)
{
    (void)here;
#ifdef COROUTINE_ASAN
    __sanitizer_finish_switch_fiber(here->fake_stack, NULL, NULL);
#endif
}

/* The first arrival, which also tells where the maker's stack is: nobody else
 * knows that of a thread's own. */
static void arrive_first(struct coroutine *maker)
{
    (void)maker;
#ifdef COROUTINE_ASAN
    __sanitizer_finish_switch_fiber(NULL, &maker->stack, &maker->stack_bytes);
#endif
}

void coroutine_switch(struct coroutine *from, struct coroutine *to)
{
    leave(from, to);
    if (_setjmp(from->where) == 0)
        _longjmp(to->where, 1);
    arrive(from);
}

/* makecontext() passes int arguments only, so a pointer comes in halves. */
static void coroutine_main(unsigned high, unsigned low)
{
    uintptr_t address = (uintptr_t)((uint64_t)high << 32 | low);
    struct start start = *(struct start *)address;
    arrive_first(start.maker);
    coroutine_switch(start.coroutine, start.maker);
    start.entry(start.arg);
    abort();
}

void coroutine_adopt(struct coroutine *here)
{
    *here = (struct coroutine){0};
#ifdef COROUTINE_TSAN
    here->fiber = __tsan_get_current_fiber();
#endif
}

void coroutine_make(struct coroutine *coroutine, struct coroutine *here,
                    void *stack, size_t stack_bytes, void (*entry)(void *arg),
                    void *arg)
{
    *coroutine = (struct coroutine){0};
    coroutine->valgrind =
        VALGRIND_STACK_REGISTER(stack, (char *)stack + stack_bytes);
#ifdef COROUTINE_ASAN
    coroutine->stack = stack;
    coroutine->stack_bytes = stack_bytes;
#endif
#ifdef COROUTINE_TSAN
    coroutine->fiber = __tsan_create_fiber(0);
#endif
    struct start start = {coroutine, here, entry, arg};
    uint64_t address = (uintptr_t)&start;
    ucontext_t context;
    getcontext(&context);
    context.uc_link = NULL;
    context.uc_stack.ss_sp = stack;
    context.uc_stack.ss_size = stack_bytes;
    makecontext(&context, (void (*)(void))coroutine_main, 2,
                (unsigned)(address >> 32), (unsigned)address);

    leave(here, coroutine);
    if (_setjmp(here->where) == 0)
        setcontext(&context);
    arrive(here);
}

void coroutine_unmake(struct coroutine *coroutine)
{
    VALGRIND_STACK_DEREGISTER(coroutine->valgrind);
#ifdef COROUTINE_ASAN
    /* Its last frames never returned; the memory may serve others. */
    ASAN_UNPOISON_MEMORY_REGION(coroutine->stack, coroutine->stack_bytes);
#endif
#ifdef COROUTINE_TSAN
    __tsan_destroy_fiber(coroutine->fiber);
#endif
}
