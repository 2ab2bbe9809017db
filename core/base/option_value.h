/* option_value.h -- parses one value, by the kind of its option. */
#ifndef OVERLAP_CORE_BASE_OPTION_VALUE_H
#define OVERLAP_CORE_BASE_OPTION_VALUE_H

#include <stdbool.h>

#include "core/base/option.h"

#define OPTION_EXPECT_MAX 300

/* Fills the member at `at` with `value`; false: `value` is not valid, and what
 * is at `at` must not be used. */
bool option_take(const struct option *row, const char *value, void *at);

/* Describes a valid value of the option: "a whole number from 1 to 100". */
void option_expect(const struct option *row, char text[OPTION_EXPECT_MAX]);

#endif
