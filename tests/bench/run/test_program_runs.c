/* test_program_runs.c -- the programs of semantic tests, and their transcripts. */
#include "tests/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/results/transcript.h"
#include "bench/run/programs.h"
#include "core/base/process.h"
#include "tests/tree.h"

static char dir[] = "/tmp/overlap-programs-XXXXXX";

static void write_script(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\n%s\n", text);
    fclose(file);
    chmod(path, 0700);
}

static int make_dir(void **state)
{
    (void)state;
    process_begin();
    return mkdtemp(dir) ? chdir(dir) : -1;
}

static int remove_dir(void **state)
{
    (void)state;
    return chdir("/") < 0 ? -1 : tree_remove(dir);
}

static char *words[3] = {"one", "two"};

/* A claim whose test runs this program; after it, one that runs none. */
static struct claim_test tests[2];
static struct claim claim = {.id = "G1", .tests = tests, .tests_count = 2};
static struct claims claims = {.claims = &claim, .claims_count = 1};

/* Runs it in the results folder `of`; the caller frees the transcripts. */
static int run_in(const char *of, const char *program, json_t **transcripts,
                  char why[WHY_MAX])
{
    tests[1] = (struct claim_test){.kind = TEST_RATIO};
    tests[0] = (struct claim_test){.kind = TEST_SEMANTIC,
                                   .program = (char *)program,
                                   .args = words,
                                   .args_count = words[2] ? 3 : 2};
    struct results results = {
        .dir = (char *)of, .claims = &claims, .transcripts = *transcripts};
    if (!results.transcripts)
        results.transcripts = *transcripts = json_object();
    return programs_run(&results, dir, why);
}

static const char *said_of(const json_t *transcripts, const char *key)
{
    return json_string_value(
        json_object_get(transcript_find(transcripts, &claim, &tests[0]), key));
}

static size_t lines_of(const json_t *transcripts)
{
    return json_array_size(json_object_get(
        transcript_find(transcripts, &claim, &tests[0]), "lines"));
}

static void a_program_is_beside_ours_unless_it_has_a_path(void **state)
{
    (void)state;
    const char *const programs[] = {"printer", "./printer"};
    char why[WHY_MAX] = "";
    write_script("printer", "printf '%s\\n\\n' \"$@\"; echo no >&2; printf x");
    for (int i = 0; i < 2; i++) {
        json_t *transcripts = NULL;
        assert_int_equal(run_in(dir, programs[i], &transcripts, why), 0);
        assert_int_equal(lines_of(transcripts), 5); /* the last without end */
        assert_string_equal(said_of(transcripts, "error"), "no");
        json_decref(transcripts);
    }
    assert_string_equal(why, "");
}

static void a_program_runs_once(void **state)
{
    (void)state;
    char why[WHY_MAX] = "";
    json_t *transcripts = NULL;
    write_script("counter", "echo x >>../ran; wc -l <../ran");
    assert_int_equal(run_in(dir, "counter", &transcripts, why), 0);
    assert_int_equal(run_in(dir, "counter", &transcripts, why), 0);
    assert_int_equal(lines_of(transcripts), 1);
    json_decref(transcripts);
}

static void a_missing_program_has_a_transcript_that_says_so(void **state)
{
    (void)state;
    char why[WHY_MAX] = "";
    json_t *transcripts = NULL;
    assert_int_equal(run_in(dir, "no/such/program", &transcripts, why), 0);
    assert_string_equal(said_of(transcripts, "error"),
                        "no/such/program: No such file or directory");
    assert_int_equal(lines_of(transcripts), 0);
    json_decref(transcripts);
}

static void a_folder_that_cannot_be_made_is_an_error(void **state)
{
    (void)state;
    char why[WHY_MAX] = "";
    json_t *transcripts = NULL;
    assert_int_equal(run_in("no/such", "printer", &transcripts, why), -ENOENT);
    assert_string_equal(why, "no/such: No such file or directory");
    assert_int_equal(json_object_size(transcripts), 0);
    json_decref(transcripts);
}

static void what_a_person_stops_has_no_transcript(void **state)
{
    (void)state;
    char why[WHY_MAX] = "", expected[100];
    json_t *transcripts = NULL;
    write_script("stopper", "kill -TERM $PPID; sleep 60");
    assert_int_equal(run_in(dir, "stopper", &transcripts, why), -EINTR);
    snprintf(expected, sizeof expected, "%s: stopped", dir);
    assert_string_equal(why, expected);
    assert_int_equal(json_object_size(transcripts), 0);
    json_decref(transcripts);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(a_program_is_beside_ours_unless_it_has_a_path),
        cmocka_unit_test(a_program_runs_once),
        cmocka_unit_test(a_missing_program_has_a_transcript_that_says_so),
        cmocka_unit_test(a_folder_that_cannot_be_made_is_an_error),
        cmocka_unit_test(what_a_person_stops_has_no_transcript),
    };
    return cmocka_run_group_tests(all, make_dir, remove_dir);
}
