/* report.c -- tasks by name, and the loop's messages on standard error. */
#include "async/runtime/report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "async/runtime/suspend.h"
#include "core/base/text.h"

#define LINES_MAX 20
#define VALUE_MAX 40

/* printf() needs more stack than a small task has. */
static void number_name(unsigned number, char text[ASYNC_NAME_MAX])
{
    char *end = stpcpy(text, "Task-");
    for (unsigned left = number; left /= 10;)
        end++;
    end[1] = '\0';
    do
        *end-- = (char)('0' + number % 10);
    while (number /= 10);
}

const char *async_name(const struct async_task *task,
                       char number[ASYNC_NAME_MAX])
{
    if (task->name)
        return task->name;
    number_name(task->number, number);
    return number;
}

struct async_task *async_self(struct io *io)
{
    return task_enter(io, __func__);
}

int async_list(struct io *io, struct async_task **tasks, int capacity)
{
    const struct async_task *self = task_enter(io, __func__);
    if (!self)
        return -EPERM;
    int count = 0;
    for (struct async_task *task = self->loop->made; task;
         task = task->made_before)
        if (task->state != TASK_DONE) {
            if (count < capacity)
                tasks[count] = task;
            count++;
        }
    return count;
}

static void print_wait(const struct async_task *task)
{
    char number[ASYNC_NAME_MAX];
    const struct wait_kind *kind = task->kind;
    fprintf(stderr, "  '%s' waits for %s", async_name(task, number),
            kind ? kind->what : "something outside the loop");
    if (kind && kind->describe)
        kind->describe(task->object, stderr);
    fputc('\n', stderr);
}

/* A line each, newest first, and no more than a person will read. */
static void print_live(const struct loop *loop,
                       void (*print)(const struct async_task *task))
{
    int lines = 0;
    for (const struct async_task *task = loop->made; task;
         task = task->made_before)
        if (task->state != TASK_DONE && lines++ < LINES_MAX)
            print(task);
    if (lines > LINES_MAX)
        fprintf(stderr, "  and %d more\n", lines - LINES_MAX);
}

void report_deadlock(const struct loop *loop)
{
    fprintf(stderr,
            "async: deadlock: %d tasks are alive, and nothing can wake any of "
            "them:\n",
            loop->live);
    print_live(loop, print_wait);
}

static void print_name(const struct async_task *task)
{
    char number[ASYNC_NAME_MAX];
    fprintf(stderr, "  '%s'\n", async_name(task, number));
}

void report_survivors(const struct loop *loop)
{
    fprintf(stderr,
            "async: %d tasks are still alive a second after they were "
            "cancelled; cancelling them again:\n",
            loop->live);
    print_live(loop, print_name);
}

static void on_swallowed(void *arg)
{
    char number[ASYNC_NAME_MAX];
    fprintf(stderr, "async: task '%s' was cancelled but returned no error\n",
            async_name(arg, number));
}

void report_swallowed(struct async_task *task)
{
    if (task->loop->debug)
        task_call(task, on_swallowed, task);
}

void report_step(const struct async_task *task, uint64_t ns)
{
    char number[ASYNC_NAME_MAX];
    fprintf(stderr, "async: task '%s' blocked the loop for %.0f ms\n",
            async_name(task, number), (double)ns / 1e6);
}

void report_unguarded(void)
{
    fputs("async: the kernel grants no more guard pages: if a further stack "
          "overflows, there will be no message\n",
          stderr);
}

/* As much of the value as fits into a line. */
void report_debug(void)
{
    char value[VALUE_MAX];
    snprintf(value, sizeof value, "%s", getenv("ASYNC_DEBUG"));
    fprintf(stderr,
            "async: found ASYNC_DEBUG=%s, expected 1, or a time such as 50ms "
            "or 2s: debug is off\n",
            text_sanitise(value));
}

void report_put(const char *text)
{
    ssize_t put = write(STDERR_FILENO, text, strlen(text));
    (void)put;
}

void report_put_number(uint64_t number, unsigned base)
{
    char digits[24], *at = digits + sizeof digits - 1;
    *at = '\0';
    do
        *--at = "0123456789abcdef"[number % base];
    while (number /= base);
    report_put(at);
}
