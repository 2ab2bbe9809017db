/* command_check.c -- overlap check: is a program fit for a suite? */
#include <errno.h>
#include <stddef.h>

#include "bench/commands.h"
#include "bench/conformance/conformance.h"
#include "bench/suite/schedule.h"
#include "core/base/process.h"

struct check_options {
    bool help, json;
};

static const struct option rows[] = {
    {"json", OPTION_FLAG, offsetof(struct check_options, json), NULL,
     .help = "print the rules and how each came out as JSON"},
    COMMAND_HELP,
    {0},
};

static const struct command_line line = {
    .words = "PROGRAM",
    .about = "Runs a program, in any language, and says whether it keeps the "
             "runner's protocol\n"
             "(docs/protocol.md): if so, a cell of a suite may name it as its "
             "`executable`.\n"
             "Exit status: 0 if it does, 1 if it breaks a rule.\n",
    .rows = rows,
    .examples = "  overlap check build/bin/overlap-threads\n"
                "  overlap check ./my-runner.py\n",
    .least = 1,
    .most = 1,
};

/* Takes over the list of rules. */
static int print_json(const char *program, json_t *rules, int failed)
{
    return json_print(stdout, json_pack("{s:s, s:s, s:i, s:o}", "schema",
                                        "overlap/check/1", "program", program,
                                        "failed", failed, "rules", rules));
}

static int check(const char *program, bool json)
{
    char why[WHY_MAX];
    json_t *list = json ? json_array() : NULL;
    if (json && !list)
        return command_refuse("not enough memory");
    int failed = conformance_test(program, json ? NULL : stdout, list, why);
    if (failed < 0)
        json_decref(list);
    if (failed == -EINTR)
        return 130;
    if (failed < 0)
        return command_refuse("%s", why);
    if (json && print_json(program, list, failed) < 0)
        return command_refuse("not enough memory");
    return failed > 0;
}

int command_check(const struct places *places, int argc, char **argv)
{
    struct check_options asked = {0};
    (void)places;
    int status = command_read(&line, &asked, argc, argv, NULL);
    if (status >= 0)
        return status;
    process_begin();
    return check(argv[1], asked.json);
}
