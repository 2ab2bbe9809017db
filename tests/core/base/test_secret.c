/* test_secret.c -- the password in a URL. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/secret.h"

static void assert_masked(const char *text, const char *expected)
{
    char copy[200];
    snprintf(copy, sizeof copy, "%s", text);
    assert_string_equal(secret_mask(copy), expected);
}

static void only_the_password_is_masked(void **state)
{
    (void)state;
    assert_masked("http://me:pw@host:80/a", "http://me:**@host:80/a");
    assert_masked("no \"https://a:b:c@h/?q=1\": refused, http://:x@y",
                  "no \"https://a:***@h/?q=1\": refused, http://:*@y");
    assert_masked("postgresql://h/d?password=pw&user=u&sslpassword=s",
                  "postgresql://h/d?password=**&user=u&sslpassword=s");
    assert_masked("postgresql://u:p?w@h/d", "postgresql://u:***@h/d");
    assert_masked("postgresql://u:p/w@1@h/d", "postgresql://u:*****@h/d");
}

static void what_is_no_password_stays(void **state)
{
    static const char *const texts[] = {
        "",
        "http://host:80/path",
        "http://me@host:80/",
        "http://me:@host/",
        "http://host/?to=a@b.c",
        "a: b@c",
        "://",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_masked(texts[i], texts[i]);
        assert_false(secret_is_in(texts[i]));
    }
    assert_true(secret_is_in("http://me:p w@host/"));
}

static void a_command_line_is_hidden_and_kept(void **state)
{
    (void)state;
    char one[] = "fetch", two[] = "--url=http://me:p w@host/";
    char *argv[] = {one, two, NULL};
    char **copy = secret_hide(2, argv);
    assert_non_null(copy);
    assert_string_equal(copy[0], "fetch");
    assert_string_equal(copy[1], "--url=http://me:p w@host/");
    assert_null(copy[2]);
    assert_string_equal(one, "fetch");
    assert_string_equal(two, "--url=http://me:***@host/");
    free(copy);
}

static void assert_split(const char *url, const char *expected,
                         const char *secret)
{
    char *plain, *password;
    assert_int_equal(secret_split(url, &plain, &password), 0);
    assert_string_equal(plain, expected);
    assert_string_equal(password ? password : "none", secret);
    free(plain);
    free(password);
}

static void a_url_is_parted_from_its_password(void **state)
{
    (void)state;
    assert_split("postgresql://u:p%40w@h/d", "postgresql://u@h/d", "p@w");
    assert_split("postgresql://h/d?password=a%2Fb&user=u",
                 "postgresql://h/d?user=u", "a/b");
    assert_split("postgresql://u:x@h/d?user=u&password=b",
                 "postgresql://u@h/d?user=u", "b");
    assert_split("postgresql://h/d?password=b", "postgresql://h/d", "b");
    assert_split("postgresql:///d?user=u", "postgresql:///d?user=u", "none");
    assert_split("file%.db", "file%.db", "none");
}

static void what_would_end_a_password_early_is_refused(void **state)
{
    static const char *const urls[] = {
        "postgresql://u:p@w@h/d",         "postgresql://u:p/w@h/d",
        "postgresql://u:p%w@h/d",         "postgresql://u:p?w@h/d",
        "postgresql://u:p w@h/d",         "postgresql://u:pw@h/d%2",
        "postgresql://h/d?sslpassword=a",
    };
    (void)state;
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        char *plain, *password;
        assert_int_equal(secret_split(urls[i], &plain, &password), -EINVAL);
        assert_null(plain);
        assert_null(password);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_password_is_masked),
        cmocka_unit_test(what_is_no_password_stays),
        cmocka_unit_test(a_command_line_is_hidden_and_kept),
        cmocka_unit_test(a_url_is_parted_from_its_password),
        cmocka_unit_test(what_would_end_a_password_early_is_refused),
    };
    return cmocka_run_group_tests_name("secret", tests, NULL, NULL);
}
