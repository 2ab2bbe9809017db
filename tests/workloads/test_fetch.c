/* test_fetch.c -- pages from the loopback server, and from given URLs. */
#include <errno.h>
#include <string.h>

#include "tests/workloads/tasks.h"
#include "workloads/parts/loopback.h"
#include "workloads/parts/pages.h"

extern const struct workload workload_fetch;

static void pages_of_the_loopback_server_are_right(void **state)
{
    (void)state;
    struct plan plan = plan_of(&workload_fetch, 3, 100);
    assert_int_equal(workload_fetch.setup(&plan, why), 0);
    run_tasks(&plan);
    expect_all_ok(&plan);
    for (int i = 0; i < plan.tasks; i++) {
        assert_int_equal(results[i].answer, loopback_digest(100));
        assert_true(results[i].end_ns - results[i].begin_ns >= 20000000u);
        assert_null(workload_fetch.explain(i));
    }
    assert_int_equal(workload_fetch.check(&plan, results, why), 0);
    workload_fetch.teardown();
}

static void a_server_that_sends_something_else_is_found_out(void **state)
{
    (void)state;
    struct plan plan = plan_of(&workload_fetch, 2, 100);
    assert_int_equal(workload_fetch.setup(&plan, why), 0);
    run_tasks(&plan);
    struct plan other = plan_of(&workload_fetch, 2, 100);
    workload_fetch.teardown();
    assert_int_equal(workload_fetch.setup(&other, why), 0);
    results[0].err = -EIO; /* says nothing about its answer */
    results[1].err = 0;    /* claims success, but there is no page */
    assert_int_equal(workload_fetch.check(&other, results, why), -EILSEQ);
    assert_non_null(strstr(why, "task 1"));
    workload_fetch.teardown();
}

static void failures_are_shown_in_task_order_with_their_reason(void **state)
{
    (void)state;
    char why_not[WORKLOAD_WHY_MAX], missing[128], shown[1024] = "";
    struct loopback server = {0};
    assert_int_equal(loopback_start(&server, why_not), 0);
    snprintf(missing, sizeof missing, "%s?status=404&size=7", server.url);
    const char *const urls[] = {server.url, missing, "http://127.0.0.1:1/"};
    struct plan plan = plan_of(&workload_fetch, 4, 0);
    plan.urls = urls;
    plan.url_count = 3;
    assert_int_equal(workload_fetch.setup(&plan, why), 0);
    run_tasks(&plan);
    assert_int_equal(results[0].err, 0);
    assert_int_equal(results[1].err, -EPROTO);
    assert_int_equal(results[2].err, -ECONNREFUSED);
    assert_int_equal(results[3].err, 0);
    assert_string_equal(workload_fetch.explain(1), "404 Not Found");
    assert_int_equal(workload_fetch.check(&plan, results, why), 1);
    FILE *out = fmemopen(shown, sizeof shown, "w");
    workload_fetch.show(&plan, results, out);
    fclose(out);
    const char *second = strstr(shown, "(404 Not Found)");
    assert_non_null(second);
    assert_non_null(strstr(second, "(connection refused)"));
    workload_fetch.teardown();
    loopback_stop(&server);
}

/* Its time is up before it asks the server. */
static void a_try_that_gets_no_further_than_its_pause_counts(void **state)
{
    (void)state;
    struct plan plan = plan_of(&workload_fetch, 1, 100);
    plan.pause_ns = 60000000000u;
    plan.retries = 3;
    assert_int_equal(workload_fetch.setup(&plan, why), 0);
    struct blocking blocking;
    blocking_open(&blocking, -1);
    blocking.io.deadline_ns = io_now_ns() + 10000000u;
    const struct job job = {.plan = &plan};
    assert_int_equal(
        workload_fetch.task(&blocking.io, &job, &results[0].answer),
        -ETIMEDOUT);
    assert_int_equal(page_of(0)->tries, 1);
    blocking_close(&blocking);
    workload_fetch.teardown();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_of_the_loopback_server_are_right),
        cmocka_unit_test(a_server_that_sends_something_else_is_found_out),
        cmocka_unit_test(failures_are_shown_in_task_order_with_their_reason),
        cmocka_unit_test(a_try_that_gets_no_further_than_its_pause_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
