/* command_compare.c -- overlap compare: two results folders side by side. */
#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench/commands.h"
#include "bench/judge/changes.h"

static const char help[] =
    "usage: overlap compare [--fail-on-change] BEFORE AFTER\n"
    "\n"
    "Sets two results folders side by side: the median seconds of every cell, "
    "their\n"
    "ratio with an interval that holds it with 95 % confidence, and whether "
    "that\n"
    "says changed (it lies beyond 5 %), unchanged (within 5 %), or can't tell; "
    "then the\n"
    "claims whose verdicts differ, and what differs of the machines. Two "
    "benches are\n"
    "not interleaved, so what changed may be the machine: look at the "
    "control.\n"
    "Expect no more than can't tell of fewer than 7 blocks.\n"
    "\n"
    "  --fail-on-change   exit 1 when a cell changed, or a verdict did "
    "between\n"
    "                     supported, partly and refuted\n"
    "\n"
    "  overlap compare results/reference results/latest\n";

static int compare_folders(const char *before_dir, const char *after_dir,
                           bool fail)
{
    struct verdicts before = {0}, after = {0};
    char why[WHY_MAX] = "";
    const char *no_colour = getenv("NO_COLOR");
    bool colour = isatty(STDOUT_FILENO) && !(no_colour && *no_colour);
    int err = verdicts_open(&before, before_dir, why);
    if (err == 0)
        err = verdicts_open(&after, after_dir, why);
    int changed = err ? err : changes_write(stdout, &before, &after, colour);
    verdicts_close(&after);
    verdicts_close(&before);
    if (changed < 0)
        return command_refuse("%s", *why ? why : "not enough memory");
    return fail && changed > 0;
}

int command_compare(const struct places *places, int argc, char **argv)
{
    static const struct option options[] = {
        {"help", no_argument, NULL, 'h'},
        {"fail-on-change", no_argument, NULL, 'f'},
        {0}};
    bool fail = false;
    int option;
    (void)places;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (option == '?')
            return command_refuse("compare: found %s; expected --help or "
                                  "--fail-on-change",
                                  argv[optind - 1]);
        if (option == 'h')
            return fputs(help, stdout) < 0;
        fail = true;
    }
    if (argc - optind != 2)
        return command_refuse("compare: found %d words; expected two results "
                              "folders (see overlap compare --help)",
                              argc - optind);
    return compare_folders(argv[optind], argv[optind + 1], fail);
}
