/* test_fd.c -- waiting for descriptors. */
#include <fcntl.h>
#include <sys/socket.h>

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
    struct async_task *reader;
    async_spawn(io, read_when_ready, NULL, &reader);
    async_yield(io);
    async_cancel(reader);
    async_await(io, reader);
    io->deadline_ns = io_now_ns() + MS_NS;
    return async_wait_fd(io, ends[0], POLLIN);
}

static void a_wait_in_vain_ends_on_cancel_or_at_the_deadline(void **state)
{
    (void)state;
    assert_run(wait_in_vain, -ETIMEDOUT, "ready=ECANCELED");
}

/* A wait of its own for events of a descriptor. */
struct waiting {
    int fd, events;
};

static int wait_for(struct io *io, void *arg)
{
    const struct waiting *waiting = arg;
    return async_wait_fd(io, waiting->fd, waiting->events);
}

static int fill(int fd)
{
    static const char zeros[4096];
    while (send(fd, zeros, sizeof zeros, MSG_DONTWAIT) > 0)
        continue;
    return errno == EAGAIN ? 0 : -errno;
}

static int drain(int fd)
{
    char bytes[4096];
    while (recv(fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0)
        continue;
    return errno == EAGAIN ? 0 : -errno;
}

/* A socket whose buffer is full: it gets readable first, then writable. */
static int read_and_write(struct io *io, void *arg)
{
    (void)arg;
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
        return -errno;
    int err = fill(pair[0]);
    struct waiting reads = {pair[0], POLLIN}, writes = {pair[0], POLLOUT};
    struct async_task *reader, *writer;
    async_spawn(io, wait_for, &reads, &reader);
    async_spawn(io, wait_for, &writes, &writer);
    async_yield(io);
    err = err || send(pair[1], "x", 1, 0) != 1 ? -EIO : 0;
    say_result("reader", async_await(io, reader));
    say_result("done", async_done(writer));
    err = err ? err : drain(pair[1]);
    say_result("writer", async_await(io, writer));
    say_result("both", async_wait_fd(io, pair[0], POLLIN | POLLOUT));
    close(pair[0]);
    close(pair[1]);
    return err;
}

static void one_task_reads_while_another_writes(void **state)
{
    (void)state;
    assert_run(read_and_write, 0, "reader=1 done=0 writer=4 both=5");
}

static int wait_twice(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *first, *second;
    async_spawn(io, read_when_ready, NULL, &first);
    async_spawn(io, read_when_ready, NULL, &second);
    async_yield(io);
    ssize_t put = write(ends[1], "1234567abc", 10);
    int err = async_await(io, first);
    return put == 10 && err > 0 ? async_await(io, second) : -EIO;
}

static void all_that_wait_for_the_same_resume(void **state)
{
    (void)state;
    assert_run(wait_twice, POLLIN, "ready=1 1234567 ready=1 abc");
}

/* Waits for a pipe's end in vain, so that the loop knows its number. */
static int make_known(struct io *io)
{
    io->deadline_ns = io_now_ns() + MS_NS;
    int err = async_wait_fd(io, ends[0], POLLIN);
    io->deadline_ns = IO_NEVER;
    return err == -ETIMEDOUT ? 0 : -EIO;
}

/* Puts a new pipe in place of the old one, with the same numbers. */
static int replace_pipe(void)
{
    int fresh[2];
    if (pipe2(fresh, O_CLOEXEC))
        return -errno;
    for (int i = 0; i < 2; i++) {
        dup3(fresh[i], ends[i], O_CLOEXEC);
        close(fresh[i]);
    }
    return 0;
}

static int reuse(struct io *io, void *arg)
{
    (void)arg;
    struct waiting reads = {ends[0], POLLIN};
    struct async_task *reader;
    int err = make_known(io);
    err = err ? err : replace_pipe();
    async_spawn(io, wait_for, &reads, &reader);
    async_yield(io);
    err = err || write(ends[1], "x", 1) != 1 ? -EIO : 0;
    say_result("reader", async_await(io, reader));
    return err;
}

static void a_number_may_be_closed_and_used_again(void **state)
{
    (void)state;
    assert_run(reuse, 0, "reader=1");
}

static int close_under_a_task(struct io *io, void *arg)
{
    (void)arg;
    struct waiting reads = {ends[0], POLLIN};
    struct async_task *old, *new;
    async_spawn(io, wait_for, &reads, &old);
    async_yield(io);
    int err = replace_pipe();
    async_spawn(io, wait_for, &reads, &new);
    async_yield(io);
    say_result("old", async_await(io, old));
    err = err || write(ends[1], "x", 1) != 1 ? -EIO : 0;
    say_result("new", async_await(io, new));
    return err;
}

static void
a_wait_for_what_was_closed_ends_when_its_number_is_used(void **state)
{
    (void)state;
    assert_run(close_under_a_task, 0, "old=EBADF new=1");
}

static int close_for_all(struct io *io, void *arg)
{
    (void)arg;
    struct waiting reads = {ends[0], POLLIN};
    struct async_task *reader;
    async_spawn(io, wait_for, &reads, &reader);
    async_yield(io);
    say_result("close", async_close(io, ends[0]));
    say_result("reader", async_await(io, reader));
    say_result("again", async_close(io, ends[0]));
    close(ends[1]);
    return pipe2(ends, O_CLOEXEC) ? -errno : 0;
}

static void closing_wakes_those_that_wait(void **state)
{
    (void)state;
    assert_run(close_for_all, 0, "close=0 reader=EBADF again=EBADF");
}

/* As if another process still had the old pipe, and used it. */
static int outlive(struct io *io, void *arg)
{
    (void)arg;
    int other[2] = {fcntl(ends[0], F_DUPFD_CLOEXEC, 0),
                    fcntl(ends[1], F_DUPFD_CLOEXEC, 0)};
    int err = make_known(io);
    err = err ? err : replace_pipe();
    err = err || write(other[1], "x", 1) != 1 ? -EIO : 0;
    say_result("again", err ? err : make_known(io));
    close(other[0]);
    close(other[1]);
    return err;
}

static void what_a_number_stood_for_before_wakes_nobody(void **state)
{
    (void)state;
    assert_run(outlive, 0, "again=0");
}

static int hang_up(struct io *io, void *arg)
{
    (void)arg;
    struct waiting reads = {ends[0], POLLIN}, writes = {ends[1], POLLOUT};
    const char zeros[4096] = "";
    int err = fcntl(ends[1], F_SETFL, O_NONBLOCK);
    while (!err && write(ends[1], zeros, sizeof zeros) > 0)
        continue;
    struct async_task *writer;
    async_spawn(io, wait_for, &writes, &writer);
    async_yield(io);
    close(ends[0]);
    say_result("writer", async_await(io, writer));
    err = err ? err : pipe2(ends, O_CLOEXEC) ? -errno : 0;
    reads.fd = ends[0];
    close(ends[1]);
    say_result("reader", wait_for(io, &reads));
    ends[1] = dup(ends[0]);
    close(writes.fd);
    return err;
}

static void a_side_that_is_hung_up_on_is_ready(void **state)
{
    (void)state;
    assert_run(hang_up, 0, "writer=4 reader=1");
}

/* More events than the kernel hands over at once. */
#define MANY 300

static int wait_for_many(struct io *io, void *arg)
{
    (void)arg;
    static struct waiting reads[MANY];
    struct async_group group;
    async_group_open(&group, io);
    int err = 0;
    for (int i = 0; i < MANY; i++) {
        reads[i] = (struct waiting){fcntl(ends[0], F_DUPFD_CLOEXEC, 0), POLLIN};
        if (reads[i].fd < 0 ||
            async_group_spawn(&group, wait_for, &reads[i]) < 0)
            err = -EMFILE;
    }
    async_yield(io);
    err = err || write(ends[1], "x", 1) != 1 ? -EIO : 0;
    async_group_wait(&group);
    for (int i = 0; i < MANY; i++)
        close(reads[i].fd);
    return err ? err : group.failed;
}

static void many_become_ready_at_once(void **state)
{
    (void)state;
    assert_run(wait_for_many, 0, "");
}

static int wait_for_wrong_ones(struct io *io, void *arg)
{
    (void)arg;
    FILE *file = file_unnamed();
    say_result("file", async_wait_fd(io, fileno(file), POLLIN));
    fclose(file);
    say_result("closed", async_wait_fd(io, 9999, POLLIN));
    say_result("none", async_wait_fd(io, -1, POLLIN));
    return 0;
}

static void waiting_for_a_bad_descriptor_is_an_error(void **state)
{
    (void)state;
    assert_run(wait_for_wrong_ones, 0, "file=EPERM closed=EBADF none=EBADF");
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
        TEST_PIPE(one_task_reads_while_another_writes),
        TEST_PIPE(all_that_wait_for_the_same_resume),
        TEST_PIPE(a_number_may_be_closed_and_used_again),
        TEST_PIPE(a_wait_for_what_was_closed_ends_when_its_number_is_used),
        TEST_PIPE(closing_wakes_those_that_wait),
        TEST_PIPE(what_a_number_stood_for_before_wakes_nobody),
        TEST_PIPE(a_side_that_is_hung_up_on_is_ready),
        TEST_PIPE(many_become_ready_at_once),
        TEST_PIPE(waiting_for_a_bad_descriptor_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
