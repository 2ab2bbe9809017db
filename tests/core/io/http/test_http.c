/* test_http.c -- a session that libcurl refuses says why, and holds nothing. */
#include "tests/unit.h"

#include <errno.h>
#include <string.h>

#include "core/io/http/http.h"

static struct libcurl usual;
static int refused; /* the call of easy_setopt() that fails; 0: none */
static int calls;

static CURL *init_nothing(void)
{
    return NULL;
}

static CURLU *url_nothing(void)
{
    return NULL;
}

static CURLcode set_some(CURL *easy, CURLoption option, ...)
{
    (void)easy;
    (void)option;
    return ++calls == refused ? CURLE_UNKNOWN_OPTION : CURLE_OK;
}

static int begin(void **state)
{
    (void)state;
    int err = libcurl_load();
    usual = libcurl;
    refused = calls = 0;
    return err;
}

static int end(void **state)
{
    (void)state;
    libcurl = usual;
    http_wish(&(struct http_wishes){0});
    return 0;
}

static void assert_refused(int err, const char *reason)
{
    struct http http = {0};
    struct io_reply reply;
    assert_int_equal(http_begin(&http, "http://127.0.0.1/", &reply), err);
    assert_string_equal(reply.reason, reason);
    http_close(&http);
}

static void a_session_needs_memory(void **state)
{
    (void)state;
    libcurl.easy_init = init_nothing;
    assert_refused(-ENOMEM, "libcurl: Out of memory");
    libcurl = usual;
    libcurl.url = url_nothing;
    assert_refused(-ENOMEM, "libcurl: Out of memory");
}

/* Whichever it is, but for the version, which old ones do not know. */
static void every_option_must_be_known(void **state)
{
    (void)state;
    http_wish(&(struct http_wishes){.cacert = "ca.pem", .fresh = true});
    libcurl.easy_setopt = set_some;
    struct http http = {0};
    struct io_reply reply;
    assert_int_equal(http_begin(&http, "http://127.0.0.1/", &reply), 0);
    http_close(&http);
    int all = calls, told = 0;
    assert_true(all > 15);
    for (int i = 1; i <= all; i++) {
        calls = 0;
        refused = i;
        int err = http_begin(&http, "http://127.0.0.1/", &reply);
        assert_true(err == 0 || err == -EIO);
        told += err == -EIO && reply.reason[0];
        http_close(&http);
    }
    assert_int_equal(told, all - 1);
}

static void only_pages_can_be_fetched(void **state)
{
    (void)state;
    static const char *const urls[] = {"ftp://127.0.0.1/", "127.0.0.1", ""};
    for (int i = 0; i < 3; i++) {
        struct http http = {0};
        struct io_reply reply;
        assert_int_equal(http_begin(&http, urls[i], &reply), -EINVAL);
        assert_string_equal(reply.reason,
                            "expected an http:// or https:// URL");
        assert_null(http.easy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_session_needs_memory, begin, end),
        cmocka_unit_test_setup_teardown(every_option_must_be_known, begin, end),
        cmocka_unit_test_setup_teardown(only_pages_can_be_fetched, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
