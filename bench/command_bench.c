/* command_bench.c -- overlap bench and overlap report. */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "bench/commands.h"
#include "bench/run/bench.h"
#include "core/base/process.h"

static const char bench_help[] =
    "usage: overlap bench [options]\n"
    "\n"
    "Runs every cell of a suite once in each of 15 shuffled blocks, each run "
    "timed by\n"
    "hyperfine, judges the claims and writes a report.\n"
    "\n"
    "  --suite FILE     another suite than suites/default.yaml\n"
    "  --quick          6 blocks and no verdicts\n"
    "  --full           30 blocks\n"
    "  --wrong          6 blocks of suites/wrong.yaml: each claim's variant "
    "that is\n"
    "                   wrong on purpose must change its verdict\n"
    "  --only PATTERN   only what matches EXPERIMENT or EXPERIMENT/CELL; the "
    "control\n"
    "                   always runs\n"
    "  --seed N         the order of an earlier bench\n"
    "  --db URL         the PostgreSQL database to ask; OVERLAP_DB_URL of the\n"
    "                   environment unless given. Others see it in the list "
    "of\n"
    "                   processes, so a password belongs into ~/.pgpass\n"
    "  --resume DIR     go on with a bench that was stopped\n"
    "  --results DIR    where the results folder goes (results)\n"
    "\n"
    "  overlap bench --quick\n"
    "  overlap bench --only 'primes/*' --full\n"
    "  overlap bench --resume results/latest\n";

static const char report_help[] =
    "usage: overlap report DIR\n"
    "\n"
    "Judges the claims and writes the report of a results folder again, from "
    "its raw\n"
    "data alone. Nothing is run.\n"
    "\n"
    "  overlap report results/latest\n";

/* The command line of overlap bench. */
struct arguments {
    struct bench_options options;
    const char *resume;
    const char *db; /* not written down, so not known when resumed */
    bool new_only;  /* something was asked for that a resumed bench has */
    bool help;
};

static bool parse_seed(const char *text, uint64_t *seed)
{
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    *seed = (uint64_t)value;
    return errno == 0 && end != text && *end == '\0' && value >= 0;
}

static int take_profile(struct bench_options *options, enum profile profile)
{
    if (options->profile != PROFILE_DEFAULT && options->profile != profile)
        return command_refuse("bench: found --%s and --%s; expected one of "
                              "them",
                              profile_name(options->profile),
                              profile_name(profile));
    options->profile = profile;
    return 0;
}

static int take_option(struct arguments *arguments, int option)
{
    struct bench_options *options = &arguments->options;
    if (option != 'r' && option != 'b' && option != 'h')
        arguments->new_only = true;
    switch (option) {
    case 's':
        options->suite = optarg;
        return 0;
    case 'q':
        return take_profile(options, PROFILE_QUICK);
    case 'f':
        return take_profile(options, PROFILE_FULL);
    case 'w':
        return take_profile(options, PROFILE_WRONG);
    case 'o':
        options->only = optarg;
        return 0;
    case 'n':
        if (!parse_seed(optarg, &options->seed))
            return command_refuse("--seed: found %s; expected a whole number "
                                  "of at least 0",
                                  optarg);
        return 0;
    case 'r':
        arguments->resume = optarg;
        return 0;
    case 'b':
        arguments->db = optarg;
        return 0;
    case 'd':
        options->parent = optarg;
        return 0;
    default:
        arguments->help = true;
        return 0;
    }
}

static int parse(struct arguments *arguments, int argc, char **argv)
{
    static const struct option known[] = {
        {"suite", required_argument, NULL, 's'},
        {"quick", no_argument, NULL, 'q'},
        {"full", no_argument, NULL, 'f'},
        {"wrong", no_argument, NULL, 'w'},
        {"only", required_argument, NULL, 'o'},
        {"seed", required_argument, NULL, 'n'},
        {"db", required_argument, NULL, 'b'},
        {"resume", required_argument, NULL, 'r'},
        {"results", required_argument, NULL, 'd'},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    int option, refused = 0;
    opterr = 0;
    while (!refused &&
           (option = getopt_long(argc, argv, ":h", known, NULL)) != -1) {
        if (option == ':')
            return command_refuse("bench: found %s with nothing after it; "
                                  "expected a value",
                                  argv[optind - 1]);
        if (option == '?')
            return command_refuse("bench: found %s; expected an option (see "
                                  "overlap bench --help)",
                                  argv[optind - 1]);
        refused = take_option(arguments, option);
    }
    if (!refused && optind < argc)
        return command_refuse("bench: found %s; expected options only",
                              argv[optind]);
    if (!refused && arguments->resume && arguments->new_only)
        return command_refuse("--resume: found other options beside it; "
                              "expected none: its schedule is made");
    return refused;
}

/* Short enough to type again. */
static uint64_t random_seed(void)
{
    uint32_t seed = 0;
    if (getrandom(&seed, sizeof seed, 0) != sizeof seed)
        seed = 1;
    return seed;
}

static int conclude(int result, const char *dir, const char *why)
{
    if (result >= 0)
        return result;
    if (result == -EINTR || result == -ENOSPC) {
        fprintf(stderr, "overlap: %s; to go on: overlap bench --resume %s\n",
                why, dir);
        return result == -EINTR ? 130 : 1;
    }
    return command_refuse("%s", why);
}

static int run(const struct places *places, struct arguments *arguments)
{
    char why[WHY_MAX] = "", *made = NULL;
    process_begin();
    if (execute_find_hyperfine() < 0)
        return command_refuse(
            "found no hyperfine; expected it in PATH (apt-get "
            "install hyperfine)");
    if (!arguments->resume && bench_make(&made, &arguments->options, why) < 0) {
        free(made);
        return command_refuse("%s", why);
    }
    const char *dir = made ? made : arguments->resume;
    int result = bench_continue(dir, places->bin_dir, arguments->db,
                                &bench_hooks_real, stderr, stdout, why);
    int status = conclude(result, dir, why);
    free(made);
    return status;
}

int command_bench(const struct places *places, int argc, char **argv)
{
    char suite[4200], claims[4200], wrong[4200];
    snprintf(suite, sizeof suite, "%s/suites/default.yaml", places->data);
    snprintf(claims, sizeof claims, "%s/claims", places->data);
    snprintf(wrong, sizeof wrong, "%s/suites/wrong.yaml", places->data);
    struct arguments arguments = {.db = getenv("OVERLAP_DB_URL"),
                                  .options = {.suite = suite,
                                              .claims = claims,
                                              .known = suite,
                                              .bin_dir = places->bin_dir,
                                              .parent = "results",
                                              .seed = random_seed()}};
    int refused = parse(&arguments, argc, argv);
    if (refused)
        return refused;
    if (arguments.options.profile == PROFILE_WRONG &&
        arguments.options.suite == suite)
        arguments.options.suite = wrong;
    if (arguments.help) {
        fputs(bench_help, stdout);
        return 0;
    }
    return run(places, &arguments);
}

int command_report(const struct places *places, int argc, char **argv)
{
    char why[WHY_MAX] = "";
    (void)places;
    int status = command_words(argc, argv, 1, report_help);
    if (status >= 0)
        return status;
    process_begin();
    return conclude(bench_report(argv[optind], stdout, why), argv[optind], why);
}
