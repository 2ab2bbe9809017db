/* report.c -- what people open: the report of one bench. */
#include "bench/report/report.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/chart/answer.h"
#include "bench/chart/curves.h"
#include "bench/chart/lateness.h"
#include "bench/chart/runs.h"
#include "bench/chart/timeline.h"
#include "bench/judge/curves.h"
#include "bench/report/answer.h"
#include "bench/report/experiments.h"
#include "bench/report/formulas.h"
#include "bench/report/glossary.h"
#include "bench/report/json.h"
#include "bench/report/method.h"
#include "bench/report/page.h"
#include "bench/report/play.h"
#include "bench/report/runs.h"
#include "bench/report/verdicts.h"
#include "bench/results/folder.h"
#include "core/base/file.h"
#include "core/base/memory.h"
#include "core/base/text.h"
#include "core/record/fields.h"
#include "core/record/json.h"

static int write_whole(const char *dir, const char *name, const char *text,
                       char why[WHY_MAX])
{
    char path[PATH_MAX];
    int err = file_write(folder_path(path, dir, name), text);
    if (err)
        snprintf(why, WHY_MAX, "%.250s: cannot be written: %s", path,
                 strerror(-err));
    return err;
}

/* ---- results.csv ---- */

static void put_field(FILE *csv, const char *text)
{
    text_put_csv(csv, text);
    fputc(',', csv);
}

static void put_number(FILE *csv, double number)
{
    if (!isnan(number))
        fprintf(csv, "%.12g", number);
    fputc(',', csv);
}

/* The record's columns follow the table of its fields: the plan's come before
 * what hyperfine measured, the others after it. */
static bool is_column(const struct field *field, bool plan)
{
    return field->column && plan == (strncmp(field->path, "plan.", 5) == 0);
}

static void put_heading(FILE *csv, bool plan)
{
    for (const struct field *field = fields; field->path; field++)
        if (is_column(field, plan))
            fprintf(csv, "%s,", field->column);
}

static void put_record(FILE *csv, const struct run *run, bool plan)
{
    for (const struct field *field = fields; field->path; field++) {
        if (!is_column(field, plan))
            continue;
        const char *text =
            json_string_value(json_object_get(run->record, field->path));
        if (text)
            put_field(csv, text);
        else
            put_number(csv, run_metric(run, field->path));
    }
}

static void put_run(FILE *csv, const struct suite *suite, const struct run *run)
{
    const struct experiment *experiment = &suite->experiments[run->experiment];
    const struct cell *cell = &experiment->cells[run->cell];
    fprintf(csv, "%d,", run->block);
    put_field(csv, experiment->name);
    put_field(csv, cell->name);
    put_field(csv, cell->model ? cell->model : "");
    put_field(csv, cell_workload(experiment, cell));
    put_record(csv, run, true);
    put_number(csv, run->time_s);
    put_number(csv, run->user_s);
    put_number(csv, run->sys_s);
    fprintf(csv, "%d,", run->status);
    put_record(csv, run, false);
}

/* Ends a line, in place of its last comma. */
static void end_line(FILE *csv)
{
    fseek(csv, -1, SEEK_CUR);
    fputs("\r\n", csv);
}

static void put_csv(FILE *csv, const struct results *results)
{
    fputs("block,experiment,cell,model,workload,", csv);
    put_heading(csv, true);
    fputs("time_s,user_s,sys_s,exit_code,", csv);
    put_heading(csv, false);
    end_line(csv);
    for (int i = 0; i < results->runs_count; i++) {
        put_run(csv, results->suite, &results->runs[i]);
        end_line(csv);
    }
}

static int write_csv(const struct results *results, char why[WHY_MAX])
{
    char *text = NULL;
    size_t len;
    FILE *csv = memory_open(&text, &len);
    put_csv(csv, results);
    memory_close(csv);
    int err = write_whole(results->dir, "results.csv", text, why);
    free(text);
    return err;
}

/* ---- for programs ---- */

/* Takes over `json`; NULL is no memory. */
static int write_json(const char *dir, const char *name, json_t *json,
                      char why[WHY_MAX])
{
    char path[PATH_MAX];
    int err = json ? json_write(json, folder_path(path, dir, name)) : -ENOMEM;
    if (json && err)
        snprintf(why, WHY_MAX, "%.250s: cannot be written: %s", path,
                 strerror(-err));
    json_decref(json);
    return err;
}

static int write_programs(const struct measures *measures,
                          const struct judgement *judgement, char why[WHY_MAX])
{
    const char *dir = measures->results->dir;
    int err = write_json(dir, "verdicts.json", verdicts_json(judgement), why);
    return err ? err
               : write_json(dir, "figures.json", figures_json(measures), why);
}

/* ---- charts ---- */

/* All pictures, drawn or not: the answer, the timeline, then those of each
 * experiment. */
struct charts {
    struct chart *list;   /* for a wide screen */
    struct chart *narrow; /* the same for a phone */
    int count;
};

static bool wants_times(const struct experiment_measures *measures)
{
    int timed = 0;
    for (int i = 0; i < measures->cells_count; i++)
        timed += !isnan(measures->cells[i].time_s.median);
    return measures_compares(measures) ||
           (timed > 1 && !chart_has_memory(measures) &&
            !schedule_is_control(measures->experiment));
}

/* The pictures of experiment `index`. */
static struct chart *charts_of(struct chart *list, int index)
{
    return &list[2 + CHARTS_EACH * index];
}

static int draw_curves(struct chart charts[PLOTS_COUNT],
                       const struct measures *measures, int index)
{
    int err = 0;
    for (int plot = 0; plot < PLOTS_COUNT && !err; plot++)
        if (curves_has(&measures->experiments[index], 1u << plot))
            err = chart_curves(&charts[plot], measures, index, 1u << plot);
    return err;
}

/* Draws all pictures of one width. */
static int draw_all(struct chart *list, const struct measures *measures)
{
    int err = 0;
    if (measures->models_count > 0)
        err = chart_answer(&list[0], measures);
    if (!err)
        err = chart_timeline(&list[1], measures->results);
    for (int i = 0; i < measures->experiments_count && !err; i++) {
        const struct experiment_measures *of = &measures->experiments[i];
        struct chart *each = charts_of(list, i);
        if (of->experiment->sweep) {
            err = draw_curves(&each[CHART_CURVES], measures, i);
            continue;
        }
        if (wants_times(of))
            err = chart_times(&each[CHART_TIMES], of, i + 1);
        if (!err && chart_has_lateness(of))
            err = chart_lateness(&each[CHART_LATENESS], of, i + 1);
        if (!err && chart_has_memory(of))
            err = chart_memory(&each[CHART_MEMORY], of, i + 1);
    }
    return err;
}

/* Makes a list of pictures `width` wide. NULL: no memory. */
static struct chart *make_list(int count, int width)
{
    struct chart *list = calloc((size_t)count, sizeof(*list));
    for (int i = 0; list && i < count; i++)
        list[i].width = width;
    return list;
}

static int charts_draw(struct charts *charts, const struct measures *measures)
{
    charts->count = 2 + CHARTS_EACH * measures->experiments_count;
    charts->list = make_list(charts->count, CHART_WIDE);
    charts->narrow = make_list(charts->count, CHART_NARROW);
    if (!charts->list || !charts->narrow)
        return -ENOMEM;
    int err = draw_all(charts->list, measures);
    return err ? err : draw_all(charts->narrow, measures);
}

static void free_list(struct chart *list, int count)
{
    for (int i = 0; i < count && list; i++)
        chart_free(&list[i]);
    free(list);
}

static void charts_free(struct charts *charts)
{
    free_list(charts->list, charts->count);
    free_list(charts->narrow, charts->count);
}

static int charts_write(const struct charts *charts, const char *dir,
                        char why[WHY_MAX])
{
    char path[PATH_MAX];
    int err = 0;
    folder_path(path, dir, "charts");
    if (mkdir(path, 0777) < 0 && errno != EEXIST) {
        err = -errno;
        snprintf(why, WHY_MAX, "%.250s: cannot be made: %s", path,
                 strerror(-err));
    }
    for (int i = 0; i < charts->count && !err; i++)
        if (charts->list[i].svg)
            err = write_whole(dir, charts->list[i].file, charts->list[i].svg,
                              why);
    return err;
}

/* ---- the report itself ---- */

/* The control comes last, after what it is there for. */
static void put_experiments(FILE *md, const struct measures *measures,
                            const struct charts *charts, bool control)
{
    for (int i = 0; i < measures->experiments_count; i++)
        if (schedule_is_control(measures->experiments[i].experiment) ==
                control &&
            measures_was_run(&measures->experiments[i]))
            section_experiment(md, measures, i, charts_of(charts->list, i));
}

static char *markdown_of(const struct measures *measures,
                         const struct judgement *judgement,
                         const struct charts *charts)
{
    char *text = NULL;
    size_t len;
    FILE *md = memory_open(&text, &len);
    section_answer(md, measures, judgement, &charts->list[0], &charts->list[1]);
    section_verdicts(md, judgement);
    section_experiments(md);
    put_experiments(md, measures, charts, false);
    put_experiments(md, measures, charts, true);
    section_tests(md, judgement);
    section_documents(md, judgement);
    section_failures(md, measures);
    section_method(md, measures, judgement);
    section_machine(md, measures->results);
    section_formulas(md);
    section_glossary(md);
    section_runs(md, measures->results);
    memory_close(md);
    return text;
}

static int write_pages(const struct measures *measures,
                       const struct judgement *judgement,
                       const struct charts *charts, char why[WHY_MAX])
{
    const struct results *results = measures->results;
    const char *suite = results->suite->title;
    char title[200];
    snprintf(title, sizeof(title), "overlap: %s",
             suite ? suite : "which model wins where");
    char *md = markdown_of(measures, judgement, charts);
    json_t *presets = play_presets(measures);
    char *play =
        json_array_size(presets) > 0
            ? json_dumps(presets, JSON_COMPACT | JSON_REAL_PRECISION(6))
            : NULL;
    char *html = page_render(title, md, charts->list, charts->narrow,
                             charts->count, play);
    json_decref(presets);
    free(play);
    int err = json_memory();
    if (!err)
        err = write_whole(results->dir, "report.md", md, why);
    if (!err)
        err = write_whole(results->dir, "report.html", html, why);
    free(html);
    free(md);
    return err;
}

int report_write(const struct judgement *judgement, char why[WHY_MAX])
{
    const struct results *results = judgement->results;
    struct measures *measures = NULL;
    struct charts charts = {NULL, NULL, 0};
    snprintf(why, WHY_MAX, "not enough memory for the report");
    int err = measures_compute(&measures, results, judgement->noisy);
    if (err)
        return err;
    err = charts_draw(&charts, measures);
    if (!err)
        err = charts_write(&charts, results->dir, why);
    if (!err)
        err = write_csv(results, why);
    if (!err)
        err = write_programs(measures, judgement, why);
    if (!err)
        err = write_pages(measures, judgement, &charts, why);
    charts_free(&charts);
    measures_free(measures);
    return err;
}
