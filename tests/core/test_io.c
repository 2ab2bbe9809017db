/* test_io.c -- every call of an io ends the waits it began, however it ends. */
#include "core/io.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/io/blocking.h"
#include "core/io/db/database.h"
#include "core/io_trace.h"
#include "tests/unit.h"

#define HOUR_NS 3600000000000u
#define SOON_NS 1000000u
#define WAITS   4

static struct io_permits permits; /* one of them */
static struct io_database database = {.name = "/nowhere/db"};
static struct io_database limited = {.name = "/nowhere/db", .connections = 1};

static int sleep_long(struct io *io)
{
    return io_sleep(io, HOUR_NS);
}

static int sleep_briefly(struct io *io)
{
    return io_sleep(io, SOON_NS / 10);
}

static int sleep_not_at_all(struct io *io)
{
    return io_sleep(io, 0);
}

static int get(struct io *io)
{
    struct io_reply reply;
    return io_http_get(io, "http://127.0.0.1:1/", &reply);
}

static int get_nonsense(struct io *io)
{
    struct io_reply reply;
    return io_http_get(io, "nonsense", &reply);
}

static int read_file(struct io *io)
{
    char byte;
    return (int)io_file_read(io, -1, &byte, 1, 0);
}

static int write_file(struct io *io)
{
    return (int)io_file_write(io, -1, "", 1, 0);
}

static int sync_file(struct io *io)
{
    return io_file_sync(io, -1);
}

static int query(struct io *io)
{
    struct io_rows rows;
    return io_query(io, &(struct io_statement){.db = &database, .sql = ""},
                    &rows);
}

static int query_limited(struct io *io)
{
    struct io_rows rows;
    return io_query(io, &(struct io_statement){.db = &limited, .sql = ""},
                    &rows);
}

static int take_permit(struct io *io)
{
    int err = io_permit_take(io, &permits);
    if (!err)
        io_permits_give(&permits);
    return err;
}

static int wait_for_permit(struct io *io)
{
    assert_int_equal(io_permits_try(&permits), 0);
    int err = io_permit_take(io, &permits);
    io_permits_give(&permits);
    return err;
}

static int ready_fd, quiet_fd; /* always and never readable */

static int wait_ready(struct io *io)
{
    return io_ready(io, ready_fd, POLLIN);
}

static int wait_ready_with_others(struct io *io)
{
    return io_ready(io, ready_fd, POLLIN | IO_ANYONE);
}

static int wait_for_nothing(struct io *io)
{
    return io_ready(io, quiet_fd, POLLIN);
}

static int wait_for_nothing_with_others(struct io *io)
{
    return io_ready(io, quiet_fd, POLLIN | IO_ANYONE);
}

static void nothing(void *arg)
{
    (void)arg;
}

static int compute(struct io *io)
{
    return io_compute(io, nothing, NULL);
}

static const struct one_call {
    int (*make)(struct io *io);
    uint32_t waits; /* that it makes */
} calls[] = {
    {sleep_briefly, 1}, {sleep_not_at_all, 0},
    {get, 1},           {get_nonsense, 1},
    {read_file, 1},     {write_file, 1},
    {sync_file, 1},     {query, 1},
    {query_limited, 2}, {take_permit, 1},
    {wait_ready, 1},    {wait_ready_with_others, 1},
    {compute, 0},
};
static const struct one_call endless[] = {{sleep_long, 1},
                                          {wait_for_permit, 1},
                                          {wait_for_nothing, 1},
                                          {wait_for_nothing_with_others, 1}};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Makes a call inside a task that has a trace. Whatever the call begins must
 * end exactly once. `err` gets its result; returns how often it waited. */
static uint32_t account(const struct one_call *call, struct io *io, int *err)
{
    struct io_trace *trace =
        calloc(1, sizeof *trace + WAITS * sizeof *trace->list);
    assert_non_null(trace);
    trace->capacity = WAITS;
    io->trace = trace;
    uint64_t begin_ns = io_now_ns(), waited_ns = 0;
    io_work_begin(io->trace);
    *err = call->make(io);
    assert_true(trace->working_ns != 0);
    io_work_end(io->trace);
    uint64_t end_ns = io_now_ns();
    assert_true(trace->working_ns == 0);
    for (uint32_t i = 0; i < trace->count; i++)
        waited_ns += trace->list[i].end_ns - trace->list[i].begin_ns;
    assert_int_equal(io->waited_ns, waited_ns);
    assert_true(trace->cpu_ns >= 0);
    assert_true((uint64_t)trace->cpu_ns <= end_ns - begin_ns - waited_ns);
    uint32_t waits = trace->count;
    free(trace);
    return waits;
}

/* The same with an io of its own, whose deadline or stop may end the call. */
static uint32_t account_until(const struct one_call *call, uint64_t deadline_ns,
                              const atomic_int *stop, int stop_fd, int *err)
{
    struct blocking blocking;
    blocking_open(&blocking, stop_fd);
    blocking.io.stop = stop;
    blocking.io.deadline_ns = deadline_ns;
    uint32_t waits = account(call, &blocking.io, err);
    blocking_close(&blocking);
    return waits;
}

static void each_call_ends_what_it_began(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(calls); i++) {
        int err;
        assert_int_equal(account_until(&calls[i], IO_NEVER, NULL, -1, &err),
                         calls[i].waits);
    }
}

static void a_call_that_is_refused_begins_nothing(void **state)
{
    (void)state;
    static const atomic_int stop = -ECANCELED;
    for (size_t i = 0; i < COUNT(calls); i++) {
        int err;
        assert_int_equal(account_until(&calls[i], IO_NEVER, &stop, -1, &err),
                         0);
        assert_int_equal(err, -ECANCELED);
        assert_int_equal(account_until(&calls[i], 1, NULL, -1, &err), 0);
        assert_int_equal(err, -ETIMEDOUT);
    }
}

static void a_wait_that_is_broken_off_ends(void **state)
{
    (void)state;
    static const atomic_int stop; /* as a call sees it just before the end */
    int stop_fd = eventfd(1, EFD_CLOEXEC);
    for (size_t i = 0; i < COUNT(endless); i++) {
        int err;
        account_until(&endless[i], io_now_ns() + SOON_NS, NULL, -1, &err);
        assert_int_equal(err, -ETIMEDOUT);
        assert_int_equal(
            account_until(&endless[i], IO_NEVER, &stop, stop_fd, &err), 1);
        assert_int_equal(err, -ECANCELED);
    }
    close(stop_fd);
}

static void an_io_without_a_stop_is_never_stopped(void **state)
{
    (void)state;
    int stop_fd = eventfd(1, EFD_CLOEXEC);
    for (size_t i = 0; i < COUNT(endless); i++) {
        int err;
        account_until(&endless[i], io_now_ns() + SOON_NS, NULL, stop_fd, &err);
        assert_int_equal(err, -ETIMEDOUT);
    }
    close(stop_fd);
}

static void a_permit_is_given_back_whatever_the_query_returns(void **state)
{
    (void)state;
    int err;
    account_until(&(struct one_call){query_limited, 2}, IO_NEVER, NULL, -1,
                  &err);
    assert_true(err < 0);
    assert_int_equal(io_permits_try(&limited.permits), 0);
    io_permits_give(&limited.permits);
}

static int open_all(void **state)
{
    (void)state;
    ready_fd = eventfd(1, EFD_CLOEXEC);
    quiet_fd = eventfd(0, EFD_CLOEXEC);
    int err = io_permits_open(&permits, 1);
    err = err ? err : io_database_open(&database);
    return err ? err : io_database_open(&limited);
}

static int close_all(void **state)
{
    (void)state;
    io_database_close(&limited);
    io_database_close(&database);
    io_permits_close(&permits);
    return close(ready_fd) | close(quiet_fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_call_ends_what_it_began),
        cmocka_unit_test(a_call_that_is_refused_begins_nothing),
        cmocka_unit_test(a_wait_that_is_broken_off_ends),
        cmocka_unit_test(an_io_without_a_stop_is_never_stopped),
        cmocka_unit_test(a_permit_is_given_back_whatever_the_query_returns),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
