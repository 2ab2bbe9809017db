/* memory.h -- memory without which a program gives up.
 *
 * That is one line on standard error and exit status 2: for small amounts, in
 * programs that leave nothing behind then. */
#ifndef OVERLAP_CORE_BASE_MEMORY_H
#define OVERLAP_CORE_BASE_MEMORY_H

#include <stddef.h>
#include <stdio.h>

/* Returns `memory`; gives up if it is NULL. */
void *memory_need(void *memory);

/* A stream that writes into *text, which the caller frees, and its end. Unlike
 * open_memstream() and fclose() they notice whatever did not fit. */
FILE *memory_open(char **text, size_t *length);
void memory_close(FILE *stream);

#endif
