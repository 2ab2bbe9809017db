/* test_traces.c -- the programs of the claims print what the claims say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/compare.h"
#include "bench/process.h"
#include "bench/semantic.h"
#include "bench/wrong.h"

#define CLAIMS "bench/claims"

static int remove_entry(const char *path, const struct stat *status, int type,
                        struct FTW *ftw)
{
    (void)status, (void)type, (void)ftw;
    return remove(path);
}

/* The programs lie beside this one. */
static void find_programs(char dir[PATH_MAX])
{
    ssize_t length = readlink("/proc/self/exe", dir, PATH_MAX - 1);
    assert_true(length > 0);
    dir[length] = '\0';
    *strrchr(dir, '/') = '\0';
}

/* How many tests of the claim do not come out as theory predicts. */
static int count_faults(const struct claim *claim, const struct look *look)
{
    int faults = 0;
    for (unsigned i = 0; i < claim->tests_count; i++) {
        struct test_outcome outcome = {.test = &claim->tests[i]};
        enum verdict expected = wrong_expect(claim, outcome.test);
        if (outcome.test->kind != TEST_SEMANTIC)
            continue;
        test_judge_trace(&outcome, claim, look);
        if (outcome.verdict == expected)
            continue;
        faults++;
        print_error("%s, %s: expected %s, found %s: %s\n", claim->id,
                    outcome.test->says, verdict_name(expected),
                    verdict_name(outcome.verdict), outcome.reason);
    }
    return faults;
}

static void every_program_prints_the_trace_of_its_claim(void **state)
{
    (void)state;
    char dir[] = "/tmp/overlap-traces-XXXXXX", bin_dir[PATH_MAX], why[WHY_MAX];
    struct claims *claims;
    struct results results = {0};
    const struct look look = {.results = &results};
    int faults = 0;
    assert_non_null(mkdtemp(dir));
    find_programs(bin_dir);
    if (claims_load(&claims, CLAIMS, why) < 0 ||
        semantic_run(claims, dir, bin_dir, why) < 0)
        fail_msg("%s", why);
    results.semantic = semantic_load(dir);
    assert_true(json_object_size(results.semantic) > 0);
    for (unsigned i = 0; i < claims->claims_count; i++)
        faults += count_faults(&claims->claims[i], &look);
    json_decref(results.semantic);
    claims_free(claims);
    nftw(dir, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    assert_int_equal(faults, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_program_prints_the_trace_of_its_claim),
    };
    process_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
