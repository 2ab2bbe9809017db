/* claims_check.c -- what a schema cannot check of claims. */
#include "bench/suite/claims_check.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/suite/yaml_file.h"

enum { SUPPORTED, REFUTED, DELTA }; /* the places in claim_test.written */

/* Where a fault lies: "claims.3.tests.0" in the file. */
struct place {
    const char *path;
    char at[80];
    char *why;
};

static int place_fail(const struct place *place, const char *key,
                      const char *found, const char *expected)
{
    char at[120];
    snprintf(at, sizeof at, "%s.%s", place->at, key);
    snprintf(place->why, WHY_MAX, "%.100s:%u: %s: found %.80s; expected %s",
             place->path, yaml_line(place->path, at), key,
             found ? found : "none", expected);
    return -EINVAL;
}

static bool cell_is_named(const char *name)
{
    const char *slash = name ? strchr(name, '/') : NULL;
    return slash && slash > name && slash[1] && !strchr(slash + 1, '/');
}

/* `over` is a cell or a number. */
static int over_check(const struct place *place, struct claim_test *test)
{
    if (cell_is_named(test->over))
        return 0;
    if (!test->over || yaml_number(test->over, &test->over_value) < 0 ||
        test->over_value <= 0)
        return place_fail(place, "over", test->over,
                          "\"experiment/cell\" or a number above 0");
    free(test->over);
    test->over = NULL;
    return 0;
}

static int thresholds_read(const struct place *place, struct claim_test *test)
{
    static const char *const keys[] = {"supported", "refuted", "delta"};
    double *const values[] = {&test->supported, &test->refuted, &test->delta};
    for (int i = 0; i < 3; i++)
        if (test->written[i] &&
            (yaml_number(test->written[i], values[i]) < 0 || *values[i] <= 0))
            return place_fail(place, keys[i], test->written[i],
                              "a number above 0");
    return 0;
}

static int ratio_check(const struct place *place, const struct claim_test *test)
{
    bool any = test->written[SUPPORTED] || test->written[REFUTED];
    if (test->written[DELTA])
        return place_fail(place, "delta", test->written[DELTA],
                          "supported and refuted in a ratio test");
    if (!any && test->role == TEST_OBSERVES)
        return 0;
    if (!test->written[SUPPORTED])
        return place_fail(place, "supported", NULL, "a number above 0");
    if (!test->written[REFUTED] || test->supported == test->refuted)
        return place_fail(place, "refuted", test->written[REFUTED],
                          "a number above 0, not that of supported");
    return 0;
}

static int equal_check(const struct place *place, const struct claim_test *test)
{
    if (!test->written[DELTA])
        return place_fail(place, "delta", NULL, "a number above 0");
    for (int i = SUPPORTED; i <= REFUTED; i++)
        if (test->written[i])
            return place_fail(place, i == SUPPORTED ? "supported" : "refuted",
                              test->written[i], "delta alone in an equal test");
    if (test->per_ceiling)
        return place_fail(place, "per_ceiling", "true",
                          "delta alone in an equal test");
    return 0;
}

static int semantic_check(const struct place *place,
                          const struct claim_test *test)
{
    if (!test->program)
        return place_fail(place, "program", NULL,
                          "one beside overlap, or a path");
    if (!test->trace)
        return place_fail(place, "trace", NULL, "what it must print");
    if (test->of)
        return place_fail(place, "of", test->of,
                          "program and trace in a semantic test");
    return 0;
}

static int cells_check(const struct place *place, struct claim_test *test)
{
    if (test->program)
        return place_fail(place, "program", test->program,
                          "it in a semantic test only");
    if (!test->metric && !(test->metric = strdup("time")))
        return -ENOMEM;
    if (!cell_is_named(test->of))
        return place_fail(place, "of", test->of, "\"experiment/cell\"");
    if (test->kind == TEST_EXISTS || test->kind == TEST_NEVER)
        return test->over ? place_fail(place, "over", test->over,
                                       "a metric of one cell only")
                          : 0;
    int err = over_check(place, test);
    if (err == 0)
        err = thresholds_read(place, test);
    if (err)
        return err;
    return test->kind == TEST_EQUAL ? equal_check(place, test)
                                    : ratio_check(place, test);
}

static int test_check(const struct place *place, const struct claim *claim,
                      struct claim_test *test)
{
    if (test->kind == TEST_OF_CLAIM)
        test->kind = claim->kind;
    if (claim->expect == VERDICT_PARTLY && !test->expect &&
        test->role == TEST_JUDGES)
        return place_fail(place, "expect", NULL,
                          "supported or refuted, of each test that judges a "
                          "claim that is partly so");
    return test->kind == TEST_SEMANTIC ? semantic_check(place, test)
                                       : cells_check(place, test);
}

static int tests_check(const struct place *place, struct claim *claim)
{
    struct place inner = *place;
    int judging = 0, err = 0;
    for (unsigned i = 0; i < claim->tests_count && err == 0; i++) {
        snprintf(inner.at, sizeof inner.at, "%.40s.tests.%u", place->at, i);
        err = test_check(&inner, claim, &claim->tests[i]);
        judging += claim->tests[i].role == TEST_JUDGES;
    }
    if (err == 0 && judging == 0)
        err = place_fail(place, "tests", "none that judges", "at least one");
    return err;
}

static bool id_is_there(const struct claims *claims, unsigned count,
                        const char *id)
{
    for (unsigned i = 0; i < count; i++)
        if (strcmp(claims->claims[i].id, id) == 0)
            return true;
    return false;
}

/* Files are named by it. */
static bool id_fits(const char *id)
{
    size_t length = strlen(id);
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)id[i]) && id[i] != '-')
            return false;
    return length <= 20;
}

int claims_check_file(const struct claims *others, struct claims *file,
                      const char *path, char why[WHY_MAX])
{
    struct place place = {.path = path, .why = why};
    *why = '\0';
    for (unsigned i = 0; i < file->claims_count; i++) {
        struct claim *claim = &file->claims[i];
        snprintf(place.at, sizeof place.at, "claims.%u", i);
        if (!id_fits(claim->id))
            return place_fail(&place, "id", claim->id,
                              "letters, digits and hyphens, at most 20");
        if (id_is_there(file, i, claim->id) ||
            id_is_there(others, others->claims_count, claim->id))
            return place_fail(&place, "id", claim->id,
                              "another: there is such a claim already");
        int err = tests_check(&place, claim);
        if (err < 0)
            return err;
    }
    return 0;
}

static bool suite_has(const struct suite *suite, const char *name)
{
    char text[128];
    for (unsigned e = 0; suite && e < suite->experiments_count; e++)
        for (unsigned c = 0; c < suite->experiments[e].cells_count; c++) {
            snprintf(text, sizeof text, "%s/%s", suite->experiments[e].name,
                     suite->experiments[e].cells[c].name);
            if (strcmp(text, name) == 0)
                return true;
        }
    return false;
}

static int cell_check(const struct place *place, const char *key,
                      const char *cell, const struct suite *const suites[2])
{
    if (!cell || suite_has(suites[0], cell) || suite_has(suites[1], cell))
        return 0;
    return place_fail(place, key, cell, "a cell of the suite");
}

static int claim_check_cells(struct place *place, const struct claim *claim,
                             unsigned index,
                             const struct suite *const suites[2], bool wrong)
{
    int err = 0;
    for (unsigned i = 0; i < claim->tests_count && err == 0; i++) {
        const struct claim_test *test = &claim->tests[i];
        if (wrong && !test->wrong)
            continue;
        snprintf(place->at, sizeof place->at, "claims.%u.tests.%u", index, i);
        err = cell_check(place, "of", test->of, suites);
        if (err == 0)
            err = cell_check(place, "over", test->over, suites);
    }
    return err;
}

int claims_check_cells(const struct claims *claims,
                       const struct suite *const suites[2], bool wrong,
                       char why[WHY_MAX])
{
    *why = '\0';
    for (unsigned f = 0; f < claims->files_count; f++) {
        const struct claims_file *file = &claims->files[f];
        struct place place = {.path = file->path, .why = why};
        for (unsigned i = 0; i < file->count; i++) {
            int err = claim_check_cells(
                &place, &claims->claims[file->first + i], i, suites, wrong);
            if (err < 0)
                return err;
        }
    }
    return 0;
}
