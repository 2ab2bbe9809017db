/* option_value.h -- one value, by the kind of its option. */
#ifndef OVERLAP_CORE_BASE_OPTION_VALUE_H
#define OVERLAP_CORE_BASE_OPTION_VALUE_H

#include <stdbool.h>

#include "core/base/option.h"

#define OPTION_EXPECT_MAX 300

/* Fills the member at `at` with `value`; false: it is no such value, and `at`
 * is not to be used. */
bool option_take(const struct option *row, const char *value, void *at);

/* What a value of that option should be: "a whole number from 1 to 100". */
void option_expect(const struct option *row, char text[OPTION_EXPECT_MAX]);

#endif
