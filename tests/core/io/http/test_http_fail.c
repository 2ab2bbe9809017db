/* test_http_fail.c -- why a transfer failed, as old and new libcurls say. */
#include "tests/unit.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "core/io/http/http_fail.h"

/* What libcurl answers when a session asks about the transfer. */
static long connect_code, os_errno;
static curl_off_t length;

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
        *(curl_off_t *)value = length;
    return CURLE_OK;
}

static int begin(void **state)
{
    (void)state;
    libcurl.easy_getinfo = getinfo;
    connect_code = os_errno = 0;
    length = -1;
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

static void each_failure_has_an_errno_value_and_words(void **state)
{
    (void)state;
    static const struct {
        CURLcode code;
        int err;
        const char *reason;
    } cases[] = {
        {CURLE_URL_MALFORMAT, -EINVAL, "not a URL: libcurl's own words"},
        {CURLE_COULDNT_RESOLVE_HOST, -EHOSTUNREACH, "no such host"},
        {CURLE_COULDNT_RESOLVE_PROXY, -EHOSTUNREACH, "no such proxy"},
        {CURLE_OPERATION_TIMEDOUT, -ETIMEDOUT, "connecting timed out"},
        {CURLE_OUT_OF_MEMORY, -ENOMEM, "out of memory"},
        {CURLE_TOO_MANY_REDIRECTS, -EIO, "too many redirects"},
        {CURLE_SSL_CONNECT_ERROR, -EKEYREJECTED, "TLS: libcurl's own words"},
        {CURLE_PEER_FAILED_VERIFICATION, -EKEYREJECTED,
         "TLS: libcurl's own words"},
        {CURLE_SSL_CIPHER, -EKEYREJECTED, "TLS: libcurl's own words"},
        {CURLE_SSL_ISSUER_ERROR, -EKEYREJECTED, "TLS: libcurl's own words"},
        {CURLE_SSL_INVALIDCERTSTATUS, -EKEYREJECTED,
         "TLS: libcurl's own words"},
        {CURLE_WEIRD_SERVER_REPLY, -EIO, "libcurl's own words"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct io_reply reply = {0};
        const struct http http = {.reply = &reply,
                                  .failure = "libcurl's own words"};
        assert_int_equal(http_fail(&http, cases[i].code), cases[i].err);
        assert_string_equal(reply.reason, cases[i].reason);
    }
}

static void an_answer_cut_short_says_how_short(void **state)
{
    (void)state;
    static const CURLcode codes[] = {CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING,
                                     CURLE_SEND_ERROR, CURLE_HTTP2,
                                     CURLE_HTTP2_STREAM};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        struct io_reply reply = {.status = 200, .bytes = 7};
        const struct http http = {.reply = &reply};
        length = -1;
        assert_int_equal(http_fail(&http, codes[i]), -EBADMSG);
        assert_string_equal(reply.reason, "cut short after 7 bytes");
        length = 10;
        assert_int_equal(http_fail(&http, codes[i]), -EBADMSG);
        assert_string_equal(reply.reason, "cut short after 7 of 10 bytes");
    }
}

static void no_connection_has_the_kernels_reason(void **state)
{
    (void)state;
    os_errno = ETIMEDOUT;
    assert_fails(CURLE_COULDNT_CONNECT, -ETIMEDOUT, "connecting timed out");
    os_errno = ENETUNREACH;
    assert_fails(CURLE_COULDNT_CONNECT, -EIO,
                 "no connection: Network is unreachable");
    os_errno = 0; /* then it has libcurl's */
    assert_fails(CURLE_COULDNT_CONNECT, -EIO,
                 "no connection: CONNECT tunnel failed, response 403");
}

static void libcurls_own_errors_are_errno_values(void **state)
{
    (void)state;
    assert_int_equal(libcurl_err(CURLE_OK), 0);
    assert_int_equal(libcurl_err(CURLE_OUT_OF_MEMORY), -ENOMEM);
    assert_int_equal(libcurl_err(CURLE_UNKNOWN_OPTION), -EIO);
    assert_int_equal(libcurl_multi_err(CURLM_OK), 0);
    assert_int_equal(libcurl_multi_err(CURLM_OUT_OF_MEMORY), -ENOMEM);
    assert_int_equal(libcurl_multi_err(CURLM_BAD_HANDLE), -EIO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_proxy_that_refuses_is_told_by_every_libcurl,
                               begin),
        cmocka_unit_test_setup(a_proxy_that_connected_is_no_reason, begin),
        cmocka_unit_test_setup(each_failure_has_an_errno_value_and_words,
                               begin),
        cmocka_unit_test_setup(an_answer_cut_short_says_how_short, begin),
        cmocka_unit_test_setup(no_connection_has_the_kernels_reason, begin),
        cmocka_unit_test(libcurls_own_errors_are_errno_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
