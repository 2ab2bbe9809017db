/* unit.h -- what every cmocka test includes, in the order cmocka wants. */
#ifndef OVERLAP_TESTS_UNIT_H
#define OVERLAP_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
