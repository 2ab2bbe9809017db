/* test_claims.c -- claims are read whole, or refused in one clear line. */
#include "bench/suite/validate_claims.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/suite/mutants.h"
#include "bench/suite/suite.h"

#define CLAIMS  "bench/claims"
#define SUITE   "bench/suites/default.yaml"
#define SERVERS "bench/suites/servers.yaml"
#define CLUSTER "bench/suites/cluster.yaml"
#define WRONG   "bench/suites/wrong.yaml"

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

/* Loads `yaml` from a file of its own; `expected` is the error after its path.
 */
static void assert_refused(const char *yaml, const char *expected)
{
    char path[] = "/tmp/overlap-claims-XXXXXX", why[WHY_MAX];
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    write_text(path, yaml);
    struct claims *loaded;
    assert_true(claims_load(&loaded, path, why) < 0);
    unlink(path);
    assert_null(loaded);
    assert_memory_equal(why, path, strlen(path));
    assert_string_equal(why + strlen(path), expected);
}

#define CLAIM(kind, tests)                                                     \
    "claims:\n- id: X1\n  documents: [1]\n  claim: c\n  kind: " kind "\n"      \
    "  expect: supported\n  because: b\n  tests:\n" tests

static void typing_errors_are_refused_with_their_line(void **state)
{
    (void)state;
    assert_refused("", ":1:1: Nothing in the file; expected documents, claims");
    assert_refused(
        CLAIM("ratio", "  - says: s\n    role: judge\n    of: a/b\n"),
        ":10:11: role: found judge; expected judges, controls, "
        "observes");
    assert_refused(
        CLAIM("ratio", "  - says: s\n    off: a/b\n"),
        ":10:5: off: unknown key, perhaps of; expected says, role, kind, "
        "expect, metric, "
        "of, over, per_ceiling, supported, refuted, delta, program, args, "
        "trace, refuting, wrong");
    assert_refused(CLAIM("roughly", "  - says: s\n    of: a/b\n"),
                   ":5:9: kind: found roughly; expected ratio, "
                   "equal, exists, never, semantic");
}

static void tests_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    assert_refused(CLAIM("ratio", "  - says: s\n    of: ab\n    over: 1\n"),
                   ":10:9: of: found ab; expected \"experiment/cell\"");
    assert_refused(CLAIM("ratio", "  - {says: s, over: 1}\n"),
                   ":9:5: of: found none; expected \"experiment/cell\"");
    assert_refused(CLAIM("ratio", "  - {says: s, of: a/b, over: x}\n"),
                   ":9:30: over: found x; expected \"experiment/cell\" or a "
                   "number above 0");
    assert_refused(
        CLAIM("ratio", "  - {says: s, of: a/b, over: 1, supported: 1.5x}\n"),
        ":9:44: supported: found 1.5x; expected a number above 0");
    assert_refused(
        CLAIM("ratio", "  - {says: s, of: a/b, over: 1, supported: 2}\n"),
        ":9:5: refuted: found none; expected a number above 0, other than "
        "supported");
    assert_refused(
        CLAIM("equal", "  - {says: s, of: a/b, over: c/d, refuted: 2}\n"),
        ":9:5: delta: found none; expected a number above 0");
    assert_refused(
        CLAIM("exists", "  - {says: s, of: a/b, over: c/d}\n"),
        ":9:30: over: found c/d; expected none: this kind of test has one "
        "cell");
    assert_refused(CLAIM("ratio", "  - {says: s, of: a/b, over: a/b}\n"),
                   ":9:30: over: found a/b; expected another cell than of");
    static const char *const no_figures[] = {"tme", "model", "memory",
                                             "plan.variant", "findings"};
    for (size_t i = 0; i < sizeof no_figures / sizeof *no_figures; i++) {
        char text[500], expected[200];
        snprintf(text, sizeof text,
                 CLAIM("exists", "  - {says: s, metric: %s, of: a/b}\n"),
                 no_figures[i]);
        snprintf(expected, sizeof expected,
                 ":9:23: metric: found %s; expected time, user, sys, cpu, or a "
                 "number of the record (docs/protocol.md) such as "
                 "lateness_ns.p99",
                 no_figures[i]);
        assert_refused(text, expected);
    }
    assert_refused(CLAIM("semantic", "  - {says: s, program: p}\n"),
                   ":9:5: trace: found none; expected what it must print");
    assert_refused(
        CLAIM("ratio", "  - {says: s, program: p}\n"),
        ":9:24: program: found p; expected a program in a semantic test "
        "only");
    assert_refused(
        CLAIM("ratio", "  - {says: s, role: observes, of: a/b, over: c/d}\n"),
        ":9:3: tests: found none that judges; expected at least one");
}

static void ids_are_short_and_unique(void **state)
{
    (void)state;
    char why[WHY_MAX], dir[] = "/tmp/overlap-claims-XXXXXX", path[100],
                       expected[200];
    struct claims *loaded;
    assert_non_null(mkdtemp(dir));
    for (int i = 1; i <= 2; i++) {
        snprintf(path, sizeof path, "%s/%d.yaml", dir, i);
        write_text(path, CLAIM("exists", "  - {says: s, of: a/b}\n"));
    }
    snprintf(expected, sizeof expected,
             "%s:2:7: id: found X1; expected another id: this one is "
             "taken",
             path);
    assert_int_equal(claims_load(&loaded, dir, why), -EINVAL);
    assert_string_equal(why, expected);
    unlink(path);
    assert_int_equal(claims_load(&loaded, dir, why), 0);
    assert_int_equal(loaded->claims_count, 1);
    claims_free(loaded);
    snprintf(path, sizeof path, "%s/1.yaml", dir);
    unlink(path);
    assert_int_equal(claims_load(&loaded, dir, why), -ENOENT);
    rmdir(dir);
    assert_refused(
        "claims:\n- id: ../x\n  documents: []\n  claim: c\n"
        "  kind: exists\n  expect: supported\n  because: b\n"
        "  tests: [{says: s, of: a/b}]\n",
        ":2:7: id: found ../x; expected letters, digits and hyphens, "
        "at most 20");
}

static void a_claim_that_is_partly_true_says_which_part(void **state)
{
    (void)state;
    assert_refused("claims:\n- id: X1\n  documents: []\n  claim: c\n"
                   "  kind: exists\n  expect: partly\n  because: b\n"
                   "  tests:\n  - says: s\n    of: a/b\n",
                   ":9:5: expect: found none; expected supported or refuted in "
                   "each test that judges a claim expected to be partly so");
}

static void missing_claims_are_reported(void **state)
{
    (void)state;
    char why[WHY_MAX];
    struct claims *loaded;
    assert_true(claims_load(&loaded, "no/such.yaml", why) < 0);
    assert_string_equal(why, "no/such.yaml: No such file or directory; "
                             "expected a readable YAML file");
    assert_true(claims_load(&loaded, "bench", why) < 0);
    assert_string_equal(why, "bench: found none in it; expected *.yaml files "
                             "of claims");
}

static struct claims *load(void)
{
    char why[WHY_MAX];
    struct claims *claims;
    if (claims_load(&claims, CLAIMS, why) < 0)
        fail_msg("%s", why);
    return claims;
}

static void claims_are_read_as_written(void **state)
{
    (void)state;
    struct claims *claims = load();
    const struct claim *w1 = &claims->claims[0];
    assert_string_equal(w1->id, "W1");
    assert_int_equal(w1->documents_count, 3);
    assert_int_equal(w1->documents[2], 4);
    assert_int_equal(w1->expect, VERDICT_SUPPORTED);
    assert_int_equal(w1->tests[0].kind, TEST_RATIO);
    assert_string_equal(w1->tests[0].metric, "time");
    assert_null(w1->tests[0].over);
    assert_true(fabs(w1->tests[0].over_value - 0.1) < 1e-12);
    assert_true(fabs(w1->tests[0].supported - 1.3) < 1e-12);
    assert_int_equal(w1->tests[0].role, TEST_JUDGES);
    assert_int_equal(w1->tests[3].role, TEST_CONTROLS);
    assert_int_equal(claims->documents_count, 5);
    assert_string_equal(claims->documents[4].title,
                        "Python - Asynchronous Execution");
    claims_free(claims);
}

#define SUITES_MAX 3

/* NULL ends the paths. */
static void check_cells(bool wrong, const char *const paths[])
{
    char why[WHY_MAX];
    struct suite *suites[SUITES_MAX + 1] = {NULL};
    struct claims *claims = load();
    for (int i = 0; paths[i]; i++)
        if (suite_load(&suites[i], paths[i], why) < 0)
            fail_msg("%s", why);
    if (wrong)
        mutants_apply(claims);
    if (claims_validate_cells(claims,
                              (const struct suite *const[]){
                                  suites[0], suites[1], suites[2], NULL},
                              wrong, why) < 0)
        fail_msg("%s", why);
    for (int i = 0; suites[i]; i++)
        suite_free(suites[i]);
    claims_free(claims);
}

static void our_suites_have_every_cell_that_a_claim_names(void **state)
{
    (void)state;
    check_cells(false, (const char *const[]){SUITE, SERVERS, CLUSTER, NULL});
}

static void the_wrong_suite_has_every_cell_that_a_mutant_names(void **state)
{
    (void)state;
    check_cells(true, (const char *const[]){WRONG, NULL});
}

static void an_unknown_cell_is_reported_with_its_line(void **state)
{
    (void)state;
    char why[WHY_MAX];
    struct suite empty = {.title = NULL};
    struct claims *claims = load();
    assert_int_equal(
        claims_validate_cells(
            claims, (const struct suite *const[]){&empty, NULL}, false, why),
        -EINVAL);
    assert_memory_equal(
        why, CLAIMS "/1-waits.yaml:", strlen(CLAIMS "/1-waits.yaml:"));
    assert_non_null(strstr(why, ": of: found waits/async; expected a cell of "
                                "the suite"));
    claims_free(claims);
}

/* What students read: nothing may be missing. */
static void every_claim_says_what_documents_say_and_can_fail(void **state)
{
    (void)state;
    struct claims *claims = load();
    for (unsigned i = 0; i < claims->claims_count; i++) {
        const struct claim *claim = &claims->claims[i];
        int mutants = 0;
        for (unsigned j = 0; j < claim->tests_count; j++)
            mutants += claim->tests[j].wrong != NULL;
        if (!claim->documents_say || !claim->wrong || mutants == 0)
            fail_msg("%s: expected documents_say, wrong, and a test with a "
                     "mutant",
                     claim->id);
        if (claim->expect == VERDICT_REFUTED && !claim->teaches)
            fail_msg("%s: the documents are wrong; expected teaches",
                     claim->id);
    }
    claims_free(claims);
}

static bool is_about(const struct claim *claim, int document)
{
    for (unsigned i = 0; i < claim->documents_count; i++)
        if (claim->documents[i] == document)
            return true;
    return false;
}

/* Readers count documents from 1, in the order of their list: "Documents 2 and
 * 5" are those of the claim. */
static void assert_counted(const struct claims *claims,
                           const struct claim *claim, const char *text)
{
    const char *at = text ? strstr(text, "ocuments ") : NULL;
    for (at = at ? at + strlen("ocuments ") : NULL; at && *at;) {
        char *end;
        unsigned long place = strtoul(at, &end, 10);
        if (end == at)
            return;
        if (place < 1 || place > claims->documents_count ||
            !is_about(claim, claims->documents[place - 1].number))
            fail_msg("%s: document %lu is none of its own: %s", claim->id,
                     place, text);
        at = strncmp(end, " and ", 5) == 0 ? end + 5
             : strncmp(end, ", ", 2) == 0  ? end + 2
                                           : NULL;
    }
}

static void claims_count_documents_as_readers_do(void **state)
{
    (void)state;
    struct claims *claims = load();
    for (unsigned i = 0; i < claims->claims_count; i++) {
        const struct claim *claim = &claims->claims[i];
        assert_counted(claims, claim, claim->documents_say);
        assert_counted(claims, claim, claim->because);
        assert_counted(claims, claim, claim->teaches);
    }
    claims_free(claims);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(typing_errors_are_refused_with_their_line),
        cmocka_unit_test(tests_that_make_no_sense_are_refused),
        cmocka_unit_test(ids_are_short_and_unique),
        cmocka_unit_test(a_claim_that_is_partly_true_says_which_part),
        cmocka_unit_test(missing_claims_are_reported),
        cmocka_unit_test(claims_are_read_as_written),
        cmocka_unit_test(our_suites_have_every_cell_that_a_claim_names),
        cmocka_unit_test(the_wrong_suite_has_every_cell_that_a_mutant_names),
        cmocka_unit_test(an_unknown_cell_is_reported_with_its_line),
        cmocka_unit_test(every_claim_says_what_documents_say_and_can_fail),
        cmocka_unit_test(claims_count_documents_as_readers_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
