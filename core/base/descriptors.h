/* descriptors.h -- 0, 1 and 2 are nobody's files by accident.
 *
 * A program that is started with some of them closed gets those numbers for
 * what it opens first. Then a message to standard error ends up in a database,
 * and libuv aborts the program when it closes one. */
#ifndef OVERLAP_CORE_BASE_DESCRIPTORS_H
#define OVERLAP_CORE_BASE_DESCRIPTORS_H

/* Takes those of 0, 1 and 2 that are closed, for good. To read or to write them
 * fails with EBADF, as before, and programs that are executed find them closed.
 * Any thread may call it, as often as it likes. 0 or -EMFILE. */
int descriptors_hold(void);

#endif
