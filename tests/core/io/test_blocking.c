/* test_blocking.c -- every call of the blocking io, and how each wakes up. */
#include "core/io/blocking.h"

#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/io/db/database.h"
#include "core/io/db/session.h"
#include "tests/unit.h"
#include "workloads/parts/loopback.h"

#define HOUR_NS 3600000000000u
#define SOON_NS 20000000u

static struct loopback server;
static struct blocking blocking;
static struct io *io = &blocking.io;
static atomic_int stop;
static int stop_fd;
static char db_path[64];
static struct io_database database = {.name = db_path};

static int open_io(void **state)
{
    (void)state;
    alarm(60); /* a call that does not wake must fail, not hang */
    atomic_store(&stop, 0);
    stop_fd = eventfd(0, EFD_CLOEXEC);
    blocking_open(&blocking, stop_fd);
    io->stop = &stop;
    return 0;
}

static int close_io(void **state)
{
    (void)state;
    blocking_close(&blocking);
    return close(stop_fd);
}

static void *stop_soon(void *arg)
{
    (void)arg;
    usleep(SOON_NS / 1000);
    atomic_store(&stop, -ECANCELED);
    eventfd_write(stop_fd, 1);
    return NULL;
}

static pthread_t start_stopper(void)
{
    pthread_t stopper;
    assert_int_equal(pthread_create(&stopper, NULL, stop_soon, NULL), 0);
    return stopper;
}

static void sleep_is_never_early(void **state)
{
    (void)state;
    for (uint64_t ns = 1; ns < 5000000; ns = ns * 3 + 1) {
        uint64_t wake_ns = io_now_ns() + ns;
        assert_int_equal(io_sleep_until(io, wake_ns), 0);
        assert_true(io_now_ns() >= wake_ns);
    }
}

static void sleep_works_without_a_stop_descriptor(void **state)
{
    (void)state;
    struct blocking lone;
    blocking_open(&lone, -1);
    assert_int_equal(io_sleep(&lone.io, 1000), 0);
    blocking_close(&lone);
}

static void sleep_wakes_when_the_run_is_stopped(void **state)
{
    (void)state;
    pthread_t stopper = start_stopper();
    assert_int_equal(io_sleep(io, HOUR_NS), -ECANCELED);
    pthread_join(stopper, NULL);
}

static void sleep_ends_at_the_deadline(void **state)
{
    (void)state;
    io->deadline_ns = io_now_ns() + SOON_NS;
    assert_int_equal(io_sleep(io, HOUR_NS), -ETIMEDOUT);
    assert_true(io_now_ns() >= io->deadline_ns);
}

static void url_of(char url[128], const char *query)
{
    snprintf(url, 128, "%s%s", server.url, query);
}

static int get(const char *query, struct io_reply *reply)
{
    char url[128];
    url_of(url, query);
    return io_http_get(io, url, reply);
}

static void get_digests_the_body(void **state)
{
    (void)state;
    struct io_reply reply;
    for (size_t bytes = 0; bytes < 300000; bytes = bytes * 7 + 1) {
        char query[64];
        snprintf(query, sizeof query, "?size=%zu", bytes);
        assert_int_equal(get(query, &reply), 0);
        assert_int_equal(reply.status, 200);
        assert_int_equal(reply.bytes, bytes);
        assert_int_equal(reply.digest, loopback_digest(bytes));
        assert_string_equal(reply.reason, "");
    }
}

/* libcurl counts the connections that each transfer opened. */
static void get_keeps_its_connection(void **state)
{
    (void)state;
    struct io_reply reply;
    long opened = -1;
    assert_int_equal(get("", &reply), 0);
    assert_int_equal(get("?size=9", &reply), 0);
    curl_easy_getinfo(blocking.http.easy, CURLINFO_NUM_CONNECTS, &opened);
    assert_int_equal(opened, 0);
}

static void a_status_of_400_or_more_is_a_failure(void **state)
{
    (void)state;
    struct io_reply reply;
    assert_int_equal(get("?status=404", &reply), -EPROTO);
    assert_int_equal(reply.status, 404);
    assert_string_equal(reply.reason, "404 Not Found");
    assert_int_equal(get("", &reply), 0);
    assert_string_equal(reply.reason, "");
}

static void a_body_cut_short_is_a_failure(void **state)
{
    (void)state;
    struct io_reply reply;
    assert_int_equal(get("?size=100&cut=1", &reply), -EBADMSG);
    assert_int_equal(reply.bytes, 50);
    assert_string_equal(reply.reason, "cut short after 50 of 100 bytes");
}

static void a_refused_connection_says_so(void **state)
{
    (void)state;
    struct io_reply reply;
    assert_int_equal(io_http_get(io, "http://127.0.0.1:1/", &reply),
                     -ECONNREFUSED);
    assert_string_equal(reply.reason, "connection refused");
    assert_int_equal(reply.status, 0);
}

/* A label of more than 63 letters is refused without a name server. */
static void a_name_that_does_not_exist_says_so(void **state)
{
    (void)state;
    struct io_reply reply;
    char url[128] = "http://";
    memset(url + 7, 'x', 70);
    snprintf(url + 77, sizeof url - 77, ".invalid/");
    assert_int_equal(io_http_get(io, url, &reply), -EHOSTUNREACH);
    assert_string_equal(reply.reason, "no such host");
}

static void other_kinds_of_url_are_refused(void **state)
{
    (void)state;
    static const char *const urls[] = {
        "file:///etc/passwd", "ftp://host/", "host/path", "", "http://",
        "http://[::1"};
    struct io_reply reply;
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        assert_int_equal(io_http_get(io, urls[i], &reply), -EINVAL);
        assert_true(reply.reason[0] != '\0');
    }
}

/* A server that closes its first connection when a second request comes over
 * it, and the requests that it got. */
struct fickle {
    int fd;
    char url[64];
    char asked[3][32];
};

static void fickle_read(int fd, char asked[32])
{
    char request[1024];
    ssize_t got = read(fd, request, sizeof request - 1);
    request[got > 0 ? got : 0] = '\0';
    snprintf(asked, 32, "%.*s", (int)strcspn(request, "\r"), request);
}

static void fickle_answer(int fd)
{
    static const char answer[] =
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    (void)!write(fd, answer, sizeof answer - 1);
}

static void *fickle_run(void *arg)
{
    struct fickle *fickle = arg;
    int first = accept(fickle->fd, NULL, NULL);
    fickle_read(first, fickle->asked[0]);
    fickle_answer(first);
    fickle_read(first, fickle->asked[1]);
    close(first);
    int second = accept(fickle->fd, NULL, NULL);
    fickle_read(second, fickle->asked[2]);
    fickle_answer(second);
    close(second);
    return NULL;
}

static pthread_t fickle_start(struct fickle *fickle)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t bytes = sizeof address;
    fickle->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fickle->fd, (struct sockaddr *)&address, bytes), 0);
    assert_int_equal(listen(fickle->fd, 2), 0);
    getsockname(fickle->fd, (struct sockaddr *)&address, &bytes);
    snprintf(fickle->url, sizeof fickle->url, "http://127.0.0.1:%d",
             ntohs(address.sin_port));
    pthread_t server_thread;
    assert_int_equal(pthread_create(&server_thread, NULL, fickle_run, fickle),
                     0);
    return server_thread;
}

static void get_asks_again_when_a_kept_connection_was_closed(void **state)
{
    (void)state;
    struct fickle fickle = {0};
    pthread_t server_thread = fickle_start(&fickle);
    char url[128];
    struct io_reply reply;
    snprintf(url, sizeof url, "%s/one", fickle.url);
    assert_int_equal(io_http_get(io, url, &reply), 0);
    snprintf(url, sizeof url, "%s/two?a=b#c", fickle.url);
    assert_int_equal(io_http_get(io, url, &reply), 0);
    assert_int_equal(reply.bytes, 2);
    pthread_join(server_thread, NULL);
    close(fickle.fd);
    assert_string_equal(fickle.asked[0], "GET /one HTTP/1.1");
    assert_string_equal(fickle.asked[1], "GET /two?a=b HTTP/1.1");
    assert_string_equal(fickle.asked[2], "GET /two?a=b HTTP/1.1");
}

static void a_proxy_is_asked_except_about_this_machine(void **state)
{
    (void)state;
    struct io_reply reply;
    const char *value = getenv("http_proxy");
    char *before = value ? strdup(value) : NULL;
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    int here = get("", &reply);
    int elsewhere = io_http_get(io, "http://host.invalid/", &reply);
    if (before)
        setenv("http_proxy", before, 1);
    else
        unsetenv("http_proxy");
    free(before);
    assert_int_equal(here, 0);
    assert_int_equal(elsewhere, -ECONNREFUSED);
}

static void get_wakes_when_the_run_is_stopped(void **state)
{
    (void)state;
    struct io_reply reply;
    pthread_t stopper = start_stopper();
    assert_int_equal(get("?delay=3600s", &reply), -ECANCELED);
    assert_string_equal(reply.reason, "canceled");
    pthread_join(stopper, NULL);
}

static void get_ends_at_the_deadline_and_the_next_one_works(void **state)
{
    (void)state;
    struct io_reply reply;
    io->deadline_ns = io_now_ns() + SOON_NS;
    assert_int_equal(get("?delay=3600s", &reply), -ETIMEDOUT);
    assert_string_equal(reply.reason, "timed out");
    assert_true(io_now_ns() >= io->deadline_ns);
    io->deadline_ns = IO_NEVER;
    assert_int_equal(get("?size=5", &reply), 0);
    assert_int_equal(reply.bytes, 5);
}

static void files_are_written_and_read_at_offsets(void **state)
{
    (void)state;
    FILE *file = file_unnamed();
    char text[8] = "";
    assert_non_null(file);
    assert_int_equal(io_file_write(io, fileno(file), "world", 5, 3), 5);
    assert_int_equal(io_file_sync(io, fileno(file)), 0);
    assert_int_equal(io_file_sync(io, -1), -EBADF);
    assert_int_equal(io_file_read(io, fileno(file), text, 7, 5), 3);
    assert_string_equal(text, "rld");
    assert_int_equal(io_file_read(io, -1, text, 7, 0), -EBADF);
    fclose(file);
}

static void db_exec(const char *sql, sqlite3 **keep)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(db_path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    if (keep)
        *keep = db;
    else
        sqlite3_close(db);
}

static int ask(const char *sql, int64_t key, struct io_rows *rows)
{
    return io_query(
        io, &(struct io_statement){.db = &database, .sql = sql, .key = key},
        rows);
}

static const char endless[] =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "SELECT count(*) FROM n";

static void a_query_counts_rows_and_sums_their_first_column(void **state)
{
    (void)state;
    static const char above[] = "SELECT n FROM t WHERE n > $1";
    struct io_rows rows;
    assert_int_equal(ask(above, 2, &rows), 0);
    assert_int_equal(rows.count, 2);
    assert_int_equal(rows.sum, 7);
    assert_int_equal(ask(above, 9, &rows), 0);
    assert_int_equal(rows.count, 0);
    assert_int_equal(ask("SELECT sum(n) FROM t", 0, &rows), 0);
    assert_int_equal(rows.sum, 10);
}

static void more_statements_than_are_kept_work_too(void **state)
{
    (void)state;
    static const char sql[SQLITE_STATEMENTS + 3][32] = {
        "SELECT n + 0 FROM t", "SELECT n + 1 FROM t", "SELECT n + 2 FROM t",
        "SELECT n + 3 FROM t", "SELECT n + 4 FROM t", "SELECT n + 5 FROM t",
        "SELECT n + 6 FROM t", "SELECT n + 7 FROM t", "SELECT n + 8 FROM t",
        "SELECT n + 9 FROM t", "SELECT n + 10 FROM t"};
    struct io_rows rows;
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < SQLITE_STATEMENTS + 3; i++) {
            assert_int_equal(ask(sql[i], 0, &rows), 0);
            assert_int_equal(rows.sum, 10 + 4 * i);
        }
}

static void a_bad_statement_fails_and_the_next_one_works(void **state)
{
    (void)state;
    struct io_rows rows;
    assert_int_equal(ask("SELECT n FROM nowhere", 0, &rows), -EIO);
    assert_int_equal(ask("DELETE FROM t", 0, &rows), -EIO); /* read-only */
    assert_int_equal(ask("SELECT n FROM t", 0, &rows), 0);
    assert_int_equal(rows.count, 4);
}

static void a_database_that_does_not_exist_is_not_made(void **state)
{
    (void)state;
    struct io_rows rows;
    struct io_database nowhere = {.name = "/nonexistent/x.db"};
    struct io_statement query = {.db = &nowhere, .sql = "SELECT 1"};
    assert_int_equal(io_database_open(&nowhere), 0);
    assert_int_equal(io_query(io, &query, &rows), -EIO);
    assert_string_equal(rows.reason, "unable to open database file");
    io_database_close(&nowhere);
}

static void a_query_is_interrupted_when_the_run_is_stopped(void **state)
{
    (void)state;
    struct io_rows rows;
    pthread_t stopper = start_stopper();
    assert_int_equal(ask(endless, 0, &rows), -ECANCELED);
    pthread_join(stopper, NULL);
}

static void a_query_is_interrupted_at_the_deadline(void **state)
{
    (void)state;
    struct io_rows rows;
    io->deadline_ns = io_now_ns() + SOON_NS;
    assert_int_equal(ask(endless, 0, &rows), -ETIMEDOUT);
    io->deadline_ns = IO_NEVER;
    assert_int_equal(ask("SELECT n FROM t", 0, &rows), 0);
}

static void a_lock_is_waited_for_until_the_deadline_or_the_stop(void **state)
{
    (void)state;
    struct io_rows rows;
    sqlite3 *holder;
    db_exec("BEGIN EXCLUSIVE", &holder);
    io->deadline_ns = io_now_ns() + SOON_NS;
    assert_int_equal(ask("SELECT n FROM t", 0, &rows), -ETIMEDOUT);
    io->deadline_ns = IO_NEVER;
    pthread_t stopper = start_stopper();
    assert_int_equal(ask("SELECT n FROM t", 0, &rows), -ECANCELED);
    pthread_join(stopper, NULL);
    sqlite3_close(holder);
}

static void add_one(void *arg)
{
    ++*(int *)arg;
}

static void compute_calls_its_function_once(void **state)
{
    (void)state;
    int calls = 0;
    assert_int_equal(io_compute(io, add_one, &calls), 0);
    assert_int_equal(calls, 1);
}

static int open_world(void **state)
{
    (void)state;
    char why[WORKLOAD_WHY_MAX] = "";
    if (loopback_start(&server, why)) {
        fprintf(stderr, "%s\n", why);
        return -1;
    }
    strcpy(db_path, "/tmp/overlap-test-XXXXXX");
    close(mkstemp(db_path));
    db_exec("CREATE TABLE t(n INTEGER); INSERT INTO t VALUES(1),(2),(3),(4)",
            NULL);
    return io_database_open(&database);
}

static int close_world(void **state)
{
    (void)state;
    loopback_stop(&server);
    io_database_close(&database);
    return unlink(db_path);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_io, close_io)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(sleep_is_never_early),
        TEST(sleep_works_without_a_stop_descriptor),
        TEST(sleep_wakes_when_the_run_is_stopped),
        TEST(sleep_ends_at_the_deadline),
        TEST(get_digests_the_body),
        TEST(get_keeps_its_connection),
        TEST(a_status_of_400_or_more_is_a_failure),
        TEST(a_body_cut_short_is_a_failure),
        TEST(a_refused_connection_says_so),
        TEST(a_name_that_does_not_exist_says_so),
        TEST(other_kinds_of_url_are_refused),
        TEST(get_asks_again_when_a_kept_connection_was_closed),
        TEST(a_proxy_is_asked_except_about_this_machine),
        TEST(get_wakes_when_the_run_is_stopped),
        TEST(get_ends_at_the_deadline_and_the_next_one_works),
        TEST(files_are_written_and_read_at_offsets),
        TEST(a_query_counts_rows_and_sums_their_first_column),
        TEST(more_statements_than_are_kept_work_too),
        TEST(a_bad_statement_fails_and_the_next_one_works),
        TEST(a_database_that_does_not_exist_is_not_made),
        TEST(a_query_is_interrupted_when_the_run_is_stopped),
        TEST(a_query_is_interrupted_at_the_deadline),
        TEST(a_lock_is_waited_for_until_the_deadline_or_the_stop),
        TEST(compute_calls_its_function_once),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
