/* test_bench.c -- a whole bench with made-up times; nothing really runs. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/conclude.h"
#include "bench/run/prepare.h"
#include "core/base/process.h"
#include "tests/tree.h"

static const char suite_text[] = "title: Test\n"
                                 "claims: overlap\n"
                                 "experiments:\n"
                                 "  - name: control\n"
                                 "    title: Control\n"
                                 "    workload: primes\n"
                                 "    cells:\n"
                                 "      - {name: aa-1, model: sequential}\n"
                                 "  - name: waits\n"
                                 "    title: Waits\n"
                                 "    workload: sleep\n"
                                 "    tasks: 3\n"
                                 "    size: 100ms\n"
                                 "    cells:\n"
                                 "      - {model: sequential}\n"
                                 "      - {model: threads, width: 0}\n";

static const char claims_text[] =
    "claims:\n"
    "  - id: W1\n"
    "    documents: [0]\n"
    "    claim: Gathered waits cost the longest.\n"
    "    kind: ratio\n"
    "    expect: supported\n"
    "    because: They overlap.\n"
    "    tests:\n"
    "      - {says: three threads, of: waits/threads, over: 0.1,\n"
    "         supported: 1.15, refuted: 1.5}\n"
    "  - id: G1\n"
    "    documents: [2]\n"
    "    claim: It prints its words.\n"
    "    kind: semantic\n"
    "    expect: supported\n"
    "    because: It is told to.\n"
    "    tests:\n"
    "      - {says: two words, program: printer, args: [one, two],\n"
    "         trace: one two}\n";

static char dir[] = "/tmp/overlap-bench-XXXXXX";

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
    write_text("suite.yaml", suite_text, 0644);
    mkdir("claims", 0755);
    write_text("claims/1.yaml", claims_text, 0644);
    write_text("printer", "#!/bin/sh\necho \"$@\"\n", 0755);
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

/* --- a machine that is always the same --------------------------------- */

static int runs;        /* executed so far */
static int stop_at;     /* the bench is interrupted at this run; 0: never */
static int fail_at;     /* hyperfine fails at this one */
static int quiet_until; /* a person stops the bench before this block */
static double swing_s;  /* by which threads are slower in every other block */
static const char *vanishing; /* a folder, removed in block 2 */
static const char *bad;       /* cells whose names begin so fail */
static int bad_from;          /* the first block in which it does */
static int bad_exit;
static bool bad_task; /* it has a record, of a task that failed */
static char commands[8][1000];
static const char *db;  /* passed to the bench as --db */
static uint64_t run_ms; /* what a run takes, with all that is around it */
static int instruments; /* in timed runs */
static int traces;      /* requested in the warm-up block */

static int fake_execute(const struct execution *run, struct outcome *outcome)
{
    *outcome = (struct outcome){.user_s = 0.002, .sys_s = 0.001};
    if (stop_at && runs + 1 == stop_at)
        return -EINTR;
    if (fail_at && runs + 1 == fail_at) {
        snprintf(outcome->error, sizeof outcome->error, "on fire");
        return -EPROTO;
    }
    char *command = execute_quote(run->command->word);
    if (run->block == 0)
        traces += run->traces;
    else
        instruments += run->traces || strstr(command, "--meter");
    if (runs < 8)
        snprintf(commands[runs], sizeof commands[0], "%s/%s: %s",
                 run->experiment, run->cell, command);
    free(command);
    runs++;
    outcome->time_s = strcmp(run->cell, "threads") == 0 ? 0.125 : 0.25;
    if (strcmp(run->cell, "threads") == 0 && run->block % 2 == 0)
        outcome->time_s += swing_s;
    if (bad && strncmp(run->cell, bad, strlen(bad)) == 0 &&
        run->block >= bad_from) {
        outcome->exit_code = bad_exit;
        snprintf(outcome->error, sizeof outcome->error, "too wide");
        if (bad_task)
            outcome->record = json_pack("{s:s, s:[{s:i, s:s}]}", "schema",
                                        "overlap/record/1", "failures", "index",
                                        7, "reason", "it met \033[1ma wall");
        return 0;
    }
    outcome->record =
        json_pack("{s:s, s:s, s:I}", "schema", "overlap/record/1", "answer",
                  "0000000000000000", "wall_ns", (json_int_t)100000000);
    return 0;
}

static json_t *fake_quiet(int block)
{
    if (vanishing && block == 2)
        tree_remove(vanishing);
    if (quiet_until && block == quiet_until)
        return NULL;
    return json_pack("{s:i, s:f, s:i, s:i}", "block", block, "cpu_some", 0.0,
                     "steal_ticks", 0, "total_ticks", 1000 * (block + 1));
}

static uint64_t fake_now_ms(void)
{
    return (uint64_t)runs * run_ms;
}

static const struct bench_hooks fake = {
    .execute = fake_execute, .quiet = fake_quiet, .now_ms = fake_now_ms};

static void machine_reset(void)
{
    runs = stop_at = fail_at = quiet_until = instruments = traces = 0;
    bad_from = 0;
    run_ms = 250;
    swing_s = 0;
    bad = NULL;
    bad_exit = 2;
    db = NULL;
}

static const struct prepare_options options = {.suite = "suite.yaml",
                                               .claims = "claims",
                                               .bin_dir = dir,
                                               .parent = "results",
                                               .profile = PROFILE_QUICK,
                                               .seed = 42};

/* Plans a bench; returns its folder, which the caller frees. */
static char *make_by(const struct prepare_options *asked)
{
    char why[WHY_MAX] = "";
    struct results *results;
    if (prepare_new(&results, asked, why) < 0)
        fail_msg("%s", why);
    char *made = strdup(results->dir);
    results_free(results);
    return made;
}

static char *make(void)
{
    return make_by(&options);
}

struct said {
    char *progress, *summary;
    size_t progress_size, summary_size;
};

static int resume(const char *made, FILE *progress, FILE *summary,
                  char why[WHY_MAX])
{
    const struct bench_means means = {
        .bin_dir = dir, .db = db, .hooks = &fake, .progress = progress};
    struct results *results;
    int err = prepare_old(&results, made, dir, why);
    if (err == 0)
        err = conclude_bench(results, &means, &(struct ending){.out = summary},
                             why);
    results_free(results);
    return err;
}

static int go_on(const char *made, struct said *said)
{
    char why[WHY_MAX] = "";
    FILE *progress = open_memstream(&said->progress, &said->progress_size);
    FILE *summary = open_memstream(&said->summary, &said->summary_size);
    int result = resume(made, progress, summary, why);
    fclose(progress);
    fclose(summary);
    if (result < 0 && result != -EINTR)
        fail_msg("%s", why);
    return result;
}

static void said_free(struct said *said)
{
    free(said->progress);
    free(said->summary);
}

static char *read_text(const char *folder, const char *name)
{
    char path[500];
    static char text[100000];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

static int line_count(const char *text)
{
    int lines = 0;
    for (; *text; text++)
        lines += *text == '\n';
    return lines;
}

/* --- the tests --------------------------------------------------------- */

static void a_bench_writes_its_folder(void **state)
{
    (void)state;
    struct said said;
    machine_reset();
    char *made = make();
    assert_int_equal(go_on(made, &said), 0);
    const char *records = read_text(made, "records.jsonl");
    assert_int_equal(line_count(records), 7 * 3);
    assert_non_null(strstr(
        records,
        "{\"block\":3,\"experiment\":\"waits\",\"cell\":\"threads\",\"time_s\":"
        "0.125,\"user_s\":0.002,\"sys_s\":0.001,\"exit_code\":0,\"record\":{"
        "\"schema\":\"overlap/record/1\",\"answer\":\"0000000000000000\","
        "\"wall_ns\":100000000}}\n"));
    assert_string_equal(read_text(made, "suite.yaml"), suite_text);
    assert_string_equal(read_text(made, "claims/1.yaml"), claims_text);
    assert_non_null(strstr(read_text(made, "environment.json"), "\"cores\""));
    assert_non_null(strstr(read_text(made, "schedule.json"),
                           "\"seed\": 42,\n \"profile\": \"quick\",\n "
                           "\"blocks\": 6,\n \"looks\": 1,\n"));
    assert_string_equal(
        read_text(made, "semantic/G1-1.json"),
        "{\n \"command\": [\n  \"printer\",\n  \"one two\"\n ],\n"
        " \"exit_code\": 0,\n \"error\": \"\",\n \"lines\": [\n"
        "  \"one two\"\n ]\n}\n");
    assert_non_null(read_text(made, "report.html"));
    assert_non_null(read_text("results/latest", "records.jsonl"));
    said_free(&said);
    free(made);
}

static void the_summary_is_exact(void **state)
{
    (void)state;
    struct said said;
    char expected[1000];
    machine_reset();
    char *made = make();
    assert_int_equal(go_on(made, &said), 0);
    snprintf(expected, sizeof expected,
             "report %s/report.html\n"
             "\n"
             "experiment        seconds over-sequential fastest\n"
             "waits                   -               - -\n",
             made);
    assert_memory_equal(said.summary, expected, strlen(expected));
    assert_non_null(
        strstr(said.summary, "\ndemo: too few blocks for verdicts\n"));
    assert_null(strstr(said.summary, "W1"));
    said_free(&said);
    free(made);
}

static void progress_is_one_line_per_block_off_a_terminal(void **state)
{
    (void)state;
    struct said said;
    machine_reset();
    char *made = make();
    assert_int_equal(go_on(made, &said), 0);
    assert_string_equal(said.progress,
                        "warm-up block, 0:00 elapsed\n"
                        "block 1 of 6, 0:01 elapsed, about 0:04 to go\n"
                        "block 2 of 6, 0:02 elapsed, about 0:03 to go\n"
                        "block 3 of 6, 0:02 elapsed, about 0:03 to go\n"
                        "block 4 of 6, 0:03 elapsed, about 0:02 to go\n"
                        "block 5 of 6, 0:04 elapsed, about 0:01 to go\n"
                        "block 6 of 6, 0:05 elapsed, about 0:01 to go\n");
    said_free(&said);
    free(made);
}

static bool was_commanded(const char *command)
{
    char expected[1000];
    /* Some commands have no folder in them. */
    /* cppcheck-suppress wrongPrintfScanfArgNum */
    snprintf(expected, sizeof expected, command, dir);
    for (int i = 0; i < 8; i++)
        if (strcmp(commands[i], expected) == 0)
            return true;
    return false;
}

static void cells_become_commands(void **state)
{
    (void)state;
    struct said said;
    machine_reset();
    char *made = make();
    assert_int_equal(go_on(made, &said), 0);
    assert_true(was_commanded("waits/threads: '%s/overlap-threads' 'sleep' "
                              "'--tasks' '3' '--size' '100ms' '--width' '0' "
                              "'--meter'"));
    assert_true(was_commanded("waits/sequential: '%s/overlap-sequential' "
                              "'sleep' '--tasks' '3' '--size' '100ms'"));
    said_free(&said);
    free(made);
}

static void only_the_warm_up_block_carries_instruments(void **state)
{
    (void)state;
    struct said said;
    machine_reset();
    char *made = make();
    assert_int_equal(go_on(made, &said), 0);
    assert_int_equal(traces, 3);
    assert_int_equal(instruments, 0);
    said_free(&said);
    free(made);
}

static void a_stopped_bench_resumes_with_what_is_missing(void **state)
{
    (void)state;
    struct said said;
    machine_reset();
    stop_at = 11;
    char *made = make();
    assert_int_equal(go_on(made, &said), -EINTR);
    said_free(&said);
    assert_int_equal(line_count(read_text(made, "records.jsonl")), 10);
    stop_at = 0;
    assert_int_equal(go_on(made, &said), 0);
    assert_int_equal(runs, 7 * 3);
    assert_int_equal(line_count(read_text(made, "records.jsonl")), 7 * 3);
    said_free(&said);
    assert_int_equal(go_on(made, &said), 0);
    assert_int_equal(runs, 7 * 3); /* nothing was missing */
    said_free(&said);
    free(made);
}

static void a_truncated_record_is_made_again(void **state)
{
    (void)state;
    struct said said;
    char path[500];
    machine_reset();
    stop_at = 6;
    char *made = make();
    assert_int_equal(go_on(made, &said), -EINTR);
    said_free(&said);
    snprintf(path, sizeof path, "%s/records.jsonl", made);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(truncate(path, status.st_size - 20), 0);
    stop_at = 0;
    assert_int_equal(go_on(made, &said), 0);
    assert_int_equal(runs, 7 * 3 + 1);
    assert_int_equal(line_count(read_text(made, "records.jsonl")), 7 * 3);
    said_free(&said);
    free(made);
}

static void a_cell_that_cannot_run_here_is_dropped(void **state)
{
    (void)state;
    struct said said;
    machine_reset();
    bad = "threads";
    char *made = make();
    assert_int_equal(go_on(made, &said), 0);
    assert_int_equal(runs, 3 + 6 * 2);
    assert_non_null(strstr(said.progress, "waits/threads left out: too "
                                          "wide (exit 2)\n"));
    assert_non_null(strstr(said.summary, "0    2 waits/threads too wide\n"));
    assert_non_null(strstr(read_text(made, "records.jsonl"),
                           "\"exit_code\":2,\"error\":\"too wide\","
                           "\"record\":null}\n"));
    said_free(&said);
    free(made);
}

/* For any other cell, exit status 127 is a failure. */
static void an_optional_cell_without_its_program_is_refused(void **state)
{
    (void)state;
    struct said said;
    struct prepare_options peers = options;
    machine_reset();
    bad = "peer";
    bad_exit = 127;
    peers.suite = "suites/peers.yaml";
    mkdir("suites", 0777);
    write_text(
        peers.suite,
        "title: Peers\nexperiments:\n"
        "  - name: waits\n    title: W\n    workload: sleep\n    cells:\n"
        "      - {model: threads}\n"
        "      - {name: peer, executable: ../none.py, optional: true}\n",
        0644);
    char *made = make_by(&peers);
    assert_int_equal(go_on(made, &said), 0);
    assert_int_equal(runs, 2 + 6);
    assert_true(was_commanded("waits/peer: 'suites/../none.py' 'sleep'"));
    assert_non_null(strstr(read_text(made, "records.jsonl"),
                           "\"cell\":\"peer\",\"time_s\":0.25,\"user_s\":0.002,"
                           "\"sys_s\":0.001,\"exit_code\":2,"));
    assert_non_null(strstr(read_text(made, "report.md"),
                           "Not testable here: peer (too wide).\n"));
    assert_null(strstr(read_text(made, "report.md"), "Failed runs"));
    said_free(&said);
    free(made);
}

static char *make_asking(void)
{
    struct prepare_options asking = options;
    asking.suite = "asking.yaml";
    write_text(asking.suite,
               "title: Asking\nexperiments:\n"
               "  - name: waits\n    title: W\n    workload: query\n"
               "    database: true\n"
               "    cells: [{model: threads, options: [--delay, 1ms]}]\n",
               0644);
    return make_by(&asking);
}

static void cells_that_query_a_database_get_its_address(void **state)
{
    (void)state;
    struct said said;
    machine_reset();
    db = "postgresql://me:secret@somewhere/x";
    char *made = make_asking();
    assert_int_equal(go_on(made, &said), 0);
    assert_int_equal(runs, 7);
    assert_true(
        was_commanded("waits/threads: '%s/overlap-threads' 'query' '--db' "
                      "'postgresql://me:secret@somewhere/x' '--delay' '1ms'"));
    assert_null(strstr(read_text(made, "schedule.json"), "secret"));
    assert_non_null(strstr(read_text(made, "report.md"),
                           "overlap-threads query --db URL --delay 1ms"));
    said_free(&said);
    free(made);
}

static void without_a_database_those_cells_are_left_out(void **state)
{
    (void)state;
    struct said said;
    machine_reset();
    char *made = make_asking();
    assert_int_equal(go_on(made, &said), 0);
    assert_int_equal(runs, 0);
    assert_non_null(
        strstr(said.progress, "waits/threads left out: no --db given"));
    said_free(&said);
    free(made);
}

static void a_bench_that_began_with_a_database_resumes_with_one(void **state)
{
    (void)state;
    struct said said;
    char why[WHY_MAX] = "";
    machine_reset();
    stop_at = 3;
    db = "postgresql://somewhere/x";
    char *made = make_asking();
    assert_int_equal(go_on(made, &said), -EINTR);
    said_free(&said);
    stop_at = 0;
    db = NULL;
    assert_int_equal(resume(made, stderr, stdout, why), -EINVAL);
    db = "postgresql://somewhere/x";
    assert_string_equal(why, "--resume: found no --db; expected one, since "
                             "this bench began with it");
    assert_int_equal(go_on(made, &said), 0);
    assert_int_equal(runs, 7);
    said_free(&said);
    free(made);
}

static void a_folder_has_one_bench_at_a_time(void **state)
{
    (void)state;
    char why[WHY_MAX] = "", expected[600];
    machine_reset();
    char *made = make();
    int taken = open(made, O_RDONLY | O_DIRECTORY);
    assert_int_equal(flock(taken, LOCK_EX | LOCK_NB), 0);
    assert_int_equal(resume(made, stderr, stdout, why), -EWOULDBLOCK);
    snprintf(expected, sizeof expected,
             "%s: another bench is using it; expected a results folder "
             "that is not in use",
             made);
    assert_string_equal(why, expected);
    assert_int_equal(runs, 0);
    close(taken);
    free(made);
}

static void bad_options_write_nothing(void **state)
{
    (void)state;
    char why[WHY_MAX] = "";
    struct results *made;
    struct prepare_options wrong = options;
    wrong.only = "wiats";
    wrong.parent = "nothing-here";
    assert_int_equal(prepare_new(&made, &wrong, why), -ENOENT);
    assert_string_equal(why, "--only: found wiats, which no cell of "
                             "suite.yaml matches; expected a pattern for "
                             "EXPERIMENT or EXPERIMENT/CELL");
    assert_null(made);
    assert_int_equal(access("nothing-here", F_OK), -1);
}

/* What cannot be read is not taken for what is not there. */
static void a_broken_file_is_reported(void **state)
{
    (void)state;
    static const char *const broken[][3] = {
        {"semantic/G1-1.json", "[1]\n", "expected a JSON object"},
        {"schedule.json", "{\"schema\": 3}\n", "expected a schedule"},
        {"environment.json", "", "expected a JSON object"},
        {"records.jsonl",
         "{\"block\":4294967296,\"experiment\":\"waits\",\"cell\":"
         "\"threads\",\"time_s\":0.1,\"user_s\":0.1,\"sys_s\":0.1,"
         "\"exit_code\":0}\n",
         "found no record of a run"},
    };
    for (int i = 0; i < 4; i++) {
        struct said said;
        char why[WHY_MAX] = "", path[PATH_MAX];
        machine_reset();
        char *made = make();
        assert_int_equal(go_on(made, &said), 0);
        said_free(&said);
        snprintf(path, sizeof path, "%s/%s", made, broken[i][0]);
        write_text(path, broken[i][1], 0644);
        assert_int_equal(resume(made, stderr, stdout, why), -EINVAL);
        assert_memory_equal(why, path, strlen(path));
        if (!strstr(why, broken[i][2]))
            fail_msg("%s", why);
        free(made);
    }
}

static void a_missing_folder_is_reported(void **state)
{
    (void)state;
    char why[WHY_MAX] = "";
    assert_int_equal(resume("no-such", stderr, stdout, why), -ENOENT);
    assert_string_equal(why,
                        "no-such: found no environment.json in it; expected a "
                        "results folder, as overlap bench makes");
    write_text("no-folder", "", 0644);
    assert_int_equal(resume("no-folder", stderr, stdout, why), -ENOTDIR);
    assert_memory_equal(why, "no-folder: found no environment.json in it", 42);
}

/* The report names one machine and one build. */
static void a_bench_goes_on_only_where_it_began(void **state)
{
    (void)state;
    static const char *const facts[] = {"architecture", "cpu",      "cores",
                                        "kernel",       "revision", "compiler"};
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        struct said said;
        char why[WHY_MAX] = "", path[PATH_MAX], expected[100];
        machine_reset();
        stop_at = 11;
        char *made = make();
        assert_int_equal(go_on(made, &said), -EINTR);
        said_free(&said);
        snprintf(path, sizeof path, "%s/environment.json", made);
        json_t *there = json_load_file(path, 0, NULL);
        json_object_set_new(there, facts[i], json_integer(77));
        json_dump_file(there, path, 0);
        json_decref(there);
        assert_int_equal(resume(made, stderr, stdout, why), -EINVAL);
        snprintf(expected, sizeof expected, "--resume: %s: found ", facts[i]);
        assert_memory_equal(why, expected, strlen(expected));
        assert_non_null(strstr(why, "; expected 77, as where this bench"));
        free(made);
    }
}

/* What the machine did meanwhile is not the bench's. */
static void a_pause_is_written_down(void **state)
{
    (void)state;
    struct said said;
    machine_reset();
    quiet_until = 2;
    char *made = make();
    assert_int_equal(go_on(made, &said), -EINTR);
    said_free(&said);
    assert_null(strstr(read_text(made, "schedule.json"), "resumed"));
    quiet_until = 0;
    assert_int_equal(go_on(made, &said), 0);
    said_free(&said);
    const char mark[] = "\"resumed\": true";
    const char *first = strstr(read_text(made, "schedule.json"), mark);
    assert_non_null(first);
    assert_null(strstr(first + strlen(mark), "resumed"));
    free(made);
}

static void a_cell_that_fails_later_is_tried_again(void **state)
{
    (void)state;
    struct said said;
    machine_reset();
    bad = "threads";
    bad_from = 5;
    char *made = make();
    assert_int_equal(go_on(made, &said), 1);
    assert_int_equal(runs, 7 * 3);
    assert_non_null(strstr(said.progress, "waits/threads failed in block 5: "
                                          "too wide (exit 2)\n"));
    assert_non_null(strstr(said.progress, "waits/threads failed in block 6: "));
    said_free(&said);
    free(made);
}

/* As in the list of failures below the table. */
static void a_failure_is_told_by_its_task(void **state)
{
    (void)state;
    struct said said;
    machine_reset();
    bad = "threads";
    bad_from = 5;
    bad_task = true;
    char *made = make();
    assert_int_equal(go_on(made, &said), 1);
    bad_task = false;
    assert_non_null(strstr(said.progress,
                           "waits/threads failed in block 5: "
                           "task 7: it met ?[1ma wall (exit 2)\n"));
    said_free(&said);
    free(made);
}

static void assert_ends(int expected, const char *reason)
{
    char why[WHY_MAX] = "";
    FILE *null = fopen("/dev/null", "w");
    char *made = make();
    assert_int_equal(resume(made, null, null, why), expected);
    assert_string_equal(why, reason);
    machine_reset();
    assert_int_equal(resume(made, null, null, why), 0); /* as if it had not */
    fclose(null);
    free(made);
}

static void a_bench_that_cannot_measure_ends(void **state)
{
    (void)state;
    machine_reset();
    fail_at = 5;
    assert_ends(-EPROTO, "hyperfine: on fire");
}

static void a_bench_stops_between_blocks_too(void **state)
{
    (void)state;
    machine_reset();
    quiet_until = 2;
    assert_ends(-EINTR, "stopped");
}

static char *make_by_profile(const char *suite, const char *text,
                             enum profile profile)
{
    struct prepare_options asked = options;
    asked.suite = suite;
    asked.profile = profile;
    write_text(suite, text, 0644);
    return make_by(&asked);
}

/* As in a sweep over what this machine does not have. */
static void one_reason_is_told_once(void **state)
{
    (void)state;
    static const char text[] = "title: Alike\n"
                               "experiments:\n"
                               "  - name: waits\n"
                               "    title: Waits\n"
                               "    workload: sleep\n"
                               "    cells:\n"
                               "      - {model: sequential}\n"
                               "      - {name: threads-1, model: threads}\n"
                               "      - {name: threads-2, model: threads}\n"
                               "      - {name: threads-3, model: threads}\n";
    struct said said;
    machine_reset();
    bad = "threads";
    char *made = make_by_profile("alike.yaml", text, PROFILE_QUICK);
    assert_int_equal(go_on(made, &said), 0);
    const char *told = strstr(said.progress, " left out: too wide");
    assert_non_null(told);
    assert_null(strstr(told + strlen(" left out"), "left out"));
    told = strstr(said.summary, " too wide; so in 2 more cells\n");
    assert_non_null(told);
    assert_null(strstr(told, "waits/threads"));
    said_free(&said);
    free(made);
}

/* Blocks of 1.05 and 1.25 lie on both sides of 1.15: more could tell. */
static char *make_to_be_extended(void)
{
    machine_reset();
    swing_s = -0.02;
    return make_by_profile(
        "quiet.yaml",
        "title: Quiet\nclaims: overlap\nexperiments:\n"
        "  - {name: control, title: C, workload: primes,\n"
        "     cells: [{name: aa-1, model: sequential},\n"
        "             {name: aa-2, model: sequential}]}\n"
        "  - {name: waits, title: W, workload: sleep, tasks: 3,\n"
        "     cells: [{model: threads, width: 0}]}\n"
        "  - {name: others, title: O, workload: sleep, tasks: 3,\n"
        "     cells: [{model: threads, width: 0}]}\n",
        PROFILE_DEFAULT);
}

/* After 13 blocks of 24 s there remain 465 - 312 = 153 s for blocks of the
 * three longer runs of the four, some 19 s; after 13 of 48 s, which are over the
 * time already, a third of it, 208 s, for blocks of 38 s. */
static void an_extension_keeps_to_its_time(void **state)
{
    (void)state;
    struct said said;
    char *made = make_to_be_extended();
    run_ms = 6000;
    assert_int_equal(go_on(made, &said), 0);
    assert_non_null(strstr(said.progress, "7 more blocks, to settle W1\n"));
    assert_int_equal(runs, 13 * 4 + 7 * 3);
    said_free(&said);
    run_ms = 250;
    assert_int_equal(go_on(made, &said), 0); /* that was the last look */
    assert_int_equal(runs, 13 * 4 + 7 * 3);
    said_free(&said);
    free(made);
    made = make_to_be_extended();
    run_ms = 12000;
    assert_int_equal(go_on(made, &said), 0);
    assert_non_null(strstr(said.progress, "5 more blocks, to settle W1\n"));
    said_free(&said);
    free(made);
}

static void what_lacks_only_blocks_is_extended_once(void **state)
{
    (void)state;
    struct said said;
    char *made = make_to_be_extended();
    assert_int_equal(go_on(made, &said), 0);
    assert_non_null(strstr(said.progress, "12 more blocks, to settle W1\n"));
    assert_int_equal(runs, 25 * 3 + 13);
    said_free(&said);
    assert_int_equal(go_on(made, &said), 0);
    assert_int_equal(runs, 25 * 3 + 13);
    assert_null(strstr(said.progress, "more blocks"));
    said_free(&said);
    free(made);
}

static const char served_text[] =
    "title: Served\nexperiments:\n"
    "  - name: waits\n    title: W\n    workload: fetch\n    tasks: 3\n"
    "    server: {size: 1KiB}\n    cells:\n"
    "      - {model: sequential}\n"
    "      - {model: threads, width: 10000000, tasks: 10000000}\n";

/* Both cells of that suite, as the reports name them. */
static void assert_left_out(const char *served, const char *wide)
{
    struct said said;
    char *made = make_by_profile("served.yaml", served_text, PROFILE_QUICK);
    go_on(made, &said);
    assert_non_null(strstr(said.progress, "waits/threads left out: "
                                          "overlap-server: found 10000000"));
    if (served)
        assert_non_null(strstr(said.progress, served));
    if (wide)
        assert_non_null(strstr(read_text(made, "records.jsonl"), wide));
    said_free(&said);
    free(made);
}

static void a_cell_without_its_server_has_failed(void **state)
{
    (void)state;
    machine_reset();
    write_text("overlap-server", "#!/bin/sh\nexit 1\n", 0755);
    assert_left_out(
        "waits/sequential left out: overlap-server: it ended at once", NULL);
    assert_int_equal(runs, 0);
    unlink("overlap-server");
}

/* This one has an address, but counts nothing. */
static void a_server_that_cannot_count_adds_nothing(void **state)
{
    (void)state;
    machine_reset();
    write_text("overlap-server",
               "#!/bin/sh\necho http://127.0.0.1:9/\nexec sleep 60\n", 0755);
    assert_left_out(NULL, "\"wall_ns\":100000000}}\n");
    assert_int_equal(runs, 7);
    assert_true(was_commanded("waits/sequential: '%s/overlap-sequential' "
                              "'fetch' '--tasks' '3' '--url' "
                              "'http://127.0.0.1:9/'"));
    unlink("overlap-server");
}

static void assert_refused(struct prepare_options asked, const char *reason)
{
    char why[WHY_MAX] = "";
    struct results *made;
    assert_true(prepare_new(&made, &asked, why) < 0);
    assert_null(made);
    assert_string_equal(why, reason);
}

static void what_is_missing_is_named_before_anything_runs(void **state)
{
    (void)state;
    struct prepare_options asked = options;
    asked.suite = "none.yaml";
    assert_refused(asked, "none.yaml: No such file or directory; "
                          "expected a readable YAML file");
    asked = options;
    asked.claims = "no-claims";
    assert_refused(asked, "no-claims: No such file or directory; "
                          "expected a readable YAML file");
    asked = options;
    asked.known[0] = "none.yaml";
    assert_refused(asked, "none.yaml: No such file or directory; "
                          "expected a readable YAML file");
    asked = options;
    asked.parent = "suite.yaml";
    assert_refused(asked, "suite.yaml: Not a directory; expected a folder to "
                          "write results to, as by --results DIR");
}

/* A claim may be about cells that only the whole suite has. */
static void a_part_of_a_suite_knows_the_whole(void **state)
{
    (void)state;
    struct said said;
    struct prepare_options asked = options;
    machine_reset();
    asked.suite = "part.yaml";
    write_text(asked.suite,
               "title: Part\nclaims: overlap\nexperiments:\n"
               "  - {name: control, title: C, workload: primes,\n"
               "     cells: [{name: aa-1, model: sequential}]}\n",
               0644);
    asked.known[0] = "suite.yaml";
    char *made = make_by(&asked);
    assert_int_equal(go_on(made, &said), 0);
    assert_int_equal(runs, 7);
    said_free(&said);
    free(made);
}

/* Mutants take the places of the cells that a claim's tests name. */
static void a_bench_of_mutants_shows_that_claims_can_fail(void **state)
{
    (void)state;
    struct said said;
    struct prepare_options asked = options;
    machine_reset();
    mkdir("can-fail", 0755);
    write_text("can-fail/1.yaml",
               "claims:\n"
               "  - {id: W1, documents: [0], claim: C, kind: ratio,\n"
               "     expect: supported, because: B, wrong: no overlap,\n"
               "     tests: [{says: S, of: waits/none-such, over: 0.1,\n"
               "              supported: 1.3, refuted: 2,\n"
               "              wrong: {of: waits/sequential}}]}\n",
               0644);
    asked.claims = "can-fail";
    asked.known[0] = "none.yaml"; /* mutants have a suite of their own */
    asked.profile = PROFILE_WRONG;
    char *made = make_by(&asked);
    assert_int_equal(go_on(made, &said), 0);
    assert_non_null(strstr(said.summary, "W1     supported  refuted"));
    said_free(&said);
    free(made);
}

static void a_resumed_bench_may_lack_what_was_refused(void **state)
{
    (void)state;
    struct said said;
    machine_reset();
    db = "postgresql://somewhere/x";
    bad = "threads";
    char *made = make_asking();
    assert_int_equal(go_on(made, &said), 0);
    said_free(&said);
    db = NULL;
    assert_int_equal(go_on(made, &said), 0); /* it was left out for good */
    assert_int_equal(runs, 1);
    said_free(&said);
    free(made);
}

static void metered_and_large_cells_have_no_trace(void **state)
{
    (void)state;
    struct said said;
    machine_reset();
    char *made = make_by_profile(
        "traced.yaml",
        "title: T\nexperiments:\n"
        "  - {name: waits, title: W, workload: sleep, tasks: 3,\n"
        "     cells: [{model: threads},\n"
        "             {name: metered, model: threads, meter: true},\n"
        "             {name: large, model: threads, tasks: 100000}]}\n",
        PROFILE_QUICK);
    assert_int_equal(go_on(made, &said), 0);
    assert_int_equal(traces, 1);
    said_free(&said);
    free(made);
}

/* From above as from beside it, the suite's programs are found. */
static void a_suite_is_named_from_where_one_is(void **state)
{
    (void)state;
    char whole[100];
    struct said said;
    struct prepare_options asked = options;
    machine_reset();
    mkdir("suites", 0777);
    snprintf(whole, sizeof whole, "%s/suites/whole.yaml", dir);
    write_text(whole,
               "title: W\nexperiments:\n"
               "  - {name: waits, title: W, workload: sleep,\n"
               "     cells: [{model: threads},\n"
               "             {name: peer, executable: ../peer.py}]}\n",
               0644);
    write_text("peer.py", "", 0755);
    asked.suite = whole;
    char *made = make_by(&asked);
    assert_int_equal(go_on(made, &said), 0);
    assert_true(was_commanded("waits/peer: 'suites/../peer.py' 'sleep'"));
    said_free(&said);
    free(made);
}

static void a_program_that_stops_the_bench_is_run_again(void **state)
{
    (void)state;
    struct said said;
    machine_reset();
    write_text("printer", "#!/bin/sh\nkill -TERM $PPID\nsleep 60\n", 0755);
    char *made = make();
    assert_int_equal(go_on(made, &said), -EINTR);
    said_free(&said);
    assert_int_equal(runs, 0);
    write_text("printer", "#!/bin/sh\necho \"$@\"\n", 0755);
    assert_int_equal(go_on(made, &said), 0);
    said_free(&said);
    free(made);
}

static void an_optional_cell_whose_program_is_there_runs(void **state)
{
    (void)state;
    struct said said;
    machine_reset();
    write_text("peer.py", "", 0755);
    char *made = make_by_profile(
        "optional.yaml",
        "title: P\nexperiments:\n"
        "  - {name: waits, title: W, workload: sleep,\n"
        "     cells: [{model: threads},\n"
        "             {name: peer, executable: ./peer.py, optional: true}]}\n",
        PROFILE_QUICK);
    assert_int_equal(go_on(made, &said), 0);
    assert_int_equal(runs, 7 * 2);
    said_free(&said);
    free(made);
}

/* Without its launcher a cell is refused; so is an optional one whose program
 * is missing, of which a launcher would tell in words of its own. */
static void a_launched_cell_without_either_program_is_refused(void **state)
{
    (void)state;
    struct said said;
    machine_reset();
    bad = "launched";
    bad_exit = 127;
    write_text("there.py", "", 0755);
    char *made = make_by_profile(
        "launched.yaml",
        "title: P\nexperiments:\n"
        "  - {name: waits, title: W, workload: sleep, cells: [\n"
        "     {model: threads},\n"
        "     {name: launched, executable: ./there.py, launch: [srun, -n4]},\n"
        "     {name: gone, executable: ./none.py, launch: [srun, -n4],\n"
        "      optional: true}]}\n",
        PROFILE_QUICK);
    assert_int_equal(go_on(made, &said), 0);
    assert_int_equal(runs, 2 + 6);
    assert_true(was_commanded("waits/launched: 'srun' '-n4' "
                              "'././there.py' 'sleep'"));
    assert_non_null(strstr(read_text(made, "report.md"),
                           "Not testable here: launched (too wide); gone ("));
    assert_null(strstr(read_text(made, "report.md"), "Failed runs"));
    said_free(&said);
    free(made);
}

/* Its launcher may say that this machine cannot do what it is for; a program
 * that ends so by itself has failed. */
static void a_launcher_may_refuse_a_machine(void **state)
{
    (void)state;
    struct said said;
    machine_reset();
    bad = "launched";
    bad_exit = 77;
    char *made = make_by_profile(
        "launched.yaml",
        "title: P\nexperiments:\n"
        "  - {name: waits, title: W, workload: sleep, cells: [\n"
        "     {model: threads},\n"
        "     {name: launched, model: threads, launch: [far]}]}\n",
        PROFILE_QUICK);
    assert_int_equal(go_on(made, &said), 0);
    assert_non_null(strstr(read_text(made, "report.md"),
                           "Not testable here: launched (too wide)."));
    said_free(&said);
    free(made);
    machine_reset();
    bad = "alone";
    bad_exit = 77;
    made = make_by_profile(
        "alone.yaml",
        "title: P\nexperiments:\n"
        "  - {name: waits, title: W, workload: sleep, cells: [\n"
        "     {model: threads}, {name: alone, model: threads}]}\n",
        PROFILE_QUICK);
    assert_int_equal(go_on(made, &said), 1);
    assert_non_null(strstr(read_text(made, "report.md"), "Failed runs"));
    said_free(&said);
    free(made);
}

/* The folder with our own programs. */
static void link_server(void)
{
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    assert_true(length > 0);
    path[length] = '\0';
    snprintf(strrchr(path, '/'), sizeof "/overlap-server", "/overlap-server");
    assert_int_equal(symlink(path, "overlap-server"), 0);
}

static const char *const pages_text =
    "title: Pages\nexperiments:\n"
    "  - name: waits\n    title: W\n    workload: fetch\n    tasks: 3\n"
    "    server: {size: 1KiB}\n    cells: [{model: threads}]\n";

static void what_the_server_counted_is_recorded(void **state)
{
    (void)state;
    struct said said;
    machine_reset();
    link_server();
    char *made = make_by_profile("pages.yaml", pages_text, PROFILE_QUICK);
    bad = "threads";
    bad_from = 6; /* has no record to add to */
    assert_int_equal(go_on(made, &said), 1);
    assert_int_equal(line_count(read_text(made, "records.jsonl")), 7);
    const char *text = read_text(made, "records.jsonl");
    for (int i = 0; i < 6; i++) {
        text = strstr(text, "\"server\":{\"accepted\":0,");
        assert_non_null(text++);
    }
    assert_null(strstr(text, "\"server\":"));
    said_free(&said);
    free(made);
    machine_reset();
    fail_at = 3;
    FILE *null = fopen("/dev/null", "w");
    char why[WHY_MAX] = "";
    made = make_by_profile("pages.yaml", pages_text, PROFILE_QUICK);
    assert_int_equal(resume(made, null, null, why), -EPROTO);
    fclose(null);
    free(made);
    unlink("overlap-server");
}

static void a_folder_that_vanishes_ends_the_bench(void **state)
{
    (void)state;
    char why[WHY_MAX] = "", expected[600];
    FILE *null = fopen("/dev/null", "w");
    machine_reset();
    char *made = make();
    vanishing = made;
    assert_int_equal(resume(made, null, null, why), -ENOENT);
    vanishing = NULL;
    snprintf(expected, sizeof expected,
             "%s/schedule.json: No such file or directory", made);
    assert_string_equal(why, expected);
    fclose(null);
    free(made);
}

static void claims_may_be_one_file(void **state)
{
    (void)state;
    struct prepare_options asked = options;
    write_text("few.yaml", claims_text, 0644);
    asked.claims = "few.yaml";
    char *made = make_by(&asked);
    assert_string_equal(read_text(made, "claims/few.yaml"), claims_text);
    free(made);
}

static void words_reach_hyperfine_unchanged(void **state)
{
    (void)state;
    char *const words[] = {"a b", "it's", "$(x)", "", NULL};
    char *text = execute_quote(words);
    assert_string_equal(text, "'a b' 'it'\\''s' '$(x)' ''");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bench_writes_its_folder),
        cmocka_unit_test(the_summary_is_exact),
        cmocka_unit_test(progress_is_one_line_per_block_off_a_terminal),
        cmocka_unit_test(cells_become_commands),
        cmocka_unit_test(only_the_warm_up_block_carries_instruments),
        cmocka_unit_test(a_stopped_bench_resumes_with_what_is_missing),
        cmocka_unit_test(a_truncated_record_is_made_again),
        cmocka_unit_test(a_cell_that_cannot_run_here_is_dropped),
        cmocka_unit_test(an_optional_cell_without_its_program_is_refused),
        cmocka_unit_test(a_launched_cell_without_either_program_is_refused),
        cmocka_unit_test(a_launcher_may_refuse_a_machine),
        cmocka_unit_test(cells_that_query_a_database_get_its_address),
        cmocka_unit_test(without_a_database_those_cells_are_left_out),
        cmocka_unit_test(a_bench_that_began_with_a_database_resumes_with_one),
        cmocka_unit_test(a_folder_has_one_bench_at_a_time),
        cmocka_unit_test(bad_options_write_nothing),
        cmocka_unit_test(a_broken_file_is_reported),
        cmocka_unit_test(a_missing_folder_is_reported),
        cmocka_unit_test(a_bench_goes_on_only_where_it_began),
        cmocka_unit_test(a_pause_is_written_down),
        cmocka_unit_test(a_cell_that_fails_later_is_tried_again),
        cmocka_unit_test(a_failure_is_told_by_its_task),
        cmocka_unit_test(a_bench_that_cannot_measure_ends),
        cmocka_unit_test(a_bench_stops_between_blocks_too),
        cmocka_unit_test(one_reason_is_told_once),
        cmocka_unit_test(an_extension_keeps_to_its_time),
        cmocka_unit_test(what_lacks_only_blocks_is_extended_once),
        cmocka_unit_test(a_cell_without_its_server_has_failed),
        cmocka_unit_test(a_server_that_cannot_count_adds_nothing),
        cmocka_unit_test(what_is_missing_is_named_before_anything_runs),
        cmocka_unit_test(a_part_of_a_suite_knows_the_whole),
        cmocka_unit_test(a_bench_of_mutants_shows_that_claims_can_fail),
        cmocka_unit_test(a_resumed_bench_may_lack_what_was_refused),
        cmocka_unit_test(metered_and_large_cells_have_no_trace),
        cmocka_unit_test(a_suite_is_named_from_where_one_is),
        cmocka_unit_test(a_program_that_stops_the_bench_is_run_again),
        cmocka_unit_test(an_optional_cell_whose_program_is_there_runs),
        cmocka_unit_test(what_the_server_counted_is_recorded),
        cmocka_unit_test(a_folder_that_vanishes_ends_the_bench),
        cmocka_unit_test(claims_may_be_one_file),
        cmocka_unit_test(words_reach_hyperfine_unchanged),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
