/* command_bench.c -- overlap bench and overlap report. */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "bench/commands.h"
#include "bench/conclude.h"
#include "bench/run/prepare.h"
#include "core/base/option_parse.h"
#include "core/base/output.h"
#include "core/base/path.h"
#include "core/base/process.h"
#include "core/base/secret.h"

/* What both may end with. */
struct asked_ending {
    bool json;
    const char *expect;
};

#define ENDING_ROWS(arguments)                                                 \
    {"json", OPTION_FLAG, offsetof(struct arguments, ending.json), NULL,       \
     .help = "print verdicts and figures as JSON, as in verdicts.json and "    \
             "figures.json"},                                                  \
    {                                                                          \
        "expect", OPTION_TEXT, offsetof(struct arguments, ending.expect),      \
            "FILE",                                                            \
            .help = "exit 1 unless the verdicts are those in FILE "            \
                    "(docs/results.md)"                                        \
    }

/* The command line of overlap bench. */
struct bench_arguments {
    bool help;
    struct prepare_options options;
    const char *resume;
    const char *db; /* not written down, so --resume needs it again */
    struct asked_ending ending;
};

/* The command line of overlap report. */
struct report_arguments {
    bool help, questions;
    struct asked_ending ending;
};

#define NEW_BENCH   1u /* not for --resume, which has it written down */
#define AT(member)  offsetof(struct bench_arguments, member)
#define ASK(member) AT(options.member)

static const struct option bench_rows[] = {
    {"suite", OPTION_TEXT, ASK(suite), "FILE",
     .help = "a suite other than suites/default.yaml: a file, or the name of "
             "one of ours, such as peers",
     .only = NEW_BENCH},
    {"quick", OPTION_MODE, ASK(profile), NULL,
     .help = "6 blocks and no verdicts", .least = PROFILE_QUICK,
     .only = NEW_BENCH},
    {"full", OPTION_MODE, ASK(profile), NULL, .help = "30 blocks",
     .least = PROFILE_FULL, .only = NEW_BENCH},
    {"wrong", OPTION_MODE, ASK(profile), NULL,
     .help = "6 blocks of suites/wrong.yaml: each claim's mutant, wrong on "
             "purpose, must change its verdict",
     .least = PROFILE_WRONG, .only = NEW_BENCH},
    {"only", OPTION_TEXT, ASK(only), "PATTERN",
     .help = "only what matches EXPERIMENT or EXPERIMENT/CELL; the control "
             "always runs",
     .only = NEW_BENCH},
    {"seed", OPTION_NUMBER, ASK(seed), "N",
     .help = "run in the order of an earlier bench", .only = NEW_BENCH},
    {"db", OPTION_TEXT, AT(db), "URL",
     .help = "the PostgreSQL database to query; by default OVERLAP_DB_URL from "
             "the environment"},
    {"resume", OPTION_TEXT, AT(resume), "DIR",
     .help = "go on with a bench that was stopped"},
    {"results", OPTION_TEXT, ASK(parent), "DIR",
     .help = "where the results folder goes; by default results",
     .only = NEW_BENCH},
    ENDING_ROWS(bench_arguments),
    COMMAND_HELP,
    {0},
};

static const struct option report_rows[] = {
    ENDING_ROWS(report_arguments),
    {"questions", OPTION_FLAG, offsetof(struct report_arguments, questions),
     NULL,
     .help = "also write questions.html, the claims as questions for a class"},
    COMMAND_HELP,
    {0},
};

static const struct command_line bench_line = {
    .words = "",
    .about = "Runs every cell of a suite once in each of 12 shuffled blocks, "
             "each run timed by\n"
             "hyperfine, judges the claims and writes a report.\n",
    .rows = bench_rows,
    .examples = "  overlap bench --quick\n"
                "  overlap bench --only 'primes/*' --full\n"
                "  overlap bench --resume results/latest\n",
};

static const struct command_line report_line = {
    .words = "DIR",
    .about = "Judges the claims and writes the report of a results folder "
             "again, from its raw\n"
             "data alone. Nothing is run.\n",
    .rows = report_rows,
    .examples = "  overlap report results/latest\n"
                "  overlap report --json results/latest | jq .verdicts.gates\n",
    .least = 1,
    .most = 1,
};

static int read_arguments(struct bench_arguments *arguments, int argc,
                          char **argv)
{
    uint64_t given;
    int status = command_read(&bench_line, arguments, argc, argv, &given);
    if (status >= 0 || !arguments->resume)
        return status;
    const struct option *other = option_unfit(bench_rows, given, 0);
    if (!other)
        return -1;
    return command_refuse(
        "--resume: found --%s beside it; expected none, since "
        "its schedule is made",
        other->name);
}

/* Short enough to type in again. */
static uint64_t random_seed(void)
{
    uint32_t seed = 0;
    if (getrandom(&seed, sizeof seed, 0) != sizeof seed)
        seed = 1;
    return seed;
}

/* NULL if none is asked for. 0; or -1, having told why. */
static int read_expect(struct expect **expect,
                       const struct asked_ending *ending)
{
    char why[WHY_MAX];
    *expect = NULL;
    if (!ending->expect || expect_load(expect, ending->expect, why) == 0)
        return 0;
    command_refuse("%s", why);
    return -1;
}

/* `again` is the command that goes on with the folder. */
static int tell(int result, const char *again, const char *dir, const char *why)
{
    if (result >= 0)
        return result;
    /* -EPROTO: hyperfine itself failed, or is no longer there. */
    if (result == -EINTR || result == -ENOSPC || result == -EPROTO) {
        output_complain("overlap", "%s; to go on: overlap %s %s", why, again,
                        dir);
        return result == -EINTR ? 130 : 1;
    }
    return command_refuse("%s", why);
}

/* Runs what is asked, or what an old bench lacks. */
static int run(const struct places *places,
               const struct bench_arguments *arguments,
               const struct ending *ending)
{
    const struct bench_means means = {.bin_dir = places->bin_dir,
                                      .db = arguments->db,
                                      .hooks = &bench_hooks_real,
                                      .progress = stderr};
    char why[WHY_MAX] = "";
    struct results *results;
    process_begin();
    int found = execute_find_hyperfine();
    if (found == -ENOENT)
        return command_refuse(
            "found no hyperfine; expected it in PATH (apt-get "
            "install hyperfine)");
    if (found < 0)
        return command_refuse("hyperfine -N --version: %s; expected hyperfine "
                              "1.13 or later",
                              found == -EPROTO ? "refused" : strerror(-found));
    int err =
        arguments->resume
            ? prepare_old(&results, arguments->resume, places->bin_dir, why)
            : prepare_new(&results, &arguments->options, why);
    if (err == 0 && arguments->resume)
        err = expect_fits(ending->expect, results->claims, why);
    if (err) {
        results_free(results);
        return command_refuse("%s", why);
    }
    int result = conclude_bench(results, &means, ending, why);
    int status = tell(result, "bench --resume", results->dir, why);
    results_free(results);
    return status;
}

/* The programs get the password from the environment: their arguments, and
 * those of hyperfine, are for all to see. */
static int pass_on(const char **db, char **plain)
{
    char *password = NULL;
    int err = *db ? secret_split(*db, plain, &password) : 0;
    if (err == 0 && password && setenv("PGPASSWORD", password, 1) < 0)
        err = -errno;
    free(password);
    *db = *plain;
    if (err == -EINVAL)
        return command_refuse("--db: %s", SECRET_IRREGULAR);
    return err ? command_refuse("--db: %s", strerror(-err)) : 0;
}

/* One of our own suites by its name: what a file there has comes first. */
static void find_suite(struct bench_arguments *arguments, char path[PATH_MAX],
                       const struct places *places)
{
    const char *name = arguments->options.suite;
    if (strchr(name, '/') || access(name, F_OK) == 0)
        return;
    path_format(path, "%s/suites/%s%s", places->data, name,
                strstr(name, ".yaml") ? "" : ".yaml");
    if (access(path, F_OK) == 0)
        arguments->options.suite = path;
}

int command_bench(const struct places *places, int argc, char **argv)
{
    char suite[PATH_MAX], servers[PATH_MAX], cluster[PATH_MAX];
    char claims[PATH_MAX], wrong[PATH_MAX], ours[PATH_MAX];
    path_format(suite, "%s/suites/default.yaml", places->data);
    path_format(servers, "%s/suites/servers.yaml", places->data);
    path_format(cluster, "%s/suites/cluster.yaml", places->data);
    path_format(claims, "%s/claims", places->data);
    path_format(wrong, "%s/suites/wrong.yaml", places->data);
    struct bench_arguments arguments = {
        .db = getenv("OVERLAP_DB_URL"),
        .options = {.suite = suite,
                    .claims = claims,
                    .known = {suite, servers, cluster},
                    .bin_dir = places->bin_dir,
                    .parent = "results",
                    .seed = random_seed()}};
    int status = read_arguments(&arguments, argc, argv);
    if (status >= 0)
        return status;
    if (arguments.options.profile == PROFILE_WRONG &&
        arguments.options.suite == suite)
        arguments.options.suite = wrong;
    find_suite(&arguments, ours, places);
    struct expect *expect;
    if (read_expect(&expect, &arguments.ending) < 0)
        return 2;
    arguments.options.expect = expect;
    char *plain = NULL;
    status = pass_on(&arguments.db, &plain);
    if (status == 0)
        status = run(places, &arguments,
                     &(struct ending){.out = stdout,
                                      .json = arguments.ending.json,
                                      .expect = expect});
    free(plain);
    expect_free(expect);
    return status;
}

static int report(const char *dir, const struct ending *ending)
{
    char why[WHY_MAX] = "";
    struct results *results;
    process_begin();
    int err = results_open(&results, dir, why);
    if (err == 0)
        err = expect_fits(ending->expect, results->claims, why);
    int status =
        err ? command_refuse("%s", why)
            : tell(conclude_report(results, ending, why), "report", dir, why);
    results_free(results);
    return status;
}

int command_report(const struct places *places, int argc, char **argv)
{
    struct report_arguments arguments = {0};
    struct expect *expect;
    (void)places;
    int status = command_read(&report_line, &arguments, argc, argv, NULL);
    if (status >= 0)
        return status;
    if (read_expect(&expect, &arguments.ending) < 0)
        return 2;
    status = report(argv[1], &(struct ending){.out = stdout,
                                              .json = arguments.ending.json,
                                              .questions = arguments.questions,
                                              .expect = expect});
    expect_free(expect);
    return status;
}
