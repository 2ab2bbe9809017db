/* validate_claims.c -- what must hold of claims beyond their tables. */
#include "bench/suite/validate_claims.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bench/suite/find.h"
#include "bench/suite/yaml.h"
#include "core/record/fields.h"

#define ABOVE_0 "a number above 0"

static bool cell_is_named(const char *name)
{
    const char *slash = name ? strchr(name, '/') : NULL;
    return slash && slash > name && slash[1] && !strchr(slash + 1, '/');
}

/* One that no run has would leave its test open for ever. */
static bool is_figure(const char *metric)
{
    static const char *const of_runs[] = {"time", "user", "sys", "cpu"};
    static const char findings[] = "findings.";
    bool finding = strncmp(metric, findings, strlen(findings)) == 0;
    for (size_t i = 0; i < sizeof of_runs / sizeof *of_runs; i++)
        if (strcmp(metric, of_runs[i]) == 0)
            return true;
    const struct field *field = fields_find(finding ? "findings.*" : metric);
    return field && (field->kind == FIELD_COUNT || field->kind == FIELD_NUMBER);
}

/* `over` is a cell, or a number, which goes into over_value. */
static int validate_over(struct claim_test *test, char why[WHY_MAX])
{
    if (cell_is_named(test->over) && strcmp(test->over, test->of) == 0)
        return yaml_fail(why, &test->place, "over", NULL,
                         "another cell than of");
    if (cell_is_named(test->over))
        return 0;
    if (!test->over || yaml_number(test->over, &test->over_value) < 0)
        return yaml_fail(why, &test->place, "over", NULL,
                         "\"experiment/cell\" or " ABOVE_0);
    test->over = NULL;
    return 0;
}

static int validate_ratio(const struct claim_test *test, char why[WHY_MAX])
{
    bool supported = test->supported > 0, refuted = test->refuted > 0;
    if (test->delta > 0)
        return yaml_fail(why, &test->place, "delta", NULL,
                         "supported and refuted instead in a ratio test");
    if (!supported && !refuted && test->role == TEST_OBSERVES)
        return 0;
    if (!supported)
        return yaml_fail(why, &test->place, "supported", NULL, ABOVE_0);
    if (!refuted || test->supported == test->refuted)
        return yaml_fail(why, &test->place, "refuted", NULL,
                         ABOVE_0 ", other than supported");
    return 0;
}

static int validate_equal(const struct claim_test *test, char why[WHY_MAX])
{
    if (!(test->delta > 0))
        return yaml_fail(why, &test->place, "delta", NULL, ABOVE_0);
    const char *other = test->supported > 0 ? "supported"
                        : test->refuted > 0 ? "refuted"
                        : test->per_ceiling ? "per_ceiling"
                                            : NULL;
    return other ? yaml_fail(why, &test->place, other, NULL,
                             "delta alone in an equal test")
                 : 0;
}

static int validate_semantic(const struct claim_test *test, char why[WHY_MAX])
{
    if (!test->program)
        return yaml_fail(why, &test->place, "program", NULL,
                         "one beside overlap, or a path");
    if (!test->trace)
        return yaml_fail(why, &test->place, "trace", NULL,
                         "what it must print");
    return test->of ? yaml_fail(why, &test->place, "of", NULL,
                                "program and trace instead in a semantic test")
                    : 0;
}

static int validate_cells(struct claim_test *test, char why[WHY_MAX])
{
    if (test->program)
        return yaml_fail(why, &test->place, "program", NULL,
                         "a program in a semantic test only");
    if (!test->metric)
        test->metric = yaml_text(test->place.file, "time");
    if (!test->metric)
        return -ENOMEM;
    if (!is_figure(test->metric))
        return yaml_fail(why, &test->place, "metric", NULL,
                         "time, user, sys, cpu, or a number of the record "
                         "(docs/protocol.md) such as lateness_ns.p99");
    if (!cell_is_named(test->of))
        return yaml_fail(why, &test->place, "of", NULL, "\"experiment/cell\"");
    if (test->kind == TEST_EXISTS || test->kind == TEST_NEVER)
        return test->over ? yaml_fail(why, &test->place, "over", NULL,
                                      "none: this kind of test has one cell")
                          : 0;
    int err = validate_over(test, why);
    if (err < 0)
        return err;
    return test->kind == TEST_EQUAL ? validate_equal(test, why)
                                    : validate_ratio(test, why);
}

static int validate_test(const struct claim *claim, struct claim_test *test,
                         char why[WHY_MAX])
{
    if (test->kind == TEST_OF_CLAIM)
        test->kind = claim->kind;
    if (claim->expect == VERDICT_PARTLY && !test->expect &&
        test->role == TEST_JUDGES)
        return yaml_fail(why, &test->place, "expect", NULL,
                         "supported or refuted in each test that judges a "
                         "claim expected to be partly so");
    return test->kind == TEST_SEMANTIC ? validate_semantic(test, why)
                                       : validate_cells(test, why);
}

static int validate_tests(const struct claim *claim, char why[WHY_MAX])
{
    int judging = 0, err = 0;
    for (unsigned i = 0; i < claim->tests_count && err == 0; i++) {
        err = validate_test(claim, &claim->tests[i], why);
        judging += claim->tests[i].role == TEST_JUDGES;
    }
    if (err == 0 && judging == 0)
        err = yaml_fail(why, &claim->place, "tests", "none that judges",
                        "at least one");
    return err;
}

static bool id_is_there(const struct claim *claims, unsigned count,
                        const char *id)
{
    for (unsigned i = 0; i < count; i++)
        if (strcmp(claims[i].id, id) == 0)
            return true;
    return false;
}

/* Files are named after it. */
static bool id_fits(const char *id)
{
    size_t length = strlen(id);
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)id[i]) && id[i] != '-')
            return false;
    return length <= 20;
}

int claims_validate(const struct claims *others, struct claims_file *file,
                    char why[WHY_MAX])
{
    for (unsigned i = 0; i < file->claims_count; i++) {
        const struct claim *claim = &file->claims[i];
        if (!id_fits(claim->id))
            return yaml_fail(why, &claim->place, "id", NULL,
                             "letters, digits and hyphens, at most 20");
        if (id_is_there(file->claims, i, claim->id) ||
            id_is_there(others->claims, others->claims_count, claim->id))
            return yaml_fail(why, &claim->place, "id", NULL,
                             "another id: this one is taken");
        int err = validate_tests(claim, why);
        if (err < 0)
            return err;
    }
    return 0;
}

static bool is_in_any(const struct suite *const *suites, const char *cell)
{
    int e, c;
    while (*suites && find_named(*suites, cell, &e, &c) < 0)
        suites++;
    return *suites;
}

static int find_cells(const struct yaml_place *place,
                      const struct claim_test *test,
                      const struct suite *const *suites, char why[WHY_MAX])
{
    static const char *const keys[] = {"of", "over"};
    const char *const cells[] = {test->of, test->over};
    for (int i = 0; i < 2; i++)
        if (cells[i] && !is_in_any(suites, cells[i]))
            return yaml_fail(why, place, keys[i], cells[i],
                             "a cell of the suite");
    return 0;
}

int claims_validate_cells(const struct claims *claims,
                          const struct suite *const *suites, bool wrong,
                          char why[WHY_MAX])
{
    int err = 0;
    for (unsigned i = 0; i < claims->claims_count; i++)
        for (unsigned j = 0; j < claims->claims[i].tests_count && err == 0;
             j++) {
            const struct claim_test *test = &claims->claims[i].tests[j];
            if (!wrong)
                err = find_cells(&test->place, test, suites, why);
            else if (test->wrong)
                err = find_cells(&test->wrong->place, test, suites, why);
        }
    return err;
}
