/* unit.h -- what every cmocka test includes, in the order cmocka wants. */
#ifndef OVERLAP_TESTS_UNIT_H
#define OVERLAP_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* cmocka 1 has only the macro that cmocka 2 deprecates. */
#ifndef assert_int_in_range
#define assert_int_in_range(value, low, high)  assert_in_range(value, low, high)
#define assert_uint_in_range(value, low, high) assert_in_range(value, low, high)
#endif

/* Ends a test that cannot run here; `make test` prints why (tools/skips.sh). */
#define skip_because(...)                                                      \
    (print_message("skipped: " __VA_ARGS__), print_message("\n"), skip())

#endif
