/* test_library.c -- a library is loaded whole or not at all. */
#include "tests/unit.h"

#include <errno.h>
#include <math.h>

#include "core/base/library.h"

static double (*root)(double), (*none)(double);

static void the_first_file_that_is_there_is_loaded(void **state)
{
    (void)state;
    static const char *const files[] = {"libnone.so.1", "libm.so.6", NULL};
    const struct library_function functions[] = {{"sqrt", &root}, {0}};
    assert_int_equal(library_load(files, functions), 0);
    assert_true(root(9) == 3);
}

static void one_that_lacks_a_function_is_refused(void **state)
{
    (void)state;
    static const char *const files[] = {"libm.so.6", NULL};
    const struct library_function functions[] = {
        {"sqrt", &root}, {"sqrt_of_2_to_3_digits", &none}, {0}};
    assert_int_equal(library_load(files, functions), -ELIBACC);
    assert_null(none);
}

static void one_that_is_not_installed_is_refused(void **state)
{
    (void)state;
    static const char *const files[] = {"libnone.so.1", NULL};
    const struct library_function functions[] = {{"none", &none}, {0}};
    assert_int_equal(library_load(files, functions), -ELIBACC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_file_that_is_there_is_loaded),
        cmocka_unit_test(one_that_lacks_a_function_is_refused),
        cmocka_unit_test(one_that_is_not_installed_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
