/* experiment.c -- the tables for reading a suite. */
#include "bench/suite/experiment.h"

#include <string.h>

/* The most that a model takes, and more than a person would write. */
enum { COUNT_MAX = 10000000, ENTRIES_MAX = 1000 };

#define MUST(structure, member)  YAML_AT(structure, member), .required = true
#define TRUTH(structure, member) YAML_AT(structure, member), .kind = YAML_TRUTH
#define WORDS(structure, member)                                               \
    YAML_MANY(structure, member), .least = 1, .most = SUITE_OPTIONS_MAX,       \
                                  .of = yaml_texts
#define COUNT                                                                  \
    .kind = YAML_WHOLE, .least = 1, .most = COUNT_MAX,                         \
    .expected = "a whole number of at least 1"
#define PERCENT .kind = YAML_WHOLE, .most = 100

static const struct yaml_row cell_rows[] = {
    {YAML_AT(cell, model)},
    {YAML_AT(cell, executable)},
    {YAML_AT(cell, name)},
    {YAML_AT(cell, workload)},
    {YAML_AT(cell, size)},
    {YAML_TO(cell, width), .kind = YAML_WHOLE, .most = COUNT_MAX,
     .expected = "a whole number, 0 for a worker a task"},
    {YAML_TO(cell, tasks), COUNT},
    {YAML_TO(cell, chunk), COUNT},
    {YAML_TO(cell, cpu_share), PERCENT},
    {WORDS(cell, launch)},
    {WORDS(cell, options)},
    {TRUTH(cell, optional)},
    {TRUTH(cell, offload)},
    {TRUTH(cell, ticker)},
    {TRUTH(cell, meter)},
    {TRUTH(cell, pin)},
    {0},
};

static const struct yaml_row server_rows[] = {
    {YAML_AT(suite_server, delay)},     {YAML_AT(suite_server, size)},
    {YAML_AT(suite_server, limit)},     {YAML_AT(suite_server, pause_every)},
    {YAML_AT(suite_server, pause_for)}, {0},
};

static const struct yaml_word sweep_options[] = {
    {"width", SWEEP_WIDTH},         {"tasks", SWEEP_TASKS},
    {"chunk", SWEEP_CHUNK},         {"size", SWEEP_SIZE},
    {"cpu_share", SWEEP_CPU_SHARE}, {0},
};

static const struct yaml_row sweep_rows[] = {
    {MUST(sweep, option), .kind = YAML_WORD, .words = sweep_options},
    {MUST(sweep, values), .kind = YAML_ANY, .expected = "a list of values"},
    {YAML_AT(sweep, waves), .kind = YAML_WHOLE, .most = 1000},
    {YAML_AT(sweep, work), .kind = YAML_WHOLE, .most = 1000000000},
    {0},
};

static const struct yaml_word plots[] = {
    {"time", PLOT_TIME},
    {"speedup", PLOT_SPEEDUP},
    {"throughput", PLOT_THROUGHPUT},
    {"latency", PLOT_LATENCY},
    {"cpu", PLOT_CPU},
    {"memory", PLOT_MEMORY},
    {"efficiency", PLOT_EFFICIENCY},
    {0},
};

static const struct yaml_row experiment_rows[] = {
    {MUST(experiment, name)},
    {MUST(experiment, title)},
    {YAML_AT(experiment, lesson)},
    {MUST(experiment, workload)},
    {YAML_AT(experiment, tasks), COUNT},
    {YAML_AT(experiment, size)},
    {YAML_AT(experiment, rate)},
    {YAML_AT(experiment, timeout)},
    {YAML_TO(experiment, cpu_share), PERCENT},
    {YAML_TO(experiment, server), .kind = YAML_MAP, .of = server_rows},
    {TRUTH(experiment, database)},
    {WORDS(experiment, options)},
    {YAML_TO(experiment, sweep), .kind = YAML_MAP, .of = sweep_rows},
    {YAML_AT(experiment, plot), .kind = YAML_FLAGS, .words = plots},
    {YAML_AT(experiment, expect)},
    {YAML_AT(experiment, blocks), COUNT},
    {TRUTH(experiment, fails)},
    {TRUTH(experiment, untimed_setup)},
    {TRUTH(experiment, slow)},
    {TRUTH(experiment, full)},
    {YAML_MANY(experiment, cells), .required = true, .least = 1,
     .most = ENTRIES_MAX, .of = cell_rows},
    {0},
};

const struct yaml_row suite_rows[] = {
    {MUST(suite, title)},
    {YAML_AT(suite, claims)},
    {YAML_MANY(suite, experiments), .required = true, .least = 1,
     .most = ENTRIES_MAX, .of = experiment_rows},
    {0},
};

const struct yaml_row *sweep_row(enum sweep_option option)
{
    const char *key = sweep_options[option].text;
    const struct yaml_row *row = cell_rows;
    while (strcmp(row->key, key) != 0)
        row++;
    return row;
}

const char *cell_workload(const struct experiment *experiment,
                          const struct cell *cell)
{
    return cell->workload ? cell->workload : experiment->workload;
}
