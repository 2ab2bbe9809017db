/* test_stack.c -- memory for stacks: sizes, guards, and running out of guards.
 */
#include "async/runtime/stack.h"

#include <stdio.h>
#include <string.h>

#include "async/runtime/coroutine.h"
#include "tests/unit.h"

static void a_stack_is_as_large_as_asked_for(void **state)
{
    (void)state;
    const size_t asked[] = {1, 100, 4096, 5000, 1024 * 1024};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        struct stack_pool pool;
        stack_pool_open(&pool, asked[i], 200, false);
        assert_true(pool.stack_bytes >= asked[i] + 200);
        assert_int_equal(pool.stack_bytes % 16, 0);
        char *first = stack_take(&pool), *second = stack_take(&pool);
        memset(first, 1, pool.stack_bytes);
        for (size_t at = 0; at < pool.stack_bytes; at++)
            assert_int_equal(second[at], 0);
        stack_pool_close(&pool);
    }
}

static void the_guard_lies_right_below_the_stack(void **state)
{
    (void)state;
    struct stack_pool pool;
    stack_pool_open(&pool, 0, 200, false);
    char *stack = stack_take(&pool);
    assert_true(stack_guards(&pool, stack, stack - 1));
    assert_true(stack_guards(&pool, stack, stack - pool.guard_bytes));
    assert_false(stack_guards(&pool, stack, stack - pool.guard_bytes - 1));
    assert_false(stack_guards(&pool, stack, stack));
    stack_pool_close(&pool);
}

static void a_small_stack_has_a_guard_if_it_must_be_exact(void **state)
{
    (void)state;
    struct stack_pool small, exact;
    stack_pool_open(&small, 1, 200, false);
    stack_pool_open(&exact, 1, 200, true);
    assert_true(exact.guard_bytes > 0);
    assert_true(small.slot_bytes <= exact.slot_bytes);
    stack_pool_close(&small);
    stack_pool_close(&exact);
}

static void stacks_are_still_made_when_guards_run_out(void **state)
{
    (void)state;
    /* More than the kernel's limit allows at two mappings each; valgrind's
     * limit is lower. */
    const size_t many = coroutine_is_traced() ? 1000 : 40000;
    struct stack_pool pool;
    stack_pool_open(&pool, 0, 200, false);
    pool.by_mprotect = true;
    for (size_t i = 0; i < many; i++)
        assert_non_null(stack_take(&pool));
    assert_int_equal(pool.guards + pool.unguarded, many);
    assert_true(pool.guards > 0);
    stack_pool_close(&pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stack_is_as_large_as_asked_for),
        cmocka_unit_test(the_guard_lies_right_below_the_stack),
        cmocka_unit_test(a_small_stack_has_a_guard_if_it_must_be_exact),
        cmocka_unit_test(stacks_are_still_made_when_guards_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
