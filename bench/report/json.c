/* json.c -- what a report says, for programs. */
#include "bench/report/json.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"

json_t *figure_json(double figure)
{
    return isfinite(figure) ? json_real(figure) : json_null();
}

json_t *interval_json(const struct interval *interval)
{
    if (interval->level <= 0)
        return json_null();
    return json_pack("{s:o, s:o, s:f}", "low", figure_json(interval->low),
                     "high", figure_json(interval->high), "level",
                     interval->level);
}

void json_append(json_t **list, json_t *item)
{
    if (json_array_append_new(*list, item)) {
        json_decref(*list);
        *list = NULL;
    }
}

void json_put(json_t **object, const char *key, json_t *item)
{
    if (json_object_set_new(*object, key, item)) {
        json_decref(*object);
        *object = NULL;
    }
}

json_t *text_json(const char *text)
{
    char *copy = text ? strdup(text) : NULL;
    json_t *json = copy   ? json_string(text_sanitise(copy))
                   : text ? NULL
                          : json_null();
    free(copy);
    return json;
}

/* ---- verdicts ---- */

static json_t *numbers_json(const int *numbers, unsigned count)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < count; i++)
        json_append(&list, json_integer(numbers[i]));
    return list;
}

static json_t *gate_json(const struct gate *gate)
{
    static const char *const abouts[] = {[GATE_NOISE] = "noise",
                                         [GATE_ANSWERS] = "answers",
                                         [GATE_CELLS] = "cells"};
    return json_pack("{s:o, s:s, s:b, s:o, s:o, s:o}", "name",
                     text_json(gate->name), "about", abouts[gate->about],
                     "passed", gate->passed, "value", figure_json(gate->value),
                     "limit", figure_json(gate->limit), "text",
                     text_json(gate->text));
}

/* What a test compares with: a cell, a number, or nothing. */
static json_t *over_json(const struct claim_test *test)
{
    if (test->over)
        return text_json(test->over);
    return test->kind == TEST_RATIO || test->kind == TEST_EQUAL
               ? figure_json(test->over_value)
               : json_null();
}

static json_t *test_json(const struct claim *claim,
                         const struct test_outcome *outcome)
{
    static const char *const roles[] = {[TEST_JUDGES] = "judges",
                                        [TEST_CONTROLS] = "controls",
                                        [TEST_OBSERVES] = "observes"};
    static const char *const kinds[] = {
        [TEST_OF_CLAIM] = "ratio", [TEST_RATIO] = "ratio",
        [TEST_EQUAL] = "equal",    [TEST_EXISTS] = "exists",
        [TEST_NEVER] = "never",    [TEST_SEMANTIC] = "semantic",
    };
    const struct claim_test *test = outcome->test;
    json_t *json =
        json_pack("{s:o, s:s, s:s, s:s, s:s, s:o}", "says",
                  text_json(test->says), "role", roles[test->role], "kind",
                  kinds[test->kind], "verdict", outcome_name(outcome->verdict),
                  "expected", outcome_name(outcome_expected(claim, test)),
                  "reason", text_json(outcome->reason));
    json_put(&json, "metric", text_json(test->metric));
    json_put(&json, "of", text_json(test->of));
    json_put(&json, "over", over_json(test));
    json_put(&json, "n", json_integer(outcome->n));
    json_put(&json, "estimate",
             outcome->n > 0 ? figure_json(outcome->estimate) : json_null());
    json_put(&json, "interval", interval_json(&outcome->interval));
    json_put(&json, "p", figure_json(outcome->p));
    json_put(&json, "p_holm", figure_json(outcome->p_holm));
    return json;
}

static json_t *claim_json(const struct claim_outcome *outcome)
{
    const struct claim *claim = outcome->claim;
    json_t *tests = json_array();
    for (unsigned i = 0; i < claim->tests_count; i++)
        json_append(&tests, test_json(claim, &outcome->tests[i]));
    return json_pack(
        "{s:o, s:o, s:o, s:s, s:s, s:o, s:o}", "id", text_json(claim->id),
        "documents", numbers_json(claim->documents, claim->documents_count),
        "claim", text_json(claim->claim), "verdict",
        outcome_name(outcome->verdict), "expected", outcome_name(claim->expect),
        "reason", text_json(outcome->reason), "tests", tests);
}

json_t *verdicts_json(const struct judgement *judgement)
{
    const struct results *results = judgement->results;
    const struct schedule *schedule = results->schedule;
    json_t *gates = json_array(), *claims = json_array();
    for (int i = 0; i < judgement->gates_count; i++)
        json_append(&gates, gate_json(&judgement->gates[i]));
    for (int i = 0; i < judgement->claims_count; i++)
        json_append(&claims, claim_json(&judgement->claims[i]));
    return json_pack(
        "{s:s, s:o, s:s, s:I, s:i, s:i, s:f, s:o, s:b, s:b, s:o, s:o}",
        "schema", "overlap/verdicts/1", "suite",
        text_json(results->suite->title), "profile",
        profile_name(schedule->profile), "seed", (json_int_t)schedule->seed,
        "blocks", schedule->blocks, "extended_to", schedule->extended_to,
        "alpha", judgement->alpha, "ceiling", figure_json(judgement->ceiling),
        "demo", judgement->demo, "gates_passed", !judgement->noisy, "gates",
        gates, "claims", claims);
}

/* ---- figures ---- */

/* The figures that are a plain number: their keys, and where they are. */
static const struct {
    const char *key;
    size_t at;
} plain[] = {
#define AT(member) offsetof(struct cell_measures, member)
    {"tasks", AT(tasks)},
    {"width", AT(width)},
    {"workers", AT(workers)},
    {"possible", AT(possible)},
    {"theory_s", AT(theory.seconds)},
    {"user_s", AT(user_s)},
    {"sys_s", AT(sys_s)},
    {"cores_used", AT(cores_used)},
    {"pss_bytes", AT(pss_bytes)},
    {"total_bytes", AT(total_bytes)},
    {"voluntary_switches", AT(voluntary)},
    {"involuntary_switches", AT(involuntary)},
    {"rate_per_s", AT(rate_per_s)},
    {"task_s", AT(task_s)},
    {"latency_p50_s", AT(latency.p50_s)},
    {"latency_p99_s", AT(latency.p99_s)},
    {"latency_max_s", AT(latency.max_s)},
    {"service_p50_s", AT(service.p50_s)},
    {"service_p99_s", AT(service.p99_s)},
    {"service_max_s", AT(service.max_s)},
    {"lateness_p50_s", AT(lateness_p50_s)},
    {"lateness_p99_s", AT(lateness_p99_s)},
    {"lateness_max_s", AT(lateness_max_s)},
#undef AT
};

static json_t *findings_json(const struct cell_measures *cell)
{
    json_t *findings = json_object();
    for (int i = 0; i < cell->findings_count; i++)
        json_object_set_new(findings, cell->findings[i].name,
                            json_pack("{s:o, s:o}", "median",
                                      figure_json(cell->findings[i].median),
                                      "most",
                                      figure_json(cell->findings[i].most)));
    return findings;
}

/* A figure with its interval. */
static json_t *estimate_json(double estimate, const struct interval *interval)
{
    if (!isfinite(estimate))
        return json_null();
    return json_pack("{s:f, s:o}", "estimate", estimate, "interval",
                     interval_json(interval));
}

static json_t *cell_json(const struct cell_measures *cell)
{
    const bool ran = !cell->refused && cell->failed == 0;
    json_t *json = json_pack(
        "{s:o, s:o, s:i, s:i, s:b, s:o, s:b, s:o, s:o}", "cell",
        text_json(cell->cell->name), "model", text_json(cell->model), "runs",
        cell->runs, "failed", cell->failed, "refused", cell->refused, "reason",
        ran ? json_null() : text_json(cell->reason), "fastest", cell->fastest,
        "time_s", estimate_json(cell->time_s.median, &cell->interval),
        "speedup",
        estimate_json(cell->speedup.estimate, &cell->speedup.interval));
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        const void *at = (const char *)cell + plain[i].at;
        json_put(&json, plain[i].key, figure_json(*(const double *)at));
    }
    json_put(&json, "cpu_ratio",
             estimate_json(cell->cost.cpu.estimate, &cell->cost.cpu.interval));
    json_put(&json, "left_out", json_boolean(cell->cost.unequal));
    json_put(&json, "findings", findings_json(cell));
    if (cell->cell->swept) {
        json_put(&json, "series", text_json(cell->cell->series));
        json_put(&json, "x", figure_json(cell->cell->x));
    }
    return json;
}

static json_t *experiment_json(const struct experiment_measures *of)
{
    json_t *cells = json_array();
    for (int i = 0; i < of->cells_count; i++)
        json_append(&cells, cell_json(&of->cells[i]));
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "experiment",
                     text_json(of->experiment->name), "title",
                     text_json(of->experiment->title), "workload",
                     text_json(of->experiment->workload), "sequential",
                     text_json(of->sequential < 0
                                   ? NULL
                                   : of->cells[of->sequential].cell->name),
                     "cells", cells);
}

json_t *figures_json(const struct measures *measures)
{
    json_t *experiments = json_array();
    for (int i = 0; i < measures->experiments_count; i++)
        json_append(&experiments, experiment_json(&measures->experiments[i]));
    return json_pack("{s:s, s:o, s:o, s:i, s:o}", "schema", "overlap/figures/1",
                     "suite", text_json(measures->results->suite->title),
                     "cores", figure_json(measures->cores), "blocks",
                     measures->blocks, "experiments", experiments);
}
