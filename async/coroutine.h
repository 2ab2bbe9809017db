/* coroutine.h -- a stack of one's own, and switching between stacks.
 *
 * A coroutine is made with ucontext, once, and switched to with _setjmp and
 * _longjmp, which make no system call. ASan, TSan and valgrind are told. */
#ifndef OVERLAP_COROUTINE_H
#define OVERLAP_COROUTINE_H

#include <setjmp.h>
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

struct coroutine {
    jmp_buf where;     /* it stands, while another one runs */
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

/* Leaves `from`, which is running, for `to`. Returns when somebody switches
 * to `from` again. */
void coroutine_switch(struct coroutine *from, struct coroutine *to);

#endif
