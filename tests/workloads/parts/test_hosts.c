/* test_hosts.c -- which URLs share the permits of a host. */
#include "tests/unit.h"

#include "core/io/http/libcurl.h"
#include "workloads/parts/hosts.h"

#define COUNT(urls) ((int)(sizeof(urls) / sizeof *(urls)))

static struct hosts hosts;

static void open_hosts(const char *const *urls, int count, int tasks,
                       int per_host)
{
    const struct plan plan = {.tasks = tasks, .per_host = per_host};
    assert_int_equal(hosts_open(&hosts, &plan, urls, count), 0);
}

static void a_host_is_scheme_name_and_port(void **state)
{
    (void)state;
    static const char *const urls[] = {
        "http://a.test/1",  "http://A.test:80/2", "http://u:p@a.test/3#x",
        "https://a.test/",  "http://a.test:81/",  "http://b.test/",
        "http://[::1]:8/1", "http://[::1]:8/2",
    };
    open_hosts(urls, COUNT(urls), 2 * COUNT(urls), 1);
    assert_int_equal(hosts.count, 5);
    const struct io_permits *a = hosts_permits(&hosts, 0);
    assert_non_null(a);
    assert_ptr_equal(hosts_permits(&hosts, 1), a);
    assert_ptr_equal(hosts_permits(&hosts, 2), a);
    for (int i = 3; i < COUNT(urls); i++)
        assert_ptr_not_equal(hosts_permits(&hosts, i), a);
    assert_ptr_equal(hosts_permits(&hosts, 6), hosts_permits(&hosts, 7));
    hosts_close(&hosts);
}

static void a_host_has_so_many_permits(void **state)
{
    (void)state;
    static const char *const urls[] = {"http://a.test/1", "http://a.test/2"};
    open_hosts(urls, COUNT(urls), 10, 2);
    const struct io_permits *permits = hosts_permits(&hosts, 0);
    assert_int_equal(io_permits_try(permits), 0);
    assert_int_equal(io_permits_try(permits), 0);
    assert_true(io_permits_try(permits) < 0);
    io_permits_give(permits);
    assert_int_equal(io_permits_try(permits), 0);
    hosts_close(&hosts);
}

static void a_host_that_no_more_tasks_ask_needs_none(void **state)
{
    (void)state;
    static const char *const urls[] = {"http://a.test/1", "http://a.test/2",
                                       "http://b.test/"};
    open_hosts(urls, COUNT(urls), 4, 2); /* three ask a.test, one b.test */
    assert_int_equal(hosts.count, 1);
    assert_non_null(hosts_permits(&hosts, 1));
    assert_null(hosts_permits(&hosts, 2));
    hosts_close(&hosts);
}

static void without_a_limit_nothing_is_needed(void **state)
{
    (void)state;
    static const char *const urls[] = {"http://a.test/"};
    open_hosts(urls, COUNT(urls), 100, 0);
    assert_null(hosts_permits(&hosts, 0));
    hosts_close(&hosts);
}

static void what_is_no_url_needs_none(void **state)
{
    (void)state;
    static const char *const urls[] = {"", "http://", "nonsense:", "/tmp",
                                       "http://a.test/"};
    open_hosts(urls, COUNT(urls), 100, 1);
    for (int i = 0; i < 4; i++)
        assert_null(hosts_permits(&hosts, i));
    assert_non_null(hosts_permits(&hosts, 4));
    hosts_close(&hosts);
}

static int load(void **state)
{
    (void)state;
    return libcurl_load();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_host_is_scheme_name_and_port),
        cmocka_unit_test(a_host_has_so_many_permits),
        cmocka_unit_test(a_host_that_no_more_tasks_ask_needs_none),
        cmocka_unit_test(without_a_limit_nothing_is_needed),
        cmocka_unit_test(what_is_no_url_needs_none),
    };
    return cmocka_run_group_tests(tests, load, NULL);
}
