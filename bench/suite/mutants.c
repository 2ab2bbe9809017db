/* mutants.c -- claims put to the test by mutants: wrong on purpose. */
#include "bench/suite/mutants.h"

static void test_apply(struct claim_test *test)
{
    const struct claim_wrong *wrong = test->wrong;
    if (wrong->of)
        test->of = wrong->of;
    if (wrong->over)
        test->over = wrong->over;
    if (wrong->args_count) {
        test->args = wrong->args;
        test->args_count = wrong->args_count;
    }
}

void mutants_apply(struct claims *claims)
{
    for (unsigned i = 0; i < claims->claims_count; i++)
        for (unsigned j = 0; j < claims->claims[i].tests_count; j++)
            if (claims->claims[i].tests[j].wrong)
                test_apply(&claims->claims[i].tests[j]);
}
