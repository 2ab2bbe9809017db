/* test_conclude.c -- no command opens a file more often than it needs to. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/conclude.h"
#include "bench/run/prepare.h"
#include "core/base/process.h"
#include "tests/tree.h"
#include "tests/unit.h"

static char dir[] = "/tmp/overlap-conclude-XXXXXX";

static void write_text(const char *path, const char *text, mode_t mode)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
    chmod(path, mode);
}

static int make_dir(void **state)
{
    (void)state;
    if (!mkdtemp(dir) || chdir(dir) < 0)
        return -1;
    process_begin();
    write_text("suite.yaml",
               "title: Test\nclaims: overlap\nexperiments:\n"
               "  - {name: waits, title: W, workload: sleep, tasks: 3,\n"
               "     cells: [{model: sequential}, {model: threads}]}\n",
               0644);
    mkdir("claims", 0755);
    write_text("claims/1.yaml",
               "claims:\n"
               "  - {id: W1, documents: [0], claim: C, kind: ratio,\n"
               "     expect: supported, because: B,\n"
               "     tests: [{says: S, of: waits/threads, over: 0.1,\n"
               "              supported: 1.15, refuted: 1.5}]}\n",
               0644);
    write_text("overlap-sequential", "", 0755);
    write_text("overlap-threads", "", 0755);
    return 0;
}

static int remove_dir(void **state)
{
    (void)state;
    if (chdir("/") < 0)
        return -1;
    return tree_remove(dir);
}

/* --- how often files are opened ---------------------------------------- */

/* Counts how often the files of one folder are opened. */
struct openings {
    int fd;
};

static struct openings watch_begin(const char *folder)
{
    struct openings watch = {inotify_init1(IN_NONBLOCK | IN_CLOEXEC)};
    if (watch.fd < 0)
        skip_because("inotify: %s", strerror(errno));
    /* Without the close between them, two opens would be one event. */
    assert_true(inotify_add_watch(watch.fd, folder, IN_OPEN | IN_CLOSE) >= 0);
    return watch;
}

static int watch_end(struct openings watch, const char *name)
{
    _Alignas(struct inotify_event) char events[8192];
    int opened = 0;
    ssize_t got;
    while ((got = read(watch.fd, events, sizeof events)) > 0)
        for (char *at = events; at < events + got;) {
            const struct inotify_event *event = (void *)at;
            opened += event->mask & IN_OPEN && event->len > 0 &&
                      strcmp(event->name, name) == 0;
            at += sizeof *event + event->len;
        }
    close(watch.fd);
    return opened;
}

/* --- a bench ----------------------------------------------------------- */

static int fake_execute(const struct execution *run, struct outcome *outcome)
{
    (void)run;
    *outcome = (struct outcome){.time_s = 0.1234567890123};
    outcome->record = json_pack("{s:s, s:s}", "schema", "overlap/record/1",
                                "answer", "0000000000000000");
    return 0;
}

static json_t *fake_quiet(int block)
{
    return json_pack("{s:i, s:f}", "block", block, "cpu_some", 0.0);
}

static uint64_t fake_now_ms(void)
{
    return 0;
}

static const struct bench_hooks fake = {
    .execute = fake_execute, .quiet = fake_quiet, .now_ms = fake_now_ms};

/* Two looks, so that it is judged twice and extended in between. */
static struct results *prepare(void)
{
    char why[WHY_MAX] = "";
    struct results *results;
    const struct prepare_options options = {.suite = "suite.yaml",
                                            .claims = "claims",
                                            .known = {"suite.yaml"},
                                            .bin_dir = dir,
                                            .parent = "results",
                                            .profile = PROFILE_DEFAULT,
                                            .seed = 42};
    if (prepare_new(&results, &options, why) < 0)
        fail_msg("%s", why);
    return results;
}

static void conclude(struct results *results)
{
    char why[WHY_MAX] = "";
    FILE *out = fopen("/dev/null", "w");
    const struct bench_means means = {
        .bin_dir = dir, .hooks = &fake, .progress = out};
    if (conclude_bench(results, &means, &(struct ending){.out = out}, why) < 0)
        fail_msg("%s", why);
    fclose(out);
}

/* --- the tests --------------------------------------------------------- */

static void a_bench_reads_suite_and_claims_once(void **state)
{
    (void)state;
    char path[PATH_MAX];
    struct openings suites = watch_begin("."), claimed = watch_begin("claims");
    struct results *results = prepare();
    snprintf(path, sizeof path, "%s/claims", results->dir);
    struct openings folder = watch_begin(results->dir),
                    kept = watch_begin(path);
    conclude(results);
    results_free(results);
    /* Once to be read and once to be copied. */
    assert_int_equal(watch_end(suites, "suite.yaml"), 2);
    assert_int_equal(watch_end(claimed, "1.yaml"), 2);
    assert_int_equal(watch_end(folder, "suite.yaml"), 0);
    assert_int_equal(watch_end(kept, "1.yaml"), 0);
}

static void a_report_opens_each_file_once(void **state)
{
    (void)state;
    static const char *const once[] = {"environment.json", "schedule.json",
                                       "records.jsonl"};
    char path[PATH_MAX], why[WHY_MAX] = "";
    struct openings watches[3];
    struct results *results = prepare();
    conclude(results);
    char *made = strdup(results->dir);
    results_free(results);
    snprintf(path, sizeof path, "%s/claims", made);
    struct openings folder = watch_begin(made), claimed = watch_begin(path);
    for (int i = 0; i < 3; i++)
        watches[i] = watch_begin(made);
    FILE *out = fopen("/dev/null", "w");
    assert_int_equal(results_open(&results, made, why), 0);
    assert_int_equal(
        conclude_report(results, &(struct ending){.out = out}, why), 0);
    results_free(results);
    fclose(out);
    assert_int_equal(watch_end(folder, "suite.yaml"), 1);
    assert_int_equal(watch_end(claimed, "1.yaml"), 1);
    for (int i = 0; i < 3; i++)
        assert_int_equal(watch_end(watches[i], once[i]), 1);
    free(made);
}

/* Compares the report that a bench ends with and one made again. */
static void a_report_made_again_is_the_same(void **state)
{
    (void)state;
    char path[PATH_MAX], why[WHY_MAX] = "", texts[2][20000];
    struct results *results = prepare();
    conclude(results);
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/results.csv", results->dir);
        FILE *file = fopen(path, "r");
        assert_non_null(file);
        texts[i][fread(texts[i], 1, sizeof texts[i] - 1, file)] = '\0';
        fclose(file);
        char *made = strdup(results->dir);
        results_free(results);
        assert_int_equal(results_open(&results, made, why), 0);
        file = fopen("/dev/null", "w");
        assert_int_equal(
            conclude_report(results, &(struct ending){.out = file}, why), 0);
        fclose(file);
        free(made);
    }
    results_free(results);
    assert_string_equal(texts[0], texts[1]);
}

/* --- claims beside a suite --------------------------------------------- */

#define EXPERIMENTS                                                            \
    "experiments:\n"                                                           \
    "  - {name: waits, title: W, workload: sleep, tasks: 3,\n"                 \
    "     cells: [{model: sequential}, {model: threads}]}\n"

/* Prepares a bench of the suite in `text`, or returns why it cannot be. */
static int prepare_suite(struct results **results, const char *text,
                         const struct expect *expect, char why[WHY_MAX])
{
    write_text("other/suite.yaml", text, 0644);
    const struct prepare_options options = {.suite = "other/suite.yaml",
                                            .claims = "claims",
                                            .known = {"suite.yaml"},
                                            .bin_dir = dir,
                                            .parent = "others",
                                            .expect = expect,
                                            .seed = 42};
    return prepare_new(results, &options, why);
}

static void a_suite_is_judged_by_its_own_claims(void **state)
{
    char why[WHY_MAX] = "", path[PATH_MAX];
    struct results *results;
    (void)state;
    mkdir("other", 0755);
    write_text("other/mine.yaml",
               "claims:\n"
               "  - {id: X1, documents: [], claim: C, kind: ratio,\n"
               "     expect: supported, because: B,\n"
               "     tests: [{says: S, of: waits/threads,\n"
               "              over: waits/sequential,\n"
               "              supported: 0.5, refuted: 0.9}]}\n",
               0644);
    if (prepare_suite(&results, "title: T\nclaims: mine.yaml\n" EXPERIMENTS,
                      NULL, why) < 0)
        fail_msg("%s", why);
    assert_int_equal(results->claims->claims_count, 1);
    assert_string_equal(results->claims->claims[0].id, "X1");
    snprintf(path, sizeof path, "%s/claims/mine.yaml", results->dir);
    assert_int_equal(access(path, R_OK), 0);
    results_free(results);
}

static void a_suite_without_claims_is_not_judged(void **state)
{
    char why[WHY_MAX] = "", path[PATH_MAX];
    struct results *results;
    (void)state;
    if (prepare_suite(&results, "title: T\n" EXPERIMENTS, NULL, why) < 0)
        fail_msg("%s", why);
    assert_int_equal(results->claims->claims_count, 0);
    snprintf(path, sizeof path, "%s", results->dir);
    conclude(results);
    results_free(results);
    assert_int_equal(results_open(&results, path, why), 0);
    assert_int_equal(results->claims->claims_count, 0);
    results_free(results);
}

static void claims_that_are_not_there_are_named(void **state)
{
    char why[WHY_MAX] = "";
    struct results *results;
    (void)state;
    assert_true(prepare_suite(&results,
                              "title: T\nclaims: none.yaml\n" EXPERIMENTS, NULL,
                              why) < 0);
    assert_non_null(strstr(why, "other/none.yaml"));
}

/* Before anything runs, not after minutes. */
static void an_unknown_claim_is_refused_at_once(void **state)
{
    struct expectation wanted = {.claim = "W7", .verdicts = 1};
    const struct expect expect = {.expect = &wanted, .expect_count = 1};
    char why[WHY_MAX] = "";
    struct results *results;
    (void)state;
    assert_true(prepare_suite(&results,
                              "title: T\nclaims: overlap\n" EXPERIMENTS,
                              &expect, why) < 0);
    assert_non_null(strstr(why, "found W7"));
    assert_null(results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bench_reads_suite_and_claims_once),
        cmocka_unit_test(a_report_opens_each_file_once),
        cmocka_unit_test(a_report_made_again_is_the_same),
        cmocka_unit_test(a_suite_is_judged_by_its_own_claims),
        cmocka_unit_test(a_suite_without_claims_is_not_judged),
        cmocka_unit_test(claims_that_are_not_there_are_named),
        cmocka_unit_test(an_unknown_claim_is_refused_at_once),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
