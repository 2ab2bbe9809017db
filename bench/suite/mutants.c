/* mutants.c -- claims put to the test by mutants: wrong on purpose. */
#include "bench/suite/mutants.h"

static void test_apply(struct claim_test *test)
{
    const struct claim_mutant *mutant = test->wrong;
    if (mutant->of)
        test->of = mutant->of;
    if (mutant->over)
        test->over = mutant->over;
    if (mutant->args_count) {
        test->args = mutant->args;
        test->args_count = mutant->args_count;
    }
}

void mutants_apply(struct claims *claims)
{
    for (unsigned i = 0; i < claims->claims_count; i++)
        for (unsigned j = 0; j < claims->claims[i].tests_count; j++)
            if (claims->claims[i].tests[j].wrong)
                test_apply(&claims->claims[i].tests[j]);
}
