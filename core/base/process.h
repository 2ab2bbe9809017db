/* process.h -- programs that we start without a shell, and wait for.
 *
 * Each gets a process group of its own and dies with us, whatever kills us.
 * After process_begin() the signals by which a person ends us are blocked and
 * noticed only in process_wait() and process_pause(), so there is no handler
 * and no race; what we start has them unblocked again. For one thread. */
#ifndef OVERLAP_CORE_BASE_PROCESS_H
#define OVERLAP_CORE_BASE_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

/* Exit statuses, as shells have them. */
enum { PROCESS_NOT_RUN = 126, PROCESS_NOT_FOUND = 127 };

void process_begin(void);

/* Starts argv[0], a path, or a name looked up in PATH. The descriptors become
 * its standard output and error; -1 stands for /dev/null, which is its input
 * too. `dir` is where it runs; NULL: here. Returns its id, or a negative errno
 * value; a program that is not there exits with 127, one that can't be run with
 * 126, both with the reason on its standard error. */
pid_t process_start(char *const argv[], int out_fd, int err_fd,
                    const char *dir);

/* Waits at most `ms` until the program has ended and leaves its exit status,
 * or 128 + the signal that killed it. 0, -ETIMEDOUT, -EINTR when a person
 * wants us to end, or -ECHILD. */
int process_wait(pid_t pid, int ms, int *exit_code);

/* CLOCK_MONOTONIC in milliseconds. */
uint64_t process_now_ms(void);

/* Sleeps. 0, or -EINTR as above. */
int process_pause(int ms);

/* Ends the program and all it started: asks (SIGINT), and after two seconds
 * kills. All of them are gone when it returns. */
void process_stop(pid_t pid);

#endif
