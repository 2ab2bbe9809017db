/* claims.c -- the claims and their tests, read from YAML and checked. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"
#include "yaml.h"

enum { SUPPORTED, REFUTED, DELTA }; /* the places in claim_test.written */

static const cyaml_strval_t roles[] = {
    {"judges", TEST_JUDGES},
    {"controls", TEST_CONTROLS},
    {"observes", TEST_OBSERVES},
};
static const cyaml_strval_t kinds[] = {
    {"ratio", TEST_RATIO},
    {"equal", TEST_EQUAL},
};

#define TEXT(key, structure, member)                                           \
    CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER, structure, member, 1,      \
                           CYAML_UNLIMITED)
#define TEXT_OPTIONAL(key, structure, member)                                  \
    CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,      \
                           structure, member, 1, CYAML_UNLIMITED)
#define WORD(key, structure, member, words)                                    \
    CYAML_FIELD_ENUM(key, CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT, structure,  \
                     member, words, CYAML_ARRAY_LEN(words))

static const cyaml_schema_field_t test_fields[] = {
    TEXT("says", struct claim_test, says),
    WORD("role", struct claim_test, role, roles),
    WORD("kind", struct claim_test, kind, kinds),
    TEXT_OPTIONAL("metric", struct claim_test, metric),
    TEXT("of", struct claim_test, of),
    TEXT("over", struct claim_test, over),
    YAML_FIELD_TRUTH("per_ceiling", struct claim_test, per_ceiling),
    TEXT_OPTIONAL("supported", struct claim_test, written[SUPPORTED]),
    TEXT_OPTIONAL("refuted", struct claim_test, written[REFUTED]),
    TEXT_OPTIONAL("delta", struct claim_test, written[DELTA]),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t test_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct claim_test, test_fields)};
static const cyaml_schema_value_t document_schema = {
    CYAML_VALUE_INT(CYAML_FLAG_DEFAULT, int)};

static const cyaml_schema_field_t claim_fields[] = {
    TEXT("id", struct claim, id),
    CYAML_FIELD_SEQUENCE("documents", CYAML_FLAG_POINTER, struct claim,
                         documents, &document_schema, 1, 5),
    TEXT("claim", struct claim, claim),
    TEXT("kind", struct claim, kind),
    TEXT("expect", struct claim, expect),
    TEXT("because", struct claim, because),
    CYAML_FIELD_SEQUENCE("tests", CYAML_FLAG_POINTER, struct claim, tests,
                         &test_schema, 1, 100),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t claim_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct claim, claim_fields)};

static const cyaml_schema_field_t claims_fields[] = {
    CYAML_FIELD_SEQUENCE("claims", CYAML_FLAG_POINTER, struct claims, claims,
                         &claim_schema, 1, 1000),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t claims_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct claims, claims_fields)};

static bool cell_is_named(const char *name)
{
    const char *slash = strchr(name, '/');
    return slash && slash > name && slash[1] && !strchr(slash + 1, '/');
}

/* `over` is a cell or a number. */
static const char *over_read(struct claim_test *test)
{
    if (cell_is_named(test->over))
        return NULL;
    if (yaml_number(test->over, &test->over_value) < 0 || test->over_value <= 0)
        return "over: expected \"experiment/cell\" or a number above 0";
    free(test->over);
    test->over = NULL;
    return NULL;
}

static const char *thresholds_read(struct claim_test *test)
{
    double *const values[] = {&test->supported, &test->refuted, &test->delta};
    for (int i = 0; i < 3; i++)
        if (test->written[i] &&
            (yaml_number(test->written[i], values[i]) < 0 || *values[i] <= 0))
            return "supported, refuted and delta: expected numbers above 0";
    bool ratio = test->written[SUPPORTED] && test->written[REFUTED];
    bool any = test->written[SUPPORTED] || test->written[REFUTED];
    if (test->kind == TEST_EQUAL) {
        if (any || !test->written[DELTA] || test->per_ceiling)
            return "an equal test: expected delta, and nothing else";
    } else if (test->written[DELTA]) {
        return "a ratio test: expected supported and refuted, not delta";
    } else if (any || test->role != TEST_OBSERVES) {
        if (!ratio || test->supported == test->refuted)
            return "a ratio test: expected supported and refuted, unequal";
    }
    return NULL;
}

/* What is wrong with a test, or NULL. */
static const char *test_check(struct claim_test *test)
{
    if (!test->metric && !(test->metric = strdup("time")))
        return "no memory";
    if (!cell_is_named(test->of))
        return "of: expected \"experiment/cell\"";
    const char *fault = over_read(test);
    return fault ? fault : thresholds_read(test);
}

static int claim_check(struct claim *claim, char *why, size_t size)
{
    int judging = 0;
    for (unsigned i = 0; i < claim->tests_count; i++) {
        struct claim_test *test = &claim->tests[i];
        const char *fault = test_check(test);
        if (fault) {
            snprintf(why, size, "claim %.20s, test \"%.80s\": %s", claim->id,
                     test->says, fault);
            return -EINVAL;
        }
        judging += test->role == TEST_JUDGES;
    }
    if (judging > 0)
        return 0;
    snprintf(why, size, "claim %.20s: no test judges; expected at least one",
             claim->id);
    return -EINVAL;
}

static int claims_check(struct claims *claims, char *why, size_t size)
{
    for (unsigned i = 0; i < claims->claims_count; i++) {
        for (unsigned j = 0; j < i; j++)
            if (!strcmp(claims->claims[i].id, claims->claims[j].id)) {
                snprintf(why, size,
                         "claim %.20s is there twice; expected one of each id",
                         claims->claims[i].id);
                return -EINVAL;
            }
        int err = claim_check(&claims->claims[i], why, size);
        if (err < 0)
            return err;
    }
    return 0;
}

int claims_load(struct claims **claims, const char *path, char why[WHY_MAX])
{
    *claims = NULL;
    void *data;
    int err = yaml_load(path, &claims_schema, &data, why);
    if (err < 0)
        return err;
    int used = snprintf(why, WHY_MAX, "%.100s: ", path);
    err = claims_check(data, why + used, (size_t)(WHY_MAX - used));
    if (err < 0) {
        yaml_unload(&claims_schema, data);
        return err;
    }
    why[0] = '\0';
    *claims = data;
    return 0;
}

void claims_free(struct claims *claims)
{
    yaml_unload(&claims_schema, claims);
}
