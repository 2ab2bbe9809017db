/* test_transfer.c -- money is neither made nor lost; in a SQLite file. */
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "core/io/db/database.h"
#include "tests/workloads/tasks.h"
#include "workloads/parts/tables.h"

extern const struct workload workload_transfer;

static int check(const struct plan *plan)
{
    why[0] = '\0';
    return workload_transfer.check(plan, results, why);
}

static struct plan transfer_all(int tasks, int64_t accounts)
{
    struct plan plan = plan_of(&workload_transfer, tasks, accounts);
    assert_int_equal(workload_transfer.setup(&plan, why), 0);
    run_tasks(&plan);
    expect_all_ok(&plan);
    return plan;
}

static void every_balance_is_right(void **state)
{
    (void)state;
    static const int64_t accounts[] = {2, 3, 50};
    for (size_t i = 0; i < sizeof accounts / sizeof *accounts; i++) {
        struct plan plan = transfer_all(TASKS_MAX, accounts[i]);
        assert_int_equal(check(&plan), 0);
        workload_transfer.teardown();
    }
}

static void change(const char *sql, int64_t key)
{
    struct blocking blocking;
    struct io_rows rows;
    struct io_statement query = {.sql = sql, .key = key};
    blocking_open(&blocking, -1);
    assert_int_equal(tables_ask(&blocking.io, 0, &query, &rows), 0);
    blocking_close(&blocking);
}

static void a_wrong_balance_or_answer_is_refused(void **state)
{
    (void)state;
    struct plan plan = transfer_all(10, 20);
    results[3].answer++;
    assert_int_equal(check(&plan), -EILSEQ);
    assert_non_null(strstr(why, "task 3"));
    results[3].answer--;
    change("UPDATE accounts SET balance = balance + 1 WHERE id = $1", 7);
    assert_int_equal(check(&plan), -EILSEQ);
    assert_non_null(strstr(why, "account 7"));
    change("UPDATE accounts SET balance = balance - 1 WHERE id = $1", 7);
    assert_int_equal(check(&plan), 0);
    change("DELETE FROM moves WHERE task = $1",
           2); /* it was made, but is not recorded */
    assert_int_equal(check(&plan), -EILSEQ);
    assert_non_null(strstr(why, "10 transfers were made"));
    workload_transfer.teardown();
}

/* The table knows whether a task that failed was committed first. */
static void a_failed_transfer_counts_if_it_was_committed(void **state)
{
    (void)state;
    struct plan plan = transfer_all(10, 20);
    results[4].err = -ECONNRESET;
    assert_int_equal(check(&plan), 0);
    change("DELETE FROM moves WHERE task = $1", 4);
    assert_int_equal(check(&plan), -EILSEQ); /* half undone */
    workload_transfer.teardown();
}

/* The second statement fails, so the first one is undone. */
static void a_transaction_that_fails_changes_nothing(void **state)
{
    (void)state;
    struct plan plan = transfer_all(10, 20);
    struct blocking blocking;
    struct io_rows rows;
    struct io_statement again = {.sql = "INSERT INTO moves VALUES ($1)",
                                 .key = 5};
    struct io_statement query = {.sql = "UPDATE accounts SET balance = 0",
                                 .then = &again};
    blocking_open(&blocking, -1);
    assert_int_equal(tables_ask(&blocking.io, 5, &query, &rows), -EIO);
    blocking_close(&blocking);
    assert_string_equal(tables_explain(5),
                        "UNIQUE constraint failed: moves.task");
    assert_null(tables_explain(6));
    assert_int_equal(check(&plan), 0);
    workload_transfer.teardown();
}

/* There is one writer at a time; the other threads wait for the lock. */
static void *write_some(void *arg)
{
    const struct plan *plan = arg;
    struct blocking blocking;
    static atomic_int next;
    blocking_open(&blocking, -1);
    for (int i; (i = atomic_fetch_add(&next, 1)) < plan->tasks;) {
        const struct job job = {.plan = plan, .index = i};
        results[i] = (struct result){0};
        results[i].err =
            plan->workload->task(&blocking.io, &job, &results[i].answer);
    }
    blocking_close(&blocking);
    return NULL;
}

static void writers_take_turns(void **state)
{
    (void)state;
    pthread_t threads[8];
    struct plan plan = plan_of(&workload_transfer, TASKS_MAX, 4);
    plan.connections = 5;
    assert_int_equal(workload_transfer.setup(&plan, why), 0);
    for (int i = 0; i < 8; i++)
        pthread_create(&threads[i], NULL, write_some, &plan);
    for (int i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
    expect_all_ok(&plan);
    assert_int_equal(check(&plan), 0);
    workload_transfer.teardown();
}

static void what_cannot_be_done_is_refused(void **state)
{
    (void)state;
    struct plan plan = plan_of(&workload_transfer, 1, 1);
    assert_int_equal(workload_transfer.setup(&plan, why), -EINVAL);
    assert_non_null(strstr(why, "at least 2 accounts"));
    plan.size = 2;
    plan.db = "mine.db";
    assert_int_equal(workload_transfer.setup(&plan, why), -EINVAL);
    assert_non_null(strstr(why, "found 'mine.db'"));
    workload_transfer.teardown();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_balance_is_right),
        cmocka_unit_test(a_wrong_balance_or_answer_is_refused),
        cmocka_unit_test(a_failed_transfer_counts_if_it_was_committed),
        cmocka_unit_test(a_transaction_that_fails_changes_nothing),
        cmocka_unit_test(writers_take_turns),
        cmocka_unit_test(what_cannot_be_done_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
