/* pool_threads.h -- whether libuv's pool can have its threads. */
#ifndef OVERLAP_ASYNC_OUTSIDE_POOL_THREADS_H
#define OVERLAP_ASYNC_OUTSIDE_POOL_THREADS_H

/* libuv aborts the program if it can't start the threads of its pool, which it
 * does at the first request. So before that we start as many, and end them.
 * Called before each request, on the loop's stack. 0, or a negative errno value
 * as long as there was no request. */
int pool_threads_probe(void);

#endif
