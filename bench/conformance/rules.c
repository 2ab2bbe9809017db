/* rules.c -- the rules of the protocol, tried on a program one by one. */
#include "bench/conformance/rules.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/conformance/trace.h"
#include "bench/suite/suite.h"
#include "core/base/mixer.h"
#include "core/record/validate.h"

#define FAIL(...) return rule_settle(candidate, FAILED, __VA_ARGS__)

enum ruling rule_settle(struct candidate *candidate, enum ruling ruling,
                        const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(candidate->why, WHY_MAX, format, args);
    va_end(args);
    return ruling;
}

/* The record and the trace of every run are validated, whatever it is for. */
static void note_fault(struct candidate *candidate, const char *words)
{
    const struct trial *trial = &candidate->trial;
    char why[WHY_MAX] = "";
    if (*candidate->fault)
        return;
    if (*trial->record_why || *trial->trace_why)
        snprintf(why, sizeof why, "%s",
                 *trial->record_why ? trial->record_why : trial->trace_why);
    else if (trial->record)
        trace_validate(&trial->trace, trial->record, why, sizeof why);
    if (*why)
        snprintf(candidate->fault, WHY_MAX, "%s: %.500s", words, why);
}

static const struct trial *run_plan(struct candidate *candidate,
                                    struct trial_plan plan)
{
    plan.program = candidate->program;
    plan.dir = candidate->folder.path;
    trial_close(&candidate->trial);
    trial_run(&candidate->trial, &plan);
    note_fault(candidate, plan.words);
    return &candidate->trial;
}

static const struct trial *run(struct candidate *candidate, const char *words)
{
    return run_plan(candidate, (struct trial_plan){.words = words});
}

/* The first line on standard error; cuts off the rest. */
static const char *complaint(struct candidate *candidate)
{
    char *text = candidate->trial.errors;
    text[strcspn(text, "\n")] = '\0';
    return *text ? text : "nothing on standard error";
}

/* Did it end with that status and leave a record? Every rule that looks into a
 * record asks this first. */
static bool ran(struct candidate *candidate, int exit_code)
{
    const struct trial *trial = &candidate->trial;
    if (trial->err) /* the caller of the rule reports it */
        return false;
    if (trial->exit_code != exit_code)
        rule_settle(candidate, FAILED, "found exit status %d (%s); expected %d",
                    trial->exit_code, complaint(candidate), exit_code);
    else if (!trial->record)
        rule_settle(candidate, FAILED, "%s",
                    *trial->record_why
                        ? trial->record_why
                        : "found no record; expected one line of JSON");
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

/* Runs `words` and compares its combined answer with that of `expected`. */
static enum ruling rule_combined(struct candidate *candidate, const char *words,
                                 const uint64_t *expected, int tasks)
{
    char text[17];
    uint64_t h = 0;
    for (int i = 0; i < tasks; i++)
        h = mixer_mix(h ^ mixer_mix((uint64_t)i + 1) ^ expected[i]);
    snprintf(text, sizeof text, "%016" PRIx64, h);
    const struct trial *trial = run(candidate, words);
    if (!ran(candidate, 0))
        return FAILED;
    const char *found =
        json_string_value(json_object_get(trial->record, "answer"));
    if (!found || strcmp(found, text))
        FAIL("found the answer %s; expected %s", found ? found : "null", text);
    return PASSED;
}

static enum ruling rule_version(struct candidate *candidate)
{
    const struct trial *trial = run_plan(
        candidate, (struct trial_plan){.words = "--version", .plain = true});
    const char *end = strchr(trial->out, '\n');
    if (trial->exit_code || !end || end[1] || !strchr(trial->out, ' '))
        FAIL("found exit status %d and \"%.60s\"; expected 0 and one line with "
             "name and version",
             trial->exit_code, trial->out);
    return PASSED;
}

static enum ruling rule_list(struct candidate *candidate)
{
    const struct trial *trial = run_plan(
        candidate, (struct trial_plan){.words = "--list", .plain = true});
    memcpy(candidate->list, trial->out, sizeof candidate->list);
    if (trial->exit_code || !*trial->out)
        FAIL("found exit status %d and \"%.60s\"; expected 0 and one workload "
             "per line",
             trial->exit_code, trial->out);
    for (const char *line = trial->out; *line; line += *line == '\n') {
        if (!isgraph((unsigned char)*line))
            FAIL("found the line \"%.*s\"; expected it to begin with the "
                 "name of a workload",
                 (int)strcspn(line, "\n"), line);
        line += strcspn(line, "\n");
    }
    return PASSED;
}

static enum ruling rule_schema(struct candidate *candidate)
{
    const struct trial *trial = run(candidate, "--tasks 3 noop");
    if (!ran(candidate, 0))
        return FAILED;
    if (*trial->record_why)
        FAIL("%s", trial->record_why);
    return PASSED;
}

static enum ruling rule_append(struct candidate *candidate)
{
    const struct trial *trial =
        run_plan(candidate,
                 (struct trial_plan){.words = "--tasks 1 noop", .repeats = 2});
    if (trial->records != 2)
        FAIL("found %d lines after two runs with the same --record FILE; "
             "expected 2",
             trial->records);
    return PASSED;
}

static enum ruling rule_stdout(struct candidate *candidate)
{
    const struct trial *trial = run_plan(
        candidate, (struct trial_plan){.words = "--record - --tasks 1 noop",
                                       .plain = true});
    json_t *record;
    const char *end = strchr(trial->out, '\n');
    int err = validate_line(trial->out, &record, candidate->why);
    bool one_line = json_is_object(record) && end && !end[1];
    json_decref(record);
    if (trial->exit_code || !one_line)
        FAIL("found exit status %d and \"%.60s\"; expected 0 and one record "
             "on one line",
             trial->exit_code, trial->out);
    return err ? FAILED : PASSED;
}

static enum ruling rule_noop(struct candidate *candidate)
{
    const uint64_t expected[5] = {0};
    return rule_combined(candidate, "--tasks 5 noop", expected, 5);
}

static enum ruling rule_sleep(struct candidate *candidate)
{
    const uint64_t expected[] = {20, 20, 20};
    return rule_combined(candidate, "--tasks 3 --size 20ms sleep", expected, 3);
}

static enum ruling rule_primes(struct candidate *candidate)
{
    enum { TASKS = 7, SIZE = 1000 };
    static bool composite[TASKS * SIZE];
    uint64_t expected[TASKS] = {0};
    for (int n = 2; n < TASKS * SIZE; n++) {
        expected[n / SIZE] += !composite[n];
        for (int k = 2 * n; k < TASKS * SIZE; k += n)
            composite[k] = true;
    }
    return rule_combined(candidate, "--tasks 7 --size 1000 primes", expected,
                         TASKS);
}

static enum ruling rule_order(struct candidate *candidate)
{
    const struct trial *trial = run(candidate, "--tasks 9 noop");
    if (!ran(candidate, 0))
        return FAILED;
    if (trial->trace_why[0])
        FAIL("%.300s", trial->trace_why);
    if (trial->trace.count != 9)
        FAIL("found %d lines in the trace; expected one per task, 9",
             trial->trace.count);
    for (int i = 0; i < 9; i++)
        if (trial->trace.tasks[i].index != i)
            FAIL("found task %lld in line %d of the trace; expected task %d",
                 (long long)trial->trace.tasks[i].index, i + 1, i);
    return PASSED;
}

static enum ruling rule_width(struct candidate *candidate)
{
    int width = 3;
    const struct trial *trial =
        run(candidate, "--tasks 9 --size 20ms --width 3 sleep");
    if (trial->exit_code == 2) { /* it has only one worker, and says so */
        width = 1;
        trial = run(candidate, "--tasks 3 --size 20ms --width 1 sleep");
    }
    if (!ran(candidate, 0))
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

static enum ruling rule_rate(struct candidate *candidate)
{
    const struct trial *trial = run(candidate, "--tasks 6 --rate 50 noop");
    if (!ran(candidate, 0))
        return FAILED;
    double wall_ms = (double)count_of(trial, "wall_ns") / 1e6;
    if (wall_ms < 100)
        FAIL("found 6 tasks done in %.0f ms at --rate 50; expected the last to "
             "start after 100 ms",
             wall_ms);
    if (trial->trace.count != 6)
        FAIL("found %d lines in the trace; expected one per task, 6",
             trial->trace.count);
    for (int i = 0; i < 6;
         i++) /* a late start is allowed: workers may be slow */
        if (trial->trace.tasks[i].begin_ns < i * 20000000)
            FAIL("found task %d to begin after %.1f ms at --rate 50; expected "
                 "at "
                 "least %d ms",
                 i, (double)trial->trace.tasks[i].begin_ns / 1e6, i * 20);
    return PASSED;
}

static long long most_of(const struct trial *trial, const char *key)
{
    return json_integer_value(
        json_object_get(json_object_get(trial->record, key), "max"));
}

/* One worker for tasks that are due every 10 ms and take 100 ms each: the last
 * one waits for its turn almost three times as long as it then takes. */
static enum ruling rule_latency(struct candidate *candidate)
{
    const struct trial *trial =
        run(candidate, "--tasks 4 --rate 100 --width 1 --size 100ms sleep");
    if (!ran(candidate, 0))
        return FAILED;
    double latency_ms = (double)most_of(trial, "latency_ns") / 1e6;
    double service_ms = (double)most_of(trial, "service_ns") / 1e6;
    if (latency_ms < 370 || service_ms > latency_ms / 2)
        FAIL(
            "found a latency of %.0f ms and a service of %.0f ms at most; "
            "expected 370 ms from the due start and 100 ms from the actual one",
            latency_ms, service_ms);
    return PASSED;
}

static enum ruling rule_sum(struct candidate *candidate, int tasks)
{
    const struct trial *trial = &candidate->trial;
    long long ok = count_of(trial, "ok"), failed = count_of(trial, "failed"),
              canceled = count_of(trial, "canceled");
    if (ok + failed + canceled != tasks)
        FAIL("found %lld ok, %lld failed and %lld canceled; expected %d "
             "in all",
             ok, failed, canceled, tasks);
    return PASSED;
}

static enum ruling rule_cancel(struct candidate *candidate)
{
    const struct trial *trial = run(candidate, "--tasks 4 --size 100ms fail");
    if (!ran(candidate, 1))
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
    return rule_sum(candidate, 4);
}

static enum ruling rule_keep_going(struct candidate *candidate)
{
    const struct trial *trial =
        run(candidate, "--tasks 4 --size 30ms --keep-going fail");
    if (!ran(candidate, 1))
        return FAILED;
    if (count_of(trial, "ok") != 3 || count_of(trial, "failed") != 1)
        FAIL("found %lld ok and %lld failed; expected 3 and 1",
             count_of(trial, "ok"), count_of(trial, "failed"));
    return rule_sum(candidate, 4);
}

static enum ruling rule_timeout(struct candidate *candidate)
{
    const struct trial *trial =
        run(candidate, "--tasks 2 --size 5000ms --timeout 100ms sleep");
    if (!ran(candidate, 1))
        return FAILED;
    if (count_of(trial, "failed") < 1)
        FAIL("found %lld failed; expected a task to fail at its timeout",
             count_of(trial, "failed"));
    if (trial->seconds >= 4)
        FAIL("found %.1f s; expected the timeout of 100 ms to end it",
             trial->seconds);
    return rule_sum(candidate, 2);
}

static enum ruling rule_refused(struct candidate *candidate, const char *words)
{
    const struct trial *trial = run(candidate, words);
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

static enum ruling rule_workload(struct candidate *candidate)
{
    return rule_refused(candidate, "--tasks 1 no-such-workload");
}

static enum ruling rule_option(struct candidate *candidate)
{
    return rule_refused(candidate, "--no-such-option noop");
}

static enum ruling rule_negative(struct candidate *candidate)
{
    return rule_refused(candidate, "--tasks -1 noop");
}

static enum ruling rule_overflow(struct candidate *candidate)
{
    return rule_refused(candidate, "--tasks 99999999999999999999 noop");
}

static enum ruling rule_unit(struct candidate *candidate)
{
    return rule_refused(candidate, "--size 1parsec sleep");
}

/* On a busy machine a program may be slow to start. One that was interrupted
 * before it was ready gets more time, and what it left then is not held
 * against it. */
static enum ruling rule_interrupt(struct candidate *candidate)
{
    const struct trial *trial;
    const bool faulty = *candidate->fault != '\0';
    int ms = 900;
    for (;; ms *= 3) {
        trial = run_plan(
            candidate,
            (struct trial_plan){.words = "--tasks 3 --size 15000ms sleep",
                                .interrupt_ms = ms});
        if (ran(candidate, 130))
            break;
        if (ms >= 8100)
            return FAILED;
        if (!faulty)
            candidate->fault[0] = '\0';
    }
    double end_s = trial->seconds - ms / 1e3;
    if (count_of(trial, "canceled") < 1 || end_s > 4)
        FAIL("found %lld canceled and an end %.1f s after Ctrl-C; expected at "
             "least 1, and an end soon",
             count_of(trial, "canceled"), end_s);
    return rule_sum(candidate, 3);
}

/* A bench passes --meter only to what a suite may call a model. */
static enum ruling rule_meter(struct candidate *candidate)
{
    if (!suite_is_model(strrchr(candidate->program, '/') + 1))
        return rule_settle(candidate, SKIPPED,
                           "only a model, overlap-NAME, must take it");
    run(candidate, "--meter --tasks 1 noop");
    return ran(candidate, 0) ? PASSED : FAILED;
}

static enum ruling rule_faults(struct candidate *candidate)
{
    if (*candidate->fault)
        FAIL("%s", candidate->fault);
    return PASSED;
}

const struct rule rules[] = {
    {"--version prints name and version", NULL, rule_version},
    {"--list names its workloads", NULL, rule_list},
    {"the record has every field", "noop", rule_schema},
    {"records are appended", "noop", rule_append},
    {"--record - writes to standard output", "noop", rule_stdout},
    {"noop answers 0", "noop", rule_noop},
    {"sleep answers its size", "sleep", rule_sleep},
    {"primes are counted right", "primes", rule_primes},
    {"the trace is in task order", "noop", rule_order},
    {"--width bounds the tasks in progress", "sleep", rule_width},
    {"--rate spaces the starts", "noop", rule_rate},
    {"latency counts from when a start was due", "sleep", rule_latency},
    {"a failure cancels the others", "fail", rule_cancel},
    {"--keep-going finishes the others", "fail", rule_keep_going},
    {"--timeout fails a task", "sleep", rule_timeout},
    {"an unknown workload is refused", NULL, rule_workload},
    {"an unknown option is refused", "noop", rule_option},
    {"a negative number is refused", "noop", rule_negative},
    {"an overflowing number is refused", "noop", rule_overflow},
    {"an unknown unit is refused", "sleep", rule_unit},
    {"Ctrl-C ends it with a record", "sleep", rule_interrupt},
    {"--meter is understood", "noop", rule_meter},
    {"every record is whole, and its trace agrees", "noop", rule_faults},
    {0},
};
