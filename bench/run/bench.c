/* bench.c -- a bench at work: it runs what its results lack. */
#include "bench/run/bench.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/results/environment.h"
#include "bench/results/folder.h"
#include "bench/results/trace.h"
#include "bench/run/programs.h"
#include "bench/run/progress.h"
#include "bench/run/server.h"
#include "core/base/process.h"
#include "core/base/text.h"

/* An extended bench ends within eight minutes, the report included; one that
 * took longer than that without takes a third as long again. */
#define EXTENDED_S 465

/* What is known of a cell so far. */
struct tally {
    int runs;
    double seconds; /* of all its runs */
    bool dropped;   /* it failed in the warm-up block */
};

struct bench {
    struct results *results;
    const struct bench_means *means;
    char *why;
    char schedule_path[PATH_MAX];
    struct tally **tallies;       /* [experiment][cell] */
    struct bench_server *servers; /* one per experiment */
    struct progress progress;
    uint64_t began_ms;
    bool paused; /* since the last block: other things ran meanwhile */
};

const struct bench_hooks bench_hooks_real = {
    .execute = execute_hyperfine,
    .quiet = environment_quiet,
    .now_ms = process_now_ms,
};

static int tallies_open(struct bench *bench)
{
    unsigned count = bench->results->suite->experiments_count;
    bench->tallies = calloc(count, sizeof *bench->tallies);
    bench->servers = calloc(count, sizeof *bench->servers);
    if (!bench->tallies || !bench->servers)
        return -ENOMEM;
    for (unsigned i = 0; i < count; i++) {
        bench->tallies[i] =
            calloc(bench->results->suite->experiments[i].cells_count,
                   sizeof **bench->tallies);
        if (!bench->tallies[i])
            return -ENOMEM;
    }
    return 0;
}

static void bench_tally(struct bench *bench, int block, int experiment,
                        int cell, double seconds, int exit_code)
{
    struct tally *tally = &bench->tallies[experiment][cell];
    tally->runs++;
    tally->seconds += seconds;
    if (block == 0 && exit_code)
        tally->dropped = true;
    schedule_mark(bench->results->schedule, block, experiment, cell);
}

/* Counts the runs that the results already have. */
static void take_runs(struct bench *bench)
{
    for (int i = 0; i < bench->results->runs_count; i++) {
        const struct run *run = &bench->results->runs[i];
        bench_tally(bench, run->block, run->experiment, run->cell, run->time_s,
                    run->exit_code);
    }
}

static bool run_due(const struct bench *bench, const struct planned *run)
{
    return !run->done && !bench->tallies[run->experiment][run->cell].dropped;
}

/* A cell that has not run yet is expected to take as long as the mean of those
 * that have. */
static void estimate(struct bench *bench)
{
    double seconds = 0, known_s = 0;
    int runs = 0, known = 0;
    struct progress *progress = &bench->progress;
    progress->total = progress->done = 0;
    for (int i = 0; i < bench->results->schedule->runs_count; i++) {
        const struct planned *run = &bench->results->schedule->runs[i];
        const struct tally *tally = &bench->tallies[run->experiment][run->cell];
        bool due = run_due(bench, run);
        progress->done += run->done;
        progress->total += run->done || due;
        if (tally->runs) {
            known_s += tally->seconds / tally->runs;
            known++;
        }
        if (due && tally->runs)
            seconds += tally->seconds / tally->runs;
        else if (due)
            runs++;
    }
    progress->to_go_s = known ? seconds + runs * known_s / known : NAN;
}

static void on_second(void *arg)
{
    struct bench *bench = arg;
    progress_draw(&bench->progress, bench->means->hooks->now_ms());
}

static void cell_name(const struct bench *bench, const struct planned *run,
                      char *name, size_t size)
{
    const struct experiment *e =
        &bench->results->suite->experiments[run->experiment];
    snprintf(name, size, "%s/%s", e->name, e->cells[run->cell].name);
}

static int add_record(struct bench *bench, const struct planned *run,
                      const struct outcome *outcome)
{
    const struct experiment *e =
        &bench->results->suite->experiments[run->experiment];
    json_t *line =
        json_pack("{s:i, s:s, s:s, s:f, s:f, s:f, s:i}", "block", run->block,
                  "experiment", e->name, "cell", e->cells[run->cell].name,
                  "time_s", outcome->time_s, "user_s", outcome->user_s, "sys_s",
                  outcome->sys_s, "exit_code", outcome->exit_code);
    if (outcome->exit_code && line)
        json_object_set_new(line, "error", json_string(outcome->error));
    if (line)
        json_object_set(line, "record",
                        outcome->record ? outcome->record : json_null());
    int err = line ? results_add(bench->results, line, bench->why)
                   : why_errno(bench->why, -ENOMEM, bench->results->dir);
    json_decref(line);
    return err;
}

/* Of the newest run, as the report will. */
static void tell_failure(struct bench *bench, const struct planned *run,
                         int exit_code)
{
    char name[128], reason[WHY_MAX], text[WHY_MAX + 200];
    int newest = bench->results->runs_count - 1;
    for (int i = 0; i < newest; i++)
        if (results_alike(bench->results, i, newest))
            return; /* once is enough; the summary counts them */
    cell_name(bench, run, name, sizeof name);
    results_reason(bench->results, newest, reason);
    text_sanitise(reason);
    if (run->block == 0)
        snprintf(text, sizeof text, "%s left out: %s (exit %d)", name, reason,
                 exit_code);
    else
        snprintf(text, sizeof text, "%s failed in block %d: %s (exit %d)", name,
                 run->block, reason, exit_code);
    progress_note(&bench->progress, text);
}

/* A cell that is metered in every block is about memory, and a trace takes
 * some. */
static bool wants_trace(const struct planned *run, const struct experiment *e,
                        const struct cell *cell)
{
    int tasks = cell->tasks ? *cell->tasks : e->tasks;
    return run->block == 0 && !cell->meter && tasks <= TRACE_TASKS_MAX &&
           strcmp(cell_workload(e, cell), SUITE_BURN) != 0;
}

/* A launcher has words of its own for a program that is not there. */
static bool is_launched_in_vain(const struct cell *cell,
                                const struct command *command,
                                struct outcome *outcome)
{
    const char *program = command->word[command->program];
    if (!cell->optional || !cell->launch_count || access(program, X_OK) == 0)
        return false;
    snprintf(outcome->error, sizeof outcome->error, "%s: %s", program,
             strerror(errno));
    outcome->exit_code = RUN_REFUSED;
    return true;
}

static int execute_cell(struct bench *bench, const struct planned *run,
                        const char *url, struct outcome *outcome)
{
    const struct experiment *e =
        &bench->results->suite->experiments[run->experiment];
    const struct cell *cell = &e->cells[run->cell];
    struct command command;
    command_of_cell(&command, e, cell, bench->means->bin_dir, url,
                    run->block == 0);
    const struct execution execution = {
        .dir = bench->results->dir,
        .block = run->block,
        .experiment = e->name,
        .cell = cell->name,
        .workload = cell_workload(e, cell),
        .model = cell->model,
        .command = &command,
        .records = strcmp(cell_workload(e, cell), SUITE_BURN) != 0,
        .traces = wants_trace(run, e, cell),
        .on_second = on_second,
        .arg = bench,
    };
    int err = is_launched_in_vain(cell, &command, outcome)
                  ? 0
                  : bench->means->hooks->execute(&execution, outcome);
    command_free(&command);
    bool may_lack = cell->optional || cell->launch_count;
    if ((may_lack && outcome->exit_code == RUN_NOT_FOUND) ||
        (cell->launch_count && outcome->exit_code == RUN_SKIPPED))
        outcome->exit_code = RUN_REFUSED;
    return err;
}

/* Adds what the server counted meanwhile to the record. */
static int execute_counted(struct bench *bench, const struct planned *run,
                           const struct bench_server *server,
                           struct outcome *outcome)
{
    int unasked = server_reset(server);
    int err = execute_cell(bench, run, server->url, outcome);
    if (err == 0 && !unasked && outcome->record)
        server_report(server, outcome->record);
    return err;
}

/* Without its server a cell fails, as for any other reason; one that needs more
 * than a server can hold is refused. */
static int execute_served(struct bench *bench, const struct planned *run,
                          struct bench_server *server, struct outcome *outcome)
{
    const struct experiment *e =
        &bench->results->suite->experiments[run->experiment];
    if (server_refuses(e, &e->cells[run->cell], outcome->error)) {
        outcome->exit_code = RUN_REFUSED;
        return 0;
    }
    if (server_ensure(server, e->server, bench->means->bin_dir,
                      outcome->error) < 0)
        return 0;
    return execute_counted(bench, run, server, outcome);
}

/* The database is the user's, who must say where it is. */
static int execute_database(struct bench *bench, const struct planned *run,
                            struct outcome *outcome)
{
    if (bench->means->db)
        return execute_cell(bench, run, bench->means->db, outcome);
    snprintf(outcome->error, sizeof outcome->error, "no --db given");
    outcome->exit_code = RUN_REFUSED;
    return 0;
}

static int run_cell(struct bench *bench, const struct planned *run)
{
    const struct experiment *e =
        &bench->results->suite->experiments[run->experiment];
    struct bench_server *server = &bench->servers[run->experiment];
    struct outcome outcome = {.exit_code = 1};
    int err = folder_has_room(bench->results->dir);
    if (err)
        return why_errno(bench->why, err, bench->results->dir);
    cell_name(bench, run, bench->progress.cell, sizeof bench->progress.cell);
    progress_draw(&bench->progress, bench->means->hooks->now_ms());
    if (e->server)
        err = execute_served(bench, run, server, &outcome);
    else if (e->database)
        err = execute_database(bench, run, &outcome);
    else
        err = execute_cell(bench, run, NULL, &outcome);
    if (err == -EINTR)
        snprintf(bench->why, WHY_MAX, "stopped");
    else if (err)
        snprintf(bench->why, WHY_MAX, "hyperfine: %.500s", outcome.error);
    if (err == 0)
        err = add_record(bench, run, &outcome);
    if (err == 0) {
        int exit_code = run_exit_code(e, outcome.exit_code, outcome.record);
        if (exit_code)
            tell_failure(bench, run, outcome.exit_code);
        bench_tally(bench, run->block, run->experiment, run->cell,
                    outcome.time_s, exit_code);
        estimate(bench);
    }
    json_decref(outcome.record);
    return err;
}

static int write_schedule(struct bench *bench)
{
    const struct results *results = bench->results;
    int err =
        schedule_write(results->schedule, results->suite, bench->schedule_path);
    return err ? why_errno(bench->why, err, bench->schedule_path) : 0;
}

/* A block that is resumed is sampled again: both samples hold for it. */
static int begin_block(struct bench *bench, int block)
{
    progress_block(&bench->progress, block, bench->means->hooks->now_ms());
    json_t *quiet = bench->means->hooks->quiet(block);
    if (!quiet) {
        snprintf(bench->why, WHY_MAX, "stopped");
        return -EINTR;
    }
    if (bench->paused)
        json_object_set_new(quiet, "resumed", json_true());
    bench->paused = false;
    json_array_append_new(bench->results->schedule->quiet, quiet);
    return write_schedule(bench);
}

static int run_missing(struct bench *bench)
{
    const struct schedule *schedule = bench->results->schedule;
    int block = -1, err = 0;
    bench->progress.blocks =
        schedule->extended_to ? schedule->extended_to : schedule->blocks;
    estimate(bench);
    for (int i = 0; i < schedule->runs_count && err == 0; i++) {
        const struct planned *run = &schedule->runs[i];
        if (!run_due(bench, run))
            continue;
        if (run->block != block)
            err = begin_block(bench, block = run->block);
        if (err == 0)
            err = run_cell(bench, run);
    }
    progress_end(&bench->progress);
    return err;
}

/* Without it the rest would be reported as not testable here. */
static int check_database(const struct bench *bench)
{
    const struct suite *suite = bench->results->suite;
    for (unsigned i = 0; !bench->means->db && i < suite->experiments_count;
         i++) {
        const struct experiment *e = &suite->experiments[i];
        for (unsigned j = 0; e->database && j < e->cells_count; j++) {
            const struct tally *tally = &bench->tallies[i][j];
            if (tally->runs == 0 || tally->dropped)
                continue;
            snprintf(bench->why, WHY_MAX,
                     "--resume: found no --db; expected one, since this "
                     "bench began with it");
            return -EINVAL;
        }
    }
    return 0;
}

int bench_open(struct bench **bench, struct results *results,
               const struct bench_means *means, char why[WHY_MAX])
{
    struct bench *opened = *bench = calloc(1, sizeof *opened);
    if (!opened)
        return why_errno(why, -ENOMEM, results->dir);
    opened->results = results;
    opened->means = means;
    opened->why = why;
    folder_path(opened->schedule_path, results->dir, "schedule.json");
    if (tallies_open(opened) < 0)
        return why_errno(why, -ENOMEM, results->dir);
    take_runs(opened);
    opened->paused = json_array_size(results->schedule->quiet) > 0;
    opened->began_ms = means->hooks->now_ms();
    progress_begin(&opened->progress, means->progress, opened->began_ms);
    return check_database(opened);
}

/* Transcripts come before anything is timed. */
int bench_run(struct bench *bench)
{
    int err = programs_run(bench->results, bench->means->bin_dir, bench->why);
    return err ? err : run_missing(bench);
}

/* What one more block of the chosen experiments takes, and all runs so far. */
static void take_times(const struct bench *bench, const bool *chosen,
                       double *block_s, double *runs_s)
{
    const struct suite *suite = bench->results->suite;
    *block_s = *runs_s = 0;
    for (unsigned e = 0; e < suite->experiments_count; e++) {
        const struct experiment *of = &suite->experiments[e];
        for (unsigned c = 0; c < of->cells_count; c++) {
            const struct tally *tally = &bench->tallies[e][c];
            *runs_s += tally->seconds;
            if (chosen[e] && tally->runs > 0 && !tally->dropped &&
                !(of->blocks && of->blocks <= bench->results->schedule->blocks))
                *block_s += tally->seconds / tally->runs;
        }
    }
}

/* As many blocks as there is time for, and at most as many again. What the
 * bench takes beside its runs, it takes for these, too. */
static int extension_blocks(const struct bench *bench, const bool *chosen)
{
    const uint64_t now_ms = bench->means->hooks->now_ms();
    const int most = bench->results->schedule->blocks;
    double block_s, runs_s;
    if (bench->results->schedule->profile == PROFILE_WRONG)
        return most; /* a mutant that goes unnoticed is worth the time */
    take_times(bench, chosen, &block_s, &runs_s);
    double spent_s = fmax((double)(now_ms - bench->began_ms) / 1e3, runs_s);
    double left_s = spent_s < EXTENDED_S ? EXTENDED_S - spent_s : spent_s / 3;
    double blocks = floor(left_s / (block_s * spent_s / runs_s));
    return blocks < most ? (int)fmax(blocks, 1) : most;
}

int bench_extend(struct bench *bench, const bool *chosen, const char *claims)
{
    char text[300];
    struct schedule *schedule = bench->results->schedule;
    int blocks = extension_blocks(bench, chosen);
    snprintf(text, sizeof text, "%d more block%s, to settle%s", blocks,
             blocks == 1 ? "" : "s", claims);
    progress_note(&bench->progress, text);
    int err = schedule_extend(schedule, bench->results->suite, chosen, blocks);
    if (err)
        return why_errno(bench->why, err, "extension");
    err = write_schedule(bench);
    return err ? err : run_missing(bench);
}

void bench_close(struct bench *bench)
{
    if (!bench)
        return;
    unsigned count = bench->results->suite->experiments_count;
    for (unsigned i = 0; i < count; i++) {
        if (bench->tallies)
            free(bench->tallies[i]);
        if (bench->servers)
            server_stop(&bench->servers[i]);
    }
    free(bench->tallies);
    free(bench->servers);
    free(bench);
}
