/* coroutine.h -- a stack of one's own, and switching between stacks.
 *
 * On x86-64 and AArch64 a switch is a dozen instructions. Elsewhere, and under
 * ASan and TSan, a coroutine is made with ucontext, once, and switched to with
 * _setjmp and _longjmp, which make no system call either. ASan, TSan and
 * valgrind are told. Neither way keeps signal masks or rounding modes apart. */
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
    jmp_buf where; /* it stands, while another one runs */
#else
    void *where; /* its registers lie on its stack */
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

/* Makes `here` stand for the stack that calls, which others can then switch
 * back to. */
void coroutine_adopt(struct coroutine *here);

/* Makes a coroutine on the caller's memory: the first switch to it calls
 * entry(arg), which must never return. `here` is the running coroutine. */
void coroutine_make(struct coroutine *coroutine, struct coroutine *here,
                    void *stack, size_t stack_bytes, void (*entry)(void *arg),
                    void *arg);

/* Ends a coroutine that is not running; its stack may then be freed. */
void coroutine_unmake(struct coroutine *coroutine);

/* Whether anybody has to be told of that; if not it may be left out. */
bool coroutine_is_traced(void);

/* Leaves `from`, which is running, for `to`. Returns when somebody switches
 * to `from` again. */
void coroutine_switch(struct coroutine *from, struct coroutine *to);

/* Has the processor fetch what `to` stands on, which will run soon. */
void coroutine_prefetch(const struct coroutine *to);

#endif
