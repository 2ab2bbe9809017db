/* options.c -- the runner's command line. */
#include "core/runner/options.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/machine.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/workload.h"

#define TASKS_MAX  10000000
#define URLS_WIDTH 100

/* The command line as it was given: what depends on the workload, which may
 * come last, is understood once all of it was seen. */
struct given {
    const struct model *model;
    const struct workload *const *workloads;
    const char *workload, *tasks, *size, *width, *variant;
    struct options options; /* what is made of it */
};

enum option_kind {
    FLAG,
    TEXT, /* taken as it is */
    NUMBER,
    DURATION,
    RATE,
    URL,
    ASK, /* `least` is what for */
};

#define OF_GIVEN(member) offsetof(struct given, member)
#define OF_PLAN(member)  OF_GIVEN(options.plan.member)

/* Every option, and the member of struct given where its value goes. */
static const struct option_rule {
    const char *name;
    enum option_kind kind;
    size_t at;
    int least, most; /* of a number */
} rules[] = {
    {"cacert", TEXT, OF_PLAN(cacert), 0, 0},
    {"connections", NUMBER, OF_PLAN(connections), 1, TASKS_MAX},
    {"cpu-share", NUMBER, OF_PLAN(cpu_share), 0, 100},
    {"db", TEXT, OF_PLAN(db), 0, 0},
    {"delay", DURATION, OF_PLAN(delay_ns), 0, 0},
    {"dir", TEXT, OF_PLAN(dir), 0, 0},
    {"fresh", FLAG, OF_PLAN(fresh), 0, 0},
    {"help", ASK, 0, ASK_HELP, 0},
    {"keep-going", FLAG, OF_PLAN(keep_going), 0, 0},
    {"list", ASK, 0, ASK_LIST, 0},
    {"meter", FLAG, OF_PLAN(meter), 0, 0},
    {"offload", FLAG, OF_PLAN(offload), 0, 0},
    {"output", TEXT, OF_PLAN(output), 0, 0},
    {"pause", DURATION, OF_PLAN(pause_ns), 0, 0},
    {"per-host", NUMBER, OF_PLAN(per_host), 1, TASKS_MAX},
    {"rate", RATE, OF_PLAN(rate_per_s), 0, 0},
    {"record", TEXT, OF_GIVEN(options.record), 0, 0},
    {"retries", NUMBER, OF_PLAN(retries), 0, 100},
    {"size", TEXT, OF_GIVEN(size), 0, 0},
    {"tasks", TEXT, OF_GIVEN(tasks), 0, 0},
    {"ticker", FLAG, OF_PLAN(ticker), 0, 0},
    {"timeout", DURATION, OF_PLAN(timeout_ns), 0, 0},
    {"trace", TEXT, OF_GIVEN(options.trace), 0, 0},
    {"url", URL, 0, 0, 0},
    {"variant", TEXT, OF_GIVEN(variant), 0, 0},
    {"version", ASK, 0, ASK_VERSION, 0},
    {"width", TEXT, OF_GIVEN(width), 0, 0},
};

#define RULES (sizeof rules / sizeof *rules)

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
                      "--%s: found '%s', expected a whole number from %d to %d",
                      option, text, min, max);
    *value = (int)count;
    return 0;
}

static int parse_rate(const struct given *given, const char *option,
                      const char *text, double *rate_per_s)
{
    char *end;
    *rate_per_s = strtod(text, &end);
    if (end == text || *end || !(*rate_per_s > 0) || *rate_per_s > 1e9)
        return reject(given->model,
                      "--%s: found '%s', expected starts a second above 0",
                      option, text);
    return 0;
}

static int parse_duration(const struct given *given, const char *option,
                          const char *text, uint64_t *ns)
{
    if (units_parse_duration_ns(text, ns) || *ns == 0)
        return reject(given->model,
                      "--%s: found '%s', expected a duration such as 500ms or "
                      "2s",
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
static int add_url_list(struct given *given, const char *path)
{
    struct options *options = &given->options;
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

static int parse_option(struct given *given, const struct option_rule *rule,
                        char *text)
{
    void *at = (char *)given + rule->at;
    switch (rule->kind) {
    case FLAG:
        *(bool *)at = true;
        return 0;
    case TEXT:
        *(const char **)at = text;
        return 0;
    case NUMBER:
        return parse_int(given, rule->name, text, rule->least, rule->most, at);
    case DURATION:
        return parse_duration(given, rule->name, text, at);
    case RATE:
        return parse_rate(given, rule->name, text, at);
    case URL:
        return text[0] == '@' ? add_url_list(given, text + 1)
                              : add_url(&given->options, text);
    case ASK:
        given->options.ask = (enum options_ask)rule->least;
        return 0;
    }
    return -EINVAL;
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
    plan->workload = workload_find(given->workloads, given->workload);
    if (plan->workload)
        return 0;
    char names[512] = "";
    for (const struct workload *const *w = given->workloads; *w; w++)
        text_append(names, sizeof names, "%s%s", *names ? ", " : "",
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
    return parse_int(given, "tasks", given->tasks, 1, TASKS_MAX, &plan->tasks);
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
    else if (parse_int(given, "width", given->width, 0, TASKS_MAX,
                       &plan->width))
        return -EINVAL;
    if (!given->width && model->max_width)
        plan->width = model->max_width;
    if (model->max_width && plan_workers(plan) > model->max_width)
        return reject(model, "--width: found '%s', expected %d: %s",
                      given->width, model->max_width, model->summary);
    return 0;
}

static int complete(struct given *given)
{
    struct plan *plan = &given->options.plan;
    plan->trace = given->options.trace != NULL;
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

/* Takes the options one by one, up to the first that is wrong. */
static int parse_options(struct given *given, int argc, char **argv)
{
    struct option long_options[RULES + 1] = {{NULL, 0, NULL, 0}};
    for (size_t i = 0; i < RULES; i++) {
        bool alone = rules[i].kind == FLAG || rules[i].kind == ASK;
        long_options[i].name = rules[i].name;
        long_options[i].has_arg = alone ? no_argument : required_argument;
    }
    int err = 0, index = 0;
    opterr = 0;
    for (int found; !err && (found = getopt_long(argc, argv, ":", long_options,
                                                 &index)) != -1;)
        err = found == 0 ? parse_option(given, &rules[index], optarg)
                         : reject_option(given->model, found, argv);
    return err;
}

static int parse(struct given *given, int argc, char **argv)
{
    int err = parse_options(given, argc, argv);
    if (err || given->options.ask != ASK_RUN)
        return err;
    if (optind < argc)
        given->workload = argv[optind++];
    if (optind < argc)
        return reject(given->model,
                      "expected one workload, found another word: '%s'",
                      argv[optind]);
    return complete(given);
}

int options_parse(struct options *options, const struct model *model,
                  const struct workload *const *workloads, int argc,
                  char **argv)
{
    struct given given = {
        .model = model, .workloads = workloads, .options.plan.cpu_share = 50};
    int err = parse(&given, argc, argv);
    *options = given.options;
    return err;
}

void options_free(struct options *options)
{
    free(options->urls);
    free(options->url_list);
}
