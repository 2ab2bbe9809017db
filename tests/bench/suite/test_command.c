/* test_command.c -- a suite's cell becomes the command line it asks for. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "bench/suite/command.h"

static void assert_command(const struct experiment *experiment,
                           const struct cell *cell, const char *expected)
{
    char found[400] = "";
    struct command command;
    command_of_cell(&command, experiment, cell, "bin", "http://h/", false);
    assert_true(command_complete(&command));
    for (int i = 0; i < command.count; i++)
        snprintf(found + strlen(found), sizeof found - strlen(found), "%s%s",
                 i ? " " : "", command.word[i]);
    assert_string_equal(found, expected);
    command_free(&command);
}

static void extra_options_come_after_those_with_keys(void **state)
{
    (void)state;
    char *all[] = {"--keep-going"}, *own[] = {"--pause", "5 ms"};
    const struct experiment experiment = {
        .workload = "fetch", .tasks = 7, .options = all, .options_count = 1};
    const struct cell cell = {.model = "threads",
                              .width = &(int){3},
                              .options = own,
                              .options_count = 2,
                              .meter = true};
    assert_command(&experiment, &cell,
                   "bin/overlap-threads fetch --tasks 7 --width 3 --url "
                   "http://h/ --keep-going --pause 5 ms --meter");
}

static void a_cells_own_share_wins(void **state)
{
    (void)state;
    struct suite_server server = {.delay = "5ms"};
    const struct experiment experiment = {.workload = "mixed",
                                          .size = "20ms",
                                          .cpu_share = &(int){50},
                                          .server = &server};
    const struct cell cell = {.model = "async", .cpu_share = &(int){10}};
    assert_command(&experiment, &cell,
                   "bin/overlap-async mixed --size 20ms --cpu-share 10 --url "
                   "http://h/");
}

/* The share that is not computed is waited for. */
static void a_server_without_a_delay_waits_for_the_rest(void **state)
{
    (void)state;
    struct suite_server server = {.size = "1KiB"};
    struct experiment experiment = {
        .workload = "mixed", .size = "20ms", .server = &server};
    const struct cell cell = {.model = "async", .cpu_share = &(int){25}};
    assert_command(&experiment, &cell,
                   "bin/overlap-async mixed --size 20ms --cpu-share 25 --url "
                   "http://h/?delay=15000us");
    const struct cell full = {.model = "async", .cpu_share = &(int){100}};
    assert_command(&experiment, &full,
                   "bin/overlap-async mixed --size 20ms --cpu-share 100 --url "
                   "http://h/?delay=0us");
    experiment.workload = "fetch";
    assert_command(&experiment, &cell,
                   "bin/overlap-async fetch --size 20ms --cpu-share 25 --url "
                   "http://h/");
}

static void
a_launcher_starts_the_program_and_its_words_are_its_own(void **state)
{
    (void)state;
    char *launch[] = {"mpirun", "--timeout", "60"}, *own[] = {"--loops"};
    const struct experiment experiment = {.workload = "primes", .tasks = 7};
    const struct cell cell = {.model = "mpi",
                              .launch = launch,
                              .launch_count = 3,
                              .options = own,
                              .options_count = 1};
    assert_command(&experiment, &cell,
                   "mpirun --timeout 60 bin/overlap-mpi primes --tasks 7 "
                   "--url http://h/ --loops");
    struct command command;
    command_of_cell(&command, &experiment, &cell, "bin", NULL, false);
    assert_null(command_value(&command, "--timeout"));
    assert_string_equal(command_value(&command, "--tasks"), "7");
    command_free(&command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            a_launcher_starts_the_program_and_its_words_are_its_own),
        cmocka_unit_test(extra_options_come_after_those_with_keys),
        cmocka_unit_test(a_cells_own_share_wins),
        cmocka_unit_test(a_server_without_a_delay_waits_for_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
