/* driver.c -- calls a pool as the judge says, and tells what its tasks do.
 *
 * Lines it hears: "open POOL WIDTH ROOM", "submit POOL TASK RESULT",
 * "wait POOL", "close POOL": a thread of its own makes these calls one after
 * another, and says when each has returned. "go TASK" lets a task that has begun
 * go on; "burst POOL TASKS" submits tasks that go on by themselves. */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "driver.h"
#include "pool.h"

enum { TASKS_MAX = 4096, POOLS_MAX = 2, LINES_MAX = 256 };

static struct task {
    int index, result;
    sem_t go;
    atomic_int runs;
} tasks[TASKS_MAX];
static struct pool *pools[POOLS_MAX];

static int task_run(void *arg)
{
    struct task *task = arg;
    driver_say("begin %d", task->index);
    while (sem_wait(&task->go) != 0)
        ;
    driver_say("end %d", task->index);
    return task->result;
}

static sem_t burst_ran;

static int task_burst(void *arg)
{
    struct task *task = arg;
    atomic_fetch_add_explicit(&task->runs, 1, memory_order_relaxed);
    sem_post(&burst_ran);
    return 0;
}

/* It does not rely on pool_wait(), which another check is about. */
static void burst(struct pool *pool, int count)
{
    for (int i = 0; i < count; i++)
        pool_submit(pool, task_burst, &tasks[i]);
    for (int i = 0; i < count; i++)
        while (sem_wait(&burst_ran) != 0)
            ;
    int waited = pool_wait(pool), once = 0, runs = 0;
    for (int i = 0; i < count; i++) {
        int run = atomic_exchange(&tasks[i].runs, 0);
        once += run == 1;
        runs += run;
    }
    driver_say("burst %d of %d once, %d runs, %d", once, count, runs, waited);
}

static void call(const char *line)
{
    int pool, a = 0, b = 0;
    char word[16];
    if (sscanf(line, "%15s %d %d %d", word, &pool, &a, &b) < 2)
        return;
    if (strcmp(word, "open") == 0) {
        pools[pool] = pool_open((unsigned)a, (unsigned)b);
        driver_say("%s", pools[pool] ? "opened" : "opened nothing");
    } else if (strcmp(word, "submit") == 0) {
        tasks[a].result = b;
        int submitted = pool_submit(pools[pool], task_run, &tasks[a]);
        driver_say("submitted %d %d", a, submitted);
    } else if (strcmp(word, "wait") == 0) {
        driver_say("waited %d", pool_wait(pools[pool]));
    } else if (strcmp(word, "close") == 0) {
        driver_say("closed %d", pool_close(pools[pool]));
    } else if (strcmp(word, "burst") == 0) {
        burst(pools[pool], a);
    }
}

/* Calls that are still to be made; a pipe would do, but not wake up in order. */
static char lines[LINES_MAX][DRIVER_LINE_MAX];
static sem_t lines_left;

static void *caller(void *arg)
{
    (void)arg;
    for (unsigned i = 0;; i++) {
        while (sem_wait(&lines_left) != 0)
            ;
        call(lines[i % LINES_MAX]);
    }
    return NULL;
}

int main(void)
{
    char line[DRIVER_LINE_MAX];
    pthread_t thread;
    sem_init(&lines_left, 0, 0);
    sem_init(&burst_ran, 0, 0);
    for (int i = 0; i < TASKS_MAX; i++) {
        tasks[i].index = i;
        sem_init(&tasks[i].go, 0, 0);
    }
    pthread_create(&thread, NULL, caller, NULL);
    driver_say("ready");
    for (unsigned i = 0; driver_hear(line);) {
        int index;
        if (sscanf(line, "go %d", &index) == 1) {
            sem_post(&tasks[index].go);
            continue;
        }
        memcpy(lines[i++ % LINES_MAX], line, sizeof line);
        sem_post(&lines_left);
    }
    _exit(0);
}
