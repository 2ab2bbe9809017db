/* compare_trace.c -- a semantic test: did the program print its trace? */
#include <stdio.h>
#include <string.h>

#include "bench/judge/compare.h"
#include "bench/results/results.h"
#include "bench/run/semantic.h"

#define NOT_FOUND 127 /* the exit status of a program that is not there */

/* A line of what was printed, or of a trace; its end is not part of it. */
struct line {
    const char *text;
    size_t length;
};

/* Takes the first line off `*text`; at the end: "the end". */
static bool line_take(const char **text, struct line *line)
{
    if (!**text) {
        *line = (struct line){"the end", 7};
        return false;
    }
    *line = (struct line){*text, strcspn(*text, "\n")};
    *text += line->length + ((*text)[line->length] == '\n');
    return true;
}

static struct line line_found(const json_t *lines, size_t index)
{
    const char *text = json_string_value(json_array_get(lines, index));
    return text ? (struct line){text, strlen(text)}
                : (struct line){"the end", 7};
}

/* Compares line by line. At the first difference its number, from 1, and both
 * lines; 0: there is none. */
static size_t trace_differs(const char *trace, const json_t *lines,
                            struct line *wanted, struct line *found)
{
    size_t count = json_array_size(lines), at = 0;
    for (; line_take(&trace, wanted) || at < count; at++) {
        *found = line_found(lines, at);
        if (at >= count || wanted->length != found->length ||
            memcmp(wanted->text, found->text, found->length) != 0)
            return at + 1;
    }
    return 0;
}

static void settle_difference(struct test_outcome *outcome, size_t at,
                              const struct line *wanted,
                              const struct line *found)
{
    const struct claim_test *test = outcome->test;
    struct line one, other;
    const json_t *lines = json_object_get(outcome->output, "lines");
    bool refuted =
        !test->refuting || !trace_differs(test->refuting, lines, &one, &other);
    test_settle(outcome, refuted ? VERDICT_REFUTED : VERDICT_INCONCLUSIVE,
                "line %zu: expected \"%.*s\", found \"%.*s\"%s", at,
                (int)(wanted->length > 50 ? 50 : wanted->length), wanted->text,
                (int)(found->length > 50 ? 50 : found->length), found->text,
                refuted ? "" : ", which refutes nothing either");
}

/* A program that could not run says nothing about the claim. */
static bool program_ran(struct test_outcome *outcome)
{
    const char *program = outcome->test->program;
    json_int_t status =
        json_integer_value(json_object_get(outcome->output, "exit_code"));
    const char *error =
        json_string_value(json_object_get(outcome->output, "error"));
    if (!outcome->output)
        test_settle(outcome, VERDICT_NOT_TESTABLE, "%.60s was not run",
                    program);
    else if (status == NOT_FOUND)
        test_settle(outcome, VERDICT_NOT_TESTABLE, "there is no %.60s here",
                    program);
    else if (status == RUN_REFUSED)
        test_settle(outcome, VERDICT_NOT_TESTABLE,
                    "this machine cannot run %.40s: %.80s", program,
                    error ? error : "");
    else if (status)
        test_settle(outcome, VERDICT_INCONCLUSIVE,
                    "%.40s ended with status %d: %.70s", program, (int)status,
                    error ? error : "");
    else
        return true;
    return false;
}

void test_judge_trace(struct test_outcome *outcome, const struct claim *claim,
                      const struct look *look)
{
    struct line wanted, found = {"", 0};
    outcome->output =
        semantic_find(look->results->semantic, claim, outcome->test);
    if (!program_ran(outcome))
        return;
    size_t at = trace_differs(outcome->test->trace,
                              json_object_get(outcome->output, "lines"),
                              &wanted, &found);
    if (at == 0)
        test_settle(outcome, VERDICT_SUPPORTED,
                    "it prints line by line what was expected");
    else
        settle_difference(outcome, at, &wanted, &found);
}
