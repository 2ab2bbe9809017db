/* test_request.c -- which requests are read, and what is refused. */
#include "workloads/parts/request.h"

#include <string.h>

#include "tests/unit.h"

#define HOST "Host: a\r\n"

static struct request request;

static size_t read_text(const char *text)
{
    return request_read(text, strlen(text), &request);
}

static void expect_status(const char *text, int status)
{
    assert_int_equal(read_text(text), strlen(text));
    if (request.status != status)
        fail_msg("found %d, expected %d: %s", request.status, status, text);
    assert_true(status == 200 || !request.keep_alive);
}

static void a_get_is_read_to_the_end_of_its_head(void **state)
{
    (void)state;
#define HEAD "GET /a?b=c HTTP/1.1\r\n" HOST "\r\n"
    static const char head[] = HEAD;
    assert_int_equal(read_text(HEAD "GET / HTTP"), sizeof head - 1);
    assert_int_equal(request.status, 200);
    assert_true(request.keep_alive);
    for (size_t len = 0; len < sizeof head - 1; len++)
        assert_int_equal(request_read(head, len, &request), 0);
}

static void a_connection_stays_open_unless_it_is_not_to(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool stays;
    } heads[] = {
        {"GET / HTTP/1.1\r\n" HOST "\r\n", true},
        {"GET / HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n", false},
        {"GET / HTTP/1.1\r\n" HOST "connection: x, CLOSE ,y\r\n\r\n", false},
        {"GET / HTTP/1.1\r\n" HOST "Connection: closer\r\n\r\n", true},
        {"GET / HTTP/1.0\r\n\r\n", false},
        {"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true},
        {"GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", false},
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        expect_status(heads[i].text, 200);
        assert_int_equal(request.keep_alive, heads[i].stays);
    }
}

static void what_has_no_body_is_read(void **state)
{
    (void)state;
    expect_status("GET / HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", 200);
    expect_status("GET / HTTP/1.1\r\n" HOST "Accept:\t*/* \r\nX:\r\n\r\n", 200);
    expect_status("GET http://a/b HTTP/1.1\r\n" HOST "\r\n", 200);
}

static void a_head_is_told_from_a_get(void **state)
{
    (void)state;
    expect_status("HEAD / HTTP/1.1\r\n" HOST "\r\n", 200);
    assert_true(request.is_head && request.keep_alive);
    expect_status("GET / HTTP/1.1\r\n" HOST "\r\n", 200);
    assert_false(request.is_head);
}

static void a_line_that_ends_otherwise_is_refused_at_once(void **state)
{
    (void)state;
    assert_int_equal(read_text("GET / HTTP/1.1\n"), 15);
    assert_int_equal(request.status, 400);
    assert_int_equal(read_text("GET / HTTP/1.1\n" HOST "\r\n"), 15);
    assert_int_equal(request.status, 400);
    assert_int_equal(read_text("\nGET / HTTP/1.1\r\n"), 1);
    assert_int_equal(request.status, 400);
    assert_int_equal(read_text("GET / HTTP/1.1\r\n" HOST "\r"), 0);
}

static void what_is_not_exactly_that_is_refused(void **state)
{
    (void)state;
    static const struct {
        int status;
        const char *text;
    } heads[] = {
        {400, "\r\n\r\n"},
        {400, "GET\r\n\r\n"},
        {400, "GET / \r\n" HOST "\r\n"},
        {400, "GET  / HTTP/1.1\r\n" HOST "\r\n"},
        {400, "GET / HTTP/1.1 \r\n" HOST "\r\n"},
        {400, "GET x HTTP/1.1\r\n" HOST "\r\n"},
        {400, "GET /\x7f HTTP/1.1\r\n" HOST "\r\n"},
        {400, "GET / http/1.1\r\n" HOST "\r\n"},
        {400, "G@T / HTTP/1.1\r\n" HOST "\r\n"},
        {505, "GET / HTTP/2.0\r\n" HOST "\r\n"},
        {505, "GET / HTTP/1.2\r\n" HOST "\r\n"},
        {501, "POST / HTTP/1.1\r\n" HOST "\r\n"},
        {501, "get / HTTP/1.1\r\n" HOST "\r\n"},
        {400, "GET / HTTP/1.1\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\n" HOST HOST "\r\n"},
        {400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\n" HOST " folded\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\n" HOST "no colon\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\n" HOST ": no name\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\n" HOST "a: b\rc\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\n" HOST "a: \x01\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\n" HOST "Content-Length: x\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\n" HOST "Content-Length: -0\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\n" HOST
              "Content-Length: 0\r\nContent-Length: 0\r\n\r\n"},
        {413, "GET / HTTP/1.1\r\n" HOST "Content-Length: 010\r\n\r\n"},
        {501, "GET / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"},
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        expect_status(heads[i].text, heads[i].status);
}

static void every_status_has_its_reason(void **state)
{
    (void)state;
    static const int statuses[] = {200, 400, 408, 413, 431, 501, 505};
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        assert_true(*request_reason(statuses[i]));
    assert_string_equal(request_reason(299), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_get_is_read_to_the_end_of_its_head),
        cmocka_unit_test(a_connection_stays_open_unless_it_is_not_to),
        cmocka_unit_test(what_has_no_body_is_read),
        cmocka_unit_test(a_head_is_told_from_a_get),
        cmocka_unit_test(a_line_that_ends_otherwise_is_refused_at_once),
        cmocka_unit_test(what_is_not_exactly_that_is_refused),
        cmocka_unit_test(every_status_has_its_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
