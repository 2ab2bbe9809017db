/* descriptors.h -- keeps files from opening as descriptors 0, 1 and 2.
 *
 * A program started with some of them closed gets those numbers for the first
 * files it opens. A message to standard error may then end up in a database,
 * and libuv aborts when it has to close one of them. */
#ifndef OVERLAP_CORE_BASE_DESCRIPTORS_H
#define OVERLAP_CORE_BASE_DESCRIPTORS_H

/* Occupies those of 0, 1 and 2 that are closed, for good. Reading or writing
 * them still fails with EBADF, and programs we execute still find them closed.
 * Any thread may call it, any number of times. Returns 0 or -EMFILE. */
int descriptors_hold(void);

#endif
