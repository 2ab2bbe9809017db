/* command_trace.c -- overlap trace: one run of a cell, for a trace viewer. */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench/commands.h"
#include "bench/results/results.h"
#include "bench/results/trace.h"
#include "bench/results/trace_events.h"
#include "bench/suite/find.h"
#include "core/base/file.h"
#include "core/record/json.h"

struct trace_options {
    bool help;
    const char *output;
};

static const struct option rows[] = {
    {"output", OPTION_TEXT, offsetof(struct trace_options, output), "FILE",
     .help = "where to write; by default to standard output", .letter = 'o'},
    COMMAND_HELP,
    {0},
};

static const struct command_line line = {
    .words = "DIR [CELL]",
    .about = "Writes when each task of a cell ran and when it waited, in the "
             "warm-up block of\n"
             "the results folder DIR, as JSON for https://ui.perfetto.dev (or\n"
             "chrome://tracing): one track per worker, waits inside their "
             "tasks. Without CELL,\n"
             "lists the cells that have such a trace.\n",
    .rows = rows,
    .examples =
        "  overlap trace results/latest\n"
        "  overlap trace results/latest mixed/async -o mixed-async.json\n",
    .least = 1,
    .most = 2,
};

static char *path_of(char path[PATH_MAX], const struct results *results,
                     int experiment, int cell)
{
    const struct experiment *e = &results->suite->experiments[experiment];
    return trace_path(path, results->dir, e->name, e->cells[cell].name);
}

static void list_traces(const struct results *results)
{
    char path[PATH_MAX];
    for (unsigned i = 0; i < results->suite->experiments_count; i++) {
        const struct experiment *e = &results->suite->experiments[i];
        for (unsigned j = 0; j < e->cells_count; j++)
            if (access(path_of(path, results, (int)i, (int)j), R_OK) == 0)
                printf("%s/%s\n", e->name, e->cells[j].name);
    }
}

static int write_json(const json_t *json, FILE *out)
{
    errno = 0;
    if (json_dumpf(json, out, JSON_INDENT(1) | JSON_REAL_PRECISION(15)) < 0 ||
        fputc('\n', out) == EOF || fflush(out) == EOF)
        return errno ? -errno : -ENOMEM;
    return json_memory();
}

static int write_file(const json_t *json, const char *path)
{
    struct file file;
    int err = file_begin(&file, path);
    return err ? err : file_end(&file, write_json(json, file.out));
}

static int write_trace(const struct results *results, const char *cell,
                       const char *path)
{
    char from[PATH_MAX], why[WHY_MAX] = "";
    struct trace trace;
    int e, c;
    if (find_named(results->suite, cell, &e, &c) < 0 ||
        access(path_of(from, results, e, c), F_OK) < 0)
        return command_refuse("trace: found %s, which has no trace in %s; "
                              "expected a cell that `overlap trace %s` lists",
                              cell, results->dir, results->dir);
    if (trace_read(&trace, from, why) < 0)
        return command_refuse("%s", why);
    json_t *json = trace_events(&trace, cell);
    int err = !json  ? -ENOMEM
              : path ? write_file(json, path)
                     : write_json(json, stdout);
    json_decref(json);
    trace_free(&trace);
    if (err)
        return command_refuse("trace: %s: %s", path ? path : "standard output",
                              strerror(-err));
    return 0;
}

int command_trace(const struct places *places, int argc, char **argv)
{
    struct trace_options asked = {0};
    char why[WHY_MAX] = "";
    struct results *results;
    (void)places;
    int status = command_read(&line, &asked, argc, argv, NULL);
    if (status >= 0)
        return status;
    if (results_open(&results, argv[1], why) < 0)
        return command_refuse("%s", why);
    status = 0;
    if (argv[2])
        status = write_trace(results, argv[2], asked.output);
    else
        list_traces(results);
    results_free(results);
    return status;
}
