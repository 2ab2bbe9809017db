/* test_curves.c -- a sweep's cells turn into curves, fits and sentences. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/chart/curves.h"
#include "bench/judge/curves.h"
#include "bench/judge/metg.h"
#include "bench/report/curves_section.h"
#include "bench/report/window_section.h"
#include "core/base/process.h"
#include "tests/unit.h"

#define BLOCKS 6

static char dir[] = "/tmp/overlap-curves-XXXXXX";

static const char suite_text[] =
    "title: T\n"
    "experiments:\n"
    "  - name: width\n"
    "    title: W\n"
    "    workload: primes\n"
    "    sweep: {option: width, values: cores}\n"
    "    plot: [speedup]\n"
    "    cells:\n"
    "      - {model: sequential, width: 1}\n"
    "      - {model: threads}\n"
    "  - name: share\n"
    "    title: S\n"
    "    workload: mixed\n"
    "    sweep: {option: cpu_share, values: [0, 50, 100]}\n"
    "    plot: [speedup]\n"
    "    cells:\n"
    "      - {model: sequential}\n"
    "      - {model: async}\n"
    "      - {model: threads}\n"
    "  - name: many\n"
    "    title: M\n"
    "    workload: fetch\n"
    "    server: {delay: 1s}\n"
    "    sweep: {option: width, values: [10, 100, 1000], waves: 2}\n"
    "    plot: [throughput, cpu, memory]\n"
    "    cells:\n"
    "      - {model: async}\n"
    "      - {model: threads}\n"
    "      - {model: processes}\n"
    "  - name: grains\n"
    "    title: G\n"
    "    workload: grain\n"
    "    sweep: {option: size, values: [16, 64, 256, 1024, 65536], work: 65536}"
    "\n"
    "    plot: [efficiency]\n"
    "    cells:\n"
    "      - {model: threads}\n"
    "      - {model: async}\n"
    "      - {model: processes}\n"
    "      - {model: mpi}\n"
    "  - name: chunks\n"
    "    title: C\n"
    "    workload: sleep\n"
    "    sweep: {option: chunk, values: [1, 10, 100]}\n"
    "    cells:\n"
    "      - {name: near, model: mpi, launch: [mpirun]}\n"
    "      - {name: far, model: mpi, launch: [mpirun]}\n"
    "  - name: window\n"
    "    title: N\n"
    "    workload: noop\n"
    "    cells:\n"
    "      - {model: threads, chunk: 1}\n"
    "      - {name: tens, model: mpi, chunk: 10}\n"
    "      - {model: mpi, chunk: 1}\n"
    "      - {name: guided, model: mpi}\n";

static FILE *begin_file(const char *name)
{
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    return file;
}

static void put_run(FILE *out, int block, const char *experiment,
                    const char *cell, double time_s, double user_s, int tasks,
                    double bytes)
{
    fprintf(out,
            "{\"block\": %d, \"experiment\": \"%s\", \"cell\": \"%s\", "
            "\"time_s\": %.6f, \"user_s\": %.6f, \"sys_s\": 0.0, "
            "\"exit_code\": 0, \"record\": {\"wall_ns\": %.0f, \"plan\": "
            "{\"tasks\": %d, \"workers\": 1}, \"peak_in_flight\": %d, "
            "\"memory\": {\"total_bytes\": %.0f}}}\n",
            block, experiment, cell, time_s, user_s, time_s * 1e9, tasks,
            tasks / 2 + 1, bytes);
}

static void put_width(FILE *out, int block)
{
    char cell[40];
    put_run(out, block, "width", "sequential", 0.6, 0.6, 8, 0);
    for (int width = 1; width <= 12; width++) {
        snprintf(cell, sizeof cell, "threads-%d", width);
        double cores = width < 6 ? width : 6;
        double speedup = cores / (1 + 0.1 * (cores - 1));
        if (width <= 8 || width == 10 || width == 12)
            put_run(out, block, "width", cell, 0.6 / speedup, 0.6, 8, 0);
    }
}

/* If tasks only wait, the loop wins; otherwise threads do. */
static void put_share(FILE *out, int block)
{
    put_run(out, block, "share", "sequential-0", 0.30, 0, 8, 0);
    put_run(out, block, "share", "sequential-50", 0.20, 0, 8, 0);
    put_run(out, block, "share", "sequential-100", 0.10, 0, 8, 0);
    put_run(out, block, "share", "async-0", 0.03, 0, 8, 0);
    put_run(out, block, "share", "async-50", 0.10, 0, 8, 0);
    put_run(out, block, "share", "async-100", 0.10, 0, 8, 0);
    put_run(out, block, "share", "threads-0", 0.04, 0, 8, 0);
    put_run(out, block, "share", "threads-50", 0.05, 0, 8, 0);
    put_run(out, block, "share", "threads-100", 0.05, 0, 8, 0);
}

/* Threads take three times the memory of coroutines from 100 up, and are
 * refused at 1,000; processes take no more than coroutines. All made up. */
static void put_many(FILE *out, int block)
{
    char cell[40];
    for (int width = 10; width <= 1000; width *= 10) {
        double loop = 1e6 + 1000.0 * width;
        snprintf(cell, sizeof cell, "async-%d", width);
        put_run(out, block, "many", cell, 2, 0.01 * width, 2 * width, loop);
        snprintf(cell, sizeof cell, "processes-%d", width);
        put_run(out, block, "many", cell, 2, 0.01 * width, 2 * width, loop);
        snprintf(cell, sizeof cell, "threads-%d", width);
        if (width < 1000)
            put_run(out, block, "many", cell, 2, 0.01 * width, 2 * width,
                    width > 10 ? 3 * loop : loop);
        else if (block == 0)
            fprintf(out,
                    "{\"block\": 0, \"experiment\": \"many\", \"cell\": \"%s\","
                    " \"time_s\": 0.1, \"user_s\": 0.0, \"sys_s\": 0.0, "
                    "\"exit_code\": 2, \"error\": \"too many\"}\n",
                    cell);
    }
}

/* A round takes 1 ns, and handing a task over 100 ns, with async 10 µs, with
 * processes nothing. */
static void put_grains(FILE *out, int block)
{
    static const int sizes[] = {16, 64, 256, 1024, 65536};
    static const struct {
        const char *name;
        double cost_ns;
    } series[] = {
        {"threads", 100}, {"async", 10000}, {"processes", 0}, {"mpi", 140}};
    char cell[40];
    for (int s = 0; s < 4; s++)
        for (int i = 0; i < 5; i++) {
            int tasks = 65536 / sizes[i] < 32 ? 32 : 65536 / sizes[i];
            snprintf(cell, sizeof cell, "%s-%d", series[s].name, sizes[i]);
            put_run(out, block, "grains", cell,
                    tasks * (series[s].cost_ns + sizes[i]) / 1e9, 0, tasks, 0);
        }
}

/* Far away, chunks of ten are best. */
static void put_chunks(FILE *out, int block)
{
    put_run(out, block, "chunks", "near-1", 0.20, 0, 400, 0);
    put_run(out, block, "chunks", "near-10", 0.24, 0, 400, 0);
    put_run(out, block, "chunks", "near-100", 0.30, 0, 400, 0);
    put_run(out, block, "chunks", "far-1", 0.40, 0, 400, 0);
    put_run(out, block, "chunks", "far-10", 0.25, 0, 400, 0);
    put_run(out, block, "chunks", "far-100", 0.45, 0, 400, 0);
}

static void put_window(FILE *out, int block)
{
    put_run(out, block, "window", "threads", 0.1, 0, 1000000, 0);
    put_run(out, block, "window", "tens", 0.1, 0, 1000000, 0);
    put_run(out, block, "window", "mpi", 0.25, 0, 1000000, 0);
    put_run(out, block, "window", "guided", 0.01, 0, 1000000, 0);
}

static int make_folder(void **state)
{
    static struct measures *measures;
    struct results *results;
    char why[WHY_MAX];
    if (!mkdtemp(dir) || chdir(dir) < 0)
        return -1;
    FILE *file = begin_file("suite.yaml");
    fputs(suite_text, file);
    fclose(file);
    file = begin_file("environment.json");
    fputs("{\"cores\": 6}\n", file);
    fclose(file);
    file = begin_file("schedule.json");
    fprintf(file,
            "{\"schema\": \"overlap/schedule/1\", \"seed\": 1, \"profile\": "
            "\"full\", \"blocks\": %d, \"looks\": 1, \"extended_to\": 0, "
            "\"quiet\": [], \"runs\": []}\n",
            BLOCKS);
    fclose(file);
    mkdir("claims", 0755);
    file = begin_file("claims/1.yaml");
    fputs("claims:\n  - {id: X1, documents: [0], claim: C, kind: semantic,\n"
          "     expect: supported, because: B,\n"
          "     tests: [{says: S, program: p, trace: t}]}\n",
          file);
    fclose(file);
    file = begin_file("records.jsonl");
    for (int block = 0; block <= BLOCKS; block++) {
        put_width(file, block);
        put_share(file, block);
        put_many(file, block);
        put_grains(file, block);
        put_chunks(file, block);
        put_window(file, block);
    }
    fclose(file);
    if (results_open(&results, dir, why) < 0)
        fail_msg("%s", why);
    process_begin();
    *state = &measures;
    return measures_compute(&measures, results, false);
}

static int remove_folder(void **state)
{
    struct measures *measures = *(struct measures **)*state;
    static const char *const names[] = {"suite.yaml", "environment.json",
                                        "schedule.json", "records.jsonl",
                                        "claims/1.yaml"};
    results_free((struct results *)measures->results);
    measures_free(measures);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(names[i]);
    rmdir("claims");
    return chdir("/") == 0 ? rmdir(dir) : -1;
}

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-3 * fabs(expected)))
        fail_msg("found %g, expected %g", value, expected);
}

static const struct curve *find(const struct curves *curves, const char *name)
{
    for (int i = 0; i < curves->count; i++)
        if (strcmp(curves->list[i].name, name) == 0)
            return &curves->list[i];
    fail_msg("no curve %s", name);
    return NULL;
}

static void a_series_is_a_curve_in_order(void **state)
{
    const struct measures *measures = *(struct measures **)*state;
    struct curves curves;
    assert_int_equal(curves_make(&curves, measures, 0, PLOT_SPEEDUP), 0);
    assert_int_equal(curves.count, 1); /* sequential is the base */
    assert_int_equal(curves.xs_count, 10);
    const struct curve *threads = find(&curves, "threads");
    assert_int_equal(threads->count, 10);
    for (int i = 1; i < threads->count; i++)
        assert_true(threads->points[i - 1].x < threads->points[i].x);
    assert_near(curve_at(threads, 2)->value, 2 / 1.1);
    assert_true(curve_at(threads, 2)->interval.level > 0.95);
    assert_null(curve_at(threads, 2.5));
    curves_free(&curves);
}

static void laws_are_fitted_up_to_the_cores(void **state)
{
    const struct measures *measures = *(struct measures **)*state;
    struct curves curves;
    struct fit fit;
    assert_int_equal(curves_make(&curves, measures, 0, PLOT_SPEEDUP), 0);
    curves_fit(&fit, FIT_AMDAHL, &curves.list[0], 6);
    assert_true(fit.done);
    assert_near(fit.alpha.value, 0.1);
    curves_fit(&fit, FIT_AMDAHL, &curves.list[0], 4);
    assert_string_equal(fit.refused, "fit refused: 4 points, 5 needed");
    curves_free(&curves);
}

/* Each cell is compared with the sequential one at the same share. */
static void a_share_of_computing_is_shown_as_one_of_waiting(void **state)
{
    const struct measures *measures = *(struct measures **)*state;
    struct curves curves;
    assert_int_equal(curves_make(&curves, measures, 1, PLOT_SPEEDUP), 0);
    const struct curve *async = find(&curves, "async");
    assert_near(curve_at(async, 100)->value, 10);
    assert_near(curve_at(async, 50)->value, 2);
    assert_near(curve_at(async, 0)->value, 1);
    curves_free(&curves);
}

static void figures_are_per_task(void **state)
{
    const struct measures *measures = *(struct measures **)*state;
    struct curves curves;
    assert_int_equal(curves_make(&curves, measures, 2, PLOT_THROUGHPUT), 0);
    assert_near(curve_at(find(&curves, "async"), 100)->value, 100);
    curves_free(&curves);
    assert_int_equal(curves_make(&curves, measures, 2, PLOT_CPU), 0);
    assert_near(curve_at(find(&curves, "async"), 100)->value, 0.005);
    curves_free(&curves);
    assert_int_equal(curves_make(&curves, measures, 2, PLOT_MEMORY), 0);
    assert_near(curve_at(find(&curves, "async"), 100)->value, 1.1e6 / 101);
    struct fit_line line;
    assert_int_equal(
        curves_fit_memory(&line, measures, 2, find(&curves, "async")), 0);
    assert_true(line.done);
    assert_near(line.slope.value, 1000);
    curves_free(&curves);
}

static void a_refused_cell_has_no_figure(void **state)
{
    const struct measures *measures = *(struct measures **)*state;
    struct curves curves;
    assert_int_equal(curves_make(&curves, measures, 2, PLOT_CPU), 0);
    const struct point *point = curve_at(find(&curves, "threads"), 1000);
    assert_true(isnan(point->value));
    assert_true(point->cell->refused);
    assert_string_equal(point->cell->reason, "too many");
    curves_free(&curves);
}

static void assert_told(const struct measures *measures, int index,
                        const char *expected)
{
    static const struct chart none[PLOTS_COUNT];
    char *text = NULL;
    size_t size;
    FILE *md = open_memstream(&text, &size);
    assert_non_null(md);
    section_curves(md, measures, index, none);
    fclose(md);
    if (!strstr(text, expected))
        fail_msg("expected \"%s\" in:\n%s", expected, text);
    free(text);
}

static void the_report_says_what_the_curves_show(void **state)
{
    const struct measures *measures = *(struct measures **)*state;
    assert_told(measures, 0, "| threads | Amdahl | 0.1 | 0.1 to 0.1 |");
    assert_told(measures, 1,
                "The fastest is threads at 0 % to 50 %; async at 100 % of "
                "waiting.");
    assert_told(measures, 2, "[✕](#many--threads-1000)");
}

static void the_report_says_where_a_model_stops(void **state)
{
    const struct measures *measures = *(struct measures **)*state;
    assert_told(measures, 2,
                "That is: threads at width 100 (3.00× the memory); processes "
                "nowhere here.");
    assert_told(
        measures, 2,
        "- [threads-1000](#many--threads-1000): not testable here: too many");
}

static void a_chart_names_each_curve(void **state)
{
    const struct measures *measures = *(struct measures **)*state;
    struct chart chart = {.width = CHART_WIDE};
    assert_int_equal(chart_curves(&chart, measures, 2, PLOT_MEMORY), 0);
    assert_string_equal(chart.file, "charts/03-many-memory.svg");
    if (!chart.svg && strstr(chart.why, "not found"))
        skip_because("%s (make setup)", chart.why);
    if (!chart.svg) {
        fail_msg("not drawn: %s", chart.why);
        return;
    }
    assert_non_null(strstr(chart.svg, ">async<"));
    assert_non_null(strstr(chart.svg, ">threads<"));
    assert_non_null(strstr(chart.svg, "memory per task in progress"));
    chart_free(&chart);
}

/* ---- the smallest task worth handing over ---- */

static void the_smallest_task_is_as_long_as_handing_it_over(void **state)
{
    const struct measures *measures = *(struct measures **)*state;
    struct curves curves;
    struct metg metg;
    assert_int_equal(curves_make(&curves, measures, 3, PLOT_EFFICIENCY), 0);
    const struct curve *threads = find(&curves, "threads");
    metg_find(&metg, threads, measures, 3, 0.5);
    assert_true(metg.seconds > 198e-9 && metg.seconds < 202e-9);
    assert_true(metg.interval.level > 0.95 && !metg.below);
    metg_find(&metg, threads, measures, 3, 0.95);
    assert_true(metg.seconds > 1.9e-6 && metg.seconds < 2.05e-6);
    metg_find(&metg, find(&curves, "async"), measures, 3, 0.5);
    assert_true(metg.seconds > 17e-6 && metg.seconds < 21e-6);
    metg_find(&metg, find(&curves, "processes"), measures, 3, 0.95);
    assert_true(metg.below && metg.seconds < 17e-9);
    curves_free(&curves);
}

static void efficiency_is_a_share_of_its_own_peak(void **state)
{
    const struct measures *measures = *(struct measures **)*state;
    struct curves curves;
    assert_int_equal(curves_make(&curves, measures, 3, PLOT_EFFICIENCY), 0);
    const struct curve *threads = find(&curves, "threads");
    assert_int_equal(threads->count, 5);
    assert_true(fabs(threads->points[0].x - 116e-9) < 1e-9);
    assert_true(fabs(threads->points[4].value - 100) < 1e-9);
    assert_true(fabs(threads->points[0].value - 100.0 * 16 / 116) < 0.2);
    /* 10 ns to 100 µs: 16 ns is the least, 75 µs the most. */
    assert_int_equal(curves.xs_count, 5);
    curves_free(&curves);
    assert_told(measures, 3, "| processes | < 16 ns |");
    assert_told(measures, 3,
                "With processes even the shortest tasks here leave half of "
                "the cores' time for work. With threads half of the cores' "
                "time is work as soon as a task costs 200 ns (200 ns – 200 "
                "ns), and 95 % of it from 1.94 "
                "µs (1.94 µs – 1.94 µs) on; with async half of the cores' time "
                "is work only once a task costs 17.7 µs (17.7 µs – 17.7 µs), "
                "and 95 % of it from 56.9 µs (56.9 µs – 56.9 µs) on.");
}

/* Task Bench's programs stand beside the series of their kind alone. */
static void the_report_has_task_benchs_figures(void **state)
{
    const struct measures *measures = *(struct measures **)*state;
    assert_told(measures, 3,
                "| MPI, no data exchanged | 140 ns | mpi: 279 ns | 2.00× |\n"
                "| MPI, each task needs its neighbours' data | 1.03 µs | mpi: "
                "279 ns | 0.27× |\n\n");
}

/* ---- workers far away ---- */

static void the_report_says_what_a_chunk_is_worth(void **state)
{
    const struct measures *measures = *(struct measures **)*state;
    assert_told(measures, 4,
                "near is fastest at chunk 1, 200 ms; at 100 it takes 1.50× as "
                "long. far is fastest at chunk 10, 250 ms; at 1 it takes 1.60×"
                ", at 100 1.80× as long. Beside near, far takes 2.00× as long "
                "at chunk 1, 1.50× at 100. ");
}

static void the_report_says_what_one_window_bears(void **state)
{
    const struct measures *measures = *(struct measures **)*state;
    char *text = NULL;
    size_t size;
    FILE *md = open_memstream(&text, &size);
    assert_non_null(md);
    section_window(md, &measures->experiments[5], false);
    section_window(md, &measures->experiments[3], false);
    fclose(md);
    assert_non_null(
        strstr(text, "| [threads](#window--threads) | 10,000,000 | — | — |\n"
                     "| [tens](#window--tens) | 1,000,000 | 10.0 ms | 10 |\n"
                     "| [mpi](#window--mpi) | 4,000,000 | 2.50 ms | 3 |\n\n"));
    assert_non_null(strstr(
        text, "If one window bore what it does for mpi and 10,000 ranks shared "
              "it, each could take a chunk every 2.50 ms. Tasks of 1.00 ms "
              "would have to be taken at least 3 at a time"));
    assert_null(strstr(text, "guided"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_report_has_task_benchs_figures),
        cmocka_unit_test(the_report_says_what_a_chunk_is_worth),
        cmocka_unit_test(the_report_says_what_one_window_bears),
        cmocka_unit_test(a_series_is_a_curve_in_order),
        cmocka_unit_test(laws_are_fitted_up_to_the_cores),
        cmocka_unit_test(a_share_of_computing_is_shown_as_one_of_waiting),
        cmocka_unit_test(figures_are_per_task),
        cmocka_unit_test(a_refused_cell_has_no_figure),
        cmocka_unit_test(the_report_says_what_the_curves_show),
        cmocka_unit_test(the_report_says_where_a_model_stops),
        cmocka_unit_test(a_chart_names_each_curve),
        cmocka_unit_test(the_smallest_task_is_as_long_as_handing_it_over),
        cmocka_unit_test(efficiency_is_a_share_of_its_own_peak),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
