/* options.c -- the runner's command line. */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine.h"
#include "text.h"
#include "units.h"
#include "workload.h"

#define TASKS_MAX  10000000
#define URLS_WIDTH 100

enum {
    OPT_CACERT = 256,
    OPT_CONNECTIONS,
    OPT_CPU_SHARE,
    OPT_DB,
    OPT_DELAY,
    OPT_DIR,
    OPT_FRESH,
    OPT_HELP,
    OPT_KEEP_GOING,
    OPT_LIST,
    OPT_METER,
    OPT_OFFLOAD,
    OPT_OUTPUT,
    OPT_PAUSE,
    OPT_PER_HOST,
    OPT_RATE,
    OPT_RECORD,
    OPT_RETRIES,
    OPT_SIZE,
    OPT_TASKS,
    OPT_TICKER,
    OPT_TIMEOUT,
    OPT_TRACE,
    OPT_URL,
    OPT_VARIANT,
    OPT_VERSION,
    OPT_WIDTH,
};

static const struct option long_options[] = {
    {"cacert", required_argument, NULL, OPT_CACERT},
    {"connections", required_argument, NULL, OPT_CONNECTIONS},
    {"cpu-share", required_argument, NULL, OPT_CPU_SHARE},
    {"db", required_argument, NULL, OPT_DB},
    {"delay", required_argument, NULL, OPT_DELAY},
    {"dir", required_argument, NULL, OPT_DIR},
    {"fresh", no_argument, NULL, OPT_FRESH},
    {"help", no_argument, NULL, OPT_HELP},
    {"keep-going", no_argument, NULL, OPT_KEEP_GOING},
    {"list", no_argument, NULL, OPT_LIST},
    {"meter", no_argument, NULL, OPT_METER},
    {"offload", no_argument, NULL, OPT_OFFLOAD},
    {"output", required_argument, NULL, OPT_OUTPUT},
    {"pause", required_argument, NULL, OPT_PAUSE},
    {"per-host", required_argument, NULL, OPT_PER_HOST},
    {"rate", required_argument, NULL, OPT_RATE},
    {"record", required_argument, NULL, OPT_RECORD},
    {"retries", required_argument, NULL, OPT_RETRIES},
    {"size", required_argument, NULL, OPT_SIZE},
    {"tasks", required_argument, NULL, OPT_TASKS},
    {"ticker", no_argument, NULL, OPT_TICKER},
    {"timeout", required_argument, NULL, OPT_TIMEOUT},
    {"trace", required_argument, NULL, OPT_TRACE},
    {"url", required_argument, NULL, OPT_URL},
    {"variant", required_argument, NULL, OPT_VARIANT},
    {"version", no_argument, NULL, OPT_VERSION},
    {"width", required_argument, NULL, OPT_WIDTH},
    {NULL, 0, NULL, 0},
};

/* The command line as it was given: what depends on the workload, which may
 * come last, is understood once all of it was seen. */
struct given {
    const struct model *model;
    const char *workload, *tasks, *size, *width, *variant;
};

__attribute__((format(printf, 2, 3))) static int
reject(const struct model *model, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "overlap-%s: ", model->name);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    return -EINVAL;
}

static int parse_int(const struct given *given, const char *option,
                     const char *text, int min, int max, int *value)
{
    int64_t count;
    if (units_parse_count(text, &count) || count < min || count > max)
        return reject(given->model,
                      "%s: found '%s', expected a whole number from %d to %d",
                      option, text, min, max);
    *value = (int)count;
    return 0;
}

static int parse_rate(const struct given *given, const char *text,
                      struct plan *plan)
{
    char *end;
    plan->rate_per_s = strtod(text, &end);
    if (end == text || *end || !(plan->rate_per_s > 0) ||
        plan->rate_per_s > 1e9)
        return reject(given->model,
                      "--rate: found '%s', expected starts a second above 0",
                      text);
    return 0;
}

static int parse_duration(const struct given *given, const char *option,
                          const char *text, uint64_t *ns)
{
    if (units_parse_duration_ns(text, ns) || *ns == 0)
        return reject(given->model,
                      "%s: found '%s', expected a duration such as 500ms or 2s",
                      option, text);
    return 0;
}

/* Room for twice as many whenever their number is a power of two. */
static int add_url(struct options *options, char *url)
{
    int count = options->plan.url_count;
    if ((count & (count - 1)) == 0) {
        size_t room = count ? 2 * (size_t)count : 1;
        char **grown = realloc(options->urls, room * sizeof *grown);
        if (!grown)
            return -ENOMEM;
        options->urls = grown;
    }
    options->urls[count] = url;
    options->plan.urls = (const char *const *)options->urls;
    options->plan.url_count = count + 1;
    return 0;
}

/* A file with a URL as the first word of each line; empty lines and those that
 * start with # do not count. */
static int add_url_list(const struct given *given, struct options *options,
                        const char *path)
{
    if (options->url_list)
        return reject(given->model,
                      "--url: expected one @file, found another "
                      "one: '@%s'",
                      path);
    int err = text_read_file(path, &options->url_list);
    if (err)
        return reject(given->model, "--url: cannot read '%s': %s", path,
                      strerror(-err));
    char *rest = options->url_list;
    for (char *line; (line = strsep(&rest, "\r\n")) != NULL;) {
        line += strspn(line, " \t");
        line[strcspn(line, " \t")] = '\0';
        if (*line && *line != '#' && (err = add_url(options, line)))
            return err;
    }
    if (options->plan.url_count == 0)
        return reject(given->model, "--url: '%s' has no URL in it", path);
    return 0;
}

/* What is taken as it was given. */
static int take_option(struct given *given, struct options *options, int option)
{
    struct plan *plan = &options->plan;
    switch (option) {
    case OPT_CACERT:
        plan->cacert = optarg;
        break;
    case OPT_DB:
        plan->db = optarg;
        break;
    case OPT_DIR:
        plan->dir = optarg;
        break;
    case OPT_FRESH:
        plan->fresh = true;
        break;
    case OPT_HELP:
        options->ask = ASK_HELP;
        break;
    case OPT_KEEP_GOING:
        plan->keep_going = true;
        break;
    case OPT_LIST:
        options->ask = ASK_LIST;
        break;
    case OPT_METER:
        plan->meter = true;
        break;
    case OPT_OFFLOAD:
        plan->offload = true;
        break;
    case OPT_OUTPUT:
        plan->output = optarg;
        break;
    case OPT_RECORD:
        options->record = optarg;
        break;
    case OPT_SIZE:
        given->size = optarg;
        break;
    case OPT_TASKS:
        given->tasks = optarg;
        break;
    case OPT_TICKER:
        plan->ticker = true;
        break;
    case OPT_TRACE:
        options->trace = optarg;
        plan->trace = true;
        break;
    case OPT_VARIANT:
        given->variant = optarg;
        break;
    case OPT_VERSION:
        options->ask = ASK_VERSION;
        break;
    case OPT_WIDTH:
        given->width = optarg;
        break;
    default:
        return -EINVAL;
    }
    return 0;
}

static int parse_option(struct given *given, struct options *options,
                        int option)
{
    struct plan *plan = &options->plan;
    switch (option) {
    case OPT_CONNECTIONS:
        return parse_int(given, "--connections", optarg, 1, TASKS_MAX,
                         &plan->connections);
    case OPT_DELAY:
        return parse_duration(given, "--delay", optarg, &plan->delay_ns);
    case OPT_CPU_SHARE:
        return parse_int(given, "--cpu-share", optarg, 0, 100,
                         &plan->cpu_share);
    case OPT_RATE:
        return parse_rate(given, optarg, plan);
    case OPT_PAUSE:
        return parse_duration(given, "--pause", optarg, &plan->pause_ns);
    case OPT_PER_HOST:
        return parse_int(given, "--per-host", optarg, 1, TASKS_MAX,
                         &plan->per_host);
    case OPT_RETRIES:
        return parse_int(given, "--retries", optarg, 0, 100, &plan->retries);
    case OPT_TIMEOUT:
        return parse_duration(given, "--timeout", optarg, &plan->timeout_ns);
    case OPT_URL:
        return optarg[0] == '@' ? add_url_list(given, options, optarg + 1)
                                : add_url(options, optarg);
    default:
        return take_option(given, options, option);
    }
}

/* What getopt could not read, in our own words. */
static int reject_option(const struct model *model, int answer, char **argv)
{
    const char *found = argv[optind - 1];
    if (answer == ':')
        return reject(model, "%s: expected a value after it", found);
    return reject(model,
                  "unknown or ambiguous option '%s'; --help lists the options",
                  found);
}

static int find_workload(const struct given *given, struct plan *plan)
{
    if (!given->workload)
        return reject(given->model,
                      "expected a workload; --list shows what there is");
    plan->workload = workload_find(given->workload);
    if (plan->workload)
        return 0;
    char names[512] = "";
    for (const struct workload *const *w = workload_list; *w; w++)
        text_append(names, sizeof names, "%s%s", w == workload_list ? "" : ", ",
                    (*w)->name);
    return reject(given->model, "unknown workload '%s'; expected one of: %s",
                  given->workload, names);
}

static int parse_size(const struct given *given, struct plan *plan)
{
    const struct workload *workload = plan->workload;
    plan->size = workload->default_size;
    if (!given->size)
        return 0;
    if (workload->default_size == 0)
        return reject(given->model, "--size: a task of '%s' has no size",
                      workload->name);
    uint64_t ns = 0;
    int err = 0;
    const char *such_as = "1000 or 20k";
    if (workload->size_type == SIZE_MS) {
        err = units_parse_duration_ns(given->size, &ns);
        plan->size = (int64_t)(ns / 1000000u);
        such_as = "20ms or 1.5s";
        if (ns % 1000000u)
            err = -EINVAL;
    } else if (workload->size_type == SIZE_BYTES) {
        err = units_parse_bytes(given->size, &plan->size);
        such_as = "4096 or 64KiB";
    } else {
        err = units_parse_count(given->size, &plan->size);
    }
    if (err || plan->size < 1 || plan->size > workload->max_size)
        return reject(given->model,
                      "--size: found '%s', expected %s such as %s, from 1 to "
                      "%" PRId64,
                      given->size, workload->size_meaning, such_as,
                      workload->max_size);
    return 0;
}

static int parse_variant(const struct given *given, struct plan *plan)
{
    const struct workload *workload = plan->workload;
    if (!given->variant)
        return 0;
    if (!workload->variants)
        return reject(given->model, "--variant: '%s' has no variants",
                      workload->name);
    plan->variant = workload_find_variant(workload, given->variant);
    if (plan->variant >= 0)
        return 0;
    char words[256] = "";
    for (int i = 0; workload->variants[i]; i++)
        text_append(words, sizeof words, "%s%s", i ? ", " : "",
                    workload->variants[i]);
    return reject(given->model, "--variant: found '%s', expected one of: %s",
                  given->variant, words);
}

static int parse_tasks(const struct given *given, struct plan *plan)
{
    plan->tasks =
        plan->url_count ? plan->url_count : plan->workload->default_tasks;
    if (!given->tasks)
        return 0;
    return parse_int(given, "--tasks", given->tasks, 1, TASKS_MAX,
                     &plan->tasks);
}

/* By default a worker a task, but where tasks only compute a worker a core,
 * and for a long list of URLs as many as a server may take kindly. */
static int default_width(const struct plan *plan)
{
    if (plan->workload->kind == WORKLOAD_CPU)
        return machine_cores();
    return plan->url_count > URLS_WIDTH ? URLS_WIDTH : 0;
}

static int parse_width(const struct given *given, struct plan *plan)
{
    const struct model *model = given->model;
    if (!given->width)
        plan->width = default_width(plan);
    else if (parse_int(given, "--width", given->width, 0, TASKS_MAX,
                       &plan->width))
        return -EINVAL;
    if (!given->width && model->max_width)
        plan->width = model->max_width;
    if (model->max_width && plan_workers(plan) > model->max_width)
        return reject(model, "--width: found '%s', expected %d: %s",
                      given->width, model->max_width, model->summary);
    return 0;
}

static int complete(const struct given *given, struct options *options)
{
    struct plan *plan = &options->plan;
    int err = find_workload(given, plan);
    if (!err)
        err = parse_size(given, plan);
    if (!err)
        err = parse_variant(given, plan);
    if (!err)
        err = parse_tasks(given, plan);
    if (!err)
        err = parse_width(given, plan);
    if (!err && plan->offload && !given->model->can_offload)
        err = reject(given->model,
                     "--offload: only a loop (overlap-async) has a pool to "
                     "hand computing to");
    return err;
}

int options_parse(struct options *options, const struct model *model, int argc,
                  char **argv)
{
    *options = (struct options){.plan = {.cpu_share = 50}};
    struct given given = {.model = model};
    int err = 0;
    opterr = 0;
    for (int option; !err && (option = getopt_long(argc, argv, ":",
                                                   long_options, NULL)) != -1;)
        err = option == '?' || option == ':'
                  ? reject_option(model, option, argv)
                  : parse_option(&given, options, option);
    if (err || options->ask != ASK_RUN)
        return err;
    if (optind < argc)
        given.workload = argv[optind++];
    if (optind < argc)
        return reject(model, "expected one workload, found another word: '%s'",
                      argv[optind]);
    return complete(&given, options);
}

void options_free(struct options *options)
{
    free(options->urls);
    free(options->url_list);
}
