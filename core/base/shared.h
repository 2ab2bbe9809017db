/* shared.h -- memory that forked workers share with the program. */
#ifndef OVERLAP_CORE_BASE_SHARED_H
#define OVERLAP_CORE_BASE_SHARED_H

#include <stddef.h>

/* `bytes` of zeroed memory, page-aligned and already populated, that remain
 * shared across fork(). NULL: not enough memory. */
void *shared_alloc(size_t bytes);

/* Frees what shared_alloc(bytes) returned; NULL is allowed. */
void shared_free(void *memory, size_t bytes);

#endif
