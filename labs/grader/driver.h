/* driver.h -- for a lab's drivers: lines to the judge and from it.
 *
 * A driver is a main() of ours around functions that were handed in. It does
 * what the judge says, line by line, and tells it what happened; it knows no
 * expected answer, for whatever it knows the submission can read. */
#ifndef OVERLAP_LABS_GRADER_DRIVER_H
#define OVERLAP_LABS_GRADER_DRIVER_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { DRIVER_FD = STDIN_FILENO, DRIVER_LINE_MAX = 512 };

/* Tells the judge a line, from any thread. */
__attribute__((format(printf, 1, 2))) static inline void
driver_say(const char *format, ...)
{
    char line[DRIVER_LINE_MAX];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (length > 0)
        syscall(SYS_write, DRIVER_FD, line, (size_t)length);
}

/* Waits for the judge's next line. False: it has none, so end. */
static inline int driver_hear(char line[DRIVER_LINE_MAX])
{
    long length = syscall(SYS_read, DRIVER_FD, line, DRIVER_LINE_MAX - 1);
    line[length > 0 ? length : 0] = '\0';
    return length > 0;
}

#endif
