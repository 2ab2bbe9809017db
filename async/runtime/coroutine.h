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
    void *where;        /* its saved registers are, on its stack */
#ifdef __x86_64__
    void *frame, *next; /* its frame pointer, and what it does next */
#endif
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
#if defined(__x86_64__) && !defined(COROUTINE_PORTABLE)
/* No call, and a jump instead of a return: the processor predicts to where each
 * return goes by counting calls. The compiler saves what it needs of the
 * registers named, on the stack that is left. */
static inline void coroutine_switch(struct coroutine *from,
                                    struct coroutine *to)
{
#ifdef __AVX512F__
#define COROUTINE_AVX512                                                       \
    , "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23",  \
        "xmm24", "xmm25", "xmm26", "xmm27", "xmm28", "xmm29", "xmm30",         \
        "xmm31", "k1", "k2", "k3", "k4", "k5", "k6", "k7"
#else
#define COROUTINE_AVX512
#endif
    __asm__ volatile("leaq 1f(%%rip), %%rax\n\t"
                     "movq %%rsp, (%%rdi)\n\t"
                     "movq %%rbp, 8(%%rdi)\n\t"
                     "movq %%rax, 16(%%rdi)\n\t"
                     "movq (%%rsi), %%rsp\n\t"
                     "movq 8(%%rsi), %%rbp\n\t"
                     "jmpq *16(%%rsi)\n"
                     "1:"
                     : "+D"(from), "+S"(to)
                     :
                     : "rax", "rbx", "rcx", "rdx", "r8", "r9", "r10", "r11",
                       "r12", "r13", "r14", "r15", "memory", "cc", "xmm0",
                       "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7",
                       "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13",
                       "xmm14", "xmm15", "st", "st(1)", "st(2)", "st(3)",
                       "st(4)", "st(5)", "st(6)", "st(7)" COROUTINE_AVX512);
}
#else
void coroutine_switch(struct coroutine *from, struct coroutine *to);
#endif

/* Fetches the innermost frames of `to`, which will run soon, into the cache. */
void coroutine_prefetch(const struct coroutine *to);

#endif
