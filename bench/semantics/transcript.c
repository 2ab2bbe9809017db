/* transcript.c -- what scenarios share: their transcript, and common tasks. */
#include "bench/semantics/transcript.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/text.h"

#define EVENT_MAX 256
#define HELD_MAX  16

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static char held[HELD_MAX][EVENT_MAX]; /* since any_order() */
static size_t held_count;
static bool holding;

void say(const char *format, ...)
{
    char event[EVENT_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(event, sizeof event, format, args);
    va_end(args);
    pthread_mutex_lock(&mutex);
    if (holding && held_count < HELD_MAX)
        snprintf(held[held_count++], EVENT_MAX, "%s", event);
    else
        puts(event);
    pthread_mutex_unlock(&mutex);
}

const char *value_of(int result, char text[VALUE_MAX])
{
    const char *name = result < 0 ? strerrorname_np(-result) : NULL;
    if (name)
        snprintf(text, VALUE_MAX, "%s", name);
    else
        snprintf(text, VALUE_MAX, "%d", result);
    return text;
}

int told(const char *label, int result)
{
    say("%s=%s", label, value_of(result, (char[VALUE_MAX]){0}));
    return result;
}

void any_order(void)
{
    held_count = 0;
    holding = true;
}

static int by_text(const void *first, const void *second)
{
    return strcmp(first, second);
}

void in_order(void)
{
    holding = false;
    qsort(held, held_count, sizeof *held, by_text);
    for (size_t i = 0; i < held_count; i++)
        say("%s", held[i]);
}

void take_events(char *text, size_t size)
{
    holding = false;
    *text = '\0';
    for (size_t i = 0; i < held_count; i++) {
        text_append(text, size, "%s%s", i ? " " : "", held[i]);
    }
}

uint64_t units_ns(double units)
{
    const char *text = getenv("SCENARIO_UNIT_MS");
    double unit_ms = text ? strtod(text, NULL) : 10;
    return (uint64_t)(units * unit_ms * 1e6);
}

int nap(struct io *io, double units)
{
    return units > 0 ? io_sleep(io, units_ns(units)) : async_yield(io);
}

void block(double units)
{
    uint64_t ns = units_ns(units);
    struct timespec left = {(time_t)(ns / 1000000000), (long)(ns % 1000000000)};
    while (nanosleep(&left, &left) != 0)
        ;
}

void settle(struct io *io)
{
    for (int i = 0; i < 10; i++)
        async_yield(io);
}

int act(struct io *io, void *arg)
{
    const struct act *self = arg;
    say("%s begins", self->name);
    int err = nap(io, self->units);
    say("%s %s", self->name,
        err                ? "is cancelled"
        : self->result < 0 ? "fails"
                           : "ends");
    return err ? err : self->result;
}

struct async_task *spawn(struct io *io, async_fn *fn, void *arg)
{
    struct async_task *task;
    if (async_spawn(io, fn, arg, &task)) {
        fputs("not enough memory for a task\n", stderr);
        exit(1);
    }
    return task;
}

struct async_task *start(struct io *io, struct act *arg)
{
    return spawn(io, act, arg);
}

void join(struct io *io, struct async_task **tasks, int count)
{
    char text[EVENT_MAX] = "joined";
    for (int i = 0; i < count; i++) {
        char value[VALUE_MAX];
        int result = async_await(io, tasks[i]);
        text_append(text, sizeof text, " %s", value_of(result, value));
    }
    say("%s", text);
}
