/* process.h -- starts programs without a shell, and waits for them.
 *
 * Each gets a process group of its own and dies with us, whatever kills us;
 * what it has started gets a SIGTERM then. After process_begin() the signals
 * that ask us to end are blocked and noticed only in process_wait() and
 * process_pause(), so there is no handler and no race; the programs that we
 * start have them unblocked again. What they orphan becomes our child, and
 * these calls take in whatever of it has ended: no other child of this process
 * may be waited for by its own means. For use by one thread only. */
#ifndef OVERLAP_CORE_BASE_PROCESS_H
#define OVERLAP_CORE_BASE_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

/* Exit statuses, as shells have them. */
enum { PROCESS_NOT_RUN = 126, PROCESS_NOT_FOUND = 127 };

void process_begin(void);

/* fork(), but the child dies with the thread that called this; without
 * process_begin(). Its process id, 0 in the child, or a negative errno value. */
pid_t process_fork(void);

/* Starts argv[0], a path or a name looked up in PATH. The descriptors become
 * its standard output and error; -1 means /dev/null, which is always its input.
 * It runs in `dir`; NULL: here. Returns its process id, or a negative errno
 * value. A program that does not exist exits with 127, one that cannot be run
 * with 126; the reason goes to its standard error. */
pid_t process_start(char *const argv[], int out_fd, int err_fd,
                    const char *dir);

/* Waits up to `ms` for the program to end and stores its exit status, or 128 +
 * the signal that killed it. Returns 0, -ETIMEDOUT, -EINTR (a signal asks us to
 * end) or -ECHILD. */
int process_wait(pid_t pid, int ms, int *exit_code);

/* CLOCK_MONOTONIC in milliseconds. */
uint64_t process_now_ms(void);

/* Sleeps for `ms`. Returns 0, or -EINTR as above. */
int process_pause(int ms);

/* Ends the program and everything in its process group: with SIGINT, and after
 * two seconds with SIGKILL. All are gone when it returns. */
void process_stop(pid_t pid);

#endif
