/* made_results.h -- results of a bench that was never run: eleven experiments,
 * fifteen blocks, and the times of a two-core machine. */
#ifndef OVERLAP_TESTS_BENCH_MADE_RESULTS_H
#define OVERLAP_TESTS_BENCH_MADE_RESULTS_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "bench/judge/judge.h"
#include "bench/results/results.h"
#include "tests/tree.h"

#define BLOCKS 15
#define CELLS  4
#define ROOM   200000

static const char *const models[CELLS] = {"sequential", "async", "threads",
                                          "processes"};

/* A made-up experiment: times in seconds, memory in MiB. */
struct made {
    const char *name, *title, *lesson, *workload, *kind, *size, *delay;
    int tasks;
    double size_ms;
    double time_s[CELLS], user_s[CELLS], memory_mib[CELLS];
    bool meter, ticker;
};

#define USUAL_MEMORY                                                           \
    {                                                                          \
        2.1, 2.9, 2.3, 4.8                                                     \
    }

static const struct made all_made[] = {
    {.name = "control",
     .title = "The machine itself",
     .lesson = "The same command twice, and burns on all cores.",
     .workload = "sleep",
     .kind = "io",
     .size = "100ms",
     .tasks = 1,
     .size_ms = 100,
     .time_s = {.102, .102},
     .memory_mib = USUAL_MEMORY},
    {.name = "waits",
     .title = "Three waits of 100 ms",
     .lesson = "Waits overlap in every model that has a worker for each.",
     .workload = "sleep",
     .kind = "io",
     .size = "100ms",
     .tasks = 3,
     .size_ms = 100,
     .time_s = {.305, .107, .105, .108},
     .user_s = {.001, .002, .001, .002},
     .memory_mib = USUAL_MEMORY},
    {.name = "fetch",
     .title = "50 pages from a server that takes 20 ms",
     .lesson = "Most of a fetch is waiting for the server.",
     .workload = "fetch",
     .kind = "io",
     .size = NULL,
     .delay = "20ms",
     .tasks = 50,
     .time_s = {1.06, .112, .115, .125},
     .user_s = {.012, .021, .031, .058},
     .memory_mib = {8.1, 9.4, 14.2, 61}},
    {.name = "fetch-nodelay",
     .title = "200 pages from a server that answers at once",
     .lesson = "Without a wait there is nothing to hide.",
     .workload = "fetch",
     .kind = "io",
     .delay = "0ms",
     .tasks = 200,
     .time_s = {.121, .098, .109, .131},
     .user_s = {.03, .031, .05, .07},
     .memory_mib = {8.1, 9.4, 14.2, 61}},
    {.name = "stall",
     .title = "Ten blocking waits of 50 ms",
     .lesson = "A wait that the loop cannot see stops the whole loop.",
     .workload = "stall",
     .kind = "safety",
     .size = "50ms",
     .tasks = 10,
     .size_ms = 50,
     .time_s = {.505, .505, .056, .058},
     .user_s = {.001, .001, .001, .002},
     .memory_mib = USUAL_MEMORY,
     .ticker = true},
    {.name = "primes",
     .title = "Counting primes",
     .lesson = "Only a second core makes computing faster.",
     .workload = "primes",
     .kind = "cpu",
     .size = "200000",
     .tasks = 64,
     .time_s = {.42, .42, .215, .22},
     .user_s = {.415, .416, .418, .421},
     .memory_mib = USUAL_MEMORY},
    {.name = "idle",
     .title = "1,000 tasks that wait",
     .lesson = "What a waiting worker costs is memory.",
     .workload = "sleep",
     .kind = "io",
     .size = "200ms",
     .tasks = 1000,
     .size_ms = 200,
     .time_s = {NAN, .213, .248, .391},
     .user_s = {NAN, .012, .03, .08},
     .memory_mib = {NAN, 9, 55, 160},
     .meter = true},
    {.name = "mixed",
     .title = "Fetch, then compute",
     .lesson = "Half waiting, half computing.",
     .workload = "mixed",
     .kind = "mixed",
     .delay = "20ms",
     .tasks = 20,
     .time_s = {.81, .421, .224, .238},
     .user_s = {.4, .405, .41, .42},
     .memory_mib = {8.3, 9.1, 13, 44}},
    {.name = "files",
     .title = "Eight files of 16 MiB",
     .workload = "files",
     .kind = "io",
     .size = "16MiB",
     .tasks = 8,
     .time_s = {.312, .205, .188, .197},
     .user_s = {.1, .12, .11, .12},
     .memory_mib = {18, 70, 66, 130}},
    {.name = "query",
     .title = "400 queries to SQLite",
     .workload = "query",
     .kind = "io",
     .tasks = 400,
     .time_s = {.288, .181, .179, .176},
     .user_s = {.28, .3, .29, .3},
     .memory_mib = {5, 9, 7, 12}},
    {.name = "mandelbrot",
     .title = "A picture of the Mandelbrot set",
     .workload = "mandelbrot",
     .kind = "cpu",
     .size = "256",
     .tasks = 64,
     .time_s = {.53, .531, .271, .276},
     .user_s = {.52, .522, .523, .53},
     .memory_mib = USUAL_MEMORY},
};

#define MADE (sizeof(all_made) / sizeof(*all_made))

/* Results in memory, and what they borrow from. */
struct fixture {
    char dir[64];
    struct results results;
    struct suite suite;
    struct schedule schedule;
    struct experiment experiments[MADE];
    struct cell cells[MADE][CELLS];
    struct suite_server servers[MADE];
    struct run runs[MADE * CELLS * (BLOCKS + 1)];
    struct judgement judgement;
};

/* A factor near 1 that is the same in every test run. */
static double wobble(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    double uniform = (double)(*state >> 8) / (1 << 24);
    return 1 + 0.012 * (uniform - 0.3) + (*state % 17 == 0 ? 0.06 : 0);
}

static json_t *make_record(const struct made *made, int cell, double time_s,
                           double memory)
{
    bool alone = cell == 0 || made->tasks == 1;
    int workers = alone ? 1 : made->tasks;
    if (strcmp(made->kind, "cpu") == 0 && cell > 1)
        workers = 2;
    json_t *record =
        json_pack("{s:s, s:{s:s}, s:s, s:s, s:i, s:i, s:i, s:s, s:f}", "schema",
                  "overlap/record/1", "versions", "overlap", "0.1.0", "model",
                  models[cell], "kind", made->kind, "ok", made->tasks, "failed",
                  0, "canceled", 0, "answer", "0123456789abcdef", "cores_used",
                  made->user_s[cell] / time_s);
    json_object_set_new(record, "plan",
                        json_pack("{s:i, s:f, s:i, s:i}", "tasks", made->tasks,
                                  "size", made->size_ms, "width", 0, "workers",
                                  workers));
    json_object_set_new(record, "context_switches",
                        json_pack("{s:i, s:i}", "voluntary",
                                  cell * made->tasks * 3, "involuntary", cell));
    if (memory > 0)
        json_object_set_new(record, "memory",
                            json_pack("{s:f, s:f}", "pss_bytes",
                                      memory * 1048576, "total_bytes",
                                      memory * 1048576 * 1.6));
    if (made->ticker)
        json_object_set_new(record, "findings",
                            json_pack("{s:i}", "lost", 1500 * cell));
    if (made->ticker)
        json_object_set_new(record, "lateness_ns",
                            json_pack("{s:f, s:f, s:f}", "p50",
                                      cell == 1 ? 252e6 : 60e3, "p99",
                                      cell == 1 ? 498e6 : 210e3, "max",
                                      cell == 1 ? 502e6 : 3e6));
    return record;
}

static void make_run(struct fixture *fixture, int experiment, int cell,
                     int block, unsigned *state)
{
    const struct made *made = &all_made[experiment];
    double factor = wobble(state);
    if (isnan(made->time_s[cell]))
        return;
    double time_s = made->time_s[cell] * factor;
    bool metered = made->meter || block == 0;
    json_t *record =
        make_record(made, cell, time_s,
                    metered ? made->memory_mib[cell] * wobble(state) : 0);
    json_array_append_new(fixture->results.records,
                          json_pack("{s:o}", "record", record));
    fixture->runs[fixture->results.runs_count++] =
        (struct run){experiment,
                     cell,
                     block,
                     time_s,
                     made->user_s[cell],
                     made->user_s[cell] / 20,
                     0,
                     record,
                     0};
}

static void make_experiment(struct fixture *fixture, int index)
{
    const struct made *made = &all_made[index];
    fixture->servers[index] =
        (struct suite_server){.delay = (char *)made->delay, .size = "1KiB"};
    for (int i = 0; i < CELLS; i++)
        fixture->cells[index][i] = (struct cell){.model = (char *)models[i],
                                                 .name = (char *)models[i],
                                                 .ticker = made->ticker,
                                                 .meter = made->meter};
    fixture->experiments[index] = (struct experiment){
        .name = (char *)made->name,
        .title = (char *)made->title,
        .lesson = (char *)made->lesson,
        .workload = (char *)made->workload,
        .tasks = made->tasks,
        .size = (char *)made->size,
        .server = made->delay ? &fixture->servers[index] : NULL,
        .cells = fixture->cells[index],
        .cells_count = CELLS,
    };
}

static void make_control(struct fixture *fixture)
{
    static int one = 1, two = 2;
    struct experiment *control = &fixture->experiments[0];
    struct cell *cells = fixture->cells[0];
    cells[0] = (struct cell){.model = "sequential", .name = "aa-1"};
    cells[1] = (struct cell){.model = "sequential", .name = "aa-2"};
    cells[2] =
        (struct cell){.name = "burn-1", .workload = "burn", .tasks = &one};
    cells[3] =
        (struct cell){.name = "burn-n", .workload = "burn", .tasks = &two};
    control->cells_count = 4;
    for (int block = 0; block <= BLOCKS; block++)
        for (int cell = 2; cell < 4; cell++)
            fixture->runs[fixture->results.runs_count++] = (struct run){
                0, cell, block, .25 + cell * .0006, .25, 0, 0, NULL, 0};
}

/* ---- a judgement ---- */

static int documents[] = {0, 1, 4};

static struct claim_test made_tests[] = {
    {.says = "three coroutines wait as long as one",
     .role = TEST_JUDGES,
     .metric = "time",
     .of = "waits/async",
     .over_value = 0.1,
     .supported = 1.15,
     .refuted = 1.5},
    {.says = "one after the other they take the sum",
     .role = TEST_CONTROLS,
     .metric = "time",
     .of = "waits/sequential",
     .over_value = 0.3,
     .supported = 0.98,
     .refuted = 0.8},
    {.says = "the loop takes as long as one after the other",
     .role = TEST_JUDGES,
     .kind = TEST_EQUAL,
     .metric = "time",
     .of = "primes/async",
     .over = "primes/sequential",
     .delta = 0.1},
    {.says = "the loop uses one core",
     .role = TEST_JUDGES,
     .metric = "cores_used",
     .of = "primes/async",
     .over_value = 1,
     .supported = 1.8,
     .refuted = 1.05},
};

static struct claim made_claims[] = {
    {.id = "W1",
     .documents = documents,
     .documents_count = 3,
     .claim = "Gathered waits cost as long as the longest, not the sum.",
     .documents_say = "three gathered sleeps take one second",
     .because = "while one task waits the next is started",
     .tests = made_tests,
     .tests_count = 2},
    {.id = "C1",
     .documents = documents,
     .documents_count = 2,
     .claim = "An event loop makes no computing faster.",
     .tests = made_tests + 2,
     .tests_count = 1},
    {.id = "C4",
     .documents = documents + 2,
     .documents_count = 1,
     .claim = "Coroutines run in parallel.",
     .expect = VERDICT_REFUTED,
     .teaches = "They take turns. One core is enough.",
     .tests = made_tests + 3,
     .tests_count = 1},
};

static struct test_outcome made_outcomes[] = {
    {made_tests,
     15,
     1.07,
     {1.065, 1.08, .965},
     .00003,
     .0004,
     VERDICT_SUPPORTED,
     false,
     NULL,
     "the interval lies below 1.15"},
    {made_tests + 1,
     15,
     1.016,
     {1.01, 1.02, .965},
     .00003,
     .0004,
     VERDICT_SUPPORTED,
     false,
     NULL,
     "the interval lies above 0.98"},
    {made_tests + 2,
     15,
     1.0,
     {.996, 1.004, .965},
     1,
     1,
     VERDICT_SUPPORTED,
     false,
     NULL,
     "the interval lies within 10 %"},
    {made_tests + 3,
     15,
     .99,
     {.985, .995, .965},
     .00003,
     .0004,
     VERDICT_REFUTED,
     false,
     NULL,
     "the interval lies below 1.05"},
};

static struct claim_outcome made_claim_outcomes[] = {
    {made_claims, VERDICT_SUPPORTED, "1 test is supported, 1 control holds",
     false, made_outcomes},
    {made_claims + 1, VERDICT_SUPPORTED, "1 test is supported", false,
     made_outcomes + 2},
    {made_claims + 2, VERDICT_REFUTED, "the loop uses one core: 0.99", false,
     made_outcomes + 3},
};

static struct gate made_gates[] = {
    {"A/A control", .004, .05, true,
     "the same command twice: 1.00× (0.998× to 1.00×); within 5 % is allowed",
     "Run it again", GATE_NOISE},
    {"pressure", .01, .2, true,
     "before a block others waited for a core 1.2 % of the time; 20 % is "
     "allowed",
     "Run it again", GATE_NOISE},
};

static const struct judgement made_judgement = {
    .gates = made_gates,
    .gates_count = 2,
    .ceiling = 1.99,
    .alpha = 0.05,
    .claims = made_claim_outcomes,
    .claims_count = 3,
};

/* ---- set-up ---- */

static void make_folder(struct fixture *fixture)
{
    const char *keep = getenv("REPORT_DIR"); /* kept, to be looked at */
    snprintf(fixture->dir, sizeof(fixture->dir), "%s",
             keep ? keep : "/tmp/overlap-report-XXXXXX");
    if (keep)
        mkdir(keep, 0777);
    else
        assert_non_null(mkdtemp(fixture->dir));
}

static int make_results(void **state)
{
    unsigned seed = 1;
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    assert_non_null(fixture);
    make_folder(fixture);
    fixture->results.records = json_array();
    for (int i = 0; i < (int)MADE; i++) {
        make_experiment(fixture, i);
        for (int block = 0; block <= BLOCKS; block++)
            for (int cell = 0; cell < (i ? CELLS : 2); cell++)
                make_run(fixture, i, cell, block, &seed);
    }
    make_control(fixture);
    fixture->suite = (struct suite){.title = "the default suite",
                                    .experiments = fixture->experiments,
                                    .experiments_count = MADE};
    fixture->results.dir = fixture->dir;
    fixture->results.suite = &fixture->suite;
    fixture->results.runs = fixture->runs;
    fixture->results.schedule = &fixture->schedule;
    fixture->schedule = (struct schedule){.seed = 42, .blocks = BLOCKS};
    fixture->results.environment = json_pack(
        "{s:s, s:s, s:i, s:n, s:I, s:[f,f], s:{s:s, s:s}}", "hostname",
        "bench-host", "cpu", "Example CPU @ 2.00GHz", "cores", 2, "cores_quota",
        "memory_bytes", (json_int_t)25769803776, "load", 0.25, 0.5, "compiler",
        "name", "gcc 12.2.0", "flags", "-O2");
    fixture->judgement = made_judgement;
    fixture->judgement.results = &fixture->results;
    *state = fixture;
    return 0;
}

static int free_results(void **state)
{
    struct fixture *fixture = *state;
    json_decref(fixture->results.records);
    json_decref(fixture->results.environment);
    if (!getenv("REPORT_DIR"))
        tree_remove(fixture->dir);
    free(fixture);
    return 0;
}

#endif
