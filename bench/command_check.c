/* command_check.c -- overlap check: is a program, a workload or a suite fit? */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "bench/check_workload.h"
#include "bench/commands.h"
#include "bench/conformance/conformance.h"
#include "bench/report/json.h"
#include "bench/run/prepare.h"
#include "bench/suite/schedule.h"
#include "core/base/path.h"
#include "core/base/process.h"

struct check_options {
    bool help, json;
};

static const struct option rows[] = {
    {"json", OPTION_FLAG, offsetof(struct check_options, json), NULL,
     .help = "of a program: print the rules and how each came out as JSON"},
    COMMAND_HELP,
    {0},
};

static const struct command_line line = {
    .words = "PROGRAM",
    .about = "Runs a program, in any language, and says whether it keeps the "
             "runner's protocol\n"
             "(docs/protocol.md): if so, a cell of a suite may name it as its "
             "`executable`.\n"
             "A workload of one's own (x.so) is run under each model instead; "
             "a suite (x.yaml)\n"
             "is read, with its claims, and nothing is run.\n"
             "Exit status: 0 if all is well, 1 if a rule is broken.\n",
    .rows = rows,
    .examples = "  overlap check ./my-runner.py\n"
                "  overlap check ./wordcount.so\n"
                "  overlap check my-suite.yaml\n",
    .least = 1,
    .most = 1,
};

/* Takes over the list of rules. */
static int print_json(const char *program, json_t *rules, int failed)
{
    return json_print(stdout, json_pack("{s:s, s:o, s:i, s:o}", "schema",
                                        "overlap/check/1", "program",
                                        text_json(program), "failed", failed,
                                        "rules", rules));
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

static bool ends_in(const char *text, const char *suffix)
{
    size_t length = strlen(text), end = strlen(suffix);
    return length > end && strcmp(text + length - end, suffix) == 0;
}

static int check_library(const char *library, const struct places *places)
{
    char why[WHY_MAX];
    int failed = check_workload(library, places->bin_dir, why);
    if (failed == -EINTR)
        return 130;
    return failed < 0 ? command_refuse("%s", why) : failed > 0;
}

static int check_suite(const char *suite, const struct places *places)
{
    char why[WHY_MAX], claims[PATH_MAX];
    char usual[PATH_MAX], servers[PATH_MAX], cluster[PATH_MAX];
    path_format(claims, "%s/claims", places->data);
    path_format(usual, "%s/suites/default.yaml", places->data);
    path_format(servers, "%s/suites/servers.yaml", places->data);
    path_format(cluster, "%s/suites/cluster.yaml", places->data);
    const struct prepare_options options = {.suite = suite,
                                            .claims = claims,
                                            .known = {usual, servers, cluster},
                                            .bin_dir = places->bin_dir};
    if (prepare_check(&options, why) < 0)
        return command_refuse("%s", why);
    printf("ok      %s\n", suite);
    return 0;
}

int command_check(const struct places *places, int argc, char **argv)
{
    struct check_options asked = {0};
    int status = command_read(&line, &asked, argc, argv, NULL);
    if (status >= 0)
        return status;
    process_begin();
    bool library = ends_in(argv[1], ".so"), suite = ends_in(argv[1], ".yaml");
    if (asked.json && (library || suite))
        return command_refuse("check: found --json with '%s'; expected it with "
                              "a program",
                              argv[1]);
    if (library)
        return check_library(argv[1], places);
    return suite ? check_suite(argv[1], places) : check(argv[1], asked.json);
}
