/* expect.c -- the verdicts that a course, or CI, relies on. */
#include "bench/suite/expect.h"

#include <string.h>

#include "bench/suite/yaml.h"

static const struct yaml_word verdicts[] = {
    {"supported", 1u << VERDICT_SUPPORTED},
    {"refuted", 1u << VERDICT_REFUTED},
    {"partly", 1u << VERDICT_PARTLY},
    {"inconclusive", 1u << VERDICT_INCONCLUSIVE},
    {"not testable here", 1u << VERDICT_NOT_TESTABLE},
    {0},
};

static const struct yaml_row expectation_rows[] = {
    {YAML_AT(expectation, claim), .required = true},
    {YAML_AT(expectation, verdicts), .required = true, .kind = YAML_FLAGS,
     .words = verdicts},
    {0},
};

static const struct yaml_row expect_rows[] = {
    {YAML_MANY(expect, expect), .required = true, .least = 1, .most = 1000,
     .of = expectation_rows},
    {0},
};

/* A claim that is named twice could never be as both lines say. */
static int check_once(const struct expect *expect, char why[WHY_MAX])
{
    for (unsigned i = 0; i < expect->expect_count; i++)
        for (unsigned j = 0; j < i; j++)
            if (strcmp(expect->expect[i].claim, expect->expect[j].claim) == 0)
                return yaml_fail(why, &expect->expect[i].place, "claim",
                                 expect->expect[i].claim, "each claim once");
    return 0;
}

int expect_load(struct expect **expect, const char *path, char why[WHY_MAX])
{
    void *read;
    int err = yaml_read(&read, path, expect_rows, sizeof **expect, why);
    *expect = read;
    if (err == 0)
        err = check_once(*expect, why);
    if (err < 0) {
        expect_free(*expect);
        *expect = NULL;
    }
    return err;
}

void expect_free(struct expect *expect)
{
    if (expect)
        yaml_close(expect->place.file);
}

int expect_fits(const struct expect *expect, const struct claims *claims,
                char why[WHY_MAX])
{
    for (unsigned i = 0; expect && i < expect->expect_count; i++) {
        const struct expectation *wanted = &expect->expect[i];
        unsigned c = 0;
        while (c < claims->claims_count &&
               strcmp(claims->claims[c].id, wanted->claim) != 0)
            c++;
        if (c == claims->claims_count)
            return yaml_fail(why, &wanted->place, "claim", wanted->claim,
                             "the id of a claim of the suite");
    }
    return 0;
}
