/* resolve.c -- a host's addresses, looked up without blocking a loop.
 *
 * getaddrinfo() blocks, for half a minute if the name server is silent, and
 * cannot be cancelled. So a thread calls it, and the task waits for an eventfd.
 * Whoever of the two is last frees what they share. */
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/sockets.h"

#define STACK_BYTES ((size_t)256 * 1024)

struct lookup {
    int done_fd; /* readable once `result` is there */
    atomic_int users;
    struct addrinfo *found;
    atomic_int result; /* look_up()'s; set last */
    char port[8];
    char host[];
};

static int look_up(const char *host, const char *port, int flags,
                   struct addrinfo **found)
{
    const struct addrinfo wanted = {.ai_family = AF_UNSPEC,
                                    .ai_socktype = SOCK_STREAM,
                                    .ai_flags = flags | AI_NUMERICSERV};
    int result = getaddrinfo(host, port, &wanted, found);
    if (result == 0)
        return 0;
    *found = NULL;
    return result == EAI_AGAIN    ? -EAGAIN
           : result == EAI_MEMORY ? -ENOMEM
           : result == EAI_SYSTEM ? -errno
                                  : -EHOSTUNREACH;
}

static void lookup_leave(struct lookup *lookup)
{
    if (atomic_fetch_sub(&lookup->users, 1) > 1)
        return;
    if (lookup->found)
        freeaddrinfo(lookup->found);
    close(lookup->done_fd);
    free(lookup);
}

static void *lookup_main(void *arg)
{
    struct lookup *lookup = arg;
    atomic_store(&lookup->result,
                 look_up(lookup->host, lookup->port, 0, &lookup->found));
    eventfd_write(lookup->done_fd, 1);
    lookup_leave(lookup);
    return NULL;
}

/* Signals are for the program's own threads. */
static int thread_start(struct lookup *lookup)
{
    pthread_t thread;
    pthread_attr_t detached;
    sigset_t all, usual;
    sigfillset(&all);
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&detached, STACK_BYTES);
    pthread_sigmask(SIG_SETMASK, &all, &usual);
    int err = -pthread_create(&thread, &detached, lookup_main, lookup);
    pthread_sigmask(SIG_SETMASK, &usual, NULL);
    pthread_attr_destroy(&detached);
    return err;
}

static int lookup_start(const char *host, const char *port,
                        struct lookup **started)
{
    size_t bytes = strlen(host) + 1;
    struct lookup *lookup = calloc(1, sizeof *lookup + bytes);
    if (!lookup)
        return -ENOMEM;
    memcpy(lookup->host, host, bytes);
    memcpy(lookup->port, port, sizeof lookup->port);
    atomic_store(&lookup->users, 2);
    lookup->done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    int err = lookup->done_fd < 0 ? -errno : thread_start(lookup);
    if (err) {
        if (lookup->done_fd >= 0)
            close(lookup->done_fd);
        free(lookup);
        return err;
    }
    *started = lookup;
    return 0;
}

int io_resolve(struct io *io, const char *host, uint16_t port,
               struct addrinfo **found)
{
    char number[8] = "";
    struct lookup *lookup;
    int err = io_over(io->stop, io->deadline_ns);
    if (err)
        return err;
    snprintf(number, sizeof number, "%u", (unsigned)port);
    err = look_up(host, number, AI_NUMERICHOST, found);
    if (err != -EHOSTUNREACH)
        return err;
    err = lookup_start(host, number, &lookup);
    if (err)
        return err;
    int ready = io_ready(io, lookup->done_fd, POLLIN);
    if (ready > 0) {
        err = atomic_load(&lookup->result);
        *found = lookup->found;
        lookup->found = NULL;
    }
    lookup_leave(lookup);
    return ready > 0 ? err : ready;
}
