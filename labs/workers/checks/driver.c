/* driver.c -- has workers do what the judge says, and tells what came of it.
 *
 * Lines it hears: "open WIDTH", "close", "map POOL COUNT REQUEST ANSWER EXACT
 * SEED": so many requests, of up to (or, if exact, just) so many bytes each.
 * Before a map, "dies TASK" kills the worker that first begins the task, "torn
 * TASK BYTES" when so much of its answer is written, "reading BYTES" one that has
 * read so much, "mean BYTES" makes calls short and interrupts them, and "hold"
 * has each task say that it begins, and wait until "go TASK", and "order" says
 * whether a right answer must be in its place. "kill" kills an idle worker.
 *
 * The linker has the submission's read(), write(), poll() and so on call ours. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/wait.h>

#include "driver.h"
#include "workers.h"

enum { TASKS_MAX = 256, DESCRIPTORS_MAX = 4096, LINES_MAX = 64 };

/* What all processes see. */
static struct shared {
    struct {
        atomic_int runs, dies;
        pid_t pid;
        sem_t go;
    } tasks[TASKS_MAX];
    pid_t driver;
    atomic_int hold, in_order, torn, torn_bytes, reading, mean;
} * shared;

/* Of this process. */
static long bytes_read, bytes_to_write = -1;
static unsigned calls;

static _Noreturn void die(void)
{
    kill(getpid(), SIGKILL);
    _exit(1);
}

static bool is_worker(void)
{
    return getpid() != shared->driver;
}

/* ---- Calls of the submission ---- */

static bool interrupted(void)
{
    if (!shared->mean || ++calls % 3 != 0)
        return false;
    errno = EINTR;
    return true;
}

static size_t shortened(size_t size)
{
    size_t most = (size_t)shared->mean;
    if (!most || size <= 1)
        return size;
    most = 1 + calls * 7919U % most;
    return size < most ? size : most;
}

#define WRAPPED(result, name, ...)                                             \
    result __real_##name(__VA_ARGS__);                                         \
    result __wrap_##name(__VA_ARGS__);                                         \
    result __wrap_##name(__VA_ARGS__)

WRAPPED(ssize_t, read, int fd, void *bytes, size_t size)
{
    if (interrupted())
        return -1;
    ssize_t got = __real_read(fd, bytes, shortened(size));
    if (is_worker() && got > 0)
        bytes_read += got;
    int most = shared->reading;
    if (most && is_worker() && bytes_read >= most &&
        atomic_compare_exchange_strong(&shared->reading, &most, 0))
        die();
    return got;
}

WRAPPED(ssize_t, write, int fd, const void *bytes, size_t size)
{
    if (interrupted())
        return -1;
    size = shortened(size);
    if (bytes_to_write >= 0 && (size_t)bytes_to_write < size)
        size = (size_t)bytes_to_write;
    ssize_t written = size ? __real_write(fd, bytes, size) : 0;
    if (bytes_to_write >= 0 && written >= 0) {
        bytes_to_write -= written;
        if (bytes_to_write == 0)
            die();
    }
    return written;
}

WRAPPED(int, poll, struct pollfd *fds, nfds_t count, int timeout)
{
    return interrupted() ? -1 : __real_poll(fds, count, timeout);
}

WRAPPED(int, select, int count, fd_set *read, fd_set *write, fd_set *except,
        struct timeval *timeout)
{
    return interrupted() ? -1
                         : __real_select(count, read, write, except, timeout);
}

WRAPPED(int, epoll_wait, int fd, struct epoll_event *events, int count,
        int timeout)
{
    return interrupted() ? -1 : __real_epoll_wait(fd, events, count, timeout);
}

WRAPPED(pid_t, waitpid, pid_t pid, int *status, int options)
{
    return interrupted() ? -1 : __real_waitpid(pid, status, options);
}

/* ---- Tasks ---- */

struct request {
    unsigned index, seed;
    size_t answer_size;
    char payload[];
};

static void fill(char *bytes, size_t size, unsigned seed)
{
    for (size_t i = 0; i < size; i++) {
        seed = seed * 1103515245U + 12345U;
        bytes[i] = (char)(seed >> 16);
    }
}

static unsigned sum(const char *bytes, size_t size)
{
    unsigned sum = 1;
    for (size_t i = 0; i < size; i++)
        sum = sum * 31 + (unsigned char)bytes[i];
    return sum;
}

static struct message answer_make(const struct request *request, size_t size)
{
    struct message answer = {.bytes = malloc(request->answer_size + 1),
                             .size = request->answer_size};
    fill(answer.bytes, answer.size,
         request->seed + sum(request->payload, size - sizeof *request));
    return answer;
}

static struct message do_task(struct message message)
{
    const struct request *request = (const void *)message.bytes;
    if (message.size < sizeof *request || request->index >= TASKS_MAX)
        return (struct message){0};
    int task = (int)request->index;
    bool first = atomic_fetch_add(&shared->tasks[task].runs, 1) == 0;
    shared->tasks[task].pid = getpid();
    if (first && shared->tasks[task].dies)
        die();
    if (shared->hold) {
        driver_say("begin %d %d", task, (int)getpid());
        while (sem_wait(&shared->tasks[task].go) != 0)
            ;
    }
    if (first && shared->torn == task + 1)
        bytes_to_write = shared->torn_bytes;
    return answer_make(request, message.size);
}

/* ---- The judge's lines ---- */

static struct workers *pools[2];
static struct message requests[TASKS_MAX], answers[TASKS_MAX];
static int descriptors_before;

static int descriptors_count(void)
{
    int count = 0;
    for (int fd = 0; fd < DESCRIPTORS_MAX; fd++)
        count += syscall(SYS_fcntl, fd, F_GETFD) >= 0;
    return count;
}

static size_t size_of(unsigned index, unsigned seed, size_t most, bool exact)
{
    char byte[2];
    fill(byte, 2, seed + 977 * index);
    size_t part = (unsigned char)byte[0] * 256U + (unsigned char)byte[1];
    return exact ? most : most * part / 65535;
}

static void requests_make(unsigned count, size_t request_size,
                          size_t answer_size, bool exact, unsigned seed)
{
    for (unsigned i = 0; i < count; i++) {
        size_t payload = size_of(i, seed, request_size, exact);
        size_t size = sizeof(struct request) + payload;
        struct request *request = malloc(size);
        *request = (struct request){
            .index = i,
            .seed = seed,
            .answer_size = size_of(i, seed + 1, answer_size, exact)};
        fill(request->payload, payload, seed + i);
        requests[i] = (struct message){(char *)request, size};
        answers[i] = (struct message){0};
        shared->tasks[i].runs = 0;
    }
}

static bool same(struct message answer, struct message expected)
{
    return answer.size == expected.size &&
           (answer.size == 0 ||
            memcmp(answer.bytes, expected.bytes, answer.size) == 0);
}

/* How many answers are right: in their places, or in any. */
static unsigned right_count(unsigned count, bool anywhere)
{
    unsigned right = 0;
    for (unsigned i = 0; i < count; i++) {
        struct message expected =
            answer_make((void *)requests[i].bytes, requests[i].size);
        bool found = same(answers[i], expected);
        for (unsigned j = 0; anywhere && j < count && !found; j++)
            found = same(answers[j], expected);
        right += found;
        free(expected.bytes);
    }
    return right;
}

/* Has it answer, and says how much is right, and how often tasks were begun. */
static void map(unsigned pool, unsigned count, bool anywhere)
{
    unsigned once = 0, runs = 0;
    int err = workers_map(pools[pool], count, requests, answers);
    unsigned right = right_count(count, anywhere);
    for (unsigned i = 0; i < count; i++) {
        once += shared->tasks[i].runs == 1;
        runs += (unsigned)shared->tasks[i].runs;
        shared->tasks[i].dies = 0;
        free(answers[i].bytes);
        free(requests[i].bytes);
    }
    shared->torn = shared->mean = 0;
    driver_say("map %d: %u of %u right, %u once, %u runs", err, right, count,
               once, runs);
}

/* It is dead when this returns, and not yet waited for. */
static void kill_idle(void)
{
    siginfo_t info;
    kill(shared->tasks[0].pid, SIGKILL);
    while (waitid(P_PID, (id_t)shared->tasks[0].pid, &info, WEXITED | WNOWAIT) <
               0 &&
           errno == EINTR)
        ;
    driver_say("killed");
}

static void run(const char *line)
{
    char word[16];
    unsigned a[6] = {0};
    sscanf(line, "%15s %u %u %u %u %u %u", word, &a[0], &a[1], &a[2], &a[3],
           &a[4], &a[5]);
    if (strcmp(word, "open") == 0) {
        if (a[1] == 0)
            descriptors_before = descriptors_count();
        pools[a[1]] = workers_open(a[0], do_task);
        driver_say(pools[a[1]] ? "opened" : "opened nothing");
    } else if (strcmp(word, "close") == 0) {
        workers_close(pools[a[0]]);
        driver_say("closed, %d descriptors more",
                   descriptors_count() - descriptors_before);
    } else if (strcmp(word, "map") == 0) {
        requests_make(a[1], a[2], a[3], a[4], a[5]);
        map(a[0], a[1], !shared->in_order);
    } else if (strcmp(word, "dies") == 0) {
        shared->tasks[a[0]].dies = 1;
    } else if (strcmp(word, "torn") == 0) {
        shared->torn_bytes = (int)a[1];
        shared->torn = (int)a[0] + 1;
    } else if (strcmp(word, "reading") == 0) {
        shared->reading = (int)a[0];
    } else if (strcmp(word, "mean") == 0) {
        shared->mean = (int)a[0];
    } else if (strcmp(word, "order") == 0) {
        shared->in_order = (int)a[0];
    } else if (strcmp(word, "hold") == 0) {
        shared->hold = (int)a[0];
    } else if (strcmp(word, "kill") == 0) {
        kill_idle();
    }
}

/* Calls that are still to be made, by a thread of its own. */
static char lines[LINES_MAX][DRIVER_LINE_MAX];
static sem_t lines_left;

static void *caller(void *arg)
{
    (void)arg;
    for (unsigned i = 0;; i++) {
        while (sem_wait(&lines_left) != 0)
            ;
        run(lines[i % LINES_MAX]);
    }
    return NULL;
}

static void shared_make(void)
{
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        _exit(1);
    shared->driver = getpid();
    for (int i = 0; i < TASKS_MAX; i++)
        sem_init(&shared->tasks[i].go, 1, 0);
}

int main(void)
{
    char line[DRIVER_LINE_MAX];
    pthread_t thread;
    shared_make();
    sem_init(&lines_left, 0, 0);
    pthread_create(&thread, NULL, caller, NULL);
    driver_say("ready %d", (int)getpid());
    for (unsigned i = 0; driver_hear(line);) {
        int task;
        if (sscanf(line, "go %d", &task) == 1) {
            sem_post(&shared->tasks[task].go);
            continue;
        }
        memcpy(lines[i++ % LINES_MAX], line, sizeof line);
        sem_post(&lines_left);
    }
    _exit(0);
}
