/* driver.c -- tasks that do what the judge has written down for them.
 *
 * "task N STEP..." writes one down; "run N PERMITS" runs it first, with a
 * semaphore. A step is a letter and numbers: s sleep, y yield; p spawn (several
 * tasks), a await, c cancel; g gather, h gather all, o group (several); q
 * acquire, u release; m so many times, spawn and await a task; r return. After
 * "!" an error is swallowed; else the task ends with it. What each step brings is
 * told: the time, the task, the letter and the result. */
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>

#include "driver.h"
#include "stack.h"
#include "tasks.h"

enum { TASKS_MAX = 64, MEMBERS_MAX = 32, NOTHING = -1000 };

static struct script {
    int index;
    char steps[DRIVER_LINE_MAX];
    struct task *task;
} scripts[TASKS_MAX];
static struct task_semaphore semaphore;
static int stacks, stacks_peak;

void *stack_take(void)
{
    void *stack = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    stacks++;
    if (stacks > stacks_peak)
        stacks_peak = stacks;
    return stack == MAP_FAILED ? NULL : stack;
}

void stack_give_back(void *stack)
{
    stacks--;
    munmap(stack, STACK_BYTES);
}

static int follow(void *arg);

static int members(const char *numbers, struct script *found[MEMBERS_MAX])
{
    int count = 0;
    while (count < MEMBERS_MAX) {
        char *end;
        long index = strtol(numbers, &end, 10);
        if (end == numbers || index < 0 || index >= TASKS_MAX)
            break;
        found[count++] = &scripts[index];
        if (*end != ',')
            break;
        numbers = end + 1;
    }
    return count;
}

static void tell(const struct script *self, const char *what,
                 const int *results, int count)
{
    char text[DRIVER_LINE_MAX];
    size_t length = 0;
    length += (size_t)snprintf(text, sizeof text, "%ld %d %s", task_now(),
                               self->index, what);
    for (int i = 0; i < count; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, " %d",
                                   results[i]);
    driver_say("%s", text);
}

static int gather(const struct script *self, const char *numbers, bool all)
{
    struct script *found[MEMBERS_MAX];
    int results[MEMBERS_MAX] = {0};
    int count = members(numbers, found);
    struct task_call *calls = calloc(MEMBERS_MAX, sizeof *calls);
    if (!calls)
        return NOTHING;
    for (int i = 0; i < count; i++)
        calls[i] = (struct task_call){follow, found[i], NOTHING};
    int err = all ? task_gather_all(calls, count) : task_gather(calls, count);
    for (int i = 0; i < count; i++)
        results[i] = calls[i].result;
    if (err == 0)
        tell(self, "results", results, count);
    free(calls); /* nobody may use them any more */
    return err;
}

static int group(const struct script *self, const char *numbers)
{
    struct script *found[MEMBERS_MAX];
    struct task_group group = {0};
    int count = members(numbers, found), spawned = 0;
    for (int i = 0; i < count && spawned >= 0; i++)
        spawned = group_spawn(&group, follow, found[i]);
    if (spawned < 0)
        return spawned;
    int err = group_wait(&group);
    int told =
        group.failed < GROUP_ERRORS_MAX ? group.failed : GROUP_ERRORS_MAX;
    tell(self, "errors", group.errors, told);
    return err;
}

static int spawn(const char *numbers)
{
    struct script *found[MEMBERS_MAX];
    int count = members(numbers, found);
    for (int i = 0; i < count; i++) {
        found[i]->task = task_spawn(follow, found[i]);
        if (!found[i]->task)
            return NOTHING;
    }
    return 0;
}

static int idle(void *arg)
{
    (void)arg;
    return task_yield();
}

static int many(int times)
{
    for (int i = 0; i < times; i++) {
        struct task *task = task_spawn(idle, NULL);
        int err = task ? task_await(task) : NOTHING;
        if (err < 0)
            return err;
    }
    return 0;
}

static int do_step(const struct script *self, char letter, const char *numbers)
{
    int number = atoi(numbers);
    switch (letter) {
    case 's':
        return task_sleep(number);
    case 'y':
        return task_yield();
    case 'p':
        return spawn(numbers);
    case 'a':
        return task_await(scripts[number].task);
    case 'c':
        task_cancel(scripts[number].task);
        return 0;
    case 'g':
    case 'h':
        return gather(self, numbers, letter == 'h');
    case 'o':
        return group(self, numbers);
    case 'm':
        return many(number);
    case 'q':
        return semaphore_acquire(&semaphore);
    case 'u':
        semaphore_release(&semaphore);
        return 0;
    default:
        return number;
    }
}

static int follow(void *arg)
{
    const struct script *self = arg;
    char steps[DRIVER_LINE_MAX], *rest;
    snprintf(steps, sizeof steps, "%s", self->steps);
    for (char *step = strtok_r(steps, " ", &rest); step;
         step = strtok_r(NULL, " ", &rest)) {
        bool swallows = *step == '!';
        step += swallows;
        int result = do_step(self, step[0], step + 1);
        driver_say("%ld %d %c %d", task_now(), self->index, step[0], result);
        if (step[0] == 'r' || (result < 0 && !swallows))
            return result;
    }
    return 0;
}

static void run(int first, int permits)
{
    semaphore = (struct task_semaphore){.permits = permits};
    stacks = stacks_peak = 0;
    int result = tasks_run(follow, &scripts[first]);
    driver_say("run %d", result);
    driver_say("stacks %d %d", stacks, stacks_peak);
    driver_say("permits %d", semaphore.permits);
    driver_say("done");
}

int main(void)
{
    char line[DRIVER_LINE_MAX];
    driver_say("ready");
    while (driver_hear(line)) {
        int index, steps = 0, permits = 0;
        if (sscanf(line, "task %d %n", &index, &steps) == 1) {
            scripts[index].index = index;
            snprintf(scripts[index].steps, DRIVER_LINE_MAX, "%s", line + steps);
        } else if (sscanf(line, "run %d %d", &index, &permits) >= 1) {
            run(index, permits);
        }
    }
    _exit(0);
}
