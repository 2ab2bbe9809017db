/* test_query.c -- PostgreSQL queries behave alike under both ios. */
#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>

#include "core/io/blocking.h"
#include "core/io/db/database.h"
#include "tests/async/transcript.h"
#include "tests/servers.h"

#define ENDLESS  "SELECT 1 FROM pg_sleep(3600)"
#define OWN_PID  "SELECT pg_backend_pid()"
#define IS_ALIVE "SELECT pid FROM pg_stat_activity WHERE pid = $1"

static char *url;
static struct io_database database;
static atomic_int stop;
static int stop_fd;

static int ask(struct io *io, const char *sql, int64_t key,
               struct io_rows *rows)
{
    struct io_statement query = {.db = &database, .sql = sql, .key = key};
    return io_query(io, &query, rows);
}

/* Says the sum of an answer, or why it failed. */
static void say_answer(struct io *io, const char *sql, int64_t key)
{
    struct io_rows rows;
    int err = ask(io, sql, key, &rows);
    say_result("sum", err ? err : rows.sum);
    if (rows.reason[0])
        say(rows.reason);
}

static int64_t backend(struct io *io)
{
    struct io_rows rows = {0};
    ask(io, OWN_PID, 0, &rows);
    return rows.sum;
}

/* Polls through a database of its own until the server has ended that
 * session. */
static int wait_for_end(struct io *io, int64_t pid)
{
    struct io_database other = {.name = database.name};
    struct io_statement query = {.db = &other, .sql = IS_ALIVE, .key = pid};
    struct io_rows rows = {.count = 1};
    int err = io_database_open(&other);
    while (!err && rows.count > 0) {
        err = io_query(io, &query, &rows);
        err = err ? err : io_sleep(io, 10 * MS_NS);
    }
    io_database_close(&other);
    return err;
}

static int answers(struct io *io, void *arg)
{
    (void)arg;
    say_answer(io, "SELECT n FROM generate_series(1, 10) n WHERE n > $1", 7);
    say_answer(io, "SELECT n FROM generate_series(1, 10) n WHERE n > $1", 10);
    struct io_statement query = {.db = &database,
                                 .sql = "SELECT $1 - $2",
                                 .key = 5000000000,
                                 .amount = -7};
    struct io_rows rows;
    say_result("query", io_query(io, &query, &rows));
    return rows.count == 1 && rows.sum == 5000000007;
}

static int prepares(struct io *io, void *arg)
{
    (void)arg;
    static const char sql[12][16] = {"SELECT 1",  "SELECT 2",  "SELECT 3",
                                     "SELECT 4",  "SELECT 5",  "SELECT 6",
                                     "SELECT 7",  "SELECT 8",  "SELECT 9",
                                     "SELECT 10", "SELECT 11", "SELECT 12"};
    int wrong = 0;
    struct io_rows rows;
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < 12; i++)
            wrong += ask(io, sql[i], 0, &rows) || rows.sum != i + 1;
    say_answer(
        io, "SELECT count(*) FROM pg_prepared_statements WHERE name <> ''", 0);
    return wrong;
}

static int fails(struct io *io, void *arg)
{
    (void)arg;
    int64_t pid = backend(io);
    say_answer(io, "SELECT n FROM nowhere", 0);
    say_answer(io, "SELECT 1 / $1", 0);
    return pid == backend(io);
}

static const char opening[] = "DROP TABLE IF EXISTS overlap_test_query;"
                              "CREATE TABLE overlap_test_query(n BIGINT "
                              "PRIMARY KEY)";
static const char put[] = "INSERT INTO overlap_test_query VALUES ($1) "
                          "RETURNING n";

static int transacts(struct io *io, void *arg)
{
    (void)arg;
    struct io_statement second = {.sql = put, .key = 2};
    struct io_statement first = {
        .db = &database, .sql = put, .key = 1, .then = &second};
    struct io_rows rows;
    database.opening = opening;
    say_result("both", io_query(io, &first, &rows));
    say_result("count", rows.count);
    database.opening = NULL;
    first.key = 3; /* and 2 again */
    say_result("neither", io_query(io, &first, &rows));
    say(rows.reason);
    say_answer(io, "SELECT sum(n) FROM overlap_test_query", 0);
    return ask(io, "DROP TABLE overlap_test_query", 0, &rows);
}

static int kill_backend(struct io *io, void *arg)
{
    struct io_database other = {.name = database.name};
    struct io_statement query = {
        .db = &other,
        .sql = "SELECT pg_terminate_backend($1::int)::int",
        .key = *(int64_t *)arg};
    struct io_rows rows;
    int err = io_database_open(&other);
    if (err)
        return err;
    err = io_query(io, &query, &rows);
    io_database_close(&other);
    return err ? err : rows.sum != 1;
}

/* Between two queries. */
static int loses_idle_session(struct io *io, void *arg)
{
    (void)arg;
    int64_t pid = backend(io);
    int err = kill_backend(io, &pid);
    err = err ? err : wait_for_end(io, pid);
    say_answer(io, "SELECT 1", 0);
    say_answer(io, "SELECT 1", 0);
    return err ? err : backend(io) == pid;
}

static int loses_session(struct io *io, void *arg)
{
    (void)arg;
    say_answer(io, "SELECT pg_terminate_backend(pg_backend_pid())::int", 0);
    say_answer(io, "SELECT 1", 0);
    return 0;
}

static int is_late(struct io *io, void *arg)
{
    (void)arg;
    int64_t pid = backend(io);
    io->deadline_ns = io_now_ns() + 30 * MS_NS;
    say_answer(io, ENDLESS, 0);
    io->deadline_ns = IO_NEVER;
    int err = wait_for_end(io, pid);
    say_answer(io, "SELECT 1", 0);
    return err;
}

/* Counts, after a while, how many queries are active. */
static int asks_slowly(struct io *io, void *arg)
{
    (void)arg;
    struct io_rows rows;
    int err =
        ask(io,
            "SELECT CASE WHEN pg_sleep(0.05) IS NOT NULL THEN "
            "(SELECT count(*) FROM pg_stat_activity WHERE "
            "application_name = 'overlap_limit' AND state = 'active') END",
            0, &rows);
    return err ? err : rows.sum > 2 ? -E2BIG : 0;
}

static int connects_in_vain(struct io *io, void *arg)
{
    (void)arg;
    struct io_rows rows;
    int err = ask(io, "SELECT 1", 0, &rows);
    say_result("query", err);
    const char *why = strstr(rows.reason, "failed: ");
    say(why ? why + 8 : rows.reason);
    return 0;
}

/* Expects the same from the blocking io and from the loop's. */
static void expect(async_fn *fn, int result, const char *text)
{
    struct blocking blocking;
    blocking_open(&blocking, stop_fd);
    blocking.io.stop = &stop;
    assert_int_equal(fn(&blocking.io, NULL), result);
    blocking_close(&blocking);
    assert_string_equal(transcript, text);
    io_database_close(&database);
    assert_int_equal(io_database_open(&database), 0);
    transcript[0] = '\0';
    assert_run(fn, result, text);
}

static void rows_are_counted_and_their_first_column_is_summed(void **state)
{
    (void)state;
    expect(answers, 1, "sum=27 sum=0 query=0");
}

static void statements_are_prepared_once_while_there_is_room(void **state)
{
    (void)state;
    expect(prepares, 0, "sum=8");
}

static void a_bad_statement_says_why_and_keeps_its_session(void **state)
{
    (void)state;
    expect(fails, 1,
           "sum=EIO relation \"nowhere\" does not exist "
           "sum=EIO division by zero");
}

static void the_statements_of_a_transaction_succeed_or_fail_as_one(void **state)
{
    (void)state;
    expect(transacts, 0,
           "both=0 count=2 neither=EIO duplicate key value violates unique "
           "constraint \"overlap_test_query_pkey\" sum=3");
}

static void a_session_lost_between_queries_fails_the_next_one(void **state)
{
    (void)state;
    expect(loses_idle_session, 0,
           "sum=ECONNRESET terminating connection due to administrator command"
           " sum=1");
}

static void a_session_lost_during_a_query_fails_it_with_the_reason(void **state)
{
    (void)state;
    expect(loses_session, 0,
           "sum=ECONNRESET terminating connection due to administrator command"
           " sum=1");
}

static void a_late_query_ends_here_and_in_the_server(void **state)
{
    (void)state;
    expect(is_late, 0, "sum=ETIMEDOUT sum=1");
}

static int ask_endlessly(struct io *io, void *arg)
{
    struct io_rows rows;
    *(int64_t *)arg = backend(io);
    return ask(io, ENDLESS, 0, &rows);
}

static int cancels(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task;
    int64_t pid = 0;
    async_spawn(io, ask_endlessly, &pid, &task);
    while (pid == 0)
        io_sleep(io, MS_NS);
    io_sleep(io, 50 * MS_NS);
    async_cancel(task);
    say_result("query", async_await(io, task));
    return wait_for_end(io, pid);
}

static void a_cancelled_query_ends_here_and_in_the_server(void **state)
{
    (void)state;
    assert_run(cancels, 0, "query=ECANCELED");
}

static void *stop_soon(void *arg)
{
    (void)arg;
    usleep(50000);
    atomic_store(&stop, -ECANCELED);
    eventfd_write(stop_fd, 1);
    return NULL;
}

static void a_query_ends_when_the_run_is_stopped(void **state)
{
    (void)state;
    struct blocking blocking;
    struct io_rows rows;
    pthread_t stopper;
    blocking_open(&blocking, stop_fd);
    blocking.io.stop = &stop;
    assert_int_equal(pthread_create(&stopper, NULL, stop_soon, NULL), 0);
    assert_int_equal(ask(&blocking.io, ENDLESS, 0, &rows), -ECANCELED);
    pthread_join(stopper, NULL);
    blocking_close(&blocking);
}

#define MANY 8

static int many_ask(struct io *io, void *arg)
{
    (void)arg;
    struct async_group group;
    async_group_open(&group, io);
    for (int i = 0; i < MANY; i++)
        async_group_spawn(&group, asks_slowly, NULL);
    return async_group_wait(&group);
}

static void *thread_asks(void *arg)
{
    struct blocking blocking;
    (void)arg;
    blocking_open(&blocking, -1);
    int err = asks_slowly(&blocking.io, NULL);
    blocking_close(&blocking);
    return err ? &stop_fd : NULL; /* anything but NULL */
}

static void reopen(const char *name, int connections)
{
    io_database_close(&database);
    database.name = name;
    database.connections = connections;
    assert_int_equal(io_database_open(&database), 0);
}

static void no_more_connections_are_used_than_the_limit_allows(void **state)
{
    (void)state;
    char name[512];
    snprintf(name, sizeof name, "%s?application_name=overlap_limit", url);
    reopen(name, 2);
    assert_run(many_ask, 0, "");
    pthread_t threads[MANY];
    for (int i = 0; i < MANY; i++)
        pthread_create(&threads[i], NULL, thread_asks, NULL);
    for (int i = 0; i < MANY; i++) {
        void *failed;
        pthread_join(threads[i], &failed);
        assert_null(failed);
    }
    reopen(name, 0);
    assert_int_equal(async_run(many_ask, NULL), -E2BIG); /* so it would show */
}

static void expect_refused(const char *name, const char *text)
{
    reopen(name, 0);
    expect(connects_in_vain, 0, text);
    transcript[0] = '\0';
}

static void a_failed_connection_says_why(void **state)
{
    (void)state;
    char name[512];
    snprintf(name, sizeof name, "postgresql://overlap:wrong%s",
             strchr(url, '@'));
    expect_refused(name, "query=ECONNREFUSED FATAL:  password authentication "
                         "failed for user \"overlap\"");
    snprintf(name, sizeof name, "%.*s/nowhere", (int)(strrchr(url, '/') - url),
             url);
    expect_refused(name, "query=ECONNREFUSED FATAL:  database \"nowhere\" does "
                         "not exist");
    expect_refused("postgresql://overlap@127.0.0.1:1/x",
                   "query=ECONNREFUSED Connection refused");
    expect_refused("postgresql://127.0.0.1:x/",
                   "query=ECONNREFUSED invalid integer value \"x\" for "
                   "connection option \"port\"");
}

static int open_database(void **state)
{
    clear_transcript(state);
    database = (struct io_database){.name = url};
    atomic_store(&stop, 0);
    stop_fd = eventfd(0, EFD_CLOEXEC);
    return io_database_open(&database);
}

static int close_database(void **state)
{
    (void)state;
    io_database_close(&database);
    return close(stop_fd);
}

#define TEST_DB(name)                                                          \
    cmocka_unit_test_setup_teardown(name, open_database, close_database)

int main(void)
{
    url = server_find("OVERLAP_DB_URL");
    if (!url) {
        puts("skipped: PostgreSQL does not run (make setup test)");
        return 77;
    }
    const struct CMUnitTest tests[] = {
        TEST_DB(rows_are_counted_and_their_first_column_is_summed),
        TEST_DB(statements_are_prepared_once_while_there_is_room),
        TEST_DB(a_bad_statement_says_why_and_keeps_its_session),
        TEST_DB(the_statements_of_a_transaction_succeed_or_fail_as_one),
        TEST_DB(a_session_lost_between_queries_fails_the_next_one),
        TEST_DB(a_session_lost_during_a_query_fails_it_with_the_reason),
        TEST_DB(a_late_query_ends_here_and_in_the_server),
        TEST_DB(a_cancelled_query_ends_here_and_in_the_server),
        TEST_DB(a_query_ends_when_the_run_is_stopped),
        TEST_DB(no_more_connections_are_used_than_the_limit_allows),
        TEST_DB(a_failed_connection_says_why),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    free(url);
    return failed;
}
