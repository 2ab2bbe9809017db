/* path.c -- puts paths together. */
#include "core/base/path.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

char *path_format(char path[PATH_MAX], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int length = vsnprintf(path, PATH_MAX, format, args);
    va_end(args);
    if (length < 0 || length >= PATH_MAX) {
        memset(path, 'x', PATH_MAX - 1);
        path[PATH_MAX - 1] = '\0';
    }
    return path;
}
