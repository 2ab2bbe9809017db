/* why.c -- the one line that says why something failed. */
#include "core/base/why.h"

#include <stdio.h>
#include <string.h>

int why_errno(char why[WHY_MAX], int err, const char *what)
{
    snprintf(why, WHY_MAX, "%.300s: %s", what, strerror(-err));
    return err;
}
