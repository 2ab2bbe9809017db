/* command_compare.c -- overlap compare: two results folders side by side. */
#include <errno.h>
#include <stddef.h>

#include "bench/commands.h"
#include "bench/report/compared.h"
#include "core/base/output.h"

struct compare_options {
    bool help, fail_on_change, speedups, json;
};

#define AT(member) offsetof(struct compare_options, member)

static const struct option rows[] = {
    {"speedups", OPTION_FLAG, AT(speedups), NULL,
     .help = "compare speed-ups over sequential, as is done anyway where the "
             "machines differ"},
    {"json", OPTION_FLAG, AT(json), NULL,
     .help = "print all of it as JSON (docs/results.md)"},
    {"fail-on-change", OPTION_FLAG, AT(fail_on_change), NULL,
     .help = "exit 1 if a cell changed, or a verdict between supported, partly "
             "and refuted; 2 if nothing could be compared"},
    COMMAND_HELP,
    {0},
};

static const struct command_line line = {
    .words = "BEFORE AFTER",
    .about =
        "Sets two results folders side by side: a line that sums up; each "
        "cell's medians in\n"
        "seconds, the machine's part in how they differ, which the control "
        "tells, the ratio\n"
        "that is left, with its 95 % confidence interval, and whether that "
        "says changed (it\n"
        "lies beyond 5 %), unchanged (within 5 %) or can't tell; then the "
        "claims whose\n"
        "verdicts differ, and how the machines differ. With fewer than 7 "
        "blocks, expect\n"
        "nothing but \"can't tell\".\n",
    .rows = rows,
    .examples = "  overlap compare results/reference results/latest\n"
                "  overlap compare --fail-on-change before after || echo "
                "slower, or faster\n",
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

/* Returns whether anything changed, -ENOMEM or, if that was asked and nothing
 * could be compared, -ENOMSG. */
static int compare(const struct side *before, const struct side *after,
                   const struct compare_options *asked)
{
    bool colour = output_is_coloured(stdout);
    struct changes *changes;
    int err = changes_find(&changes, before->results, after->results,
                           asked->speedups);
    if (err)
        return err;
    const struct compared compared = {before->judgement, after->judgement,
                                      changes};
    if (asked->json)
        err = json_print(stdout, compared_json(&compared));
    else
        compared_write(stdout, &compared, colour);
    int changed = compared_changed(&compared) > 0;
    if (asked->fail_on_change && changes_compared(changes) == 0)
        err = -ENOMSG;
    changes_free(changes);
    return err ? err : changed;
}

static int compare_folders(const char *before_dir, const char *after_dir,
                           const struct compare_options *asked)
{
    struct side before = {0}, after = {0};
    char why[WHY_MAX] = "";
    int result = side_open(&before, before_dir, why);
    if (result == 0)
        result = side_open(&after, after_dir, why);
    if (result == 0)
        result = compare(&before, &after, asked);
    side_close(&after);
    side_close(&before);
    if (result == -ENOMSG)
        return command_refuse("--fail-on-change: found nothing in common to "
                              "compare; expected two benches of one suite");
    if (result < 0)
        return command_refuse("%s", *why ? why : "not enough memory");
    return asked->fail_on_change && result > 0;
}

int command_compare(const struct places *places, int argc, char **argv)
{
    struct compare_options asked = {0};
    (void)places;
    int status = command_read(&line, &asked, argc, argv, NULL);
    return status >= 0 ? status : compare_folders(argv[1], argv[2], &asked);
}
