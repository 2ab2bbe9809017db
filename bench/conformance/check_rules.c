/* check_rules.c -- the single checks of a program against the protocol. */
#include "bench/conformance/check_rules.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "bench/conformance/check_record.h"
#include "bench/conformance/check_trace.h"
#include "bench/suite/suite.h"

#define FAIL(...) return check_answer(check, FAILED, __VA_ARGS__)

/* Whatever a run is made for, its record and its trace are looked at. */
static void note_fault(struct check *check, const char *words)
{
    const struct trial *trial = &check->trial;
    char why[WHY_MAX] = "";
    if (*check->fault || !trial->record)
        return;
    if (check_record(trial->record, why, sizeof why) == 0) {
        if (*trial->trace_why)
            snprintf(why, sizeof why, "%s", trial->trace_why);
        else
            check_trace(&trial->trace, trial->record, why, sizeof why);
    }
    if (*why)
        snprintf(check->fault, WHY_MAX, "%s: %.500s", words, why);
}

static const struct trial *run_plan(struct check *check, struct trial_plan plan)
{
    plan.program = check->program;
    plan.dir = check->dir;
    trial_close(&check->trial);
    trial_run(&check->trial, &plan);
    note_fault(check, plan.words);
    return &check->trial;
}

static const struct trial *run(struct check *check, const char *words)
{
    return run_plan(check, (struct trial_plan){.words = words});
}

/* The first line of what it wrote on standard error. */
static const char *complaint(struct check *check)
{
    char *text = check->trial.errors;
    text[strcspn(text, "\n")] = '\0';
    return *text ? text : "nothing on standard error";
}

/* What every check that looks into a record asks first. */
static bool ran(struct check *check, int exit_code)
{
    const struct trial *trial = &check->trial;
    if (trial->err == -ETIMEDOUT)
        check_answer(check, FAILED,
                     "still running after %d s; expected it to end",
                     TRIAL_LIMIT_MS / 1000);
    else if (trial->exit_code != exit_code)
        check_answer(check, FAILED, "found exit status %d (%s); expected %d",
                     trial->exit_code, complaint(check), exit_code);
    else if (!trial->record)
        check_answer(check, FAILED,
                     "found no record; expected one line of JSON");
    else
        return true;
    return false;
}

static long long count_of(const struct trial *trial, const char *key)
{
    return json_integer_value(json_object_get(trial->record, key));
}

static long long workers_of(const struct trial *trial)
{
    return json_integer_value(
        json_object_get(json_object_get(trial->record, "plan"), "workers"));
}

static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Runs `words` and compares its combined answer with that of `expected`. */
static enum answer check_combined(struct check *check, const char *words,
                                  const uint64_t *expected, int tasks)
{
    char text[17];
    uint64_t h = 0;
    for (int i = 0; i < tasks; i++)
        h = mix(h ^ mix((uint64_t)i + 1) ^ expected[i]);
    snprintf(text, sizeof text, "%016" PRIx64, h);
    const struct trial *trial = run(check, words);
    if (!ran(check, 0))
        return FAILED;
    const char *found =
        json_string_value(json_object_get(trial->record, "answer"));
    if (!found || strcmp(found, text))
        FAIL("found the answer %s; expected %s", found ? found : "null", text);
    return PASSED;
}

static enum answer check_version(struct check *check)
{
    const struct trial *trial = run_plan(
        check, (struct trial_plan){.words = "--version", .plain = true});
    const char *end = strchr(trial->out, '\n');
    if (trial->exit_code || !end || end[1] || !strchr(trial->out, ' '))
        FAIL("found exit status %d and \"%.60s\"; expected 0 and a line with "
             "name and version",
             trial->exit_code, trial->out);
    return PASSED;
}

static enum answer check_list(struct check *check)
{
    const struct trial *trial =
        run_plan(check, (struct trial_plan){.words = "--list", .plain = true});
    memcpy(check->list, trial->out, sizeof check->list);
    if (trial->exit_code || !*trial->out)
        FAIL("found exit status %d and \"%.60s\"; expected 0 and a workload a "
             "line",
             trial->exit_code, trial->out);
    for (const char *line = trial->out; *line; line += *line == '\n') {
        if (!isgraph((unsigned char)*line))
            FAIL("found the line \"%.*s\"; expected the name of a workload "
                 "where it begins",
                 (int)strcspn(line, "\n"), line);
        line += strcspn(line, "\n");
    }
    return PASSED;
}

static enum answer check_schema(struct check *check)
{
    const struct trial *trial = run(check, "--tasks 3 noop");
    if (!ran(check, 0))
        return FAILED;
    return check_record(trial->record, check->why, WHY_MAX) < 0 ? FAILED
                                                                : PASSED;
}

static enum answer check_append(struct check *check)
{
    const struct trial *trial = run_plan(
        check, (struct trial_plan){.words = "--tasks 1 noop", .repeats = 2});
    if (trial->records != 2)
        FAIL("found %d lines after two runs with the same --record FILE; "
             "expected 2",
             trial->records);
    return PASSED;
}

static enum answer check_stdout(struct check *check)
{
    const struct trial *trial = run_plan(
        check, (struct trial_plan){.words = "--record - --tasks 1 noop",
                                   .plain = true});
    json_t *record = json_loads(trial->out, 0, NULL);
    const char *end = strchr(trial->out, '\n');
    bool one_line = json_is_object(record) && end && !end[1];
    int err = one_line ? check_record(record, check->why, WHY_MAX) : 0;
    json_decref(record);
    if (trial->exit_code || !one_line)
        FAIL("found exit status %d and \"%.60s\"; expected 0 and one record "
             "on one line",
             trial->exit_code, trial->out);
    return err ? FAILED : PASSED;
}

static enum answer check_noop(struct check *check)
{
    const uint64_t expected[5] = {0};
    return check_combined(check, "--tasks 5 noop", expected, 5);
}

static enum answer check_sleep(struct check *check)
{
    const uint64_t expected[] = {20, 20, 20};
    return check_combined(check, "--tasks 3 --size 20ms sleep", expected, 3);
}

static enum answer check_primes(struct check *check)
{
    enum { TASKS = 7, SIZE = 1000 };
    static bool composite[TASKS * SIZE];
    uint64_t expected[TASKS] = {0};
    for (int n = 2; n < TASKS * SIZE; n++) {
        expected[n / SIZE] += !composite[n];
        for (int k = 2 * n; k < TASKS * SIZE; k += n)
            composite[k] = true;
    }
    return check_combined(check, "--tasks 7 --size 1000 primes", expected,
                          TASKS);
}

static enum answer check_order(struct check *check)
{
    const struct trial *trial = run(check, "--tasks 9 noop");
    if (!ran(check, 0))
        return FAILED;
    if (trial->trace_why[0])
        FAIL("%.300s", trial->trace_why);
    if (trial->trace.count != 9)
        FAIL("found %d lines in the trace; expected one a task, 9",
             trial->trace.count);
    for (int i = 0; i < 9; i++)
        if (trial->trace.tasks[i].index != i)
            FAIL("found task %lld in line %d of the trace; expected task %d",
                 (long long)trial->trace.tasks[i].index, i + 1, i);
    return PASSED;
}

static enum answer check_width(struct check *check)
{
    int width = 3;
    const struct trial *trial =
        run(check, "--tasks 9 --size 20ms --width 3 sleep");
    if (trial->exit_code == 2) { /* it has one worker only, and says so */
        width = 1;
        trial = run(check, "--tasks 3 --size 20ms --width 1 sleep");
    }
    if (!ran(check, 0))
        return FAILED;
    if (workers_of(trial) > width || count_of(trial, "peak_in_flight") > width)
        FAIL("found %lld workers and peak_in_flight %lld; expected at most %d",
             workers_of(trial), count_of(trial, "peak_in_flight"), width);
    int at_once = trace_in_flight(&trial->trace);
    if (at_once > width)
        FAIL("found %d tasks in progress at once in the trace; expected at "
             "most %d",
             at_once, width);
    return PASSED;
}

static enum answer check_rate(struct check *check)
{
    const struct trial *trial = run(check, "--tasks 6 --rate 50 noop");
    if (!ran(check, 0))
        return FAILED;
    double wall_ms = (double)count_of(trial, "wall_ns") / 1e6;
    if (wall_ms < 100)
        FAIL("found 6 tasks done in %.0f ms at --rate 50; expected the last to "
             "start after 100 ms",
             wall_ms);
    if (trial->trace.count != 6)
        FAIL("found %d lines in the trace; expected one a task, 6",
             trial->trace.count);
    for (int i = 0; i < 6; i++) /* late is allowed: workers may start slowly */
        if (trial->trace.tasks[i].begin_ns < i * 20000000)
            FAIL("found task %d begun after %.1f ms at --rate 50; expected %d "
                 "ms at least",
                 i, (double)trial->trace.tasks[i].begin_ns / 1e6, i * 20);
    return PASSED;
}

static long long most_of(const struct trial *trial, const char *key)
{
    return json_integer_value(
        json_object_get(json_object_get(trial->record, key), "max"));
}

/* One worker for tasks that are due every 10 ms and take 100: the last waits
 * for its turn about three times as long as it then takes. */
static enum answer check_latency(struct check *check)
{
    const struct trial *trial =
        run(check, "--tasks 4 --rate 100 --width 1 --size 100ms sleep");
    if (!ran(check, 0))
        return FAILED;
    double latency_ms = (double)most_of(trial, "latency_ns") / 1e6;
    double service_ms = (double)most_of(trial, "service_ns") / 1e6;
    if (latency_ms < 370 || service_ms > latency_ms / 2)
        FAIL("found a latency of %.0f ms and a service of %.0f ms at most; "
             "expected 370 from the start that was due, and 100 from its own",
             latency_ms, service_ms);
    return PASSED;
}

static enum answer check_sum(struct check *check, int tasks)
{
    const struct trial *trial = &check->trial;
    long long ok = count_of(trial, "ok"), failed = count_of(trial, "failed"),
              canceled = count_of(trial, "canceled");
    if (ok + failed + canceled != tasks)
        FAIL("found %lld ok, %lld failed and %lld canceled; expected %d "
             "together",
             ok, failed, canceled, tasks);
    return PASSED;
}

static enum answer check_cancel(struct check *check)
{
    const struct trial *trial = run(check, "--tasks 4 --size 100ms fail");
    if (!ran(check, 1))
        return FAILED;
    double wall_ms = (double)count_of(trial, "wall_ns") / 1e6;
    if (count_of(trial, "failed") < 1 || count_of(trial, "canceled") < 1)
        FAIL("found %lld failed and %lld canceled; expected task 1 to fail "
             "and the tasks after it to be canceled",
             count_of(trial, "failed"), count_of(trial, "canceled"));
    if (workers_of(trial) > 1 && wall_ms >= 900)
        FAIL("found a wall clock of %.0f ms; expected the failure after 100 "
             "ms to wake the tasks that wait 1000 ms",
             wall_ms);
    return check_sum(check, 4);
}

static enum answer check_keep_going(struct check *check)
{
    const struct trial *trial =
        run(check, "--tasks 4 --size 30ms --keep-going fail");
    if (!ran(check, 1))
        return FAILED;
    if (count_of(trial, "ok") != 3 || count_of(trial, "failed") != 1)
        FAIL("found %lld ok and %lld failed; expected 3 and 1",
             count_of(trial, "ok"), count_of(trial, "failed"));
    return check_sum(check, 4);
}

static enum answer check_timeout(struct check *check)
{
    const struct trial *trial =
        run(check, "--tasks 2 --size 5000ms --timeout 100ms sleep");
    if (!ran(check, 1))
        return FAILED;
    if (count_of(trial, "failed") < 1)
        FAIL("found %lld failed; expected a task to fail at its timeout",
             count_of(trial, "failed"));
    if (trial->seconds >= 4)
        FAIL("found %.1f s; expected the timeout of 100 ms to end it",
             trial->seconds);
    return check_sum(check, 2);
}

static enum answer check_refused(struct check *check, const char *words)
{
    const struct trial *trial = run(check, words);
    const char *end = strchr(trial->errors, '\n');
    int lines = 0;
    for (const char *at = trial->errors; *at; at++)
        lines += *at == '\n' || !at[1];
    if (trial->exit_code != 2)
        FAIL("found exit status %d; expected 2", trial->exit_code);
    if (lines != 1 || end == trial->errors)
        FAIL("found %d lines on standard error; expected 1 that says what was "
             "found and what was expected",
             lines);
    if (*trial->out)
        FAIL("found \"%.60s\" on standard output; expected nothing",
             trial->out);
    if (trial->records)
        FAIL("found a record; expected none");
    return PASSED;
}

static enum answer check_workload(struct check *check)
{
    return check_refused(check, "--tasks 1 no-such-workload");
}

static enum answer check_option(struct check *check)
{
    return check_refused(check, "--no-such-option noop");
}

static enum answer check_negative(struct check *check)
{
    return check_refused(check, "--tasks -1 noop");
}

static enum answer check_overflow(struct check *check)
{
    return check_refused(check, "--tasks 99999999999999999999 noop");
}

static enum answer check_unit(struct check *check)
{
    return check_refused(check, "--size 1parsec sleep");
}

static enum answer check_interrupt(struct check *check)
{
    const struct trial *trial = run_plan(
        check, (struct trial_plan){.words = "--tasks 3 --size 15000ms sleep",
                                   .interrupt_ms = 900});
    if (!ran(check, 130))
        return FAILED;
    if (count_of(trial, "canceled") < 1 || trial->seconds > 5)
        FAIL("found %lld canceled and an end after %.1f s; expected at least "
             "1, and Ctrl-C to end it soon",
             count_of(trial, "canceled"), trial->seconds);
    return check_sum(check, 3);
}

/* A bench asks it of what a suite may call a model. */
static enum answer check_meter(struct check *check)
{
    if (!suite_is_model(strrchr(check->program, '/') + 1))
        return check_answer(check, SKIPPED, "only models, overlap-NAME, must");
    run(check, "--meter --tasks 1 noop");
    return ran(check, 0) ? PASSED : FAILED;
}

static enum answer check_faults(struct check *check)
{
    if (*check->fault)
        FAIL("%s", check->fault);
    return PASSED;
}

const struct rule check_rules[] = {
    {"--version prints name and version", NULL, check_version},
    {"--list names its workloads", NULL, check_list},
    {"the record has every field", "noop", check_schema},
    {"records are appended", "noop", check_append},
    {"--record - writes to standard output", "noop", check_stdout},
    {"noop answers 0", "noop", check_noop},
    {"sleep answers its size", "sleep", check_sleep},
    {"primes are counted right", "primes", check_primes},
    {"the trace is in task order", "noop", check_order},
    {"--width bounds the tasks in progress", "sleep", check_width},
    {"--rate spaces the starts", "noop", check_rate},
    {"latency counts from the start that was due", "sleep", check_latency},
    {"a failure cancels the others", "fail", check_cancel},
    {"--keep-going finishes the others", "fail", check_keep_going},
    {"--timeout fails a task", "sleep", check_timeout},
    {"an unknown workload is refused", NULL, check_workload},
    {"an unknown option is refused", "noop", check_option},
    {"a negative number is refused", "noop", check_negative},
    {"an overflowing number is refused", "noop", check_overflow},
    {"an unknown unit is refused", "sleep", check_unit},
    {"Ctrl-C ends it with a record", "sleep", check_interrupt},
    {"--meter is understood", "noop", check_meter},
    {"every record is whole, and its trace agrees", "noop", check_faults},
    {0},
};
