/* test_options.c -- what a command line becomes. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/machine.h"
#include "core/runner/option_rows.h"
#include "core/runner/options.h"
#include "core/workload.h"
#include "tests/unit.h"
#include "workloads/list.h"

static const struct model one_worker = {
    .name = "test", .summary = "one worker", .max_width = 1};
static const struct model many_workers = {.name = "test",
                                          .summary = "many workers"};

static char why[WHY_MAX];

/* Parses words that are separated by single spaces. */
static int parse(struct options *options, const struct model *model,
                 const char *line)
{
    static char words[512];
    static char *argv[32];
    int argc = 1;
    argv[0] = "overlap-test";
    snprintf(words, sizeof words, "%s", line);
    for (char *rest = words, *word; (word = strsep(&rest, " ")) != NULL;)
        argv[argc++] = word;
    argv[argc] = NULL;
    return options_parse(options, model, workload_list, argc, argv, why);
}

static void a_workload_is_enough(void **state)
{
    (void)state;
    struct options options;
    assert_int_equal(parse(&options, &many_workers, "sleep"), 0);
    assert_string_equal(options.plan.workload->name, "sleep");
    assert_int_equal(options.plan.tasks, 10);
    assert_int_equal(options.plan.size, 100);
    assert_int_equal(options.plan.width, 0);
    assert_int_equal(plan_workers(&options.plan), 10);
    options_free(&options);
}

static void computing_gets_a_worker_a_core(void **state)
{
    (void)state;
    struct options options;
    assert_int_equal(parse(&options, &many_workers, "noop"), 0);
    assert_int_equal(options.plan.width, machine_cores());
    assert_int_equal(parse(&options, &one_worker, "noop"), 0);
    assert_int_equal(options.plan.width, 1);
}

static void sizes_are_in_the_workloads_unit(void **state)
{
    (void)state;
    struct options options;
    assert_int_equal(parse(&options, &many_workers, "sleep --size 1.5s"), 0);
    assert_int_equal(options.plan.size, 1500);
    assert_int_equal(parse(&options, &many_workers, "sleep --size 1MiB"),
                     -EINVAL);
    assert_int_equal(parse(&options, &many_workers, "sleep --size 500us"),
                     -EINVAL);
    assert_int_equal(parse(&options, &many_workers, "noop --size 4"), -EINVAL);
}

static void a_file_lists_urls_one_a_line(void **state)
{
    (void)state;
    char path[] = "/tmp/overlap-urls-XXXXXX", line[128];
    int fd = mkstemp(path);
    const char urls[] =
        "# two of them\nhttp://a/\r\n\n \t http://b/ the second\n";
    assert_int_equal(write(fd, urls, strlen(urls)), (ssize_t)strlen(urls));
    close(fd);
    snprintf(line, sizeof line, "--url http://c/ --url @%s fetch", path);
    struct options options;
    assert_int_equal(parse(&options, &many_workers, line), 0);
    unlink(path);
    assert_int_equal(options.plan.url_count, 3);
    assert_string_equal(options.plan.urls[0], "http://c/");
    assert_string_equal(options.plan.urls[2], "http://b/");
    assert_int_equal(options.plan.tasks, 3);
    options_free(&options);
}

static void a_list_of_urls_is_text(void **state)
{
    (void)state;
    char path[] = "/tmp/overlap-urls-XXXXXX", line[128];
    static const char marked[] = "\xef\xbb\xbfhttp://a/\n";
    static const char cut[] = "http://a/\n\0http://b/\n";
    int fd = mkstemp(path);
    assert_int_equal(write(fd, marked, sizeof marked - 1), sizeof marked - 1);
    snprintf(line, sizeof line, "--url @%s fetch", path);
    struct options options;
    assert_int_equal(parse(&options, &many_workers, line), 0);
    assert_string_equal(options.plan.urls[0], "http://a/");
    options_free(&options);
    assert_int_equal(pwrite(fd, cut, sizeof cut - 1, 0), sizeof cut - 1);
    close(fd);
    int err = parse(&options, &many_workers, line);
    unlink(path);
    assert_int_equal(err, -EINVAL);
    assert_non_null(strstr(why, "it has a NUL byte"));
    options_free(&options);
}

static void a_long_list_of_urls_gets_a_hundred_workers(void **state)
{
    (void)state;
    char path[] = "/tmp/overlap-urls-XXXXXX", line[128];
    FILE *file = fdopen(mkstemp(path), "w");
    for (int i = 0; i < 10000; i++)
        fprintf(file, "http://a/%d\n", i);
    fclose(file);
    snprintf(line, sizeof line, "--url @%s fetch", path);
    struct options options;
    assert_int_equal(parse(&options, &many_workers, line), 0);
    assert_int_equal(options.plan.tasks, 10000);
    assert_int_equal(options.plan.width, 100);
    assert_string_equal(options.plan.urls[9999], "http://a/9999");
    options_free(&options);
    snprintf(line, sizeof line, "--width 7 --url @%s fetch", path);
    assert_int_equal(parse(&options, &many_workers, line), 0);
    assert_int_equal(options.plan.width, 7);
    options_free(&options);
    unlink(path);
}

static void fetching_has_options_of_its_own(void **state)
{
    (void)state;
    struct options options;
    assert_int_equal(parse(&options, &many_workers,
                           "fetch --per-host 4 --retries 3 --pause 50ms "
                           "--fresh --cacert my.pem"),
                     0);
    assert_int_equal(options.plan.per_host, 4);
    assert_int_equal(options.plan.retries, 3);
    assert_int_equal(options.plan.pause_ns, 50000000);
    assert_true(options.plan.fresh);
    assert_string_equal(options.plan.cacert, "my.pem");
}

static void databases_have_options_of_their_own(void **state)
{
    (void)state;
    struct options options;
    assert_int_equal(parse(&options, &many_workers,
                           "query --db postgresql:///x --connections 4 "
                           "--delay 20ms"),
                     0);
    assert_string_equal(options.plan.db, "postgresql:///x");
    assert_int_equal(options.plan.connections, 4);
    assert_int_equal(options.plan.delay_ns, 20000000);
    assert_int_equal(parse(&options, &many_workers, "query"), 0);
    assert_int_equal(options.plan.connections, 0);
}

/* Serving others, a worker takes one task, which does not end. */
static void a_server_has_a_task_for_each_worker(void **state)
{
    (void)state;
    struct options options;
    assert_int_equal(parse(&options, &many_workers, "serve"), 0);
    assert_int_equal(options.plan.port, -1);
    assert_int_equal(options.plan.tasks, 100);
    assert_int_equal(parse(&options, &many_workers, "serve --port 0"), 0);
    assert_int_equal(options.plan.port, 0);
    assert_int_equal(options.plan.tasks, 100);
    assert_int_equal(
        parse(&options, &many_workers, "serve --port 8080 --width 700"), 0);
    assert_int_equal(options.plan.tasks, 700);
    assert_int_equal(parse(&options, &one_worker, "serve --port 8080"), 0);
    assert_int_equal(options.plan.tasks, 1);
    assert_int_equal(parse(&options, &many_workers, "serve --port 65536"),
                     -EINVAL);
    assert_int_equal(parse(&options, &many_workers, "sleep --port 1"), -EINVAL);
    static const char *const theirs[] = {
        "serve --port 0 --tasks 3", "serve --port 0 --size 3",
        "serve --chunk 2 --port 0", "serve --port 0 --rate 5",
        "serve --port 0 --timeout 1s"};
    for (size_t i = 0; i < sizeof theirs / sizeof *theirs; i++)
        assert_int_equal(parse(&options, &many_workers, theirs[i]), -EINVAL);
    assert_int_equal(
        parse(&options, &many_workers, "fetch --url http://a/ --size 5"),
        -EINVAL);
    options_free(&options);
    assert_int_equal(
        parse(&options, &many_workers, "serve --tasks 3 --size 3 --rate 5"), 0);
}

static void a_variant_is_a_word_of_the_workloads(void **state)
{
    (void)state;
    struct options options;
    assert_int_equal(parse(&options, &many_workers, "counter"), 0);
    assert_int_equal(options.plan.variant, 0);
    assert_int_equal(parse(&options, &many_workers, "--variant await counter"),
                     0);
    assert_string_equal(
        workload_variant_name(options.plan.workload, options.plan.variant),
        "await");
}

static void what_makes_no_sense_is_refused(void **state)
{
    (void)state;
    const char *const bad[] = {
        "",
        "nope",
        "sleep sleep",
        "--tasks 0 sleep",
        "--tasks -3 sleep",
        "--tasks 99999999999999999999 sleep",
        "--tasks",
        "--width -1 sleep",
        "--rate 0 sleep",
        "--rate nan sleep",
        "--timeout 0 sleep",
        "--connections 0 query",
        "--delay 0 query",
        "--cpu-share 101 sleep",
        "--offload sleep",
        "--url @/nonexistent sleep",
        "--unknown sleep",
        "--variant ordered counter",
        "--variant plain sleep",
        "--per-host 0 fetch",
        "--retries -1 fetch",
        "--retries 101 fetch",
        "--pause 0 fetch",
        "--pause soon fetch",
    };
    struct options options;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(parse(&options, &many_workers, bad[i]), -EINVAL);
        options_free(&options);
    }
    assert_int_equal(parse(&options, &one_worker, "sleep --width 2"), -EINVAL);
}

/* A refusal says what the option applies to. */
static void assert_unfit(const struct model *model, const char *line,
                         const char *expected)
{
    struct options options;
    assert_int_equal(parse(&options, model, line), -EINVAL);
    assert_string_equal(why, expected);
    options_free(&options);
}

static void what_does_not_apply_is_refused(void **state)
{
    (void)state;
    static const struct model loop = {.name = "loop", .can_offload = true};
    struct options options;
    assert_unfit(&loop, "primes --per-host 3",
                 "--per-host: found with primes, expected with fetch, "
                 "mixed");
    assert_unfit(&loop, "--db x sleep",
                 "--db: found with sleep, expected with query, transfer");
    assert_unfit(&loop, "transfer --delay 1ms",
                 "--delay: found with transfer, expected with query, serve");
    assert_unfit(&loop, "noop --size 4",
                 "--size: found with noop, expected with all but noop");
    assert_unfit(&many_workers, "primes --offload",
                 "--offload: found with test, expected with async, "
                 "hybrid");
    assert_unfit(
        &loop, "fetch --offload",
        "--offload: found with fetch, expected with all but noop, sleep, "
        "fetch, files, query, transfer, fail, crash, locks");
    assert_int_equal(parse(&options, &loop, "primes --offload"), 0);
    assert_true(options.plan.offload);
    assert_unfit(&loop, "query --files ring",
                 "--files: found with query, expected with files");
    assert_int_equal(parse(&options, &loop, "files --files ring"), 0);
    assert_true(options.plan.ring);
    assert_int_equal(parse(&options, &loop, "files --files pool"), 0);
    assert_false(options.plan.ring);
    assert_unfit(&one_worker, "sleep --ticker",
                 "--ticker: found with test, expected with all models "
                 "but sequential");
}

/* A use that no row asks for, or no workload has, is dead. */
static void every_use_has_an_option_and_a_workload(void **state)
{
    (void)state;
    for (unsigned use = 1; use <= USES_FILE_CALLS; use <<= 1) {
        int rows = 0, workloads = 0;
        for (const struct option *row = option_rows; row->help; row++)
            rows += (row->only & use) != 0;
        for (const struct workload *const *w = workload_list; *w; w++)
            workloads += ((*w)->uses & use) != 0;
        assert_true(rows > 0);
        assert_true(workloads > 0);
    }
}

static void options_may_stand_on_either_side(void **state)
{
    (void)state;
    struct options options;
    setenv("POSIXLY_CORRECT", "1", 1);
    int err = parse(&options, &many_workers, "--tasks 3 sleep --size 1s");
    unsetenv("POSIXLY_CORRECT");
    assert_int_equal(err, 0);
    assert_int_equal(options.plan.tasks, 3);
    assert_int_equal(options.plan.size, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_workload_is_enough),
        cmocka_unit_test(computing_gets_a_worker_a_core),
        cmocka_unit_test(sizes_are_in_the_workloads_unit),
        cmocka_unit_test(a_file_lists_urls_one_a_line),
        cmocka_unit_test(a_list_of_urls_is_text),
        cmocka_unit_test(a_long_list_of_urls_gets_a_hundred_workers),
        cmocka_unit_test(fetching_has_options_of_its_own),
        cmocka_unit_test(databases_have_options_of_their_own),
        cmocka_unit_test(a_server_has_a_task_for_each_worker),
        cmocka_unit_test(a_variant_is_a_word_of_the_workloads),
        cmocka_unit_test(what_makes_no_sense_is_refused),
        cmocka_unit_test(what_does_not_apply_is_refused),
        cmocka_unit_test(every_use_has_an_option_and_a_workload),
        cmocka_unit_test(options_may_stand_on_either_side),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
