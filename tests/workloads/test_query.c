/* test_query.c -- answers from a database of the run's own, and a given one. */
#include <errno.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "tests/workloads/tasks.h"

extern const struct workload workload_query;

static char db_path[32];

static void db_make(const char *sql)
{
    sqlite3 *db;
    strcpy(db_path, "/tmp/overlap-test-XXXXXX");
    close(mkstemp(db_path));
    assert_int_equal(sqlite3_open(db_path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void answers_are_exact_for_tables_of_any_size(void **state)
{
    (void)state;
    static const int64_t sizes[] = {1, 2, 99, 100, 5000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct plan plan = plan_of(&workload_query, TASKS_MAX, sizes[i]);
        assert_int_equal(workload_query.setup(&plan, why), 0);
        run_tasks(&plan);
        expect_all_ok(&plan);
        assert_int_equal(workload_query.check(&plan, results, why), 0);
        results[5].answer++;
        assert_int_equal(workload_query.check(&plan, results, why), -EILSEQ);
        assert_non_null(strstr(why, "task 5"));
        workload_query.teardown();
    }
}

static void a_table_of_ones_own_is_asked(void **state)
{
    (void)state;
    db_make("CREATE TABLE items(id INTEGER PRIMARY KEY, grp INT, value INT);"
            "INSERT INTO items VALUES (1, 0, 5), (2, 0, 6), (3, 1, 7)");
    struct plan plan = plan_of(&workload_query, 1, 3);
    plan.db = db_path;
    assert_int_equal(workload_query.setup(&plan, why), 0);
    run_tasks(&plan);
    expect_all_ok(&plan);
    assert_int_equal(results[0].answer, 11 * 10007 + 5);
    assert_int_equal(workload_query.check(&plan, results, why), 1);
    workload_query.teardown();
    assert_int_equal(unlink(db_path), 0); /* the run must not remove it */
}

static void too_few_rows_are_refused(void **state)
{
    (void)state;
    db_make("CREATE TABLE items(id INTEGER PRIMARY KEY, grp INT, value INT);"
            "INSERT INTO items VALUES (1, 0, 5)");
    struct plan plan = plan_of(&workload_query, 1, 3);
    plan.db = db_path;
    assert_int_equal(workload_query.setup(&plan, why), -EINVAL);
    assert_non_null(strstr(why, "found 1 rows in items with ids from 1 to 3"));
    workload_query.teardown();
    unlink(db_path);
}

static void other_databases_are_refused(void **state)
{
    (void)state;
    static const char *const others[] = {"/etc/passwd", "/nonexistent/x.db"};
    struct plan plan = plan_of(&workload_query, 1, 3);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        plan.db = others[i];
        why[0] = '\0';
        assert_int_equal(workload_query.setup(&plan, why), -EINVAL);
        assert_non_null(strstr(why, "expected a SQLite file"));
        workload_query.teardown();
    }
}

/* It has no server that could wait. */
static void a_delay_is_refused_by_sqlite(void **state)
{
    (void)state;
    struct plan plan = plan_of(&workload_query, 1, 3);
    plan.delay_ns = 1;
    assert_int_equal(workload_query.setup(&plan, why), -EINVAL);
    assert_non_null(strstr(why, "--delay: expected --db postgresql:"));
    workload_query.teardown();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_exact_for_tables_of_any_size),
        cmocka_unit_test(a_table_of_ones_own_is_asked),
        cmocka_unit_test(too_few_rows_are_refused),
        cmocka_unit_test(other_databases_are_refused),
        cmocka_unit_test(a_delay_is_refused_by_sqlite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
