/* accesses.c -- each access to memory is a step of the schedule.
 *
 * gcc -fsanitize=thread calls __tsan_readN() before an access. That is usually
 * ThreadSanitizer's; unless we run under that, it is ours. */
#include <stdint.h>

#include "schedule.h"

/* NOLINTBEGIN(bugprone-reserved-identifier, readability-non-const-parameter):
 * the compiler's names and types. The formatter finds no end with such macros. */
/* clang-format off */
#ifdef UNDER_TSAN

const char *__tsan_default_options(void);
UNSEEN const char *__tsan_default_options(void)
{
    return "halt_on_error=1:exitcode=66";
}

#else

#define HERE ((uintptr_t)__builtin_return_address(0) - 1)

/* What the compiler calls. */
#define CALLED(declaration)                                                    \
    declaration;                                                               \
    UNSEEN declaration

CALLED(void __tsan_init(void))
{
}
CALLED(void __tsan_func_entry(void *from))
{
    (void)from;
}
CALLED(void __tsan_func_exit(void))
{
}

#define ACCESS(name)                                                           \
    CALLED(void __tsan_##name(void *memory))                                   \
    {                                                                          \
        (void)memory;                                                          \
        sched_touch(HERE);                                                     \
    }
#define ACCESSES(size)                                                         \
    ACCESS(read##size)                                                         \
    ACCESS(write##size)                                                        \
    ACCESS(unaligned_read##size) ACCESS(unaligned_write##size)
ACCESSES(1)
ACCESSES(2)
ACCESSES(4)
ACCESSES(8)
ACCESSES(16)

#define RANGE(name)                                                            \
    CALLED(void __tsan_##name##_range(void *memory, unsigned long size))       \
    {                                                                          \
        (void)memory, (void)size;                                              \
        sched_touch(HERE);                                                     \
    }
RANGE(read)
RANGE(write)

#define MODIFY(bits, name)                                                     \
    CALLED(uint##bits##_t __tsan_atomic##bits##_##name(                        \
        volatile uint##bits##_t *memory, uint##bits##_t value, int order))     \
    {                                                                          \
        (void)order;                                                           \
        sched_touch(HERE);                                                     \
        return __atomic_##name(memory, value, __ATOMIC_SEQ_CST);               \
    }
#define COMPARE(bits, kind)                                                    \
    CALLED(int __tsan_atomic##bits##_compare_exchange_##kind(                  \
        volatile uint##bits##_t *memory, uint##bits##_t *expected,             \
        uint##bits##_t value, int order, int fail_order))                      \
    {                                                                          \
        (void)order, (void)fail_order;                                         \
        sched_touch(HERE);                                                     \
        return __atomic_compare_exchange_n(                                    \
            memory, expected, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);   \
    }
#define ATOMICS(bits)                                                          \
    CALLED(uint##bits##_t __tsan_atomic##bits##_load(                          \
        const volatile uint##bits##_t *memory, int order))                     \
    {                                                                          \
        (void)order;                                                           \
        sched_touch(HERE);                                                     \
        return __atomic_load_n(memory, __ATOMIC_SEQ_CST);                      \
    }                                                                          \
    CALLED(void __tsan_atomic##bits##_store(volatile uint##bits##_t *memory,   \
                                            uint##bits##_t value, int order))  \
    {                                                                          \
        (void)order;                                                           \
        sched_touch(HERE);                                                     \
        __atomic_store_n(memory, value, __ATOMIC_SEQ_CST);                     \
    }                                                                          \
    CALLED(uint##bits##_t __tsan_atomic##bits##_exchange(                      \
        volatile uint##bits##_t *memory, uint##bits##_t value, int order))     \
    {                                                                          \
        (void)order;                                                           \
        sched_touch(HERE);                                                     \
        return __atomic_exchange_n(memory, value, __ATOMIC_SEQ_CST);           \
    }                                                                          \
    MODIFY(bits, fetch_add)                                                    \
    MODIFY(bits, fetch_sub)                                                    \
    MODIFY(bits, fetch_or)                                                     \
    MODIFY(bits, fetch_and)                                                    \
    MODIFY(bits, fetch_xor) COMPARE(bits, strong) COMPARE(bits, weak)
    ATOMICS(8) ATOMICS(32) ATOMICS(64)

#endif
/* clang-format on */
/* NOLINTEND(bugprone-reserved-identifier, readability-non-const-parameter) */
