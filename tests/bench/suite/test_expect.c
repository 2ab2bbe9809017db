/* test_expect.c -- expected verdicts are read whole, or refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/suite/expect.h"

static char path[] = "/tmp/overlap-expect-XXXXXX";

static int load(struct expect **expect, const char *text, char why[WHY_MAX])
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
    return expect_load(expect, path, why);
}

static void assert_refused(const char *text, const char *reason)
{
    struct expect *expect;
    char why[WHY_MAX] = "";
    assert_true(load(&expect, text, why) < 0);
    assert_null(expect);
    if (!strstr(why, reason))
        fail_msg("found \"%s\"; expected \"%s\"", why, reason);
}

static void any_of_the_verdicts_will_do(void **state)
{
    struct expect *expect;
    char why[WHY_MAX] = "";
    (void)state;
    if (load(&expect,
             "expect:\n"
             "  - {claim: W1, verdicts: [supported]}\n"
             "  - {claim: C4, verdicts: [partly, not testable here]}\n",
             why) < 0)
        fail_msg("%s", why);
    assert_int_equal(expect->expect_count, 2);
    assert_string_equal(expect->expect[1].claim, "C4");
    assert_int_equal(expect->expect[1].verdicts,
                     1 << VERDICT_PARTLY | 1 << VERDICT_NOT_TESTABLE);
    expect_free(expect);
}

static void what_is_wrong_is_said(void **state)
{
    (void)state;
    assert_refused("", "expected expect");
    assert_refused("expect: []\n", "expect");
    assert_refused("expect: [{claim: W1}]\n", "verdicts");
    assert_refused("expect: [{claim: W1, verdicts: [maybe]}]\n",
                   "expected a list of supported, refuted, partly");
    assert_refused("expect: [{claim: W1, verdict: [partly]}]\n", "verdicts");
    assert_refused("expect: [{claim: W1, verdicts: []}]\n",
                   "verdicts: found an empty list; expected a list of");
    assert_refused("expect: [{claim: W1, verdicts: [partly]},\n"
                   "  {claim: W1, verdicts: [refuted]}]\n",
                   ":2:11: claim: found W1; expected each claim once");
}

static void a_claim_that_nobody_made_is_refused(void **state)
{
    struct claim one = {.id = "W1"};
    const struct claims claims = {.claims = &one, .claims_count = 1};
    struct expect *expect;
    char why[WHY_MAX] = "";
    (void)state;
    assert_int_equal(
        load(&expect, "expect: [{claim: W1, verdicts: [partly]}]\n", why), 0);
    assert_int_equal(expect_fits(expect, &claims, why), 0);
    one.id = "W2";
    assert_true(expect_fits(expect, &claims, why) < 0);
    assert_non_null(strstr(why, ":1:18: claim: found W1; expected the id of"));
    expect_free(expect);
    assert_int_equal(expect_fits(NULL, &claims, why), 0);
}

static int make_file(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_of_the_verdicts_will_do),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(a_claim_that_nobody_made_is_refused),
    };
    return cmocka_run_group_tests_name("expect", tests, make_file, remove_file);
}
