/* test_server.c -- an experiment's server and what it reports. */
#include "tests/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/run/server.h"
#include "tests/tree.h"

static struct bench_server server;

static const char *bin_dir(void)
{
    static char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    assert_true(length > 0);
    *strrchr(path, '/') = '\0';
    return path;
}

static void start(const struct suite_server *wanted)
{
    char why[WHY_MAX] = "";
    int err = server_ensure(&server, wanted, bin_dir(), why);
    assert_string_equal(why, "");
    assert_int_equal(err, 0);
}

static int stop_server(void **state)
{
    (void)state;
    server_stop(&server);
    return 0;
}

/* Makes a GET request over a connection of its own. */
static void ask(void)
{
    unsigned port;
    char answer[4096];
    assert_int_equal(sscanf(server.url, "http://127.0.0.1:%u/", &port), 1);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (void *)&address, sizeof address), 0);
    dprintf(fd, "GET / HTTP/1.0\r\n\r\n");
    while (read(fd, answer, sizeof answer) > 0)
        continue;
    close(fd);
}

static json_int_t reported(json_t *record, const char *key)
{
    json_t *value = json_object_get(json_object_get(record, "server"), key);
    assert_true(json_is_integer(value));
    return json_integer_value(value);
}

static void a_report_counts_from_the_reset_but_not_itself(void **state)
{
    (void)state;
    const struct suite_server wanted = {.delay = "1ms", .size = "100"};
    json_t *record = json_object();
    start(&wanted);
    ask();
    assert_int_equal(server_reset(&server), 0);
    for (int i = 0; i < 3; i++)
        ask();
    assert_int_equal(server_report(&server, record), 0);
    assert_int_equal(reported(record, "accepted"), 3);
    assert_int_equal(reported(record, "requests"), 3);
    assert_int_equal(reported(record, "refused"), 0);
    assert_int_equal(reported(record, "peak_in_flight"), 1);
    assert_int_in_range(reported(record, "arrivals_peak_100ms"), 1, 3);
    assert_true(reported(record, "cpu_ns") > 0);
    json_decref(record);
}

static void a_limit_set_by_the_suite_refuses_requests(void **state)
{
    (void)state;
    const struct suite_server wanted = {.limit = "1"};
    json_t *record = json_object();
    start(&wanted);
    for (int i = 0; i < 5; i++)
        ask();
    assert_int_equal(server_report(&server, record), 0);
    assert_int_equal(reported(record, "requests"), 5);
    assert_int_in_range(reported(record, "refused"), 1, 4);
    json_decref(record);
}

static void a_server_pauses_as_the_suite_says(void **state)
{
    (void)state;
    const struct suite_server wanted = {.pause_every = "50ms",
                                        .pause_for = "10ms"};
    start(&wanted);
    ask();
}

static void a_server_that_is_gone_reports_an_error(void **state)
{
    (void)state;
    const struct suite_server wanted = {.delay = "1ms"};
    json_t *record = json_object();
    start(&wanted);
    server_stop(&server);
    assert_true(server_reset(&server) < 0);
    assert_true(server_report(&server, record) < 0);
    assert_null(json_object_get(record, "server"));
    json_decref(record);
}

static void a_server_that_runs_is_not_started_again(void **state)
{
    (void)state;
    const struct suite_server wanted = {.delay = "1ms"};
    start(&wanted);
    pid_t first = server.pid;
    start(&wanted);
    assert_int_equal(server.pid, first);
    kill(first, SIGKILL);
    waitid(P_PID, (id_t)first, NULL, WEXITED | WNOWAIT);
    start(&wanted);
    assert_int_not_equal(server.pid, first);
    ask();
}

static void ensure_fails(const char *bin, int expected, const char *said)
{
    char why[WHY_MAX] = "";
    const struct suite_server wanted = {.size = "1KiB"};
    assert_int_equal(server_ensure(&server, &wanted, bin, why), expected);
    assert_string_equal(why, said);
    assert_int_equal(server.pid, 0);
}

/* Puts a script in the place of overlap-server. */
static void put_server(const char *dir, const char *text)
{
    char path[100];
    snprintf(path, sizeof path, "%s/overlap-server", dir);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\n%s\n", text);
    fclose(file);
    chmod(path, 0700);
}

static void a_server_that_does_not_start_says_why(void **state)
{
    (void)state;
    char dir[] = "/tmp/overlap-server-XXXXXX";
    assert_non_null(mkdtemp(dir));
    ensure_fails(dir, -ENOENT,
                 "overlap-server: No such file or directory; expected its URL "
                 "within 5 s");
    put_server(dir, "exit 1");
    ensure_fails(dir, -EPIPE,
                 "overlap-server: it ended at once; expected its URL within "
                 "5 s");
    tree_remove(dir);
}

static void a_server_needs_a_pipe_for_its_url(void **state)
{
    (void)state;
    struct rlimit old;
    getrlimit(RLIMIT_NOFILE, &old);
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){4, old.rlim_max});
    char why[WHY_MAX] = "";
    const struct suite_server wanted = {0};
    int err = server_ensure(&server, &wanted, bin_dir(), why);
    setrlimit(RLIMIT_NOFILE, &old);
    assert_int_equal(err, -EMFILE);
    assert_string_equal(why, "overlap-server: Too many open files");
}

/* Something else may listen where the server was. */
static void a_report_that_is_no_json_is_an_error(void **state)
{
    (void)state;
    const struct suite_server wanted = {.size = "3"};
    json_t *record = json_object();
    start(&wanted);
    size_t used = strlen(server.url); /* so "stats" is no path of its own */
    snprintf(server.url + used, sizeof server.url - used, "page?of=");
    assert_int_equal(server_report(&server, record), -EPROTO);
    assert_null(json_object_get(record, "server"));
    json_decref(record);
}

static void a_cell_too_wide_for_a_server_is_refused(void **state)
{
    (void)state;
    char why[WHY_MAX] = "";
    int few = 2, many = 2000000000, all = 0;
    const struct experiment wide = {.tasks = 2000000000}, narrow = {.tasks = 2};
    const struct cell plain = {0}, as_wide = {.width = &many},
                      one_per_task = {.width = &all}, small = {.tasks = &few};
    assert_false(server_refuses(&narrow, &plain, why));
    assert_false(server_refuses(&narrow, &as_wide, why)); /* two tasks only */
    assert_false(server_refuses(&narrow, &one_per_task, why));
    assert_false(server_refuses(&wide, &small, why));
    assert_string_equal(why, "");
    assert_true(server_refuses(&wide, &as_wide, why));
    assert_true(server_refuses(&wide, &one_per_task, why));
    assert_non_null(strstr(why, "found 2000000000 connections, expected at "
                                "most "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_report_counts_from_the_reset_but_not_itself,
                                  stop_server),
        cmocka_unit_test_teardown(a_limit_set_by_the_suite_refuses_requests,
                                  stop_server),
        cmocka_unit_test_teardown(a_server_pauses_as_the_suite_says,
                                  stop_server),
        cmocka_unit_test_teardown(a_server_that_is_gone_reports_an_error,
                                  stop_server),
        cmocka_unit_test_teardown(a_server_that_runs_is_not_started_again,
                                  stop_server),
        cmocka_unit_test(a_server_that_does_not_start_says_why),
        cmocka_unit_test(a_server_needs_a_pipe_for_its_url),
        cmocka_unit_test_teardown(a_report_that_is_no_json_is_an_error,
                                  stop_server),
        cmocka_unit_test(a_cell_too_wide_for_a_server_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
