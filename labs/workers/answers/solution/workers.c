/* workers.c -- processes that do tasks, and answer over pipes.
 *
 * A message is its size and its bytes. A worker has one request at a time, and
 * reads all of it before it writes, so neither side ever waits for the other to
 * read. A worker that is gone shows as the end of its pipe; one that is to go is
 * told so, since the end of *its* pipe does not come as long as the workers of
 * another pool have inherited it. */
#include "workers.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { IDLE = -1 };
#define END SIZE_MAX /* a size that says: there are no more requests */

struct worker {
    pid_t pid;
    int to, from; /* pipes */
    int request;  /* the index of the one it has, or IDLE */
};

struct workers {
    workers_task *task;
    void (*old_sigpipe)(int);
    unsigned width;
    struct worker worker[];
};

/* All of it, or false: the other side is gone. */
static bool write_all(int fd, const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size > 0) {
        ssize_t written = write(fd, at, size);
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            at += written;
            size -= (size_t)written;
        }
    }
    return true;
}

static bool read_all(int fd, void *bytes, size_t size)
{
    char *at = bytes;
    while (size > 0) {
        ssize_t got = read(fd, at, size);
        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        if (got > 0) {
            at += got;
            size -= (size_t)got;
        }
    }
    return true;
}

static bool message_write(int fd, struct message message)
{
    return write_all(fd, &message.size, sizeof message.size) &&
           write_all(fd, message.bytes, message.size);
}

/* On success the caller frees its bytes. */
static bool message_read(int fd, struct message *message)
{
    size_t size;
    if (!read_all(fd, &size, sizeof size) || size == END)
        return false;
    *message = (struct message){.bytes = malloc(size + 1), .size = size};
    if (message->bytes && read_all(fd, message->bytes, size))
        return true;
    free(message->bytes);
    *message = (struct message){0};
    return false;
}

static _Noreturn void work(workers_task *task, int from, int to)
{
    struct message request;
    while (message_read(from, &request)) {
        struct message answer = task(request);
        bool written = message_write(to, answer);
        free(request.bytes);
        free(answer.bytes);
        if (!written)
            break;
    }
    _exit(0);
}

/* If this process is killed, they all see the end of their pipes. */
static void leave_siblings(const struct workers *workers)
{
    for (unsigned i = 0; i < workers->width; i++)
        if (workers->worker[i].pid > 0) {
            close(workers->worker[i].to);
            close(workers->worker[i].from);
        }
}

static void pipe_close(const int ends[2])
{
    close(ends[0]);
    close(ends[1]);
}

/* Starts a process in this place. */
static int worker_start(struct workers *workers, struct worker *worker)
{
    int to[2], from[2];
    worker->pid = 0;
    worker->request = IDLE;
    if (pipe2(to, O_CLOEXEC) < 0)
        return -errno;
    if (pipe2(from, O_CLOEXEC) < 0) {
        pipe_close(to);
        return -EMFILE;
    }
    pid_t pid = fork();
    if (pid < 0) {
        pipe_close(to);
        pipe_close(from);
        return -EAGAIN;
    }
    if (pid == 0) {
        leave_siblings(workers);
        close(to[1]);
        close(from[0]);
        work(workers->task, to[0], from[1]);
    }
    close(to[0]);
    close(from[1]);
    *worker = (struct worker){pid, to[1], from[0], IDLE};
    return 0;
}

static void worker_end(struct worker *worker)
{
    if (worker->pid <= 0)
        return;
    close(worker->to);
    close(worker->from);
    while (waitpid(worker->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    worker->pid = 0;
}

struct workers *workers_open(unsigned width, workers_task *task)
{
    struct workers *workers =
        calloc(1, sizeof *workers + width * sizeof *workers->worker);
    if (!workers)
        return NULL;
    workers->task = task;
    workers->width = width;
    workers->old_sigpipe = signal(SIGPIPE, SIG_IGN);
    for (unsigned i = 0; i < width; i++)
        if (worker_start(workers, &workers->worker[i]) < 0) {
            workers_close(workers);
            return NULL;
        }
    return workers;
}

/* Gives it a request. If it died while it was idle, another takes its place. */
static int give(struct workers *workers, struct worker *worker,
                const struct message *requests, int request)
{
    while (!message_write(worker->to, requests[request])) {
        worker_end(worker);
        int err = worker_start(workers, worker);
        if (err < 0)
            return err;
    }
    worker->request = request;
    return 0;
}

/* Takes its answer; or, if it has died, gives its request to the next one. */
static int take(struct workers *workers, struct worker *worker,
                const struct message *requests, struct message *answers)
{
    int request = worker->request;
    if (message_read(worker->from, &answers[request])) {
        worker->request = IDLE;
        return 1;
    }
    worker_end(worker);
    int err = worker_start(workers, worker);
    return err < 0 ? err : give(workers, worker, requests, request);
}

/* Waits until some of those at work have something to say. */
static int wait_for_answers(const struct workers *workers, struct pollfd *fds)
{
    for (unsigned i = 0; i < workers->width; i++) {
        bool busy = workers->worker[i].request != IDLE;
        fds[i] = (struct pollfd){.fd = busy ? workers->worker[i].from : -1,
                                 .events = POLLIN};
    }
    while (poll(fds, workers->width, -1) < 0)
        if (errno != EINTR)
            return -errno;
    return 0;
}

static int map(struct workers *workers, unsigned count,
               const struct message *requests, struct message *answers,
               struct pollfd *fds)
{
    unsigned given = 0, done = 0;
    int err = 0;
    while (err >= 0 && done < count) {
        for (unsigned i = 0; i < workers->width && given < count && err >= 0;
             i++)
            if (workers->worker[i].request == IDLE)
                err =
                    give(workers, &workers->worker[i], requests, (int)given++);
        if (err >= 0)
            err = wait_for_answers(workers, fds);
        for (unsigned i = 0; i < workers->width && err >= 0; i++)
            if (fds[i].revents) {
                err = take(workers, &workers->worker[i], requests, answers);
                done += err > 0;
            }
    }
    return err < 0 ? err : 0;
}

int workers_map(struct workers *workers, unsigned count,
                const struct message *requests, struct message *answers)
{
    struct pollfd *fds = calloc(workers->width, sizeof *fds);
    if (!fds)
        return -ENOMEM;
    int err = map(workers, count, requests, answers, fds);
    free(fds);
    return err;
}

void workers_close(struct workers *workers)
{
    const size_t end = END;
    for (unsigned i = 0; i < workers->width; i++)
        if (workers->worker[i].pid > 0)
            write_all(workers->worker[i].to, &end, sizeof end);
    for (unsigned i = 0; i < workers->width; i++)
        worker_end(&workers->worker[i]);
    signal(SIGPIPE, workers->old_sigpipe);
    free(workers);
}
