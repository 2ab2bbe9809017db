/* sentences.c -- each claim's verdict in sentences. */
#include "bench/report/sentences.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/words.h"
#include "core/base/memory.h"

static const char *const symbols[] = {
    [VERDICT_SUPPORTED] = "✔",    [VERDICT_REFUTED] = "✘",
    [VERDICT_PARTLY] = "◐",       [VERDICT_INCONCLUSIVE] = "?",
    [VERDICT_NOT_TESTABLE] = "–",
};

const char *sentence_mark(enum verdict verdict)
{
    return symbols[verdict];
}

void sentence_verdict(FILE *md, enum verdict verdict)
{
    fprintf(md, "%s %s", symbols[verdict], outcome_name(verdict));
}

/* Writes a clause from data as a sentence: it begins with a capital letter,
 * unless its first word is code or a cell, and ends with a point. */
static void put_sentence(FILE *md, const char *clause)
{
    char *text = memory_need(strdup(clause));
    size_t length = strlen(text), word = strcspn(text, " ");
    if (length > 0 && !memchr(text, '_', word) && !memchr(text, '(', word) &&
        !memchr(text, '.', word) && !memchr(text, '/', word))
        text[0] = (char)toupper((unsigned char)text[0]);
    words_markdown(md, text);
    fputs(length == 0 || strchr(".!?", text[length - 1]) ? "" : ".", md);
    free(text);
}

/* ---- the documents ---- */

/* The document's place in the list; without one, by its number. */
static unsigned place_of(const struct claims *claims, int number)
{
    for (unsigned i = 0; claims && i < claims->documents_count; i++)
        if (claims->documents[i].number == number)
            return i;
    return (unsigned)number;
}

void sentence_heading(char *text, size_t size, const struct claims *claims,
                      unsigned index)
{
    snprintf(text, size, "Document %u: %s", index + 1,
             claims->documents[index].title);
}

static void put_document(FILE *md, const struct claims *claims, unsigned place,
                         bool linked)
{
    char heading[200];
    if (!linked || place >= claims->documents_count) {
        fprintf(md, "%u", place + 1);
        return;
    }
    sentence_heading(heading, sizeof heading, claims, place);
    fprintf(md, "[%u](#", place + 1);
    words_anchor(md, heading);
    fputs(" \"", md);
    words_markdown(md, claims->documents[place].title);
    fputs("\")", md);
}

static bool says(const struct claims *claims, const struct claim *claim,
                 unsigned place)
{
    for (unsigned i = 0; i < claim->documents_count; i++)
        if (place_of(claims, claim->documents[i]) == place)
            return true;
    return false;
}

static void put_places(FILE *md, const struct claims *claims,
                       const struct claim *claim, bool linked)
{
    unsigned left = claim->documents_count;
    const char *before = "";
    for (unsigned place = 0; left > 0 && place < 1000; place++) {
        if (!says(claims, claim, place))
            continue;
        fputs(before, md);
        put_document(md, claims, place, linked);
        before = --left == 1 ? " and " : ", ";
    }
}

void sentence_documents(FILE *md, const struct claims *claims,
                        const struct claim *claim)
{
    put_places(md, claims, claim, claims != NULL);
}

static void put_speakers(FILE *md, const struct claims *claims,
                         const struct claim *claim, bool linked)
{
    if (claim->documents_count == 0) {
        fputs("**Some say:** ", md);
        return;
    }
    bool one = claim->documents_count == 1;
    fputs(one ? "**Document " : "**Documents ", md);
    put_places(md, claims, claim, linked);
    unsigned place = place_of(claims, claim->documents[0]);
    if (one && claims && place < claims->documents_count) {
        fputs(", *", md);
        words_markdown(md, claims->documents[place].title);
        fputs("*,", md);
    }
    fputs(one ? " says:** " : " say:** ", md);
}

/* ---- what was found ---- */

const struct test_outcome *sentence_test(const struct claim_outcome *claim,
                                         enum verdict verdict)
{
    for (unsigned i = 0; i < claim->claim->tests_count; i++)
        if (claim->tests[i].test->role == TEST_JUDGES &&
            claim->tests[i].verdict == verdict)
            return &claim->tests[i];
    return NULL;
}

static void put_test(FILE *md, const struct test_outcome *test)
{
    static const char *const sides[] = {
        [VERDICT_SUPPORTED] = "for it",
        [VERDICT_REFUTED] = "against it",
        [VERDICT_PARTLY] = "partly for it",
        [VERDICT_INCONCLUSIVE] = "open",
        [VERDICT_NOT_TESTABLE] = "not testable",
    };
    fprintf(md, "- %s *%s:* ", symbols[test->verdict], sides[test->verdict]);
    put_sentence(md, test->test->says);
    fputc(' ', md);
    if (test->reason[0])
        put_sentence(md, test->reason);
    fputc('\n', md);
}

static void put_tests(FILE *md, const struct claim_outcome *claim)
{
    fputs("**Found here:**\n\n", md);
    for (unsigned i = 0; i < claim->claim->tests_count; i++)
        if (claim->tests[i].test->role == TEST_JUDGES)
            put_test(md, &claim->tests[i]);
    fputc('\n', md);
}

/* ---- transcripts ---- */

/* The next line of a transcript, without its end; NULL: there is none. */
static const char *take_line(const char **text, char *line, size_t size)
{
    if (!**text)
        return NULL;
    size_t length = strcspn(*text, "\n");
    snprintf(line, size, "%.*s", (int)length, *text);
    *text += length + ((*text)[length] == '\n');
    return line;
}

static void put_line(FILE *md, const char *text, const char *mark)
{
    fputs(mark, md);
    words_markdown(md, text ? text : "(the end)");
    fputs(mark, md);
}

/* What was expected beside what was found; the first difference decides. */
static void put_transcript(FILE *md, const struct test_outcome *test)
{
    const json_t *lines = json_object_get(test->transcript, "lines");
    const char *expected = test->test->trace;
    bool decided = false;
    char line[1000];
    fputs("What ", md);
    words_markdown(md, test->test->program);
    for (unsigned i = 0; i < test->test->args_count; i++) {
        fputc(' ', md);
        words_markdown(md, test->test->args[i]);
    }
    fputs(" printed:\n\n| line | expected | found |\n"
          "|---:|:---|:---|\n",
          md);
    for (size_t i = 0;; i++) {
        const char *wanted = take_line(&expected, line, sizeof line);
        const char *found = json_string_value(json_array_get(lines, i));
        if (!wanted && !found)
            break;
        bool same = wanted && found && strcmp(wanted, found) == 0;
        bool decides = !same && !decided;
        decided |= decides;
        fprintf(md, "| %s%zu | ", decides ? "► " : "", i + 1);
        put_line(md, wanted, decides ? "**" : "");
        fputs(" | ", md);
        put_line(md, found, decides ? "**" : "");
        fputs(" |\n", md);
    }
    fputc('\n', md);
}

static bool is_worth_showing(const struct test_outcome *test)
{
    return test->test->kind == TEST_SEMANTIC && test->transcript &&
           test->test->role == TEST_JUDGES &&
           (test->verdict == VERDICT_REFUTED ||
            test->verdict == VERDICT_INCONCLUSIVE) &&
           json_array_size(json_object_get(test->transcript, "lines")) > 0;
}

/* ---- the card ---- */

static void put_saying(FILE *md, const struct claims *claims,
                       const struct claim *claim, bool linked)
{
    if (!claim->documents_say)
        return;
    put_speakers(md, claims, claim, linked);
    put_sentence(md, claim->documents_say);
    fputs("\n\n", md);
}

/* What was found, what theory expects, what to teach. */
static void put_evidence(FILE *md, const struct claim_outcome *outcome)
{
    const struct claim *claim = outcome->claim;
    if (outcome->verdict == VERDICT_INCONCLUSIVE ||
        outcome->verdict == VERDICT_NOT_TESTABLE) {
        fputs("**No verdict here:** ", md);
        put_sentence(md, outcome->reason);
        fputs("\n\n", md);
    } else
        put_tests(md, outcome);
    for (unsigned i = 0; i < claim->tests_count; i++)
        if (is_worth_showing(&outcome->tests[i]))
            put_transcript(md, &outcome->tests[i]);
    fprintf(md, "**Theory** expects *%s*", outcome_name(claim->expect));
    fputs(claim->because ? ": " : "", md);
    words_markdown(md, claim->because ? claim->because : "");
    fputs(".\n\n", md);
    if (claim->teaches) {
        fputs("**What to teach.** ", md);
        words_markdown(md, claim->teaches);
        fputs("\n\n", md);
    }
}

void sentence_write(FILE *md, const struct claims *claims,
                    const struct claim_outcome *outcome)
{
    fputs("### Claim ", md);
    words_markdown(md, outcome->claim->id);
    fputs("\n\n", md);
    sentence_verdict(md, outcome->verdict);
    fputs(": **", md);
    words_markdown(md, outcome->claim->claim);
    fputs("**\n\n", md);
    put_saying(md, claims, outcome->claim, claims != NULL);
    put_evidence(md, outcome);
}

void sentence_ask(FILE *md, const struct claims *claims,
                  const struct claim_outcome *outcome)
{
    fputs("### Question ", md);
    words_markdown(md, outcome->claim->id);
    fputs("\n\n**", md);
    words_markdown(md, outcome->claim->claim);
    fputs("**\n\n", md);
    put_saying(md, claims, outcome->claim, false);
    fputs("1. It holds.\n2. It holds in part.\n3. It does not hold.\n"
          "4. This cannot be told here.\n\n#### The verdict on ",
          md);
    words_markdown(md, outcome->claim->id);
    fputs("\n\n", md);
    sentence_verdict(md, outcome->verdict);
    fputs("\n\n", md);
    put_evidence(md, outcome);
}
