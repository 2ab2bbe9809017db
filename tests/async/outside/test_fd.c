/* test_fd.c -- waiting for descriptors. */
#include <fcntl.h>

#include "core/base/file.h"
#include "tests/async/transcript.h"

static int ends[2]; /* of a pipe */

static int read_when_ready(struct io *io, void *arg)
{
    (void)arg;
    char text[8] = "";
    int ready = async_wait_fd(io, ends[0], POLLIN);
    say_result("ready", ready);
    if (ready > 0 && read(ends[0], text, sizeof text - 1) > 0)
        say(text);
    return ready;
}

static int write_later(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *reader;
    async_spawn(io, read_when_ready, NULL, &reader);
    say_result("writable", async_wait_fd(io, ends[1], POLLOUT));
    ssize_t put = write(ends[1], "hello", 5);
    return put == 5 ? async_await(io, reader) : -EIO;
}

static void a_reader_waits_until_there_is_something_to_read(void **state)
{
    (void)state;
    assert_int_equal(POLLIN, 1);
    assert_int_equal(POLLOUT, 4);
    assert_run(write_later, POLLIN, "writable=4 ready=1 hello");
}

static int wait_in_vain(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *reader, *second;
    async_spawn(io, read_when_ready, NULL, &reader);
    async_spawn(io, read_when_ready, NULL, &second);
    async_yield(io);
    say_result("second", async_await(io, second));
    async_cancel(reader);
    async_await(io, reader);
    io->deadline_ns = io_now_ns() + MS_NS;
    return async_wait_fd(io, ends[0], POLLIN);
}

static void a_wait_in_vain_ends_on_cancel_or_at_the_deadline(void **state)
{
    (void)state;
    assert_run(wait_in_vain, -ETIMEDOUT,
               "ready=EEXIST second=EEXIST ready=ECANCELED");
}

static int wait_for_wrong_ones(struct io *io, void *arg)
{
    (void)arg;
    FILE *file = file_unnamed();
    say_result("file", async_wait_fd(io, fileno(file), POLLIN));
    fclose(file);
    say_result("closed", async_wait_fd(io, 9999, POLLIN));
    return 0;
}

static void waiting_for_a_bad_descriptor_is_an_error(void **state)
{
    (void)state;
    assert_run(wait_for_wrong_ones, 0, "file=EPERM closed=EBADF");
}

static int open_pipe(void **state)
{
    clear_transcript(state);
    return pipe2(ends, O_CLOEXEC);
}

static int close_pipe(void **state)
{
    (void)state;
    return close(ends[0]) | close(ends[1]);
}

#define TEST_PIPE(name)                                                        \
    cmocka_unit_test_setup_teardown(name, open_pipe, close_pipe)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_PIPE(a_reader_waits_until_there_is_something_to_read),
        TEST_PIPE(a_wait_in_vain_ends_on_cancel_or_at_the_deadline),
        TEST_PIPE(waiting_for_a_bad_descriptor_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
