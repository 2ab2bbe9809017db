/* main.c -- overlap-costs: what a task by itself costs under each model.
 *
 * Every trial runs in a process of its own, on one core; the trials of all
 * costs take turns, so that any drift affects them all alike. */
#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/costs/async.h"
#include "bench/costs/choice.h"
#include "bench/costs/kernel.h"
#include "bench/costs/table.h"
#include "core/base/machine.h"
#include "core/base/output.h"
#include "core/base/process.h"
#include "core/base/shared.h"
#include "core/base/units.h"

/* Roughly what a task holds, to judge whether the machine has enough. */
static const long held_bytes[] = {
    [COSTS_ASYNC] = 8 << 10,       [COSTS_EAGER] = 8 << 10,
    [COSTS_SMALL] = 1 << 10,       [COSTS_THREADS] = 40 << 10,
    [COSTS_PROCESSES] = 160 << 10,
};

#define COST(cost, by, count, fn)                                              \
    {                                                                          \
        .name = (cost), .worker = COSTS_##by, .tasks = (count),                \
        .measure = (fn)                                                        \
    }

static struct cost costs[] = {
    COST(SPAWN, ASYNC, 1000000, costs_async_spawn),
    COST(SPAWN, EAGER, 1000000, costs_async_spawn),
    COST(SPAWN, THREADS, 10000, costs_kernel_spawn),
    COST(SPAWN, PROCESSES, 2000, costs_kernel_spawn),
    COST(CROWD, ASYNC, 100000, costs_async_crowd),
    COST(CROWD, SMALL, 100000, costs_async_crowd),
    COST(SWITCH, ASYNC, 2, costs_async_switch),
    COST(SWITCH, THREADS, 2, costs_kernel_switch),
    COST(SWITCH, PROCESSES, 2, costs_kernel_switch),
    COST(PARKED, ASYNC, 10000, costs_async_parked),
    COST(PARKED, SMALL, 10000, costs_async_parked),
    COST(PARKED, THREADS, 10000, costs_kernel_parked),
    COST(PARKED, PROCESSES, 10000, costs_kernel_parked),
    COST(PARKED, ASYNC, 100000, costs_async_parked),
    COST(PARKED, SMALL, 100000, costs_async_parked),
    COST(PARKED, THREADS, 100000, costs_kernel_parked),
    COST(PARKED, PROCESSES, 100000, costs_kernel_parked),
    COST(PARKED, ASYNC, 1000000, costs_async_parked),
    COST(PARKED, SMALL, 1000000, costs_async_parked),
    COST(SLEEP, THREADS, 10000, costs_kernel_sleepers),
    COST(SLEEP, PROCESSES, 10000, costs_kernel_sleepers),
    COST(SLEEP, ASYNC, 1000000, costs_async_sleepers),
    COST(SLEEP, SMALL, 1000000, costs_async_sleepers),
};
enum { COSTS = sizeof costs / sizeof *costs };

/* Pins to the last core that we may use, as the first gets most interrupts.
 * Its number, or a negative errno value. */
static int core_pin(void)
{
    cpu_set_t set;
    int core = CPU_SETSIZE - 1;
    if (sched_getaffinity(0, sizeof set, &set))
        return -errno;
    while (core > 0 && !CPU_ISSET((size_t)core, &set))
        core--;
    CPU_ZERO(&set);
    CPU_SET((size_t)core, &set);
    return sched_setaffinity(0, sizeof set, &set) ? -errno : core;
}

static int64_t available_bytes(void)
{
    int64_t kib = INT64_MAX / 1024;
    char line[128];
    FILE *file = fopen("/proc/meminfo", "re");
    if (!file)
        return INT64_MAX;
    while (fgets(line, sizeof line, file))
        if (strncmp(line, "MemAvailable:", 13) == 0)
            kib = strtoll(line + 13, NULL, 10);
    fclose(file);
    return kib * 1024;
}

/* Notes why the machine cannot run this one, if it cannot. */
static void cost_probe(struct cost *cost)
{
    const char *limit;
    int most = machine_max_workers(
        cost->worker == COSTS_THREADS ? MACHINE_THREAD : MACHINE_PROCESS,
        &limit);
    bool by_kernel =
        cost->worker == COSTS_THREADS || cost->worker == COSTS_PROCESSES;
    bool at_once = cost->measure != costs_async_spawn &&
                   cost->measure != costs_kernel_spawn;
    char needed[UNITS_TEXT_MAX], available[UNITS_TEXT_MAX];
    int64_t bytes = (int64_t)cost->tasks * held_bytes[cost->worker];
    int64_t have = available_bytes();
    if (at_once && by_kernel && cost->tasks >= most)
        snprintf(cost->skipped, sizeof cost->skipped, "%s allows %d", limit,
                 most);
    else if (at_once && bytes > have)
        snprintf(cost->skipped, sizeof cost->skipped,
                 "it may need %s of memory, %s is available",
                 units_format_bytes((double)bytes, needed),
                 units_format_bytes((double)have, available));
}

/* Allocates trials for the costs chosen; the others are not shown. How many
 * were, or -ENOMEM. */
static int costs_choose(const struct costs_choice *choice)
{
    int chosen = 0;
    for (int i = 0; i < COSTS; i++) {
        struct cost *cost = &costs[i];
        if (choice->only && strcmp(choice->only, cost->name) != 0)
            continue;
        bool repeated = false; /* as --most makes numbers of tasks equal */
        cost->tasks = cost->tasks < choice->most ? cost->tasks : choice->most;
        for (int j = 0; j < i; j++)
            repeated |= costs[j].measure == cost->measure &&
                        costs[j].worker == cost->worker &&
                        costs[j].tasks == cost->tasks;
        if (repeated)
            continue;
        cost->trials =
            shared_alloc((size_t)choice->repeats * sizeof *cost->trials);
        if (!cost->trials)
            return -ENOMEM;
        cost_probe(cost);
        chosen++;
    }
    return chosen;
}

/* Runs one trial in a process of its own. */
static void trial_run(struct cost *cost, struct cost_trial *trial)
{
    int status = 0;
    trial->worker = cost->worker;
    pid_t pid = process_fork();
    if (pid == 0) {
        trial->err = cost->measure(trial, cost->tasks);
        if (trial->err)
            _exit(0);
        exit(0);
    }
    if (pid < 0)
        trial->err = pid;
    else
        waitpid(pid, &status, 0);
    if (WIFSIGNALED(status))
        snprintf(cost->skipped, sizeof cost->skipped,
                 "it was killed by signal %d", WTERMSIG(status));
    else if (status)
        snprintf(cost->skipped, sizeof cost->skipped, "it ended with status %d",
                 WEXITSTATUS(status));
    else if (trial->err)
        snprintf(cost->skipped, sizeof cost->skipped, "%s",
                 strerrordesc_np(-trial->err));
}

/* One line, overwritten each time; if not on a terminal, a line per cost. */
static void progress(const struct costs_choice *choice, int repeat, int at)
{
    const struct cost *cost = &costs[at];
    if (output_redraws(stderr))
        fprintf(stderr, "\rcosts: repeat %d of %d: %s, %ld %-24s", repeat + 1,
                choice->repeats, cost->name, cost->tasks,
                cost_worker_name(cost));
    else if (at == 0 || strcmp(cost->name, costs[at - 1].name) != 0)
        fprintf(stderr, "costs: repeat %d of %d: %s\n", repeat + 1,
                choice->repeats, cost->name);
}

static void costs_measure(const struct costs_choice *choice)
{
    for (int repeat = 0; repeat < choice->repeats; repeat++)
        for (int i = 0; i < COSTS; i++) {
            if (!costs[i].trials || costs[i].skipped[0])
                continue;
            progress(choice, repeat, i);
            trial_run(&costs[i], &costs[i].trials[repeat]);
        }
    if (output_redraws(stderr))
        fprintf(stderr, "\r%-78s\r", "");
}

int main(int argc, char **argv)
{
    struct costs_choice choice;
    char why[WHY_MAX] = "";
    if (output_begin("overlap-costs"))
        return 2;
    if (choice_parse(&choice, argc, argv, why)) {
        output_complain("overlap-costs", "%s", why);
        return 2;
    }
    if (choice.help) {
        choice_help();
        return output_end("overlap-costs", 0);
    }
    int core = core_pin();
    int chosen = core < 0 ? core : costs_choose(&choice);
    if (chosen < 0) {
        output_complain("overlap-costs", "%s", strerrordesc_np(-chosen));
        return 1;
    }
    costs_measure(&choice);
    table_print(costs, COSTS, choice.repeats, core);
    return output_end("overlap-costs", 0);
}
