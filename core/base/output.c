/* output.c -- where a program prints, and that it is printed. */
#include "core/base/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool output_redraws(FILE *out)
{
    const char *term = getenv("TERM");
    return isatty(fileno(out)) && term && *term && strcmp(term, "dumb") != 0;
}

bool output_is_coloured(FILE *out)
{
    const char *no_color = getenv("NO_COLOR");
    return output_redraws(out) && !(no_color && *no_color);
}

int output_end(const char *program, int status)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fprintf(stderr, "%s: standard output: %s\n", program,
            strerror(errno ? errno : EIO));
    return 2;
}
