/* test_report.c -- the report: its exact text, a page that needs nothing else,
 * and no markup from data. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include "bench/judge/advice.h"
#include "bench/report/page_script.h"
#include "bench/report/questions.h"
#include "bench/report/report.h"
#include "bench/report/summary.h"
#include "core/base/file.h"
#include "core/base/process.h"
#include "tests/bench/made_results.h"

/* Writes the report and reads one of its files back; the caller frees it. */
static char *report_file(struct fixture *fixture, const char *name)
{
    char path[200], why[WHY_MAX] = "", *text;
    if (report_write(&fixture->judgement, why) < 0)
        fail_msg("%s", why);
    snprintf(path, sizeof(path), "%s/%s", fixture->dir, name);
    assert_int_equal(file_read(path, &text), 0);
    return text;
}

static int count(const char *text, const char *word)
{
    int found = 0;
    while ((text = strstr(text, word))) {
        found++;
        text += strlen(word);
    }
    return found;
}

static void assert_has(const char *text, const char *word)
{
    if (!strstr(text, word))
        fail_msg("not found: %s", word);
}

static void assert_has_not(const char *text, const char *word)
{
    const char *found = strstr(text, word);
    if (found)
        fail_msg("found: %.80s", found);
}

/* ---- the report as a whole ---- */

/* The expected text is beside this file. After an intended change, run this
 * test alone with REPORT_DIR set, look at the report that it leaves there, and
 * copy its report.md. */
static void the_markdown_is_exactly_this(void **state)
{
    char *expected, *md = report_file(*state, "report.md");
    assert_int_equal(file_read(TEST_REPORT "/report_expected.md", &expected),
                     0);
    assert_string_equal(md, expected);
    free(expected);
    free(md);
}

static void assert_requests_nothing(const char *html)
{
    assert_has_not(html, "<img");
    assert_has_not(html, " src=");
    assert_has_not(html, "href=\"http");
    assert_has_not(html, "url(");
    assert_has_not(html, "@import");
    assert_has(html, "default-src 'none'");
    assert_has(html, "<html lang=\"en\">");
    assert_has(html, "<link rel=\"icon\" href=\"data:,\">");
}

/* Nor do the questions, which the browser's test looks at, too. */
static void the_page_requests_nothing(void **state)
{
    struct fixture *fixture = *state;
    char path[200], why[WHY_MAX], *questions;
    char *html = report_file(fixture, "report.html");
    assert_requests_nothing(html);
    assert_int_equal(questions_write(&fixture->judgement, why), 0);
    snprintf(path, sizeof path, "%s/" QUESTIONS_FILE, fixture->dir);
    assert_int_equal(file_read(path, &questions), 0);
    assert_requests_nothing(questions);
    assert_int_equal(count(questions, "<h3 id=\"question-"), 3);
    assert_int_equal(count(questions, "<li>It does not hold.</li>"), 3);
    assert_int_equal(
        count(questions, "<details><summary><h4 id=\"the-verdict-"), 3);
    assert_has_not(questions, "<details open");
    assert_has_not(questions, "localStorage");
    free(questions);
    free(html);
}

static void the_page_runs_its_own_script_and_no_other(void **state)
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    char expected[100] = "sha256-", *script = NULL;
    size_t size;
    FILE *out = open_memstream(&script, &size);
    page_put_script(out);
    fclose(out);
    SHA256((unsigned char *)script, size, digest);
    EVP_EncodeBlock((unsigned char *)expected + strlen(expected), digest,
                    sizeof digest);
    char *html = report_file(*state, "report.html");
    assert_int_equal(count(html, "<script"), 1);
    assert_has(html, script);
    assert_has(html, expected);
    free(html);
    free(script);
}

static void every_chart_is_in_the_page_under_a_title(void **state)
{
    /* The answer; the times of nine experiments; the memory of idle; the
     * lateness of stall. */
    char *html = report_file(*state, "report.html");
    assert_int_equal(count(html, "<figure><svg class=\"wide\" viewBox="), 12);
    assert_int_equal(count(html, "<svg class=\"narrow\" viewBox="), 12);
    assert_int_equal(count(html, "<title id=\"chart-"), 24);
    assert_int_equal(count(html, "<title"), 25); /* and no plot's command */
    free(html);
}

/* A row links to its runs, a run to what hyperfine wrote, and a column's head
 * to its formula. */
static void every_figure_leads_to_its_evidence(void **state)
{
    struct fixture *fixture = *state;
    char path[300];
    snprintf(path, sizeof(path), "%s/hyperfine", fixture->dir);
    mkdir(path, 0777);
    snprintf(path, sizeof(path), "%s/hyperfine/2-waits.async.json",
             fixture->dir);
    fclose(fopen(path, "w"));
    /* Older benches joined the names with a dash. */
    snprintf(path, sizeof(path), "%s/hyperfine/3-waits-async.json",
             fixture->dir);
    fclose(fopen(path, "w"));
    char *md = report_file(fixture, "report.md");
    assert_has(md, "| [async](#waits--async) | 107 ms |");
    assert_has(md, "| [median time](#median-time) |");
    assert_has(md, "\n### median time\n\nThe median over the blocks");
    assert_has(md,
               "\n#### waits / async\n\n    build/bin/overlap-async sleep ");
    assert_has(md, ", [0.106838](hyperfine/2-waits.async.json), "
                   "[0.106639](hyperfine/3-waits-async.json), ");
    char *html = report_file(fixture, "report.html");
    assert_has(html, "<details><summary><h3 id=\"runs-of-waits\">");
    assert_int_equal(count(html, "<details>"), count(html, "</details>"));
    free(html);
    free(md);
}

static void make_trace(const struct fixture *fixture, const char *name,
                       const char *lines)
{
    char path[300];
    snprintf(path, sizeof(path), "%s/traces", fixture->dir);
    mkdir(path, 0777);
    snprintf(path, sizeof(path), "%s/traces/%s", fixture->dir, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "index,worker,begin_ns,end_ns,err,cpu_ns,waits\n%s", lines);
    assert_int_equal(fclose(file), 0);
}

/* With programs that were installed, none of this machine's builds. */
static void a_run_is_repeated_by_the_programs_it_ran(void **state)
{
    struct fixture *fixture = *state;
    json_object_set_new(fixture->results.environment, "programs",
                        json_string("/opt/a b"));
    char *md = report_file(fixture, "report.md");
    assert_has(md, "\n    '/opt/a b/overlap-async' sleep ");
    assert_has(md, "\n    '/opt/a b/overlap-server' --delay 20ms ");
    assert_int_equal(count(md, "build/bin/overlap"), 0);
    free(md);
}

static void the_timeline_shows_what_overlaps(void **state)
{
    struct fixture *fixture = *state;
    /* Both tasks wait at once, and then work one after the other. */
    make_trace(fixture, "timeline-async.csv",
               "0,0,0,9000000,0,4000000,0-5000000\n"
               "1,1,0,13000000,0,4000000,0-9000000\n");
    free(report_file(fixture, "report.md"));
    fixture->experiments[1].name = "timeline";
    char *md = report_file(fixture, "report.md");
    assert_has(md, "](charts/00-timeline.svg)\n");
    char *svg = report_file(fixture, "charts/00-timeline.svg");
    assert_has(svg, "<text>async</text>");
    assert_has(svg, ">waits overlap</tspan>");
    assert_has(svg, ">13.0 ms</tspan>");
    assert_has_not(svg, ">threads</"); /* it left no trace */
    assert_has_not(md, "Left out of the timeline");
    assert_has_not(svg, "<title");
    assert_has_not(svg, ">arrives</");
    assert_has_not(md, "On average a task was ready"); /* sequential did not */
    free(svg);
    free(md);
}

/* The second task's wait is one of 5 ms: for 4 ms it waits for the loop. */
static void the_timeline_shows_who_lacks_a_turn(void **state)
{
    struct fixture *fixture = *state;
    make_trace(fixture, "timeline-sequential.csv",
               "0,0,0,9000000,0,4000000,0-5000000\n"
               "1,0,9000000,18000000,0,4000000,9000000-14000000\n");
    make_trace(fixture, "timeline-async.csv",
               "0,0,0,9000000,0,4000000,0-5000000\n"
               "1,1,0,13000000,0,4000000,0-9000000\n");
    fixture->experiments[1].name = "timeline";
    char *md = report_file(fixture, "report.md");
    assert_has(md, " On average a task was ready without its turn for: "
                   "sequential 0 ns, async 2.00 ms.");
    free(md);
    fixture->experiments[1].rate = "1000";
    md = report_file(fixture, "report.md");
    assert_has(md, ": sequential 4.00 ms, async 2.00 ms.");
    char *svg = report_file(fixture, "charts/00-timeline.svg");
    assert_has(svg, ">arrives</tspan>");
    free(svg);
    free(md);
}

static void who_is_not_in_the_timeline_is_named(void **state)
{
    struct fixture *fixture = *state;
    make_trace(fixture, "timeline.async.csv", "0,0,0,9000000,0,4000000,\n");
    make_trace(fixture, "timeline.threads.csv",
               "0,0,0,9000000,0,4000000,\n2,1,9\n");
    fixture->experiments[1].name = "timeline";
    char *md = report_file(fixture, "report.md");
    assert_has(md, "Left out of the timeline: threads: line 3: found 2 1 9 ; "
                   "expected index, worker, ");
    assert_has(md, "](charts/00-timeline.svg)\n");
    free(md);
}

static void no_id_appears_twice_in_the_page(void **state)
{
    char *html = report_file(*state, "report.html");
    int ids = 0;
    for (char *at = html; (at = strstr(at, " id=")); at++) {
        char id[128];
        snprintf(id, sizeof(id), "%.*s", (int)strcspn(at + 5, "\"'") + 6, at);
        if (count(html, id) != 1)
            fail_msg("not once:%s", id);
        ids++;
    }
    assert_true(ids > 100);
    free(html);
}

static void every_link_within_the_page_leads_somewhere(void **state)
{
    char *html = report_file(*state, "report.html");
    int links = 0;
    for (char *at = html; (at = strstr(at, "<a href=\"#")); at++) {
        char id[128];
        snprintf(id, sizeof(id), " id=\"%.*s\"", (int)strcspn(at + 10, "\""),
                 at + 10);
        assert_has(html, id);
        links++;
    }
    assert_true(links > 15);
    free(html);
}

static void a_standalone_chart_has_a_light_background(void **state)
{
    char *svg = report_file(*state, "charts/00-answer.svg");
    assert_has(svg, "<?xml");
    assert_has(svg, "fill=\"#ffffff\"");
    free(svg);
}

static void the_csv_has_one_line_per_run(void **state)
{
    struct fixture *fixture = *state;
    fixture->cells[1][0].name = "one, \"two\"";
    char *csv = report_file(fixture, "results.csv");
    assert_int_equal(count(csv, "\r\n"), fixture->results.runs_count + 1);
    assert_memory_equal(csv, "block,experiment,cell,model,workload,tasks,", 43);
    assert_has(csv, "\r\n1,waits,\"one, \"\"two\"\"\",sequential,sleep,3,0,1,");
    assert_has(csv, "\r\n1,control,burn-1,,burn,,,,0.2512,0.25,0,0,,,,");
    free(csv);
}

/* ---- what comes first, and what goes wrong ---- */

static void a_demo_says_so_before_anything_else(void **state)
{
    struct fixture *fixture = *state;
    fixture->judgement.demo = true;
    fixture->schedule.blocks = 6;
    char *md = report_file(fixture, "report.md");
    char *demo = strstr(md, "> **Demo: no verdicts from 6 blocks.**");
    assert_non_null(demo);
    assert_true(demo < strstr(md, "| tasks | what to use |"));
    free(md);
}

static void a_failed_gate_says_so_before_anything_else(void **state)
{
    struct fixture *fixture = *state;
    struct gate gates[2] = {made_gates[0], made_gates[1]};
    gates[1].passed = false;
    fixture->judgement.gates = gates;
    fixture->judgement.noisy = true;
    char *md = report_file(fixture, "report.md");
    char *noisy =
        strstr(md, "> **The machine was too noisy: no verdict on times "
                   "and ratios.**\n>\n> - pressure: before a block");
    assert_non_null(noisy);
    assert_true(noisy < strstr(md, "| tasks | what to use |"));
    assert_has(md, " is allowed. Run it again.\n");
    assert_has(md, "✘ failed |");
    free(md);
    gates[1].about = GATE_ANSWERS;
    md = report_file(fixture, "report.md");
    assert_has(md, "> **Not every run gave the right answer: no verdict on "
                   "times and ratios.**\n>\n> - pressure: ");
    assert_has_not(md, "too noisy");
    free(md);
}

static void
what_costs_more_for_the_same_work_is_compared_with_nothing(void **state)
{
    struct fixture *fixture = *state;
    char *md, *summary = NULL;
    size_t size;
    for (int i = 0; i < fixture->results.runs_count; i++) {
        struct run *run = &fixture->runs[i];
        if (run->experiment == 5 && run->cell > 1)
            run->user_s *= run->cell == 2 ? 1.66 : 0.5;
    }
    md = report_file(fixture, "report.md");
    assert_has(md, "| 216 ms | 215 ms – 216 ms | — | — | — | ✘ 1.64× (1.64 – "
                   "1.64)");
    assert_has(md,
               "\n✘ threads took 1.64× (1.64× to 1.64×), processes "
               "took 0.53× (0.53× to 0.53×) the CPU time of sequential for the "
               "same work; "
               "0.90× to 1.10× is allowed. So their times compare no models");
    assert_has(md, "one a core, never a loop** | threads 1.96× as fast");
    assert_has(md, "a loop 1.00× · [mandelbrot]"); /* it alone */
    assert_has(md, "**[421 ms](#primes--sequential)** | "
                   "**[1.00×](#primes--async)** | [—](#primes--threads) | "
                   "[—](#primes--processes) | sequential, async (tie) |");
    FILE *out = open_memstream(&summary, &size);
    summary_write(out, &fixture->judgement);
    fclose(out);
    assert_has(summary, "\nprimes              0.421               - "
                        "sequential,async\n");
    free(summary);
    free(md);
}

static void noise_is_not_called_other_work(void **state)
{
    struct fixture *fixture = *state;
    for (int i = 0; i < fixture->results.runs_count; i++) {
        struct run *run = &fixture->runs[i];
        if (run->experiment == 5 && run->cell == 2)
            run->user_s *= run->block % 2 ? 1.3 : 0.8;
    }
    char *md = report_file(fixture, "report.md");
    assert_has(md, "no headline and no verdict. The machine may have been too "
                   "noisy to tell");
    assert_has_not(md, "may do more than its tasks");
    free(md);
}

static char *summary_of(struct fixture *fixture)
{
    char path[200], *text;
    snprintf(path, sizeof(path), "%s/summary.txt", fixture->dir);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    assert_int_equal(summary_write(out, &fixture->judgement), 0);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(file_read(path, &text), 0);
    return text;
}

static void failed_runs_are_counted_with_their_reasons(void **state)
{
    struct fixture *fixture = *state;
    int failed = 0;
    for (int i = 0; i < fixture->results.runs_count; i++) {
        struct run *run = &fixture->runs[i];
        if (run->experiment != 2 || run->cell != 3 || run->block < 14)
            continue;
        run->exit_code = 1;
        failed++;
        json_object_set_new(
            (json_t *)run->record, "failures",
            json_pack("[{s:i, s:s}]", "index", 7, "reason", "HTTP status 429"));
    }
    assert_int_equal(failed, 2);
    char *md = report_file(fixture, "report.md");
    assert_has(md, "> **2 runs failed:** see [Failed runs](#failed-runs).");
    assert_has(md, "| fetch/processes | 2 of 16 | exit status 1: task 7: HTTP "
                   "status 429 |");
    assert_has(md, " 2 of 16 |\n");
    free(md);
    char *summary = summary_of(fixture);
    assert_has(summary, "1 fetch/processes task 7: HTTP status 429\n");
    free(summary);
}

static json_t *tail_json(int64_t p50, int64_t p99, int64_t max)
{
    return json_pack("{s:I, s:I, s:I}", "p50", (json_int_t)p50, "p99",
                     (json_int_t)p99, "max", (json_int_t)max);
}

/* Only fetch's processes run their tasks on a schedule. */
static void a_schedule_shows_latency_beside_service(void **state)
{
    struct fixture *fixture = *state;
    for (int i = 0; i < fixture->results.runs_count; i++) {
        json_t *record = (json_t *)fixture->runs[i].record;
        if (fixture->runs[i].experiment != 2 || fixture->runs[i].cell != 3)
            continue;
        json_object_set_new(json_object_get(record, "plan"), "rate_per_s",
                            json_real(500));
        json_object_set_new(record, "latency_ns",
                            tail_json(20000000, 200000000, 210000000));
        json_object_set_new(record, "service_ns",
                            tail_json(20000000, 25000000, 30000000));
    }
    char *md = report_file(fixture, "report.md");
    assert_has(md, "| [processes](#fetch--processes) | 500 | 20.0 ms | 200 ms "
                   "| 210 ms | 20.0 ms | 25.0 ms | 30.0 ms |\n");
    assert_has(md, "| [async](#fetch--async) | — |");
    free(md);
}

static void a_cell_this_machine_refuses_is_not_a_failure(void **state)
{
    struct fixture *fixture = *state;
    for (int i = 0; i < fixture->results.runs_count; i++) {
        struct run *run = &fixture->runs[i];
        if (run->experiment != 2 || run->cell != 3 || run->block > 0)
            continue;
        run->exit_code = RUN_REFUSED;
        json_object_set_new(json_array_get(fixture->results.records, (size_t)i),
                            "error", json_string("no node here"));
        run->record = NULL;
    }
    char *md = report_file(fixture, "report.md");
    assert_has(md, "Not testable here: processes (no node here).\n");
    assert_has_not(md, "Failed runs");
    free(md);
}

static void without_gnuplot_the_report_says_what_is_missing(void **state)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s", getenv("PATH"));
    setenv("PATH", "/nonexistent", 1);
    char *md = report_file(*state, "report.md");
    setenv("PATH", path, 1);
    assert_has(md, "Chart not drawn: gnuplot was not found.");
    assert_has_not(md, "![");
    free(md);
}

static void a_folder_that_is_not_there_is_named(void **state)
{
    struct fixture *fixture = *state;
    char why[WHY_MAX] = "";
    fixture->results.dir = "/nonexistent/results";
    assert_int_equal(report_write(&fixture->judgement, why), -ENOENT);
    assert_string_equal(why, "/nonexistent/results/charts: cannot be made: "
                             "No such file or directory");
}

static void a_bench_that_ran_nothing_has_a_report(void **state)
{
    struct fixture *fixture = *state;
    fixture->results.runs_count = 0;
    fixture->judgement = (struct judgement){
        .results = &fixture->results, .ceiling = NAN, .demo = true};
    char *md = report_file(fixture, "report.md");
    assert_has(md, "No experiment in this run compares models.");
    assert_has_not(md, " nan");
    free(md);
}

/* ---- what scripts read ---- */

/* The number, the interval and the ties are the page's. */
static void the_summary_says_what_the_page_says(void **state)
{
    struct fixture *fixture = *state;
    struct advice list[ADVICE_CASES];
    struct measures *measures;
    char *md = report_file(fixture, "report.md");
    char *summary = summary_of(fixture);
    assert_int_equal(measures_compute(&measures, &fixture->results, false), 0);
    assert_int_equal(advice_give(list, measures, &fixture->judgement),
                     ADVICE_CASES);
    for (int i = 0; i < ADVICE_CASES; i++) {
        assert_has(summary, list[i].use);
        assert_has(summary, list[i].found);
        assert_has(md, list[i].use);
        assert_has(md, list[i].found);
    }
    assert_has(summary, "\nprimes              0.216            1.95 "
                        "threads,processes\n");
    assert_has(md, "| **[1.95×](#primes--threads)** (98 %) | "
                   "**[1.91×](#primes--processes)** (96 %) | threads, "
                   "processes (tie) |");
    measures_free(measures);
    free(summary);
    free(md);
}

static void only_the_same_work_has_a_speed_up(void **state)
{
    struct fixture *fixture = *state;
    for (int i = 0; i < fixture->results.runs_count; i++)
        if (fixture->runs[i].experiment == 5 && fixture->runs[i].cell == 0)
            json_object_set_new((json_t *)fixture->runs[i].record, "workload",
                                json_string("less")); /* primes/sequential */
    fixture->experiments[10].fails = true;            /* mandelbrot */
    char *summary = summary_of(fixture);
    assert_has(summary, "\nfetch ");
    assert_has_not(summary, "\nprimes");
    assert_has_not(summary, "\nmandelbrot");
    free(summary);
}

/* ---- strings from data ---- */

#define EVIL "<script>alert(1)</script> | a *b* [c](http://x) `d` \x01& 'e'"

static void strings_from_data_are_never_markup(void **state)
{
    struct fixture *fixture = *state;
    char *plain = report_file(fixture, "report.html");
    fixture->suite.title = EVIL;
    fixture->experiments[1].name = EVIL;
    fixture->experiments[1].title = EVIL;
    fixture->experiments[1].lesson = "# " EVIL;
    fixture->cells[1][1].name = EVIL;
    json_object_set_new(fixture->results.environment, "hostname",
                        json_string("</td><img src=x onerror=alert(1)>"));
    char *html = report_file(fixture, "report.html");
    assert_int_equal(count(html, "<script>"), 1);
    assert_has_not(html, "<img");
    assert_has_not(html, "href=\"http");
    assert_has(html, "<p># &lt;script&gt;alert(1)&lt;/script&gt; | a *b* "
                     "[c](http://x) `d` ?&amp; 'e'</p>");
    assert_int_equal(count(html, "<td"), count(plain, "<td"));
    assert_int_equal(count(html, "<figure"), count(plain, "<figure"));
    free(plain);
    free(html);
}

static void a_command_stays_on_one_line(void **state)
{
    struct fixture *fixture = *state;
    fixture->experiments[1].size = "1\n# not a heading; rm -rf 'x'";
    char *md = report_file(fixture, "report.md");
    assert_has(md,
               "    build/bin/overlap-async sleep --tasks 3 --size '1 # not "
               "a heading; rm -rf '\\''x'\\'''\n");
    free(md);
}

#define WITH_RESULTS(test)                                                     \
    cmocka_unit_test_setup_teardown(test, make_results, free_results)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_RESULTS(the_markdown_is_exactly_this),
        WITH_RESULTS(the_page_requests_nothing),
        WITH_RESULTS(the_page_runs_its_own_script_and_no_other),
        WITH_RESULTS(every_chart_is_in_the_page_under_a_title),
        WITH_RESULTS(every_figure_leads_to_its_evidence),
        WITH_RESULTS(a_run_is_repeated_by_the_programs_it_ran),
        WITH_RESULTS(the_timeline_shows_what_overlaps),
        WITH_RESULTS(the_timeline_shows_who_lacks_a_turn),
        WITH_RESULTS(who_is_not_in_the_timeline_is_named),
        WITH_RESULTS(no_id_appears_twice_in_the_page),
        WITH_RESULTS(every_link_within_the_page_leads_somewhere),
        WITH_RESULTS(a_standalone_chart_has_a_light_background),
        WITH_RESULTS(the_csv_has_one_line_per_run),
        WITH_RESULTS(a_demo_says_so_before_anything_else),
        WITH_RESULTS(a_failed_gate_says_so_before_anything_else),
        WITH_RESULTS(
            what_costs_more_for_the_same_work_is_compared_with_nothing),
        WITH_RESULTS(noise_is_not_called_other_work),
        WITH_RESULTS(failed_runs_are_counted_with_their_reasons),
        WITH_RESULTS(a_schedule_shows_latency_beside_service),
        WITH_RESULTS(a_cell_this_machine_refuses_is_not_a_failure),
        WITH_RESULTS(without_gnuplot_the_report_says_what_is_missing),
        WITH_RESULTS(a_folder_that_is_not_there_is_named),
        WITH_RESULTS(a_bench_that_ran_nothing_has_a_report),
        WITH_RESULTS(the_summary_says_what_the_page_says),
        WITH_RESULTS(only_the_same_work_has_a_speed_up),
        WITH_RESULTS(strings_from_data_are_never_markup),
        WITH_RESULTS(a_command_stays_on_one_line),
    };
    const char *only = getenv("REPORT_TEST");
    process_begin();
    cmocka_set_test_filter(only ? only : "*");
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
