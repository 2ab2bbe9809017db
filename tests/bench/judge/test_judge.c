/* test_judge.c -- every claim can be judged either way, with a reason. */
#include "bench/judge/judge.h"
#include "bench/judge/mutants.h"
#include "bench/suite/find.h"
#include "core/base/mixer.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define CLAIMS "tests/bench/suite/claims.yaml"
enum { CELLS_MAX = 40, BLOCKS_MAX = 64, RUNS_MAX = CELLS_MAX * BLOCKS_MAX };

/* The figures of one cell; 0 is null in its record. */
struct cell_figures {
    const char *experiment, *cell;
    double time_s, cores_used, lateness_p99_ns, lateness_max_ns, fall_bytes;
    double lost;
    double cpu_s; /* of tasks that only compute; 0: they do not */
    const char *answer;
    int first_block, exit_code; /* of its runs; first_block -1: no runs */
};

/* What theory predicts for two cores. */
static const struct cell_figures theory[] = {
    {"control", "aa-1", .time_s = 0.2},
    {"control", "aa-2", .time_s = 0.2},
    {"control", "burn-1", .time_s = 0.25},
    {"control", "burn-n", .time_s = 0.25},
    {"waits", "sequential", .time_s = 0.303, .answer = "12c"},
    {"waits", "async", .time_s = 0.102, .answer = "12c"},
    {"waits", "threads", .time_s = 0.102, .answer = "12c"},
    {"waits", "processes", .time_s = 0.102, .answer = "12c"},
    {"fetch", "sequential", .time_s = 1.02, .answer = "fe7c"},
    {"fetch", "async", .time_s = 0.11, .answer = "fe7c"},
    {"fetch", "threads", .time_s = 0.11, .answer = "fe7c"},
    {"fetch", "processes", .time_s = 0.11, .answer = "fe7c"},
    {"fetch-nodelay", "sequential", .time_s = 0.02},
    {"fetch-nodelay", "async", .time_s = 0.02},
    {"fetch-nodelay", "threads", .time_s = 0.02},
    {"fetch-nodelay", "processes", .time_s = 0.02},
    {"stall", "sequential", .time_s = 0.503},
    {"stall", "async", .time_s = 0.503, .lateness_p99_ns = 51e6,
     .lateness_max_ns = 60e6},
    {"stall", "threads", .time_s = 0.053, .lateness_p99_ns = 2e5,
     .lateness_max_ns = 3e6},
    {"stall", "processes", .time_s = 0.053, .lateness_p99_ns = 2e5,
     .lateness_max_ns = 3e6},
    {"primes", "sequential", .time_s = 0.4, .cores_used = 0.99, .cpu_s = 0.4},
    {"primes", "async", .time_s = 0.4, .cores_used = 0.99, .cpu_s = 0.4},
    {"primes", "threads", .time_s = 0.205, .cores_used = 1.96, .cpu_s = 0.4},
    {"primes", "processes", .time_s = 0.205, .cores_used = 1.96, .cpu_s = 0.4},
    {"idle", "async", .time_s = 0.31, .fall_bytes = 10e6},
    {"idle", "threads", .time_s = 0.31, .fall_bytes = 54e6},
    {"idle", "processes", .time_s = 0.31, .fall_bytes = 200e6},
    {"race", "plain", .time_s = 0.1, .lost = 412},
    {"race", "locked", .time_s = 0.1},
};
enum { CELLS = sizeof theory / sizeof *theory };

/* A made-up bench, in memory. */
static struct world {
    struct cell_figures cells[CELLS];
    enum profile profile;
    int blocks, looks, cores;
    double jitter;   /* every time varies by ± this share */
    double pressure; /* before each block */
    int steal_ticks; /* of 1,000 a block */
    struct results results;
    struct suite suite;
    struct schedule schedule;
    struct experiment experiments[CELLS];
    struct cell cell_pool[CELLS];
    struct run runs[RUNS_MAX];
} world;
static struct claims *claims;
static struct judgement *judgement;

static int world_start(void **unused)
{
    (void)unused;
    memset(&world, 0, sizeof world);
    memcpy(world.cells, theory, sizeof theory);
    world.profile = PROFILE_FULL;
    world.blocks = 30;
    world.looks = 1;
    world.cores = 2;
    world.jitter = 0.01;
    return 0;
}

static int world_end(void **unused)
{
    (void)unused;
    judgement_free(judgement);
    judgement = NULL;
    json_decref(world.results.environment);
    json_decref(world.schedule.quiet);
    json_decref(world.results.records);
    json_decref(world.results.transcripts);
    return 0;
}

static struct cell_figures *cell(const char *name)
{
    for (int i = 0; i < CELLS; i++) {
        size_t length = strlen(world.cells[i].experiment);
        if (!strncmp(world.cells[i].experiment, name, length) &&
            name[length] == '/' &&
            !strcmp(world.cells[i].cell, name + length + 1))
            return &world.cells[i];
    }
    fail_msg("no cell %s", name);
    return NULL;
}

static void suite_build(void)
{
    static int burners = 2;
    struct suite *suite = &world.suite;
    *suite = (struct suite){.experiments = world.experiments};
    memset(world.cell_pool, 0, sizeof world.cell_pool);
    for (int i = 0; i < CELLS; i++) {
        const struct cell_figures *f = &world.cells[i];
        if (i == 0 || strcmp(f->experiment, world.cells[i - 1].experiment))
            world.experiments[suite->experiments_count++] =
                (struct experiment){.name = (char *)f->experiment,
                                    .workload = (char *)"made-up",
                                    .cells = &world.cell_pool[i]};
        world.experiments[suite->experiments_count - 1].cells_count++;
        world.cell_pool[i].name = (char *)f->cell;
        world.cell_pool[i].model = (char *)f->cell;
        if (!strcmp(f->cell, "burn-n"))
            world.cell_pool[i].tasks = &burners;
    }
}

/* ± 1, always the same for the same cell and block. */
static double noise(int cell_index, int block)
{
    uint64_t z = (uint64_t)(cell_index * 1000 + block + 1) * MIXER_STEP;
    return (double)(mixer_mix(z) >> 11) / 4503599627370496.0 - 1;
}

static json_t *figure(double value)
{
    return value > 0 ? json_real(value) : json_null();
}

static json_t *record_build(const struct cell_figures *f)
{
    json_t *record =
        json_pack("{s:o, s:{s:o, s:o}, s:{s:o}, s:{s:f}, s:s?, s:n}",
                  "cores_used", figure(f->cores_used), "lateness_ns", "p99",
                  figure(f->lateness_p99_ns), "max", figure(f->lateness_max_ns),
                  "memory", "total_bytes", figure(f->fall_bytes), "findings",
                  "lost", f->lost, "answer", f->answer, "right");
    if (f->cpu_s > 0)
        json_object_update_new(record,
                               json_pack("{s:s, s:{s:s}}", "kind", "cpu",
                                         "versions", "overlap", "0.1.0"));
    return record;
}

static void runs_build(void)
{
    struct results *results = &world.results;
    results->records = json_array();
    results->runs = world.runs;
    for (int block = 0; block <= world.blocks; block++)
        for (int i = 0, e = -1, c = 0; i < CELLS; i++) {
            const struct cell_figures *f = &world.cells[i];
            bool first = &world.cell_pool[i] == world.experiments[e + 1].cells;
            e += first;
            c = first ? 0 : c + 1;
            if (f->first_block < 0 || block < f->first_block)
                continue;
            json_t *record = record_build(f);
            json_array_append_new(results->records, record);
            results->runs[results->runs_count++] = (struct run){
                .experiment = e,
                .cell = c,
                .block = block,
                .time_s = f->time_s * (1 + world.jitter * noise(i, block)),
                .user_s = f->cpu_s * (1 + world.jitter * noise(i, block)),
                .exit_code = f->exit_code,
                .record = record,
            };
        }
}

static void world_build(void)
{
    suite_build();
    world.results = (struct results){
        .suite = &world.suite, .claims = claims, .schedule = &world.schedule};
    runs_build();
    json_t *quiet = json_array();
    for (int block = 1; block <= world.blocks; block++)
        json_array_append_new(quiet, json_pack("{s:i, s:f, s:i, s:i}", "block",
                                               block, "cpu_some",
                                               world.pressure, "steal_ticks",
                                               block * world.steal_ticks,
                                               "total_ticks", block * 1000));
    world.schedule = (struct schedule){.profile = world.profile,
                                       .blocks = world.blocks,
                                       .looks = world.looks,
                                       .quiet = quiet};
    world.results.environment = json_pack("{s:i}", "cores", world.cores);
    world.results.transcripts =
        json_pack("{s:{s:i, s:[s,s]}, s:{s:i, s:[s]}, s:{s:i, s:[s]}}", "X2-1",
                  "exit_code", 0, "lines", "one", "two", "X3-1", "exit_code", 0,
                  "lines", "one", "X3-2", "exit_code", 0, "lines", "one");
}

static void world_judge(void)
{
    assert_int_equal(judge(&judgement, &world.results), 0);
}

static struct run *run_of(const char *name, int block)
{
    int e, c;
    assert_int_equal(find_named(&world.suite, name, &e, &c), 0);
    for (int i = 0; i < world.results.runs_count; i++)
        if (world.runs[i].experiment == e && world.runs[i].cell == c &&
            world.runs[i].block == block)
            return &world.runs[i];
    fail_msg("%s has no block %d", name, block);
    return NULL;
}

static const struct claim_outcome *claim(const char *id)
{
    for (int i = 0; i < judgement->claims_count; i++)
        if (!strcmp(judgement->claims[i].claim->id, id))
            return &judgement->claims[i];
    fail_msg("no claim %s", id);
    return NULL;
}

static void assert_verdict(const char *id, enum verdict verdict)
{
    const struct claim_outcome *outcome = claim(id);
    if (outcome->verdict != verdict)
        fail_msg("%s is %s: %s", id, outcome_name(outcome->verdict),
                 outcome->reason);
}

static void assert_claim(const char *id, enum verdict verdict,
                         const char *reason, bool extendable)
{
    assert_verdict(id, verdict);
    assert_string_equal(claim(id)->reason, reason);
    assert_int_equal(claim(id)->extendable, extendable);
}

/* All but the X claims, which compare nothing block by block. */
static void assert_all(enum verdict verdict)
{
    for (int i = 0; i < judgement->claims_count; i++) {
        if (judgement->claims[i].claim->id[0] == 'X')
            continue;
        assert_verdict(judgement->claims[i].claim->id, verdict);
        assert_false(judgement->claims[i].extendable);
    }
}

static const struct gate *gate_of(const char *name)
{
    for (int i = 0; i < judgement->gates_count; i++)
        if (strcmp(judgement->gates[i].name, name) == 0)
            return &judgement->gates[i];
    fail_msg("no gate %s", name);
    return NULL;
}

/* Asserts that this gate, and no other, failed. */
static void assert_gate(const char *name, const char *text)
{
    assert_true(judgement->noisy);
    for (int i = 0; i < judgement->gates_count; i++) {
        const struct gate *gate = &judgement->gates[i];
        assert_int_equal(gate->passed, strcmp(gate->name, name) != 0);
        if (!gate->passed)
            assert_string_equal(gate->text, text);
    }
    assert_all(VERDICT_INCONCLUSIVE);
    const char *reason = claim("W1")->reason;
    if (!reason || !strstr(reason, name))
        fail_msg("the reason does not name the gate %s", name);
}

/* -- the claims, both ways -- */

static void theory_gives_the_verdicts_it_predicts(void **unused)
{
    (void)unused;
    world_build();
    world_judge();
    assert_false(judgement->noisy);
    assert_int_equal(judgement->claims_count, 10);
    for (int i = 0; i < judgement->claims_count; i++) {
        const struct claim_outcome *outcome = &judgement->claims[i];
        assert_verdict(outcome->claim->id, outcome->claim->expect);
        assert_false(outcome->extendable);
    }
}

static void w1_is_refuted_when_waits_add_up(void **unused)
{
    (void)unused;
    cell("waits/async")->time_s = cell("waits/threads")->time_s =
        cell("waits/processes")->time_s = 0.303;
    world_build();
    world_judge();
    assert_claim("W1", VERDICT_REFUTED, "all of its tests refute it", false);
}

static void n1_is_refuted_when_fetches_come_one_by_one(void **unused)
{
    (void)unused;
    cell("fetch/async")->time_s = cell("fetch/threads")->time_s =
        cell("fetch/processes")->time_s = 1.02;
    world_build();
    world_judge();
    assert_verdict("N1", VERDICT_REFUTED);
}

static void b1_is_refuted_when_blocking_harms_only_threads(void **unused)
{
    (void)unused;
    struct cell_figures loop = *cell("stall/async");
    cell("stall/async")->time_s = 0.053;
    cell("stall/async")->lateness_max_ns = 3e6;
    cell("stall/threads")->lateness_p99_ns = loop.lateness_p99_ns;
    cell("stall/processes")->lateness_p99_ns = loop.lateness_p99_ns;
    world_build();
    world_judge();
    assert_verdict("B1", VERDICT_REFUTED);
}

static void c1_is_refuted_when_the_loop_computes_like_threads(void **unused)
{
    (void)unused;
    cell("primes/async")->time_s = cell("primes/threads")->time_s;
    world_build();
    world_judge();
    assert_verdict("C1", VERDICT_REFUTED);
}

static void c1_is_refuted_when_the_loop_is_slower(void **unused)
{
    (void)unused;
    cell("primes/async")->time_s *= 1.2;
    world_build();
    world_judge();
    assert_verdict("C1", VERDICT_REFUTED);
    assert_true(claim("C1")->tests[0].p > 0.999); /* for equivalence */
}

static void c2_is_refuted_under_a_global_lock(void **unused)
{
    (void)unused;
    cell("primes/threads")->time_s = cell("primes/processes")->time_s = 0.4;
    world_build();
    world_judge();
    assert_verdict("C2", VERDICT_REFUTED);
    /* C1's control then shows no difference either. */
    assert_verdict("C1", VERDICT_INCONCLUSIVE);
}

static void c2_is_partly_so_when_only_processes_gain(void **unused)
{
    (void)unused;
    cell("primes/threads")->time_s = 0.4;
    world_build();
    world_judge();
    assert_claim("C2", VERDICT_PARTLY,
                 "its 2 tests: 1 supporting, 1 refuting, 0 between the "
                 "thresholds",
                 false);
}

static void c4_is_supported_when_coroutines_keep_two_cores_busy(void **unused)
{
    (void)unused;
    cell("primes/async")->cores_used = 1.96;
    world_build();
    world_judge();
    assert_verdict("C4", VERDICT_SUPPORTED);
}

static void m1_is_refuted_when_threads_take_no_more_memory(void **unused)
{
    (void)unused;
    cell("idle/threads")->fall_bytes = cell("idle/async")->fall_bytes;
    world_build();
    world_judge();
    assert_verdict("M1", VERDICT_REFUTED);
}

static void a_loss_in_one_run_shows_that_it_happens(void **unused)
{
    (void)unused;
    cell("race/plain")->lost = 0;
    world_build();
    json_t *findings =
        json_object_get(run_of("race/plain", 9)->record, "findings");
    json_object_set_new(findings, "lost", json_integer(3));
    world_judge();
    assert_verdict("X1", VERDICT_SUPPORTED);
    assert_string_equal(claim("X1")->tests[0].reason,
                        "in 1 of 31 runs, at most 3");
    assert_string_equal(claim("X1")->tests[1].reason,
                        "in none of 31 runs: if it happens, then in fewer than "
                        "10 % of them");
}

static void runs_without_a_loss_show_nothing(void **unused)
{
    (void)unused;
    cell("race/plain")->lost = 0;
    world_build();
    world_judge();
    assert_verdict("X1", VERDICT_INCONCLUSIVE);
}

static void a_never_claim_is_refuted_by_one_run(void **unused)
{
    (void)unused;
    cell("race/locked")->lost = 1;
    world_build();
    world_judge();
    assert_verdict("X1", VERDICT_PARTLY);
    assert_int_equal(claim("X1")->tests[1].verdict, VERDICT_REFUTED);
}

static void a_metric_that_no_run_reports_is_not_testable(void **unused)
{
    (void)unused;
    world_build();
    for (int block = 0; block <= world.blocks; block++)
        json_object_del((json_t *)run_of("race/plain", block)->record,
                        "findings");
    world_judge();
    assert_claim("X1", VERDICT_NOT_TESTABLE,
                 "no run of race/plain reports findings.lost", false);
}

/* -- transcripts -- */

static void output_set(const char *name, int exit_code, json_t *lines)
{
    json_object_set_new(world.results.transcripts, name,
                        json_pack("{s:i, s:s, s:o}", "exit_code", exit_code,
                                  "error", "no memory", "lines", lines));
}

static void a_transcript_that_differs_refutes_and_shows_where(void **unused)
{
    (void)unused;
    world_build();
    output_set("X2-1", 0, json_pack("[s,s]", "one", "too"));
    world_judge();
    assert_verdict("X2", VERDICT_REFUTED);
    assert_string_equal(claim("X2")->tests[0].reason,
                        "it prints “too” in line 2, where “two” was expected");
}

static void a_transcript_too_short_or_too_long_refutes(void **unused)
{
    (void)unused;
    world_build();
    output_set("X2-1", 0, json_pack("[s]", "one"));
    output_set("X3-1", 0, json_pack("[s,s]", "one", "two"));
    world_judge();
    assert_string_equal(claim("X2")->tests[0].reason,
                        "it ends before “two”, line 2");
    assert_string_equal(claim("X3")->tests[0].reason,
                        "it goes on with “two”, line 2, where nothing more "
                        "was expected");
}

static void a_transcript_that_is_neither_leaves_the_claim_open(void **unused)
{
    (void)unused;
    world_build();
    output_set("X3-2", 0, json_pack("[s]", "three"));
    world_judge();
    assert_int_equal(claim("X3")->tests[1].verdict, VERDICT_INCONCLUSIVE);
    assert_verdict("X3", VERDICT_INCONCLUSIVE);
}

static void a_program_that_cannot_run_settles_nothing(void **unused)
{
    (void)unused;
    world_build();
    output_set("X2-1", 127, json_array());
    output_set("X3-1", 2, json_pack("[s]", "one"));
    world_judge();
    assert_claim("X2", VERDICT_NOT_TESTABLE, "there is no printer here", false);
    assert_claim("X3", VERDICT_NOT_TESTABLE,
                 "this machine cannot run printer: no memory", false);
}

static void a_program_that_fails_leaves_the_claim_open(void **unused)
{
    (void)unused;
    world_build();
    output_set("X2-1", 139, json_pack("[s,s]", "one", "two"));
    world_judge();
    assert_verdict("X2", VERDICT_INCONCLUSIVE);
}

static void a_program_that_was_not_run_settles_nothing(void **unused)
{
    (void)unused;
    world_build();
    json_object_del(world.results.transcripts, "X2-1");
    output_set("X3-1", 124, json_pack("[s]", "one"));
    world_judge();
    assert_int_equal(claim("X2")->verdict, VERDICT_NOT_TESTABLE);
    assert_verdict("X3", VERDICT_INCONCLUSIVE);
}

static void transcripts_are_judged_even_in_a_demo_or_in_noise(void **unused)
{
    (void)unused;
    world.profile = PROFILE_QUICK;
    world.blocks = 6;
    world.pressure = 0.35;
    world_build();
    world_judge();
    assert_verdict("X2", VERDICT_SUPPORTED);
    assert_verdict("X3", VERDICT_PARTLY);
    assert_verdict("X1", VERDICT_INCONCLUSIVE);
}

static void what_happened_in_a_run_happened_despite_noise(void **unused)
{
    (void)unused;
    world.pressure = 0.35;
    world_build();
    world_judge();
    assert_true(judgement->noisy);
    assert_verdict("X1", VERDICT_SUPPORTED);
    assert_verdict("W1", VERDICT_INCONCLUSIVE);
}

/* -- mutants -- */

static int mutant_lines(char **text)
{
    size_t size;
    FILE *out = open_memstream(text, &size);
    int faults = mutants_write(out, judgement);
    fclose(out);
    return faults;
}

static void a_mutant_that_changes_nothing_is_a_fault(void **unused)
{
    (void)unused;
    char *text;
    world.profile = PROFILE_WRONG;
    world.blocks = 6;
    world.pressure = 0.35; /* does not matter here */
    world_build();
    world_judge();
    /* Seven claims have no mutant; the mutants of the others change nothing. */
    assert_int_equal(mutant_lines(&text), 10);
    assert_non_null(strstr(text, "FAILED: claim W1: no judging test names a "
                                 "mutant"));
    assert_non_null(strstr(text, "FAILED: claim X2: the test \"it prints two "
                                 "lines\" does not come out differently"));
    free(text);
}

static void a_mutant_that_changes_the_verdict_passes(void **unused)
{
    (void)unused;
    char *text;
    world.profile = PROFILE_WRONG;
    world.blocks = 6;
    cell("race/plain")->lost = 0;
    world_build();
    output_set("X2-1", 0, json_pack("[s]", "wrong"));
    output_set("X3-1", 0, json_pack("[s]", "wrong"));
    world_judge();
    assert_verdict("X1", VERDICT_INCONCLUSIVE); /* as "exists" can be */
    assert_verdict("X2", VERDICT_REFUTED);
    assert_verdict("X3", VERDICT_REFUTED);
    assert_int_equal(mutant_lines(&text), 7);
    assert_null(strstr(text, "claim X"));
    assert_non_null(strstr(text, "X3     partly     refuted"));
    free(text);
}

static int faults_with_an_uneven_cell(double cpu_s, const char *line)
{
    int e, c;
    char *text;
    world.profile = PROFILE_WRONG;
    world.blocks = 6;
    cell("primes/threads")->cpu_s = cpu_s;
    world_build();
    assert_int_equal(find_named(&world.suite, "primes/threads", &e, &c), 0);
    world.experiments[e].cells[c].model = (char *)SUITE_UNEVEN;
    world_judge();
    int faults = mutant_lines(&text);
    assert_non_null(strstr(text, line));
    free(text);
    return faults;
}

static void the_gate_must_leave_out_what_costs_more(void **unused)
{
    (void)unused;
    assert_int_equal(
        faults_with_an_uneven_cell(0.7, "\ngate: primes/threads took 1.7"), 10);
    world_end(NULL);
    world_start(NULL);
    assert_int_equal(faults_with_an_uneven_cell(
                         0.4, "\nFAILED: gate: primes/threads took 1.0"),
                     11);
}

/* -- one test -- */

static void reasons_name_figures_and_thresholds(void **unused)
{
    (void)unused;
    world.jitter = 0;
    cell("waits/threads")->time_s = 0.13;
    cell("waits/processes")->time_s = 0.16;
    cell("primes/processes")->time_s = 0.4;
    world_build();
    world_judge();
    const struct test_outcome *w1 = claim("W1")->tests;
    assert_string_equal(w1[0].reason,
                        "1.02× (1.02× to 1.02×) is at most 1.15×");
    assert_string_equal(
        w1[1].reason,
        "1.30× (1.30× to 1.30×) is neither at most 1.15× nor at least 1.50×");
    assert_string_equal(w1[2].reason,
                        "1.60× (1.60× to 1.60×) is at least 1.50×");
    assert_claim("W1", VERDICT_PARTLY,
                 "its 3 tests: 1 supporting, 1 refuting, 1 between the "
                 "thresholds",
                 false);
    assert_string_equal(
        claim("C2")->tests[0].reason,
        "0.98× (0.98× to 0.98×) of the ceiling is at least 0.75×");
    assert_string_equal(claim("C2")->tests[1].reason,
                        "1.00× (1.00× to 1.00×) is at most 1.10×");
    assert_string_equal(claim("C1")->tests[0].reason,
                        "1.00× (1.00× to 1.00×) lies within 0.91× to 1.10×");
    assert_string_equal(claim("N1")->tests[3].reason, "observed, not judged");
}

static void an_interval_across_a_threshold_needs_more_blocks(void **unused)
{
    (void)unused;
    world.blocks = 15;
    cell("waits/async")->time_s = 0.115;
    cell("primes/async")->time_s = 0.44;
    world_build();
    world_judge();
    assert_verdict("W1", VERDICT_INCONCLUSIVE);
    assert_non_null(strstr(claim("W1")->reason, "reaches across 1.15×"));
    assert_true(claim("W1")->extendable);
    assert_verdict("C1", VERDICT_INCONCLUSIVE);
    assert_non_null(strstr(claim("C1")->reason, "reaches across an end of"));
    assert_true(claim("C1")->extendable);
    assert_false(claim("N1")->extendable);
}

static void holm_takes_back_what_chance_explains(void **unused)
{
    (void)unused;
    world.blocks = 15;
    world_build();
    /* 3 blocks of 15 are slow: the 95 % interval is clear of the threshold,
     * and one sign test alone would pass, but three together do not. */
    for (int block = 1; block <= 3; block++) {
        run_of("waits/async", block)->time_s = 0.12;
        run_of("waits/threads", block)->time_s = 0.12;
        run_of("waits/processes", block)->time_s = 0.12;
    }
    world_judge();
    const struct test_outcome *test = claim("W1")->tests;
    assert_true(test->interval.high < 1.15);
    assert_true(fabs(test->p - 576.0 / 32768) < 1e-9);
    assert_true(fabs(test->p_holm - 3 * 576.0 / 32768) < 1e-9);
    assert_claim("W1", VERDICT_INCONCLUSIVE,
                 "three coroutines wait as long as one (0.1 s): the interval "
                 "is clear, but p = 0.053 after Holm for 20 tests in 15 blocks",
                 true);
}

static void blocks_without_a_figure_do_not_count(void **unused)
{
    (void)unused;
    world_build();
    run_of("waits/async", 3)->time_s = NAN;
    run_of("waits/async", 4)->time_s = 0;
    run_of("fetch/sequential", 7)->time_s = NAN;
    world_judge();
    assert_int_equal(claim("W1")->tests[0].n, 28);
    assert_int_equal(claim("N1")->tests[0].n, 29);
    assert_verdict("W1", VERDICT_SUPPORTED);
}

static void too_few_blocks_are_inconclusive(void **unused)
{
    (void)unused;
    cell("waits/async")->first_block = 26;
    cell("idle/async")->fall_bytes = 0;
    world_build();
    world_judge();
    assert_claim("W1", VERDICT_INCONCLUSIVE,
                 "three coroutines wait as long as one (0.1 s): 5 blocks: too "
                 "few for an interval",
                 true);
    assert_claim("M1", VERDICT_INCONCLUSIVE,
                 "idle threads take three times the memory of the machine: no "
                 "block has memory.total_bytes above 0",
                 false);
}

static void two_looks_share_alpha(void **unused)
{
    (void)unused;
    world.profile = PROFILE_DEFAULT;
    world.blocks = 15;
    world.looks = 2;
    world_build();
    world_judge();
    assert_true(fabs(judgement->alpha - 0.025) < 1e-12);
    /* j = 3 at 97.5 %; for equivalence, j = 4 at 95 %. */
    assert_true(fabs(claim("W1")->tests[0].interval.level - 0.9926) < 1e-4);
    assert_true(fabs(claim("C1")->tests[0].interval.level - 0.9648) < 1e-4);
    for (int i = 0; i < judgement->claims_count; i++)
        assert_verdict(judgement->claims[i].claim->id,
                       judgement->claims[i].claim->expect);
}

static void an_unsteady_cell_is_no_ground_for_a_verdict(void **unused)
{
    (void)unused;
    world.jitter = 0;
    world_build();
    for (int block = 1; block <= 30; block += 2)
        run_of("fetch/async", block)->time_s *= 0.5;
    world_judge();
    assert_claim("N1", VERDICT_INCONCLUSIVE,
                 "the event loop fetches eight times as fast: the middle half "
                 "of the times of fetch/async spreads over 67 %; 25 % is "
                 "allowed",
                 false);
    assert_verdict("W1", VERDICT_SUPPORTED);
}

/* -- controls and capability -- */

static void a_control_that_fails_leaves_the_claim_open(void **unused)
{
    (void)unused;
    world.jitter = 0;
    cell("waits/sequential")->time_s = 0.102;
    world_build();
    world_judge();
    assert_claim("W1", VERDICT_INCONCLUSIVE,
                 "the control did not show that this test can fail: 0.34× "
                 "(0.34× to 0.34×) is at most 0.80×",
                 false);
}

static void a_claim_with_none_of_its_cells_is_left_out(void **unused)
{
    (void)unused;
    world_build();
    for (unsigned i = 0; i < world.suite.experiments_count; i++)
        if (strcmp(world.experiments[i].name, "idle") == 0)
            world.experiments[i].name = (char *)"busy";
    world_judge();
    assert_int_equal(judgement->claims_count, 9);
    for (int i = 0; i < judgement->claims_count; i++)
        assert_string_not_equal(judgement->claims[i].claim->id, "M1");
}

/* As after --only: with one more experiment, another claim is there, too. */
static void a_claim_with_no_cell_that_was_asked_for_is_left_out(void **unused)
{
    (void)unused;
    struct planned planned[2] = {{.block = 1}, {.block = 1}};
    world_build();
    static const char *const names[] = {"waits/async", "idle/threads"};
    for (int i = 0; i < 2; i++)
        find_named(&world.suite, names[i], &planned[i].experiment,
                   &planned[i].cell);
    world.schedule.runs = planned;
    for (int count = 1; count <= 2; count++) {
        bool idle = false, stall = false;
        world.schedule.runs_count = count;
        judgement_free(judgement);
        world_judge();
        assert_verdict("W1", VERDICT_SUPPORTED);
        for (int i = 0; i < judgement->claims_count; i++) {
            const char *id = judgement->claims[i].claim->id;
            idle |= strcmp(id, "M1") == 0;
            stall |= strcmp(id, "B1") == 0;
        }
        assert_int_equal(idle, count == 2);
        assert_false(stall);
    }
}

static void a_cell_that_the_suite_lacks_is_not_testable(void **unused)
{
    (void)unused;
    cell("waits/async")->cell = "loop";
    cell("idle/threads")->first_block = -1;
    cell("stall/processes")->exit_code = 2;
    world_build();
    world_judge();
    assert_claim("W1", VERDICT_NOT_TESTABLE,
                 "this suite does not run waits/async", false);
    assert_claim("M1", VERDICT_NOT_TESTABLE, "idle/threads was not run", false);
    assert_claim("B1", VERDICT_NOT_TESTABLE,
                 "this machine cannot run stall/processes", false);
    assert_verdict("N1", VERDICT_SUPPORTED);
}

static void what_only_full_runs_is_said_to_be(void **unused)
{
    (void)unused;
    cell("idle/threads")->first_block = -1;
    world_build();
    for (unsigned i = 0; i < world.suite.experiments_count; i++)
        world.suite.experiments[i].full = true;
    world_judge();
    assert_claim("M1", VERDICT_NOT_TESTABLE,
                 "idle/threads was not run: only --full runs it", false);
}

static void one_core_cannot_test_parallelism(void **unused)
{
    (void)unused;
    world.cores = 1;
    world_build();
    world_judge();
    const char *reason =
        "there is only one core: nothing runs in parallel here";
    assert_claim("C1", VERDICT_NOT_TESTABLE, reason, false);
    assert_claim("C2", VERDICT_NOT_TESTABLE, reason, false);
    assert_claim("C4", VERDICT_NOT_TESTABLE, reason, false);
    assert_verdict("W1", VERDICT_SUPPORTED);
}

static void a_low_ceiling_cannot_test_parallelism(void **unused)
{
    (void)unused;
    world.jitter = 0;
    cell("control/burn-n")->time_s = 0.4;
    world_build();
    world_judge();
    assert_true(fabs(judgement->ceiling - 1.25) < 1e-9);
    assert_claim("C2", VERDICT_NOT_TESTABLE,
                 "independent burns gain only 1.25× here; 1.30× is needed",
                 false);
}

static void a_missing_ceiling_cannot_test_parallelism(void **unused)
{
    (void)unused;
    cell("control/burn-1")->first_block = -1;
    world_build();
    world_judge();
    assert_true(isnan(judgement->ceiling));
    assert_claim("C2", VERDICT_NOT_TESTABLE,
                 "the parallel ceiling was not measured", false);
}

static void speed_ups_are_measured_against_their_blocks_ceiling(void **unused)
{
    (void)unused;
    world.jitter = 0;
    world_build();
    /* In half of the blocks a neighbour takes a core: both slow down alike. */
    for (int block = 1; block <= 30; block += 2) {
        run_of("control/burn-n", block)->time_s *= 1.2;
        run_of("primes/threads", block)->time_s *= 1.2;
    }
    world_judge();
    const struct interval ci = claim("C2")->tests[0].interval;
    assert_true(fabs(ci.low - 0.4 / 0.205 / 2) < 1e-9);
    assert_true(fabs(ci.high - 0.4 / 0.205 / 2) < 1e-9);
}

static void a_ceiling_can_leave_no_room_between_thresholds(void **unused)
{
    (void)unused;
    cell("control/burn-n")->time_s = 0.37;
    cell("primes/threads")->time_s = cell("primes/processes")->time_s = 0.375;
    world_build();
    world_judge();
    assert_verdict("C2", VERDICT_INCONCLUSIVE);
    assert_string_equal(
        claim("C2")->tests[0].reason,
        "so low a ceiling leaves no room between the thresholds");
}

/* -- the whole report -- */

static void a_quick_run_is_a_demo(void **unused)
{
    (void)unused;
    world.profile = PROFILE_QUICK;
    world.blocks = 6;
    world_build();
    world_judge();
    assert_true(judgement->demo);
    assert_all(VERDICT_INCONCLUSIVE);
    assert_string_equal(claim("W1")->reason,
                        "a demo of 6 blocks gives no verdict");
    assert_true(claim("W1")->tests[0].estimate > 1);
}

static void fewer_than_ten_blocks_are_a_demo(void **unused)
{
    (void)unused;
    world.profile = PROFILE_DEFAULT;
    world.blocks = 9;
    world_build();
    world_judge();
    assert_true(judgement->demo);
    assert_all(VERDICT_INCONCLUSIVE);
}

static void an_aa_pair_that_differs_fails_the_report(void **unused)
{
    (void)unused;
    world.jitter = 0;
    cell("control/aa-1")->time_s *= 1.08;
    world_build();
    world_judge();
    assert_gate("A/A control", "the same command twice: 1.080× (1.080 "
                               "to 1.080); within 5 % is allowed");
}

static void an_aa_pair_that_differs_the_other_way_fails_it_too(void **unused)
{
    (void)unused;
    world.jitter = 0;
    cell("control/aa-1")->time_s *= 0.92;
    world_build();
    world_judge();
    assert_gate("A/A control", "the same command twice: 0.920× (0.920 "
                               "to 0.920); within 5 % is allowed");
}

static void a_missing_aa_pair_fails_the_report(void **unused)
{
    (void)unused;
    cell("control/aa-1")->first_block = -1;
    world_build();
    world_judge();
    assert_gate("A/A control", "could not be measured; within 5 % is allowed");
}

static void spread_fails_the_report(void **unused)
{
    (void)unused;
    world.jitter = 0;
    world_build();
    for (int block = 1; block <= 30; block += 2) {
        run_of("control/aa-1", block)->time_s *= 1.2;
        run_of("control/aa-2", block)->time_s *= 1.2;
    }
    world_judge();
    assert_gate("spread",
                "the middle half of its times spreads over 18.2 %; 10 % "
                "is allowed");
}

/* A day between two blocks would hide what was stolen in them, and a machine
 * that was started again counts from 0. */
static void steal_fails_the_report_in_spite_of_a_pause(void **unused)
{
    (void)unused;
    static const json_int_t more_ticks[] = {0, 1000000, -1100000};
    world.steal_ticks = 30;
    world_build();
    json_t *quiet = world.schedule.quiet;
    json_object_set_new(json_array_get(quiet, 15), "resumed", json_true());
    for (size_t pause = 0; pause < 3; pause++) {
        for (size_t i = 15; i < json_array_size(quiet); i++) {
            json_t *total =
                json_object_get(json_array_get(quiet, i), "total_ticks");
            json_integer_set(total,
                             json_integer_value(total) + more_ticks[pause]);
        }
        judgement_free(judgement);
        world_judge();
        assert_gate("steal", "the hypervisor took 3.0 % of the cores' time; "
                             "2 % is allowed");
    }
}

static void without_steal_and_pressure_claims_are_still_judged(void **unused)
{
    (void)unused;
    world_build();
    json_array_clear(world.schedule.quiet);
    world_judge();
    assert_false(judgement->noisy);
    assert_verdict("W1", VERDICT_SUPPORTED);
}

static void an_answer_that_differs_fails_the_report(void **unused)
{
    (void)unused;
    cell("fetch/threads")->answer = "bad";
    world_build();
    world_judge();
    assert_gate("answers",
                "fetch/threads, block 0: a different answer from the "
                "rest; nothing else is allowed");
}

static const char *gate_text(const char *name)
{
    for (int i = 0; i < judgement->gates_count; i++)
        if (strcmp(judgement->gates[i].name, name) == 0)
            return judgement->gates[i].text;
    fail_msg("no gate %s", name);
    return NULL;
}

/* Cells that differ in what an answer depends on are not held to one. */
static void only_the_same_tasks_must_agree(void **unused)
{
    (void)unused;
    static int half = 50;
    static char short_size[] = "64KiB", long_size[] = "65536";
    static char *tasks[] = {(char *)"--tasks", (char *)"7"};
    cell("fetch/threads")->answer = "bad";
    cell("fetch/processes")->answer = "bad";
    world_build();
    struct cell *cells = world.experiments[2].cells;
    assert_string_equal(world.experiments[2].name, "fetch");
    assert_string_equal(cells[2].name, "threads");
    cells[2].cpu_share = cells[3].cpu_share = &half;
    cells[0].size = short_size;
    cells[1].size = long_size;
    world_judge();
    assert_false(judgement->noisy);
    assert_string_equal(gate_text("answers"),
                        "all answers are right and agree; nothing "
                        "else is allowed");
    /* An option among the words changes the tasks, too. */
    cells[3].options = tasks;
    cells[3].options_count = 2;
    judgement_free(judgement);
    world_judge();
    assert_string_equal(gate_text("answers"),
                        "all answers are right and agree, but 2 cells have no "
                        "other of the same tasks to agree with; nothing else "
                        "is allowed");
}

/* A variant is another way to the same answer, and 64KiB are 65536 bytes. */
static void however_the_same_tasks_are_done_they_must_agree(void **unused)
{
    (void)unused;
    static char short_size[] = "64KiB", long_size[] = "65536";
    static char *variant[] = {(char *)"--variant", (char *)"cold"};
    cell("fetch/async")->answer = "bad";
    world_build();
    struct cell *cells = world.experiments[2].cells;
    cells[0].size = short_size;
    cells[1].size = long_size;
    cells[1].options = variant;
    cells[1].options_count = 2;
    world_judge();
    assert_gate("answers",
                "fetch/async, block 0: a different answer from the rest; "
                "nothing else is allowed");
}

/* Where some tasks fail on purpose, those runs are held to one answer in which
 * all succeeded. */
static void who_fails_on_purpose_may_answer_otherwise(void **unused)
{
    (void)unused;
    cell("fetch/async")->answer = "bad";
    world_build();
    world.experiments[2].fails = true;
    for (int i = 0; i < world.results.runs_count; i++) {
        struct run *run = &world.runs[i];
        json_object_set_new((json_t *)run->record, "plan",
                            json_pack("{s:i}", "tasks", 3));
        json_object_set_new(
            (json_t *)run->record, "ok",
            json_integer(run->experiment == 2 && run->cell == 1 ? 2 : 3));
    }
    world_judge();
    assert_false(judgement->noisy);
    json_object_set_new((json_t *)run_of("fetch/async", 5)->record, "ok",
                        json_integer(3));
    judgement_free(judgement);
    world_judge();
    assert_gate("answers",
                "fetch/async, block 5: a different answer from the rest; "
                "nothing else is allowed");
}

static void a_wrong_answer_fails_the_report(void **unused)
{
    (void)unused;
    world_build();
    struct run *run = run_of("primes/async", 9);
    json_object_set_new((json_t *)run->record, "right", json_false());
    world_judge();
    assert_gate("answers", "primes/async, block 9: wrong answers; nothing else "
                           "is allowed");
}

static void a_refused_run_has_no_answer_to_be_wrong(void **unused)
{
    (void)unused;
    world_build();
    run_of("idle/async", 4)->exit_code = RUN_REFUSED;
    world_judge();
    assert_false(judgement->noisy);
}

static void burns_are_as_many_as_cores_unless_told(void **unused)
{
    (void)unused;
    world.cores = 4;
    world.jitter = 0;
    world_build();
    int e, c;
    find_named(&world.suite, "control/burn-n", &e, &c);
    world.experiments[e].cells[c].tasks = NULL;
    world_judge();
    assert_true(fabs(judgement->ceiling - 4) < 1e-9);
}

static void one_block_is_too_few(void **unused)
{
    (void)unused;
    world.blocks = 1;
    world_build();
    world_judge();
    const struct test_outcome *test = &claim("W1")->tests[0];
    assert_int_equal(test->n, 1);
    assert_string_equal(test->reason, "1 block: too few for an interval");
}

/* Where the kernel counts no time, or only in some samples. */
static void steal_and_pressure_are_taken_where_they_are_told(void **unused)
{
    (void)unused;
    world.pressure = 0.35;
    world_build();
    json_t *first = json_array_get(world.schedule.quiet, 0);
    json_object_set_new(first, "total_ticks", json_integer(100000));
    json_object_set_new(first, "cpu_some", json_null());
    world_judge();
    assert_gate("pressure", "before a block, tasks waited for a core 35.0 % of "
                            "the time; 20 % is allowed");
    judgement_free(judgement);
    for (size_t i = 0; i < json_array_size(world.schedule.quiet); i++)
        json_object_set_new(json_array_get(world.schedule.quiet, i), "cpu_some",
                            json_real(1.6)); /* a pause that lasted longer */
    world_judge();
    assert_gate("pressure", "before a block, tasks waited for a core 100.0 % "
                            "of the time; 20 % is allowed");
    judgement_free(judgement);
    json_t *last = json_array_get(world.schedule.quiet, 29);
    json_object_del(last, "total_ticks");
    world_judge();
    assert_true(judgement->noisy); /* by the pressure alone */
    judgement_free(judgement);
    for (size_t i = 0; i < json_array_size(world.schedule.quiet); i++)
        json_object_clear(json_array_get(world.schedule.quiet, i));
    world_judge();
    assert_false(judgement->noisy);
}

/* -- same work, same cost -- */

static const struct gate *gate_of_cost(void)
{
    const struct gate *gate = gate_of("same work, same cost");
    assert_int_equal(gate->about, GATE_CELLS);
    assert_false(judgement->noisy);
    return gate;
}

static void equal_work_at_equal_cost_passes(void **unused)
{
    (void)unused;
    cell("primes/threads")->cpu_s = 0.43;
    world_build();
    world_judge();
    assert_true(gate_of_cost()->passed);
    assert_string_equal(gate_of_cost()->text,
                        "3 cells took the CPU time of sequential; within 10 % "
                        "is allowed");
}

/* Only the claims that compare that cell are left open. */
static void a_cell_that_costs_more_takes_part_in_no_verdict(void **unused)
{
    (void)unused;
    cell("primes/threads")->cpu_s = 0.664;
    world_build();
    world_judge();
    assert_false(gate_of_cost()->passed);
    assert_string_equal(
        gate_of_cost()->text,
        "not shown for 1 of 3 cells: primes/threads took 1.66× (1.65× "
        "to 1.67×) its CPU time; within 10 % is allowed");
    assert_verdict("C2", VERDICT_INCONCLUSIVE);
    assert_false(claim("C2")->extendable);
    assert_non_null(strstr(claim("C2")->reason,
                           "primes/threads took 1.66× (1.65× to 1.67×) the CPU "
                           "time of sequential"));
    assert_verdict("W1", VERDICT_SUPPORTED);
}

static void a_cell_that_costs_less_takes_part_in_no_verdict(void **unused)
{
    (void)unused;
    cell("primes/async")->cpu_s = 0.24;
    world_build();
    world_judge();
    assert_false(gate_of_cost()->passed);
    assert_verdict("C1", VERDICT_INCONCLUSIVE);
}

/* Its interval reaches beyond what is allowed: more blocks may narrow it. */
static void a_cell_whose_cost_is_open_may_be_extended(void **unused)
{
    (void)unused;
    world.profile = PROFILE_DEFAULT;
    world.blocks = 15;
    world.looks = 2;
    cell("primes/async")->cpu_s = 0.44;
    world_build();
    world_judge();
    assert_false(gate_of_cost()->passed);
    assert_non_null(strstr(gate_of_cost()->text,
                           "not shown for 1 of 3 cells, whose times vary too "
                           "much: primes/async took "));
    assert_verdict("C1", VERDICT_INCONCLUSIVE);
    assert_true(claim("C1")->extendable);
}

/* In Python the same tasks take as much as they take. */
static void another_language_may_cost_more(void **unused)
{
    (void)unused;
    cell("primes/threads")->cpu_s = 20;
    world_build();
    for (int i = 0; i < world.results.runs_count; i++)
        if (world.runs[i].user_s > 10)
            json_object_del((json_t *)world.runs[i].record, "versions");
    world_judge();
    assert_true(gate_of_cost()->passed);
}

static void a_failed_run_fails_the_report(void **unused)
{
    (void)unused;
    world_build();
    run_of("idle/async", 4)->exit_code = 1;
    world_judge();
    assert_gate("answers", "idle/async, block 4: a failed run; nothing else is "
                           "allowed");
}

static void a_run_that_fails_on_purpose_does_not_fail_the_report(void **unused)
{
    (void)unused;
    struct experiment of = {.fails = true};
    json_t *record = json_object();
    assert_int_equal(run_exit_code(&of, 139, record), 0);
    assert_int_equal(run_exit_code(&of, 139, NULL), 139);
    assert_int_equal(run_exit_code(&of, RUN_REFUSED, record), RUN_REFUSED);
    of.fails = false;
    assert_int_equal(run_exit_code(&of, 139, record), 139);
    json_decref(record);
}

static int claims_start(void **unused)
{
    (void)unused;
    char why[WHY_MAX];
    int err = claims_load(&claims, CLAIMS, why);
    if (err < 0)
        print_error("%s\n", why);
    return err;
}

static int claims_end(void **unused)
{
    (void)unused;
    claims_free(claims);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_start, world_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(theory_gives_the_verdicts_it_predicts),
        TEST(w1_is_refuted_when_waits_add_up),
        TEST(n1_is_refuted_when_fetches_come_one_by_one),
        TEST(b1_is_refuted_when_blocking_harms_only_threads),
        TEST(c1_is_refuted_when_the_loop_computes_like_threads),
        TEST(c1_is_refuted_when_the_loop_is_slower),
        TEST(c2_is_refuted_under_a_global_lock),
        TEST(c2_is_partly_so_when_only_processes_gain),
        TEST(c4_is_supported_when_coroutines_keep_two_cores_busy),
        TEST(m1_is_refuted_when_threads_take_no_more_memory),
        TEST(a_loss_in_one_run_shows_that_it_happens),
        TEST(runs_without_a_loss_show_nothing),
        TEST(a_never_claim_is_refuted_by_one_run),
        TEST(a_metric_that_no_run_reports_is_not_testable),
        TEST(a_transcript_that_differs_refutes_and_shows_where),
        TEST(a_transcript_too_short_or_too_long_refutes),
        TEST(a_transcript_that_is_neither_leaves_the_claim_open),
        TEST(a_program_that_cannot_run_settles_nothing),
        TEST(a_program_that_fails_leaves_the_claim_open),
        TEST(a_program_that_was_not_run_settles_nothing),
        TEST(transcripts_are_judged_even_in_a_demo_or_in_noise),
        TEST(what_happened_in_a_run_happened_despite_noise),
        TEST(a_mutant_that_changes_nothing_is_a_fault),
        TEST(a_mutant_that_changes_the_verdict_passes),
        TEST(the_gate_must_leave_out_what_costs_more),
        TEST(reasons_name_figures_and_thresholds),
        TEST(an_interval_across_a_threshold_needs_more_blocks),
        TEST(holm_takes_back_what_chance_explains),
        TEST(blocks_without_a_figure_do_not_count),
        TEST(too_few_blocks_are_inconclusive),
        TEST(two_looks_share_alpha),
        TEST(an_unsteady_cell_is_no_ground_for_a_verdict),
        TEST(a_control_that_fails_leaves_the_claim_open),
        TEST(a_claim_with_none_of_its_cells_is_left_out),
        TEST(a_claim_with_no_cell_that_was_asked_for_is_left_out),
        TEST(what_only_full_runs_is_said_to_be),
        TEST(a_cell_that_the_suite_lacks_is_not_testable),
        TEST(one_core_cannot_test_parallelism),
        TEST(a_low_ceiling_cannot_test_parallelism),
        TEST(a_missing_ceiling_cannot_test_parallelism),
        TEST(speed_ups_are_measured_against_their_blocks_ceiling),
        TEST(a_ceiling_can_leave_no_room_between_thresholds),
        TEST(a_quick_run_is_a_demo),
        TEST(fewer_than_ten_blocks_are_a_demo),
        TEST(an_aa_pair_that_differs_fails_the_report),
        TEST(an_aa_pair_that_differs_the_other_way_fails_it_too),
        TEST(a_missing_aa_pair_fails_the_report),
        TEST(spread_fails_the_report),
        TEST(steal_fails_the_report_in_spite_of_a_pause),
        TEST(without_steal_and_pressure_claims_are_still_judged),
        TEST(an_answer_that_differs_fails_the_report),
        TEST(only_the_same_tasks_must_agree),
        TEST(however_the_same_tasks_are_done_they_must_agree),
        TEST(who_fails_on_purpose_may_answer_otherwise),
        TEST(a_wrong_answer_fails_the_report),
        TEST(a_refused_run_has_no_answer_to_be_wrong),
        TEST(burns_are_as_many_as_cores_unless_told),
        TEST(one_block_is_too_few),
        TEST(steal_and_pressure_are_taken_where_they_are_told),
        TEST(equal_work_at_equal_cost_passes),
        TEST(a_cell_that_costs_more_takes_part_in_no_verdict),
        TEST(a_cell_that_costs_less_takes_part_in_no_verdict),
        TEST(a_cell_whose_cost_is_open_may_be_extended),
        TEST(another_language_may_cost_more),
        TEST(a_failed_run_fails_the_report),
        TEST(a_run_that_fails_on_purpose_does_not_fail_the_report),
    };
    return cmocka_run_group_tests(tests, claims_start, claims_end);
}
