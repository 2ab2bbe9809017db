/* compare_transcript.c -- did the program print what the claim says? */
#include "bench/judge/compare_transcript.h"

#include <string.h>

#include "bench/results/transcript.h"

/* A line that was printed or is expected, without its newline; no text stands
 * for the end. */
struct printed {
    const char *text;
    size_t length;
};

/* Takes the first line off `*text`. */
static bool printed_take(const char **text, struct printed *line)
{
    if (!**text) {
        *line = (struct printed){NULL, 0};
        return false;
    }
    *line = (struct printed){*text, strcspn(*text, "\n")};
    *text += line->length + ((*text)[line->length] == '\n');
    return true;
}

static struct printed printed_found(const json_t *lines, size_t index)
{
    const char *text = json_string_value(json_array_get(lines, index));
    return text ? (struct printed){text, strlen(text)}
                : (struct printed){NULL, 0};
}

/* Compares line by line. Returns the number, from 1, of the first line that
 * differs, with both lines; or 0. */
static size_t transcript_differs(const char *expected, const json_t *lines,
                                 struct printed *wanted, struct printed *found)
{
    size_t count = json_array_size(lines), at = 0;
    for (; printed_take(&expected, wanted) || at < count; at++) {
        *found = printed_found(lines, at);
        if (!wanted->text || !found->text || wanted->length != found->length ||
            memcmp(wanted->text, found->text, found->length) != 0)
            return at + 1;
    }
    return 0;
}

static void settle_difference(struct test_outcome *outcome, size_t at,
                              const struct printed *wanted,
                              const struct printed *found)
{
    const struct claim_test *test = outcome->test;
    struct printed one, other;
    const json_t *lines = json_object_get(outcome->transcript, "lines");
    bool refuted = !test->refuting ||
                   !transcript_differs(test->refuting, lines, &one, &other);
    enum verdict verdict = refuted ? VERDICT_REFUTED : VERDICT_INCONCLUSIVE;
    const char *but = refuted ? "" : ", which does not refute it";
    int wanted_length = (int)(wanted->length > 50 ? 50 : wanted->length);
    int found_length = (int)(found->length > 50 ? 50 : found->length);
    if (!found->text)
        outcome_settle(outcome, verdict, "it ends before “%.*s”, line %zu%s",
                       wanted_length, wanted->text, at, but);
    else if (!wanted->text)
        outcome_settle(outcome, verdict,
                       "it goes on with “%.*s”, line %zu, where nothing more "
                       "was expected%s",
                       found_length, found->text, at, but);
    else
        outcome_settle(outcome, verdict,
                       "it prints “%.*s” in line %zu, where “%.*s” was "
                       "expected%s",
                       found_length, found->text, at, wanted_length,
                       wanted->text, but);
}

/* A program that could not run says nothing about the claim. */
static bool program_ran(struct test_outcome *outcome)
{
    const char *program = outcome->test->program;
    json_int_t status =
        json_integer_value(json_object_get(outcome->transcript, "exit_code"));
    const char *error =
        json_string_value(json_object_get(outcome->transcript, "error"));
    if (!outcome->transcript)
        outcome_settle(outcome, VERDICT_NOT_TESTABLE, "%s was not run",
                       program);
    else if (status == RUN_NOT_FOUND)
        outcome_settle(outcome, VERDICT_NOT_TESTABLE, "there is no %s here",
                       program);
    else if (status == RUN_REFUSED)
        outcome_settle(outcome, VERDICT_NOT_TESTABLE,
                       "this machine cannot run %s: %s", program,
                       error ? error : "");
    else if (status)
        outcome_settle(outcome, VERDICT_INCONCLUSIVE,
                       "%s ended with status %d: %s", program, (int)status,
                       error ? error : "");
    else
        return true;
    return false;
}

void compare_transcript(struct test_outcome *outcome, const struct claim *claim,
                        const struct look *look)
{
    struct printed wanted, found = {"", 0};
    outcome->transcript =
        transcript_find(look->results->transcripts, claim, outcome->test);
    if (!program_ran(outcome))
        return;
    size_t at = transcript_differs(
        outcome->test->trace, json_object_get(outcome->transcript, "lines"),
        &wanted, &found);
    if (at == 0)
        outcome_settle(outcome, VERDICT_SUPPORTED,
                       "it prints exactly what was expected");
    else
        settle_difference(outcome, at, &wanted, &found);
}
