/* runs.c -- the evidence: every run of every cell, and how to repeat it. */
#include "bench/report/runs.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "bench/judge/words.h"
#include "bench/report/page.h"
#include "bench/report/sections.h"
#include "bench/results/folder.h"
#include "bench/results/trace.h"
#include "bench/suite/command.h"
#include "core/base/path.h"

#define BIN_DIR "build/bin" /* where old results do not say */

/* A link's address, escaped so that nothing in it can end the link. */
static void put_address(FILE *md, const char *path)
{
    for (const char *c = path; *c; c++)
        fprintf(md,
                isalnum((unsigned char)*c) || strchr("/.-_", *c) ? "%c"
                                                                 : "%%%02X",
                (unsigned char)*c);
}

/* A link to the file `path` in the results folder `dir`, or the text alone if
 * the report has been separated from its raw data. */
static void put_file(FILE *md, const char *text, const char *dir,
                     const char *path)
{
    if (access(path, R_OK) < 0) {
        fputs(text, md);
        return;
    }
    fprintf(md, "[%s](", text);
    put_address(md, path + strlen(dir) + 1);
    fputc(')', md);
}

/* ---- a cell's runs ---- */

static void put_time(FILE *md, const char *dir, const struct run *run,
                     const char *experiment, const char *cell)
{
    char path[PATH_MAX], before[40], text[40];
    snprintf(text, sizeof(text), "%.6g", run->time_s);
    snprintf(before, sizeof(before), "hyperfine/%d-", run->block);
    put_file(
        md, text, dir,
        folder_find_cell_file(path, dir, before, experiment, cell, ".json"));
    if (run->exit_code)
        fprintf(md, " (exit status %d)", run->exit_code);
}

static void put_times(FILE *md, const struct results *results, int experiment,
                      int cell)
{
    const struct experiment *e = &results->suite->experiments[experiment];
    const char *before = "Seconds, the warm-up block first: ";
    for (int i = 0; i < results->runs_count; i++) {
        const struct run *run = &results->runs[i];
        if (run->experiment != experiment || run->cell != cell)
            continue;
        fputs(before, md);
        put_time(md, results->dir, run, e->name, e->cells[cell].name);
        before = ", ";
    }
    fputs(before[0] == ',' ? "." : "It was not run.", md);
}

static void put_trace(FILE *md, const char *dir,
                      const struct experiment *experiment,
                      const struct cell *cell)
{
    char path[PATH_MAX];
    if (access(trace_path(path, dir, experiment->name, cell->name), R_OK) < 0)
        return;
    fputs(" Its tasks: a ", md);
    put_file(md, "trace", dir, path);
    fputs(" of the warm-up block.", md);
}

/* ---- how to repeat them ---- */

static const char *bin_dir_of(const struct results *results)
{
    const char *found =
        json_string_value(json_object_get(results->environment, "programs"));
    return found ? found : BIN_DIR;
}

static void put_option(FILE *md, const char *option, const char *value)
{
    if (!value)
        return;
    fprintf(md, " %s ", option);
    words_shell(md, value);
}

/* Indented code: nothing but the end of the line can end it. */
static void put_server(FILE *md, const struct suite_server *server,
                       const char *bin_dir)
{
    char path[PATH_MAX];
    fputs("    ", md);
    words_shell(md, path_format(path, "%s/overlap-server", bin_dir));
    put_option(md, "--delay", server->delay);
    put_option(md, "--size", server->size);
    put_option(md, "--limit", server->limit);
    put_option(md, "--pause-every", server->pause_every);
    put_option(md, "--pause-for", server->pause_for);
    fputs("    # prints its URL\n\n", md);
}

static void put_command(FILE *md, const struct experiment *experiment,
                        const struct cell *cell, const char *bin_dir)
{
    struct command command;
    command_of_cell(&command, experiment, cell, bin_dir,
                    command_url(experiment), false);
    for (int i = 0; command_complete(&command) && i < command.count; i++) {
        fputs(i ? " " : "    ", md);
        words_shell(md, command.word[i]);
    }
    fputs("\n\n", md);
    command_free(&command);
}

static void put_cell(FILE *md, const struct results *results, int experiment,
                     int cell)
{
    const struct experiment *e = &results->suite->experiments[experiment];
    char name[SECTION_NAME_MAX];
    section_name_runs(name, e->name, e->cells[cell].name);
    fputs("#### ", md);
    words_markdown(md, name);
    fputs("\n\n", md);
    put_command(md, e, &e->cells[cell], bin_dir_of(results));
    put_times(md, results, experiment, cell);
    put_trace(md, results->dir, e, &e->cells[cell]);
    fputs("\n\n", md);
}

void section_runs(FILE *md, const struct results *results)
{
    fputs("## " PAGE_RUNS "\n\n"
          "What every figure rests on: each cell's command line (add "
          "`--record -` to see the record that the program writes) and the "
          "time of each of its runs, linked to what hyperfine wrote. The "
          "record of each run is in a line of `records.jsonl`.\n\n",
          md);
    for (unsigned i = 0; i < results->suite->experiments_count; i++) {
        const struct experiment *e = &results->suite->experiments[i];
        fputs("### Runs of ", md);
        words_markdown(md, e->name);
        fputs("\n\n", md);
        if (e->server)
            put_server(md, e->server, bin_dir_of(results));
        for (unsigned j = 0; j < e->cells_count; j++)
            put_cell(md, results, (int)i, (int)j);
    }
}
