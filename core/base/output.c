/* output.c -- what a program has printed is printed. */
#include "core/base/output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int output_end(const char *program, int status)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fprintf(stderr, "%s: standard output: %s\n", program,
            strerror(errno ? errno : EIO));
    return 2;
}
