/* command_burn.c -- overlap burn: what the cores can really give at once.
 *
 * As many processes as asked for do the same fixed work each. If the machine
 * had that many whole cores, they would take as long as one. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/commands.h"
#include "core/base/machine.h"
#include "workloads/parts/burn.h"

#define PROCESSES_MAX 4096
#define MS_MAX        60000

static const char help[] =
    "usage: overlap burn MS [--processes N]\n"
    "\n"
    "N processes (one a core) each do a fixed amount of computing, sized to "
    "take about\n"
    "MS milliseconds. The suite measures with it what speed-up this machine "
    "can give.\n"
    "\n"
    "  overlap burn 250 --processes 2\n";

static bool parse_number(const char *text, int most, int *number)
{
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    *number = (int)value;
    return errno == 0 && end != text && *end == '\0' && value >= 1 &&
           value <= most;
}

static void burn_one(int ms, pid_t parent)
{
    uint64_t rounds = (uint64_t)ms * BURN_ROUNDS_PER_MS;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    _exit(burn_rounds(1, rounds) != burn_expect(1, rounds));
}

static int burn_all(int ms, int processes)
{
    pid_t parent = getpid();
    int started = 0, failed = 0, status;
    for (; started < processes; started++) {
        pid_t pid = fork();
        if (pid == 0)
            burn_one(ms, parent);
        if (pid < 0)
            break;
    }
    failed = started < processes ? errno : 0;
    while (wait(&status) > 0)
        if (status)
            failed = ECHILD;
    if (failed)
        fprintf(stderr, "overlap: burn: %s\n", strerror(failed));
    return failed ? 1 : 0;
}

int command_burn(const struct places *places, int argc, char **argv)
{
    static const struct option known[] = {
        {"processes", required_argument, NULL, 'p'},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    int option, ms, processes = machine_cores();
    (void)places;
    opterr = 0;
    while ((option = getopt_long(argc, argv, ":h", known, NULL)) != -1) {
        if (option == 'h') {
            fputs(help, stdout);
            return 0;
        }
        if (option != 'p')
            return command_refuse("burn: found %s; expected --processes N",
                                  argv[optind - 1]);
        if (!parse_number(optarg, PROCESSES_MAX, &processes))
            return command_refuse("--processes: found %s; expected a whole "
                                  "number from 1 to %d",
                                  optarg, PROCESSES_MAX);
    }
    if (argc - optind != 1 || !parse_number(argv[optind], MS_MAX, &ms))
        return command_refuse("burn: found %s; expected milliseconds from 1 "
                              "to %d",
                              optind < argc ? argv[optind] : "nothing", MS_MAX);
    return burn_all(ms, processes);
}
