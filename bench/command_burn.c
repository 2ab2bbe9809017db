/* command_burn.c -- overlap burn: what the cores can really give at once.
 *
 * As many processes as asked for each do the same fixed work. If the machine
 * had that many whole cores, they would take as long as one. */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/commands.h"
#include "core/base/machine.h"
#include "core/base/output.h"
#include "core/base/process.h"
#include "core/base/units.h"
#include "workloads/parts/burn.h"

#define MS_MAX 60000

struct burn_options {
    bool help;
    int processes;
};

static const struct option rows[] = {
    {"processes", OPTION_COUNT, offsetof(struct burn_options, processes), "N",
     .help = "how many; by default one per core", .least = 1, .most = 4096},
    COMMAND_HELP,
    {0},
};

static const struct command_line line = {
    .words = "MS",
    .about = "N processes each do a fixed amount of computing, sized to take "
             "about MS\n"
             "milliseconds. The suite uses it to measure the speed-up that "
             "this machine can\n"
             "give.\n",
    .rows = rows,
    .examples = "  overlap burn 250 --processes 2\n",
    .least = 1,
    .most = 1,
};

static void burn_one(int ms)
{
    uint64_t rounds = (uint64_t)ms * BURN_ROUNDS_PER_MS;
    _exit(burn_rounds(1, rounds) != burn_expect(1, rounds));
}

static int burn_all(int ms, int processes)
{
    int started = 0, failed = 0, status;
    for (; started < processes && !failed; started++) {
        pid_t pid = process_fork();
        if (pid == 0)
            burn_one(ms);
        failed = pid < 0 ? -pid : 0;
    }
    while (wait(&status) > 0)
        if (status)
            failed = ECHILD;
    if (failed)
        output_complain("overlap", "burn: %s", strerror(failed));
    return failed ? 1 : 0;
}

int command_burn(const struct places *places, int argc, char **argv)
{
    struct burn_options asked = {.processes = machine_cores()};
    int64_t ms;
    (void)places;
    int status = command_read(&line, &asked, argc, argv, NULL);
    if (status >= 0)
        return status;
    if (units_parse_count(argv[1], &ms) || ms < 1 || ms > MS_MAX)
        return command_refuse("burn: found '%s'; expected milliseconds from 1 "
                              "to %d",
                              argv[1], MS_MAX);
    return burn_all((int)ms, asked.processes);
}
