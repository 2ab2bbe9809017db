/* memory.c -- memory without which a program gives up. */
#include "core/base/memory.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

static _Noreturn void give_up(void)
{
    fprintf(stderr, "%s: out of memory\n", program_invocation_short_name);
    exit(2);
}

void *memory_need(void *memory)
{
    if (!memory)
        give_up();
    return memory;
}

FILE *memory_open(char **text, size_t *length)
{
    *text = NULL;
    return memory_need(open_memstream(text, length));
}

void memory_close(FILE *stream)
{
    bool is_short = ferror(stream);
    if (fclose(stream) || is_short)
        give_up();
}
