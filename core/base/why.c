/* why.c -- the one line that says why something failed. */
#include "core/base/why.h"

#include "core/base/file.h"
#include "core/base/text.h"
#include <stdio.h>

int why_errno(char why[WHY_MAX], int err, const char *what)
{
    snprintf(why, WHY_MAX, "%.300s: %s", what, file_strerror(err));
    text_sanitise(why);
    return err;
}
