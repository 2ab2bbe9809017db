/* options.c -- the runner's command line. */
#include "core/runner/options.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/machine.h"
#include "core/base/option_parse.h"
#include "core/base/text.h"
#include "core/base/units.h"

#define URLS_WIDTH 100

__attribute__((format(printf, 2, 3))) static int reject(char why[WHY_MAX],
                                                        const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(why, WHY_MAX, format, args);
    va_end(args);
    text_sanitise(why);
    return -EINVAL;
}

static int find_workload(const struct workload *const *list, const char *name,
                         struct plan *plan, char why[WHY_MAX])
{
    if (!name)
        return reject(why, "found no workload, expected one that --list names");
    plan->workload = workload_find(list, name);
    if (plan->workload)
        return 0;
    char names[512] = "";
    for (const struct workload *const *w = list; *w; w++)
        text_append(names, sizeof names, "%s%s", *names ? ", " : "",
                    (*w)->name);
    return reject(why, "unknown workload '%s'; expected one of: %s", name,
                  names);
}

static int parse_size(const char *text, struct plan *plan, char why[WHY_MAX])
{
    const struct workload *workload = plan->workload;
    plan->size = workload->default_size;
    if (!text)
        return 0;
    uint64_t ns = 0;
    int err = 0;
    const char *such_as = "1000 or 20k";
    if (workload->size_type == SIZE_MS) {
        err = units_parse_duration_ns(text, &ns);
        plan->size = (int64_t)(ns / 1000000u);
        such_as = "20ms or 1.5s";
        if (ns % 1000000u)
            err = -EINVAL;
    } else if (workload->size_type == SIZE_BYTES) {
        err = units_parse_bytes(text, &plan->size);
        such_as = "4096 or 64KiB";
    } else {
        err = units_parse_count(text, &plan->size);
    }
    if (err || plan->size < 1 || plan->size > workload->max_size)
        return reject(why,
                      "--size: found '%s', expected %s such as %s, from 1 to "
                      "%" PRId64,
                      text, workload->size_meaning, such_as,
                      workload->max_size);
    return 0;
}

static int parse_variant(const char *text, struct plan *plan, char why[WHY_MAX])
{
    const struct workload *workload = plan->workload;
    if (!text)
        return 0;
    plan->variant = workload_find_variant(workload, text);
    if (plan->variant >= 0)
        return 0;
    char words[256] = "";
    for (int i = 0; workload->variants[i]; i++)
        text_append(words, sizeof words, "%s%s", i ? ", " : "",
                    workload->variants[i]);
    return reject(why, "--variant: found '%s', expected one of: %s", text,
                  words);
}

/* One worker per task, but one per core if tasks only compute, and for a long
 * list of URLs no more than a server should mind. */
static int default_width(const struct plan *plan, const struct model *model)
{
    if (model->max_width && !plan->loops)
        return model->max_width;
    if (plan->workload->kind == WORKLOAD_CPU)
        return model->ranks ? model->ranks : machine_cores();
    return plan->url_count > URLS_WIDTH ? URLS_WIDTH : 0;
}

/* One for each URL. Serving until it is stopped, a worker never takes a second
 * one. */
static int default_tasks(const struct plan *plan, const struct model *model)
{
    if (plan->url_count)
        return plan->url_count;
    if (plan->port >= 0 && model->max_width)
        return model->max_width;
    return plan->port >= 0 && plan->width > 0 ? plan->width
                                              : plan->workload->default_tasks;
}

static int complete_width(struct plan *plan, const struct model *model,
                          char why[WHY_MAX])
{
    if (plan->width < 0)
        plan->width = default_width(plan, model);
    if (model->max_width && !plan->loops &&
        plan_workers(plan) > model->max_width)
        return reject(why, "--width: found '%d', expected %d: %s", plan->width,
                      model->max_width, model->summary);
    return 0;
}

static int complete(struct options *options, const struct model *model,
                    char why[WHY_MAX])
{
    struct plan *plan = &options->plan;
    plan->trace = options->trace != NULL;
    plan->ring = options->files && strcmp(options->files, "ring") == 0;
    plan->urls = (const char *const *)options->urls.list;
    plan->url_count = options->urls.count;
    if (plan->url_count && options->size &&
        plan->workload->size_type == SIZE_BYTES)
        return reject(why, "--size: found with --url, expected without: a page "
                           "is as long as its server makes it");
    int err = parse_size(options->size, plan, why);
    if (!err)
        err = parse_variant(options->variant, plan, why);
    if (!err && plan->tasks == 0)
        plan->tasks = default_tasks(plan, model);
    return err ? err : complete_width(plan, model, why);
}

/* Of what is served to others, they decide: who comes, when, and for what. */
static int check_port(const struct options *options, uint64_t given,
                      char why[WHY_MAX])
{
    static const char *const theirs[] = {"tasks", "size", "chunk", "rate",
                                         "timeout"};
    for (int i = 0; options->plan.port >= 0 && given >> i; i++)
        for (size_t j = 0; given >> i & 1 && j < sizeof theirs / sizeof *theirs;
             j++)
            if (strcmp(options->rows[i].name, theirs[j]) == 0)
                return reject(why,
                              "--%s: found with --port, expected without: "
                              "others send what they like, until Ctrl-C",
                              theirs[j]);
    return 0;
}

/* If the first word is a library, what it brings is in force, too. */
static int open_own(struct options *options,
                    const struct workload *const *workloads, int argc,
                    char **argv, char why[WHY_MAX])
{
    const char *word = option_first_word(option_rows, argc, argv);
    options->workloads = workloads;
    options->rows = option_rows;
    if (!word || !own_workload_is(word))
        return 0;
    int err =
        own_workload_open(&options->own, word, workloads, option_rows, why);
    text_sanitise(why);
    if (err)
        return err;
    options->workloads = options->own.list;
    options->rows = options->own.rows;
    return 0;
}

int options_parse(struct options *options, const struct model *model,
                  const struct workload *const *workloads, int argc,
                  char **argv, char why[WHY_MAX])
{
    uint64_t given;
    *options =
        (struct options){.plan = {.cpu_share = 50, .width = -1, .port = -1}};
    int err = open_own(options, workloads, argc, argv, why);
    if (err)
        return err;
    int words = option_parse(options->rows, options, argc, argv, &given, why);
    if (words < 0)
        return words;
    if (words > 1)
        return reject(why, "expected one workload, found another word: '%s'",
                      argv[2]);
    if (options->ask != ASK_RUN && words == 0)
        return 0;
    err = find_workload(options->workloads,
                        options->own.name ? options->own.name : argv[1],
                        &options->plan, why);
    if (err || options->ask != ASK_RUN)
        return err;
    err = option_rows_check(options, given, model, why);
    err = err ? err : check_port(options, given, why);
    return err ? err : complete(options, model, why);
}

void options_free(struct options *options)
{
    urls_free(&options->urls);
    own_workload_free(&options->own);
}
