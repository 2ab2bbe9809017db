/* test_shared.c -- memory that forked workers share with the program. */
#include "tests/unit.h"

#include <limits.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/shared.h"

static void what_a_child_writes_is_seen(void **state)
{
    (void)state;
    int *number = shared_alloc(sizeof *number);
    assert_non_null(number);
    assert_int_equal(*number, 0);
    pid_t child = fork();
    if (child == 0) {
        *number = 7;
        _exit(0);
    }
    waitpid(child, NULL, 0);
    assert_int_equal(*number, 7);
    shared_free(number, sizeof *number);
}

static void nothing_can_be_shared_and_freed(void **state)
{
    (void)state;
    void *nothing = shared_alloc(0);
    assert_non_null(nothing);
    shared_free(nothing, 0);
    shared_free(NULL, 0);
}

static void more_than_there_is_is_refused(void **state)
{
    (void)state;
    assert_null(shared_alloc(SIZE_MAX / 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_child_writes_is_seen),
        cmocka_unit_test(nothing_can_be_shared_and_freed),
        cmocka_unit_test(more_than_there_is_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
