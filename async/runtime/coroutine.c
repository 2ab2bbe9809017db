/* coroutine.c -- the one file that switches stacks. */
#include "async/runtime/coroutine.h"

#include <stdint.h>
#include <stdlib.h>

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
#define RUNNING_ON_VALGRIND                0
#endif

void coroutine_adopt(struct coroutine *here)
{
    *here = (struct coroutine){0};
#ifdef COROUTINE_TSAN
    here->fiber = __tsan_get_current_fiber();
#endif
}

#define PREFETCH_LINES 5 /* of the innermost frames */

void coroutine_prefetch(const struct coroutine *to)
{
    (void)to;
#ifndef COROUTINE_PORTABLE
    const char *line = to->where;
    for (int i = 0; i < PREFETCH_LINES; i++)
        __builtin_prefetch(line + 64 * i, 1);
#endif
}

bool coroutine_is_traced(void)
{
#if defined(COROUTINE_ASAN) || defined(COROUTINE_TSAN)
    return true;
#else
    return RUNNING_ON_VALGRIND != 0;
#endif
}

void coroutine_unmake(struct coroutine *coroutine)
{
    VALGRIND_STACK_DEREGISTER(coroutine->valgrind);
#ifdef COROUTINE_ASAN
    /* Its last frames never returned, and the memory may be reused. */
    ASAN_UNPOISON_MEMORY_REGION(coroutine->stack, coroutine->stack_bytes);
#endif
#ifdef COROUTINE_TSAN
    __tsan_destroy_fiber(coroutine->fiber);
#endif
}

#ifndef COROUTINE_PORTABLE

/* Not local: -flto may separate what refers to it from the assembly. Nothing
 * called it, which it says (.cfi_undefined) to whoever follows a stack. */
void coroutine_start(void);

#ifdef __x86_64__
#define FRAME_WORDS 2
enum { FRAME_ARG, FRAME_ENTRY };
__asm__(".text\n"
        ".p2align 4\n"
        ".globl coroutine_start\n"
        ".hidden coroutine_start\n"
        ".type coroutine_start, @function\n"
        "coroutine_start:\n"
        "    .cfi_startproc\n"
        "    .cfi_undefined rip\n"
        "    popq %rdi\n"
        "    popq %rax\n"
        "    xorl %ebp, %ebp\n"
        "    call *%rax\n"
        "    ud2\n"
        "    .cfi_endproc\n"
        ".size coroutine_start, .-coroutine_start\n");
#else
/* A switch is a call, so registers that a callee may change hold nothing of
 * value; the others are saved on the stack that is left. A new stack looks as
 * if it had been left by a call from coroutine_start. */
#define FRAME_WORDS 20
enum { FRAME_ENTRY = 0, FRAME_ARG = 1, FRAME_RETURN = 11 };
__asm__(".text\n"
        ".p2align 4\n"
        ".globl coroutine_switch\n"
        ".type coroutine_switch, %function\n"
        "coroutine_switch:\n"
        "    sub sp, sp, #160\n"
        "    stp x19, x20, [sp]\n"
        "    stp x21, x22, [sp, #16]\n"
        "    stp x23, x24, [sp, #32]\n"
        "    stp x25, x26, [sp, #48]\n"
        "    stp x27, x28, [sp, #64]\n"
        "    stp x29, x30, [sp, #80]\n"
        "    stp d8, d9, [sp, #96]\n"
        "    stp d10, d11, [sp, #112]\n"
        "    stp d12, d13, [sp, #128]\n"
        "    stp d14, d15, [sp, #144]\n"
        "    mov x9, sp\n"
        "    str x9, [x0]\n"
        "    ldr x9, [x1]\n"
        "    mov sp, x9\n"
        "    ldp x19, x20, [sp]\n"
        "    ldp x21, x22, [sp, #16]\n"
        "    ldp x23, x24, [sp, #32]\n"
        "    ldp x25, x26, [sp, #48]\n"
        "    ldp x27, x28, [sp, #64]\n"
        "    ldp x29, x30, [sp, #80]\n"
        "    ldp d8, d9, [sp, #96]\n"
        "    ldp d10, d11, [sp, #112]\n"
        "    ldp d12, d13, [sp, #128]\n"
        "    ldp d14, d15, [sp, #144]\n"
        "    add sp, sp, #160\n"
        "    ret\n"
        ".size coroutine_switch, .-coroutine_switch\n"
        ".globl coroutine_start\n"
        ".hidden coroutine_start\n"
        ".type coroutine_start, %function\n"
        "coroutine_start:\n"
        "    .cfi_startproc\n"
        "    .cfi_undefined x30\n"
        "    mov x0, x20\n"
        "    blr x19\n"
        "    brk #1\n"
        "    .cfi_endproc\n"
        ".size coroutine_start, .-coroutine_start\n");
#endif

_Static_assert(offsetof(struct coroutine, where) == 0,
               "coroutine_switch() is handed addresses of `where`");

void coroutine_make(struct coroutine *coroutine, struct coroutine *here,
                    void *stack, size_t stack_bytes, void (*entry)(void *arg),
                    void *arg)
{
    (void)here;
    *coroutine = (struct coroutine){0};
    coroutine->valgrind =
        VALGRIND_STACK_REGISTER(stack, (char *)stack + stack_bytes);
    uintptr_t top = ((uintptr_t)stack + stack_bytes) & ~(uintptr_t)15;
    uintptr_t *frame = (uintptr_t *)top - FRAME_WORDS;
    frame[FRAME_ENTRY] = (uintptr_t)entry;
    frame[FRAME_ARG] = (uintptr_t)arg;
#ifdef __x86_64__
    coroutine->next = (void *)(uintptr_t)coroutine_start;
#else
    frame[FRAME_RETURN] = (uintptr_t)coroutine_start;
#endif
    coroutine->where = frame;
}

#else

#include <ucontext.h>

#ifdef _FORTIFY_SOURCE
#error                                                                         \
    "a fortified longjmp refuses other stacks: compile with -U_FORTIFY_SOURCE"
#endif

/* What the maker of a new coroutine passes to it. */
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

/* The first arrival, which also finds out where the maker's stack is: for a
 * thread's own stack there is no other way. */
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

/* makecontext() passes only int arguments, so a pointer comes in halves. */
static void coroutine_main(unsigned high, unsigned low)
{
    uintptr_t address = (uintptr_t)((uint64_t)high << 32 | low);
    struct start start = *(struct start *)address;
    arrive_first(start.maker);
    coroutine_switch(start.coroutine, start.maker);
    start.entry(start.arg);
    abort();
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

#endif
