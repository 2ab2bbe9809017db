/* test_pool.c -- work, files and queries on libuv's threads. */
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "core/base/file.h"
#include "core/io/db/database.h"
#include "tests/async/transcript.h"

#define POOL_THREADS 4 /* set in main() */

static sem_t begun, may_end;
static pthread_t loop_thread;
static int calls;

static void note_thread(void *arg)
{
    (void)arg;
    calls++;
    say(pthread_equal(pthread_self(), loop_thread) ? "here" : "elsewhere");
}

static int compute_both_ways(struct io *io, void *arg)
{
    (void)arg;
    loop_thread = pthread_self();
    say_result("compute", io_compute(io, note_thread, NULL));
    say_result("offload", async_offload(io, note_thread, NULL));
    async_offload_compute(io, true);
    say_result("compute", io_compute(io, note_thread, NULL));
    return 0;
}

static void compute_runs_in_place_unless_offloaded(void **state)
{
    (void)state;
    assert_run(compute_both_ways, 0,
               "here compute=0 elsewhere offload=0 elsewhere compute=0");
}

/* Fills a frame much larger than a task's stack. */
static void use_large_frame(void *arg)
{
    volatile char frame[512 * 1024];
    frame[0] = 1;
    frame[sizeof frame - 1] = 1;
    *(int *)arg = frame[0] + frame[sizeof frame - 1];
}

static int compute_deeply(struct io *io, void *arg)
{
    (void)arg;
    int sum = 0;
    int err = io_compute(io, use_large_frame, &sum);
    return err ? err : sum;
}

static void compute_has_more_stack_than_the_task(void **state)
{
    (void)state;
    assert_run(compute_deeply, 2, "");
}

static void hold_thread(void *arg)
{
    (void)arg;
    sem_post(&begun);
    sem_wait(&may_end);
}

static int offload_hold(struct io *io, void *arg)
{
    say_result(arg, async_offload(io, hold_thread, NULL));
    say_result("next", async_yield(io));
    return 0;
}

static int cancel_running(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task;
    async_spawn(io, offload_hold, "work", &task);
    async_yield(io);
    sem_wait(&begun);
    async_cancel(task);
    async_yield(io);
    say("still");
    sem_post(&may_end);
    return async_await(io, task);
}

static void work_that_has_begun_is_awaited(void **state)
{
    (void)state;
    assert_run(cancel_running, 0, "still work=0 next=ECANCELED");
}

static int hold_quietly(struct io *io, void *arg)
{
    return async_offload(io, hold_thread, arg);
}

static int offload_call(struct io *io, void *arg)
{
    say_result(arg, async_offload(io, note_thread, NULL));
    say_result("next", async_yield(io));
    return 0;
}

static int cancel_queued(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *holder[POOL_THREADS], *queued;
    calls = 0;
    for (int i = 0; i < POOL_THREADS; i++)
        async_spawn(io, hold_quietly, NULL, &holder[i]);
    async_yield(io);
    for (int i = 0; i < POOL_THREADS; i++)
        sem_wait(&begun);
    async_spawn(io, offload_call, "queued", &queued);
    async_yield(io);
    async_cancel(queued);
    async_await(io, queued);
    io->deadline_ns = io_now_ns() + MS_NS;
    say_result("late", async_offload(io, note_thread, NULL));
    for (int i = 0; i < POOL_THREADS; i++)
        sem_post(&may_end);
    for (int i = 0; i < POOL_THREADS; i++)
        async_await(io, holder[i]);
    return calls;
}

static void queued_work_is_withdrawn(void **state)
{
    (void)state;
    assert_run(cancel_queued, 0, "queued=ECANCELED next=0 late=ETIMEDOUT");
}

static int write_and_read(struct io *io, void *arg)
{
    (void)arg;
    FILE *file = file_unnamed();
    char text[8] = "";
    say_result("write", io_file_write(io, fileno(file), "world", 5, 3));
    say_result("sync", io_file_sync(io, fileno(file)));
    say_result("sync", io_file_sync(io, -1));
    say_result("read", io_file_read(io, fileno(file), text, 7, 5));
    say(text);
    say_result("closed", io_file_read(io, -1, text, 7, 0));
    fclose(file);
    return 0;
}

static void files_are_written_and_read_at_offsets(void **state)
{
    (void)state;
    assert_run(write_and_read, 0,
               "write=5 sync=0 sync=EBADF read=3 rld closed=EBADF");
}

static char db_path[64];
static struct io_database database = {.name = db_path};

static int ask_for(struct io *io, const char *sql, struct io_rows *rows)
{
    struct io_statement query = {.db = &database, .sql = sql, .key = 2};
    return io_query(io, &query, rows);
}

static int ask(struct io *io, void *arg)
{
    struct io_rows rows;
    say_result("query", ask_for(io, arg, &rows));
    say_result("sum", rows.sum);
    return 0;
}

static const char above[] = "SELECT n FROM t WHERE n > $1";

static int ask_at_once(struct io *io, void *arg)
{
    (void)arg;
    struct async_group group;
    async_group_open(&group, io);
    for (int i = 0; i < 3; i++)
        async_group_spawn(&group, ask, (void *)above);
    return async_group_wait(&group);
}

static void each_task_queries_over_its_own_session(void **state)
{
    (void)state;
    assert_run(ask_at_once, 0, "query=0 sum=7 query=0 sum=7 query=0 sum=7");
}

static const char endless[] =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "SELECT count(*) FROM n";

static int ask_endlessly(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task;
    struct io_rows rows;
    async_spawn(io, ask, (void *)endless, &task);
    io_sleep(io, 5 * MS_NS);
    async_cancel(task);
    async_await(io, task);
    io->deadline_ns = io_now_ns() + 5 * MS_NS;
    say_result("late", ask_for(io, endless, &rows));
    io->deadline_ns = IO_NEVER;
    say_result("next", ask_for(io, above, &rows));
    return 0;
}

static void a_query_ends_on_cancel_or_at_the_deadline(void **state)
{
    (void)state;
    assert_run(ask_endlessly, 0, "query=ECANCELED sum=0 late=ETIMEDOUT next=0");
}

static int make_database(void **state)
{
    (void)state;
    strcpy(db_path, "/tmp/overlap-test-XXXXXX");
    close(mkstemp(db_path));
    sqlite3 *db;
    int err = sqlite3_open(db_path, &db);
    err |= sqlite3_exec(
        db, "CREATE TABLE t(n INTEGER); INSERT INTO t VALUES(1),(2),(3),(4)",
        NULL, NULL, NULL);
    sqlite3_close(db);
    sem_init(&begun, 0, 0);
    sem_init(&may_end, 0, 0);
    return err ? err : io_database_open(&database);
}

static int remove_database(void **state)
{
    (void)state;
    io_database_close(&database);
    return unlink(db_path);
}

int main(void)
{
    setenv("UV_THREADPOOL_SIZE", "4", 1);
    const struct CMUnitTest tests[] = {
        TEST(compute_runs_in_place_unless_offloaded),
        TEST(compute_has_more_stack_than_the_task),
        TEST(work_that_has_begun_is_awaited),
        TEST(queued_work_is_withdrawn),
        TEST(files_are_written_and_read_at_offsets),
        TEST(each_task_queries_over_its_own_session),
        TEST(a_query_ends_on_cancel_or_at_the_deadline),
    };
    return cmocka_run_group_tests(tests, make_database, remove_database);
}
