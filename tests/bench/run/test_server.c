/* test_server.c -- an experiment's server and what it reports. */
#include "tests/unit.h"

#include <arpa/inet.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/run/server.h"

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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
