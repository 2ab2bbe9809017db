/* coroutine.h -- coroutines with stacks of their own, and switching them.
 *
 * On x86-64 and AArch64 a switch is under thirty instructions. Elsewhere, and
 * under ASan and TSan, ucontext makes a coroutine, and _setjmp and _longjmp
 * switch to it, which make no system call either. ASan, TSan and valgrind are
 * told of the stacks. Signal masks and rounding modes are not saved. */
#ifndef OVERLAP_ASYNC_RUNTIME_COROUTINE_H
#define OVERLAP_ASYNC_RUNTIME_COROUTINE_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

#if defined(__SANITIZE_ADDRESS__)
#define COROUTINE_ASAN 1
#endif
#if defined(__SANITIZE_THREAD__)
#define COROUTINE_TSAN 1
#endif
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define COROUTINE_ASAN 1
#endif
#if __has_feature(thread_sanitizer)
#define COROUTINE_TSAN 1
#endif
#endif

#if !defined(__x86_64__) && !defined(__aarch64__) ||                           \
    defined(COROUTINE_ASAN) || defined(COROUTINE_TSAN) || defined(__ILP32__)
#define COROUTINE_PORTABLE 1
#endif

struct coroutine {
#ifdef COROUTINE_PORTABLE
    jmp_buf where; /* it left off; valid while it is not running */
#else
    void *where; /* its saved registers are, on its stack */
#endif
    unsigned valgrind; /* valgrind's number for the stack */
#ifdef COROUTINE_ASAN
    const void *stack;
    size_t stack_bytes;
    void *fake_stack;
#endif
#ifdef COROUTINE_TSAN
    void *fiber;
#endif
};

/* Makes `here` stand for the caller's stack, so that others can switch back to
 * it. */
void coroutine_adopt(struct coroutine *here);

/* Makes a coroutine on the given stack: the first switch to it calls
 * entry(arg), which must never return. `here` is the running coroutine. */
void coroutine_make(struct coroutine *coroutine, struct coroutine *here,
                    void *stack, size_t stack_bytes, void (*entry)(void *arg),
                    void *arg);

/* Ends a coroutine that is not running; its stack may then be freed. */
void coroutine_unmake(struct coroutine *coroutine);

/* Whether a sanitizer or valgrind keeps track of stacks; if none does,
 * coroutine_unmake() may be left out. */
bool coroutine_is_traced(void);

/* Leaves `from`, which is running, for `to`. Returns when another coroutine
 * switches back to `from`. */
void coroutine_switch(struct coroutine *from, struct coroutine *to);

/* Fetches the innermost frames of `to`, which will run soon, into the cache. */
void coroutine_prefetch(const struct coroutine *to);

#endif
