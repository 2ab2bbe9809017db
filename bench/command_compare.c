/* command_compare.c -- overlap compare: two results folders side by side. */
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench/commands.h"
#include "bench/judge/changes.h"

struct compare_options {
    bool help, fail_on_change;
};

static const struct option rows[] = {
    {"fail-on-change", OPTION_FLAG,
     offsetof(struct compare_options, fail_on_change), NULL,
     .help = "exit 1 if a cell changed, or a verdict between supported, partly "
             "and refuted"},
    COMMAND_HELP,
    {0},
};

static const struct command_line line = {
    .words = "BEFORE AFTER",
    .about = "Sets two results folders side by side: each cell's median in "
             "seconds, their\n"
             "ratio with its 95 % confidence interval, and whether that says "
             "changed (it lies\n"
             "beyond 5 %), unchanged (within 5 %) or can't tell; then the "
             "claims whose\n"
             "verdicts differ, and how the machines differ. Two benches are "
             "not interleaved,\n"
             "so what changed may be the machine: look at the control. With "
             "fewer than\n"
             "7 blocks, expect nothing but \"can't tell\".\n",
    .rows = rows,
    .examples = "  overlap compare results/reference results/latest\n",
    .least = 2,
    .most = 2,
};

/* One of the two folders. */
struct side {
    struct results *results;
    struct judgement *judgement;
};

static int side_open(struct side *side, const char *dir, char why[WHY_MAX])
{
    int err = results_open(&side->results, dir, why);
    if (err == 0)
        err = judge(&side->judgement, side->results);
    return err;
}

static void side_close(struct side *side)
{
    judgement_free(side->judgement);
    results_free(side->results);
}

static int compare_folders(const char *before_dir, const char *after_dir,
                           bool fail)
{
    struct side before = {0}, after = {0};
    char why[WHY_MAX] = "";
    const char *no_colour = getenv("NO_COLOR");
    bool colour = isatty(STDOUT_FILENO) && !(no_colour && *no_colour);
    int err = side_open(&before, before_dir, why);
    if (err == 0)
        err = side_open(&after, after_dir, why);
    int changed =
        err ? err
            : changes_write(stdout, before.judgement, after.judgement, colour);
    side_close(&after);
    side_close(&before);
    if (changed < 0)
        return command_refuse("%s", *why ? why : "not enough memory");
    return fail && changed > 0;
}

int command_compare(const struct places *places, int argc, char **argv)
{
    struct compare_options asked = {0};
    (void)places;
    int status = command_read(&line, &asked, argc, argv, NULL);
    return status >= 0
               ? status
               : compare_folders(argv[1], argv[2], asked.fail_on_change);
}
