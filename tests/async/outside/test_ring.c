/* test_ring.c -- files by io_uring, where the kernel allows it. */
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "core/base/file.h"
#include "tests/async/transcript.h"

#define MANY 2000 /* more than a ring has places for, on either side */

static int ends[2]; /* of a pipe */

/* The ring is there at the second call, too. */
static int try_ring(struct io *io, void *arg)
{
    (void)arg;
    int err = async_files_ring(io);
    return err ? err : async_files_ring(io);
}

static int write_and_read(struct io *io, void *arg)
{
    (void)arg;
    FILE *file = file_unnamed();
    char text[8] = "";
    async_files_ring(io);
    say_result("write", io_file_write(io, fileno(file), "world", 5, 3));
    say_result("sync", io_file_sync(io, fileno(file)));
    say_result("sync", io_file_sync(io, -1));
    say_result("read", io_file_read(io, fileno(file), text, 7, 5));
    say(text);
    say_result("end", io_file_read(io, fileno(file), text, 7, 8));
    say_result("closed", io_file_read(io, -1, text, 7, 0));
    fclose(file);
    return 0;
}

static void files_are_written_and_read_at_offsets(void **state)
{
    (void)state;
    assert_run(write_and_read, 0,
               "write=5 sync=0 sync=EBADF read=3 rld end=0 closed=EBADF");
}

static int read_byte(struct io *io, void *arg)
{
    char byte;
    int *sum = arg;
    ssize_t moved = io_file_read(io, ends[0], &byte, 1, 0);
    if (moved != 1)
        return moved < 0 ? (int)moved : -EIO;
    *sum += byte;
    return 0;
}

/* In a pipe, a read waits for a write. */
static int read_many(struct io *io, void *arg)
{
    (void)arg;
    static char ones[MANY];
    int sum = 0;
    memset(ones, 1, sizeof ones);
    int err = async_files_ring(io);
    struct async_group group;
    async_group_open(&group, io);
    for (int i = 0; i < MANY && !err; i++)
        err = async_group_spawn(&group, read_byte, &sum);
    io_sleep(io, MS_NS);
    say_result("before", sum);
    say_result("write", io_file_write(io, ends[1], ones, MANY, 0));
    int failed = async_group_wait(&group);
    return err ? err : failed ? failed : sum;
}

static void more_may_be_under_way_than_the_ring_holds(void **state)
{
    (void)state;
    assert_run(read_many, MANY, "before=0 write=2000");
}

static int read_for_ever(struct io *io, void *arg)
{
    say_result("read", read_byte(io, arg));
    say_result("next", async_yield(io));
    return 0;
}

static int cancel_read(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task;
    int sum = 0;
    async_files_ring(io);
    async_spawn(io, read_for_ever, &sum, &task);
    io_sleep(io, MS_NS);
    async_cancel(task);
    say("canceled");
    async_await(io, task);
    say_result("write", io_file_write(io, ends[1], "\1", 1, 0));
    say_result("again", read_byte(io, &sum));
    return sum;
}

/* What it would have read is left for others. */
static void a_call_that_waits_is_withdrawn(void **state)
{
    (void)state;
    assert_run(cancel_read, 1,
               "canceled read=ECANCELED next=0 write=1 again=0");
}

/* As containers do. */
static void forbid_rings(void)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_setup, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof code / sizeof *code, code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
        _exit(77);
}

static int read_without(struct io *io, void *arg)
{
    (void)arg;
    char byte;
    if (async_files_ring(io) != -EPERM)
        return 1;
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    ssize_t moved = io_file_read(io, fd, &byte, 1, 0);
    close(fd);
    return moved == 1 ? 0 : 2;
}

static void where_it_is_forbidden_the_pool_is_left(void **state)
{
    (void)state;
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        forbid_rings();
        _exit(async_run(read_without, NULL));
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77)
        skip_because("no system calls can be forbidden here");
    assert_int_equal(WEXITSTATUS(status), 0);
}

static int make_pipe(void **state)
{
    return clear_transcript(state) || pipe2(ends, O_CLOEXEC);
}

static int close_pipe(void **state)
{
    (void)state;
    return close(ends[0]) | close(ends[1]);
}

#define PIPE_TEST(name)                                                        \
    cmocka_unit_test_setup_teardown(name, make_pipe, close_pipe)

int main(void)
{
    int err = async_run(try_ring, NULL);
    if (err) {
        printf("skipped: no io_uring here: %s\n", strerror(-err));
        return 77;
    }
    const struct CMUnitTest tests[] = {
        TEST(files_are_written_and_read_at_offsets),
        PIPE_TEST(more_may_be_under_way_than_the_ring_holds),
        PIPE_TEST(a_call_that_waits_is_withdrawn),
        TEST(where_it_is_forbidden_the_pool_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
