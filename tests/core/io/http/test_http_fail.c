/* test_http_fail.c -- why a transfer failed, as old and new libcurls say. */
#include "tests/unit.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "core/io/http/http_fail.h"

/* What libcurl answers when a session asks about the transfer. */
static long connect_code, os_errno;

static CURLcode getinfo(CURL *easy, CURLINFO info, ...)
{
    (void)easy;
    va_list arguments;
    va_start(arguments, info);
    void *value = va_arg(arguments, void *);
    va_end(arguments);
    if (info == CURLINFO_HTTP_CONNECTCODE)
        *(long *)value = connect_code;
    else if (info == CURLINFO_OS_ERRNO)
        *(long *)value = os_errno;
    else
        *(curl_off_t *)value = -1;
    return CURLE_OK;
}

static int begin(void **state)
{
    (void)state;
    libcurl.easy_getinfo = getinfo;
    connect_code = os_errno = 0;
    return 0;
}

static void assert_fails(CURLcode code, int err, const char *reason)
{
    struct io_reply reply = {.status = 0};
    struct http http = {.reply = &reply,
                        .failure = "CONNECT tunnel failed, response 403"};
    assert_int_equal(http_fail(&http, code), err);
    assert_string_equal(reply.reason, reason);
}

/* Old ones call it an answer cut short, new ones a failed connection. */
static void a_proxy_that_refuses_is_told_by_every_libcurl(void **state)
{
    (void)state;
    const char *reason = "proxy: CONNECT tunnel failed, response 403";
    connect_code = 403;
    assert_fails(CURLE_RECV_ERROR, -EIO, reason);
    assert_fails(CURLE_COULDNT_CONNECT, -EIO, reason);
}

static void a_proxy_that_connected_is_no_reason(void **state)
{
    (void)state;
    connect_code = 200;
    assert_fails(CURLE_RECV_ERROR, -EBADMSG, "cut short before any answer");
    os_errno = ECONNREFUSED;
    assert_fails(CURLE_COULDNT_CONNECT, -ECONNREFUSED, "connection refused");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_proxy_that_refuses_is_told_by_every_libcurl,
                               begin),
        cmocka_unit_test_setup(a_proxy_that_connected_is_no_reason, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
