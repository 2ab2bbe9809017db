/* loop.h -- an event loop: timers and descriptors, callbacks, one thread. */
#ifndef LOOP_H
#define LOOP_H

#include <sys/epoll.h>

struct loop;

/* Where a loop gets the time from, and how it waits. It uses no other clock and
 * no other wait, so that a test can hand it a world whose clock stands still
 * until the loop waits. */
struct loop_world {
    long long (*now_ms)(void);
    /* As epoll_wait(), with its results and errors. */
    int (*wait)(int epoll_fd, struct epoll_event *events, int capacity,
                int timeout_ms);
};

/* The machine's own clock, and epoll_wait() (world.c). */
extern const struct loop_world loop_real;

typedef void loop_on_time(struct loop *loop, void *arg);
typedef void loop_on_ready(struct loop *loop, int fd, unsigned events,
                           void *arg);
typedef void loop_on_line(struct loop *loop, int fd, const char *line,
                          void *arg);

/* NULL: there is no memory, or no descriptor. */
struct loop *loop_open(const struct loop_world *world);

/* Has on_time(loop, arg) called once, when `ms` milliseconds are over. Timers
 * are called in the order in which they are due; those due at the same time, in
 * the order in which they were started. One that is started by a callback is
 * not called before the loop has looked at the descriptors again. Returns the
 * timer's number, above 0, or a negative errno value. */
int loop_timer(struct loop *loop, long long ms, loop_on_time *on_time,
               void *arg);

/* It is then not called. Returns 0; -ENOENT: it was called or stopped before
 * (in its own callback, a timer has been called). */
int loop_timer_stop(struct loop *loop, int number);

/* Has on_ready(loop, fd, events, arg) called whenever `fd` is ready for one of
 * `events` (EPOLLIN, EPOLLOUT), again and again as long as it is, or when it has
 * an error or was hung up. Returns 0; -EEXIST: it is watched already; or another
 * negative errno value. */
int loop_watch(struct loop *loop, int fd, unsigned events,
               loop_on_ready *on_ready, void *arg);

/* The callback is then not called again, whatever has happened already. Any
 * callback may do this, that of `fd` too, and close `fd` then, and free what
 * `arg` points to. Returns 0, or -ENOENT: `fd` is not watched. */
int loop_unwatch(struct loop *loop, int fd);

/* Watches `fd`, reads it, and calls on_line(loop, fd, line, arg) for each line,
 * without its newline, which lives until the callback returns. What comes after
 * the last newline is a line, too, unless it is empty. After the end of the file
 * or an error, `fd` is not watched any more, and then on_line() is called with
 * NULL. `fd` is made non-blocking, and not closed. Returns as loop_watch(). */
int loop_lines(struct loop *loop, int fd, loop_on_line *on_line, void *arg);

/* Calls callbacks until there is neither a timer nor a watch, or one of them has
 * called loop_stop(); what is left then stays for the next loop_run(). */
void loop_run(struct loop *loop);

/* Has loop_run() return when the callback that calls this has returned. */
void loop_stop(struct loop *loop);

/* Frees the loop, with timers and watches that are left; their descriptors stay
 * open. Not to be called by a callback. */
void loop_close(struct loop *loop);

#endif
