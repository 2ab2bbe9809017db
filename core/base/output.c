/* output.c -- where a program prints, that it is harmless and printed. */
#include "core/base/output.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/descriptors.h"
#include "core/base/secret.h"
#include "core/base/text.h"

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

void output_complain(const char *program, const char *format, ...)
{
    char line[3 * PATH_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    fprintf(stderr, "%s: %s\n", program, secret_mask(text_sanitise(line)));
}

int output_begin(const char *program)
{
    signal(SIGXFSZ, SIG_IGN);
    int err = descriptors_hold();
    if (!err)
        return 0;
    output_complain(program, "standard streams: %s", strerror(-err));
    return 2;
}

int output_end(const char *program, int status)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    output_complain(program, "standard output: %s",
                    strerror(errno ? errno : EIO));
    return 2;
}
