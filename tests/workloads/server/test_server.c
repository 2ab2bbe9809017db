/* test_server.c -- overlap-server, as any client sees it. */
#include <arpa/inet.h>
#include <curl/curl.h>
#include <jansson.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/io.h"
#include "tests/unit.h"

#define ARGUMENTS   8
#define PATIENCE_MS 20000 /* after which a test gives up */
#define MANY        10000

/* The server under test; each test starts its own. */
static struct {
    pid_t pid;
    int out; /* its standard output */
    int port;
} server;

static CURL *client; /* one keep-alive session a test */

static void server_path(char path[PATH_MAX])
{
    ssize_t bytes = readlink("/proc/self/exe", path, PATH_MAX - 20);
    assert_true(bytes > 0);
    path[bytes] = '\0';
    snprintf(strrchr(path, '/') + 1, 20, "overlap-server");
}

/* Runs the server with `arguments`, which NULL ends; its output is a pipe. */
static pid_t server_run(const char *const arguments[], int *out)
{
    char path[PATH_MAX];
    const char *argv[ARGUMENTS + 2] = {"overlap-server"};
    int ends[2];
    for (int i = 0; i < ARGUMENTS && arguments[i]; i++)
        argv[i + 1] = arguments[i];
    server_path(path);
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        execv(path, (char **)argv);
        _exit(127);
    }
    close(ends[1]);
    *out = ends[0];
    return pid;
}

/* Reads a line, or everything until the other end is closed. Fails if nothing
 * comes for PATIENCE_MS. */
static size_t text_read(int fd, char *text, size_t max, bool one_line)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    size_t length = 0;
    while (length + 1 < max) {
        assert_int_equal(poll(&poll_fd, 1, PATIENCE_MS), 1);
        ssize_t got = read(fd, text + length, one_line ? 1 : max - 1 - length);
        assert_true(got >= 0);
        if (got == 0)
            break;
        length += (size_t)got;
        if (one_line && text[length - 1] == '\n')
            break;
    }
    text[length] = '\0';
    return length;
}

#define SERVER_START(...) server_start((const char *const[]){__VA_ARGS__, NULL})

static void server_start(const char *const arguments[])
{
    char line[100];
    server.pid = server_run(arguments, &server.out);
    text_read(server.out, line, sizeof line, true);
    assert_int_equal(sscanf(line, "http://127.0.0.1:%d/", &server.port), 1);
    assert_string_equal(strrchr(line, '/'), "/\n");
}

static int server_end(int number)
{
    int status;
    kill(server.pid, number);
    assert_int_equal(waitpid(server.pid, &status, 0), server.pid);
    server.pid = 0;
    close(server.out);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int client_open(void **state)
{
    (void)state;
    client = curl_easy_init();
    return client ? 0 : -1;
}

/* Runs after a failed test, too: no server outlives it. */
static int client_close(void **state)
{
    (void)state;
    curl_easy_cleanup(client);
    if (server.pid > 0)
        server_end(SIGTERM);
    return 0;
}

struct body {
    char *text;
    size_t bytes;
};

static size_t on_data(char *data, size_t one, size_t bytes, void *arg)
{
    struct body *body = arg;
    char *grown = realloc(body->text, body->bytes + bytes + 1);
    if (!grown)
        return 0;
    body->text = grown;
    memcpy(body->text + body->bytes, data, bytes);
    body->bytes += bytes;
    body->text[body->bytes] = '\0';
    return one * bytes;
}

static CURLcode get(const char *path, long *status, struct body *body)
{
    char url[200];
    snprintf(url, sizeof url, "http://127.0.0.1:%d/%s", server.port, path);
    curl_easy_setopt(client, CURLOPT_URL, url);
    curl_easy_setopt(client, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(client, CURLOPT_WRITEFUNCTION, on_data);
    curl_easy_setopt(client, CURLOPT_WRITEDATA, body);
    curl_easy_setopt(client, CURLOPT_TIMEOUT_MS, (long)PATIENCE_MS);
    *body = (struct body){0};
    CURLcode code = curl_easy_perform(client);
    curl_easy_getinfo(client, CURLINFO_RESPONSE_CODE, status);
    return code;
}

/* Is the body `bytes` letters, a to z over and over? */
static bool is_alphabet(const struct body *body, size_t bytes)
{
    bool right = body->bytes == bytes;
    for (size_t i = 0; right && i < bytes; i++)
        right = body->text[i] == (char)('a' + i % 26);
    return right;
}

static void expect_letters(const char *path, size_t bytes)
{
    struct body body;
    long status;
    assert_int_equal(get(path, &status, &body), CURLE_OK);
    assert_int_equal(status, 200);
    assert_true(is_alphabet(&body, bytes));
    free(body.text);
}

static void expect_status(const char *path, long expected)
{
    struct body body;
    long status;
    assert_int_equal(get(path, &status, &body), CURLE_OK);
    assert_int_equal(status, expected);
    free(body.text);
}

static json_t *stats_get(const char *path)
{
    struct body body;
    long status;
    assert_int_equal(get(path, &status, &body), CURLE_OK);
    assert_int_equal(status, 200);
    json_t *stats = json_loads(body.text, 0, NULL);
    assert_non_null(stats);
    free(body.text);
    return stats;
}

static int64_t stat_of(const json_t *stats, const char *key)
{
    const json_t *value = json_object_get(stats, key);
    assert_true(json_is_integer(value));
    return json_integer_value(value);
}

static int64_t stat_get(const char *key)
{
    json_t *stats = stats_get("stats");
    int64_t value = stat_of(stats, key);
    json_decref(stats);
    return value;
}

static void the_body_is_the_alphabet_at_any_size(void **state)
{
    (void)state;
    SERVER_START("--size", "100");
    expect_letters("", 100);
    expect_letters("some/path", 100);
    expect_letters("?size=0", 0);
    expect_letters("?size=27", 27);
    expect_letters("?size=1MiB", 1048576);
    expect_letters("?size=1048577", 1048577);
    expect_letters("?size=5MB", 5000000);
    expect_letters("", 100);
}

static void the_default_body_is_a_kibibyte(void **state)
{
    (void)state;
    SERVER_START("--delay", "0");
    expect_letters("", 1024);
}

static void a_large_default_body_is_whole(void **state)
{
    (void)state;
    SERVER_START("--size=2MiB");
    expect_letters("", 2097152);
    expect_letters("", 2097152);
}

static void the_query_sets_the_status(void **state)
{
    (void)state;
    SERVER_START("--port=0");
    expect_status("?status=404", 404);
    expect_status("?status=599&size=3", 599);
    expect_status("?status=204", 204);
    expect_status("?status=304", 304);
    expect_status("", 200);
}

static void a_wrong_query_is_a_bad_request(void **state)
{
    (void)state;
    SERVER_START("--port=0");
    expect_status("?status=199", 400);
    expect_status("?status=600", 400);
    expect_status("?status=x", 400);
    expect_status("?delay=-1ms", 400);
    expect_status("?delay=2h", 400);
    expect_status("?size=1e99", 400);
    expect_status("", 200);
}

static void a_cut_answer_ends_in_the_middle(void **state)
{
    (void)state;
    struct body body;
    long status;
    SERVER_START("--port=0");
    assert_int_equal(get("?cut=1", &status, &body), CURLE_PARTIAL_FILE);
    assert_true(is_alphabet(&body, 512));
    free(body.text);
    assert_int_equal(get("?cut=1&size=3MiB", &status, &body),
                     CURLE_PARTIAL_FILE);
    assert_true(is_alphabet(&body, 1572864));
    free(body.text);
    expect_letters("", 1024);
}

static void what_is_posted_is_read_and_dropped(void **state)
{
    (void)state;
    static char much[100000];
    memset(much, 'x', sizeof much - 1);
    SERVER_START("--size=10");
    curl_easy_setopt(client, CURLOPT_POSTFIELDS, much);
    expect_letters("", 10);
    curl_easy_setopt(client, CURLOPT_HTTPGET, 1L);
    expect_letters("", 10);
}

static void no_answer_is_early(void **state)
{
    (void)state;
    SERVER_START("--delay", "30ms");
    for (int i = 0; i < 5; i++) {
        uint64_t begin_ns = io_now_ns();
        expect_letters(i % 2 ? "?delay=20ms" : "", 1024);
        assert_true(io_now_ns() - begin_ns >= (i % 2 ? 20000000 : 30000000));
    }
}

/* The bucket of one request a second holds one. */
static void requests_above_the_rate_get_429(void **state)
{
    (void)state;
    struct body body;
    long status;
    int64_t limited = 0;
    SERVER_START("--limit", "1");
    expect_letters("", 1024);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(get("", &status, &body), CURLE_OK);
        assert_true(status == 200 || status == 429);
        limited += status == 429;
        free(body.text);
    }
    assert_true(limited > 0);
    assert_int_equal(stat_get("refused"), limited);
    assert_int_equal(stat_get("requests"), 21);
}

/* Requests that come in a pause are answered at its end. */
static void a_paused_server_answers_nobody(void **state)
{
    (void)state;
    SERVER_START("--pause-every", "300ms", "--pause-for", "100ms");
    json_decref(stats_get("stats?reset"));
    uint64_t begin_ns = io_now_ns(), slowest_ns = 0;
    for (uint64_t at_ns = begin_ns; at_ns < begin_ns + 450000000;) {
        expect_letters("", 1024);
        uint64_t now_ns = io_now_ns();
        slowest_ns = now_ns - at_ns > slowest_ns ? now_ns - at_ns : slowest_ns;
        at_ns = now_ns;
    }
    assert_true(slowest_ns >= 90000000);
}

static void the_counts_add_up_and_start_anew(void **state)
{
    (void)state;
    SERVER_START("--delay", "1ms");
    for (int i = 0; i < 7; i++)
        expect_letters("", 1024);
    json_t *stats = stats_get("stats?reset");
    json_t *arrivals = json_object_get(stats, "arrivals"), *window;
    size_t index;
    int64_t sum = 0;
    json_array_foreach(arrivals, index, window) sum +=
        json_integer_value(window);
    assert_int_equal(sum, 7);
    assert_int_equal(stat_of(stats, "requests"), 7);
    assert_int_equal(stat_of(stats, "accepted"), 1); /* kept alive */
    assert_int_equal(stat_of(stats, "in_flight"), 0);
    assert_int_equal(stat_of(stats, "peak_in_flight"), 1);
    assert_int_equal(stat_of(stats, "window_ns"), 100000000);
    assert_int_in_range(stat_of(stats, "arrivals_peak_100ms"), 1, 7);
    assert_true(stat_of(stats, "cpu_ns") > 0);
    json_decref(stats);
    assert_int_equal(stat_get("requests"), 0);
    assert_int_equal(stat_get("accepted"), 0);
    assert_int_equal(stat_get("peak_in_flight"), 0);
}

/* Closing it resets the connection, so no port is unusable for a minute. */
static int connection_open(void)
{
    const struct linger linger = {.l_onoff = 1, .l_linger = 0};
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)server.port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    assert_int_equal(connect(fd, (void *)&address, sizeof address), 0);
    return fd;
}

static void connection_ask(int fd, const char *path)
{
    char request[200];
    int bytes = snprintf(request, sizeof request,
                         "GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);
    assert_int_equal(write(fd, request, (size_t)bytes), bytes);
}

static bool files_suffice(rlim_t files)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_max >= files;
}

static void ten_thousand_requests_are_held_at_once(void **state)
{
    (void)state;
    static int connections[MANY];
    if (!files_suffice(MANY + 100))
        skip_because("fewer open files are allowed here (ulimit -Hn) than "
                     "this needs");
    SERVER_START("--delay", "3s", "--size", "10");
    for (int i = 0; i < MANY; i++)
        connections[i] = connection_open();
    for (int i = 0; i < MANY; i++)
        connection_ask(connections[i], "");
    for (int i = 0; i < MANY; i++) {
        char answer[300];
        ssize_t bytes = read(connections[i], answer, sizeof answer - 1);
        assert_true(bytes > 0);
        answer[bytes] = '\0';
        assert_non_null(strstr(answer, " 200 OK\r\n"));
        assert_non_null(strstr(answer, "\r\n\r\nabcdefghij"));
        close(connections[i]);
    }
    assert_int_equal(stat_get("peak_in_flight"), MANY);
    assert_int_equal(stat_get("in_flight"), 0);
    assert_int_equal(stat_get("requests"), MANY);
}

/* The second answer is requested later but due an hour earlier. */
static void delays_may_differ_by_request(void **state)
{
    (void)state;
    SERVER_START("--delay", "60min");
    int slow = connection_open();
    connection_ask(slow, "");
    expect_letters("?delay=1ms", 1024);
    assert_int_equal(stat_get("in_flight"), 1);
    close(slow);
    assert_int_equal(server_end(SIGTERM), 0);
}

static void a_signal_ends_it_cleanly(void **state)
{
    (void)state;
    SERVER_START("--delay", "0");
    assert_int_equal(server_end(SIGTERM), 0);
    SERVER_START("--delay", "0");
    assert_int_equal(server_end(SIGINT), 0);
}

/* The pipe reaches its end when every process that holds it has ended. */
static void it_ends_with_the_program_that_started_it(void **state)
{
    (void)state;
    char text[100];
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    pid_t starter = fork();
    if (starter == 0) {
        int out;
        char line[100];
        dup2(ends[1], 100); /* which the server inherits */
        server_run((const char *const[]){"--delay", "0", NULL}, &out);
        text_read(out, line, sizeof line, true);
        _exit(line[0] == 'h' ? 0 : 1);
    }
    close(ends[1]);
    assert_int_equal(waitpid(starter, &status, 0), starter);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_int_equal(text_read(ends[0], text, sizeof text, false), 0);
    close(ends[0]);
}

/* The exit status of a run that ends by itself; `text` gets what it said. */
static int run_to_end(const char *const arguments[], char text[4096])
{
    int out, status;
    pid_t pid = server_run(arguments, &out);
    text_read(out, text, 4096, false);
    close(out);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void bad_usage_is_one_line_and_status_2(void **state)
{
    (void)state;
    static const struct {
        const char *arguments[3], *named;
    } cases[] = {
        {{"--port", "65536"}, "'65536'"},
        {{"--port", "-1"}, "'-1'"},
        {{"--delay", "soon"}, "'soon'"},
        {{"--delay=61min"}, "'61min'"},
        {{"--size", "-5"}, "'-5'"},
        {{"--size=9999999999GiB"}, "GiB"},
        {{"--limit", "0"}, "'0'"},
        {{"--colour"}, "'--colour'"},
        {{"--delay"}, "'--delay'"},
        {{"file"}, "'file'"},
        {{"--limit", "no"}, "'no'"},
        {{"--pause-every", "1s"}, "--pause-for"},
        {{"--pause-for", "1s"}, "--pause-every"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[4096];
        assert_int_equal(run_to_end(cases[i].arguments, text), 2);
        assert_non_null(strstr(text, cases[i].named));
        assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
    }
}

static void a_port_in_use_is_one_line_and_status_2(void **state)
{
    (void)state;
    char text[4096], port[12];
    SERVER_START("--delay", "0");
    snprintf(port, sizeof port, "%d", server.port);
    assert_int_equal(
        run_to_end((const char *const[]){"--port", port, NULL}, text), 2);
    assert_non_null(strstr(text, port));
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
}

static void help_and_version_teach(void **state)
{
    (void)state;
    char text[4096];
    assert_int_equal(run_to_end((const char *const[]){"--help", NULL}, text),
                     0);
    assert_non_null(strstr(text, "--limit"));
    assert_non_null(strstr(text, "/stats?reset"));
    assert_int_equal(run_to_end((const char *const[]){"--version", NULL}, text),
                     0);
    assert_string_equal(text, "overlap-server " OVERLAP_VERSION "\n");
}

#define ASKED(test)                                                            \
    cmocka_unit_test_setup_teardown(test, client_open, client_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ASKED(the_body_is_the_alphabet_at_any_size),
        ASKED(the_default_body_is_a_kibibyte),
        ASKED(a_large_default_body_is_whole),
        ASKED(the_query_sets_the_status),
        ASKED(a_wrong_query_is_a_bad_request),
        ASKED(a_cut_answer_ends_in_the_middle),
        ASKED(what_is_posted_is_read_and_dropped),
        ASKED(no_answer_is_early),
        ASKED(requests_above_the_rate_get_429),
        ASKED(a_paused_server_answers_nobody),
        ASKED(the_counts_add_up_and_start_anew),
        ASKED(ten_thousand_requests_are_held_at_once),
        ASKED(delays_may_differ_by_request),
        ASKED(a_signal_ends_it_cleanly),
        ASKED(it_ends_with_the_program_that_started_it),
        ASKED(bad_usage_is_one_line_and_status_2),
        ASKED(a_port_in_use_is_one_line_and_status_2),
        ASKED(help_and_version_teach),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
