/* test_process.c -- programs, signals and servers: nothing is left of them. */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "core/sockets.h"
#include "tests/async/transcript.h"

/* The number of the next free descriptor, which tells of a leak. */
static int next_fd(void)
{
    int fd = dup(STDERR_FILENO);
    close(fd);
    return fd;
}

/* The loop has a descriptor of its own from its first such wait on. */
static void wait_once(struct io *io)
{
    struct async_bell bell;
    async_bell_open(&bell);
    io->deadline_ns = io_now_ns();
    async_bell_wait(io, &bell);
    io->deadline_ns = IO_NEVER;
    async_bell_close(&bell);
}

static int end_stubborn(struct io *io, void *arg)
{
    static char *argv[] = {
        "sh", "-c", "trap '' TERM; echo up; sleep 1000 & wait; sleep 1000",
        NULL};
    (void)arg;
    struct async_process sh;
    char line[3] = "";
    wait_once(io);
    int fds = next_fd();
    int err = async_process_start(&sh, argv, ASYNC_PROCESS_OUT);
    if (err)
        return err;
    pid_t group = sh.pid;
    say_result("up", io_recv_all(io, sh.out, line, sizeof line));
    say_result("end", async_process_end(io, &sh, MS_NS) - 256);
    say_result("again", async_process_end(io, &sh, MS_NS) - 256);
    say_result("child", waitpid(-1, NULL, WNOHANG) < 0 ? -errno : 0);
    while (kill(-group, 0) == 0) /* init has yet to reap what it left */
        io_sleep(io, MS_NS);
    say_result("fds", next_fd() - fds);
    return 0;
}

static void ending_kills_the_whole_group(void **state)
{
    (void)state;
    assert_run(end_stubborn, 0, "up=3 end=9 again=9 child=ECHILD fds=0");
}

static int run_and_end(struct io *io, void *arg)
{
    static char *argv[] = {"sleep", "1000", NULL};
    struct async_process *sleeper = arg;
    int err = async_process_start(sleeper, argv, 0);
    say_result("wait", err ? err : async_process_wait(io, sleeper));
    say_result("end", async_process_end(io, sleeper, HOUR_NS) - 256);
    return io_sleep(io, HOUR_NS);
}

static int cancel_twice(struct io *io, void *arg)
{
    (void)arg;
    struct async_process sleeper;
    struct async_task *task;
    async_spawn(io, run_and_end, &sleeper, &task);
    async_yield(io);
    async_cancel(task);
    async_yield(io);
    async_cancel(task);
    say_result("task", async_await(io, task));
    say_result("child", waitpid(-1, NULL, WNOHANG) < 0 ? -errno : 0);
    return 0;
}

static void a_cancelled_owner_still_ends_it(void **state)
{
    (void)state;
    assert_run(cancel_twice, 0,
               "wait=ECANCELED end=15 task=ECANCELED child=ECHILD");
}

static int start_in_vain(struct io *io, void *arg)
{
    static char *argv[] = {"/nowhere", NULL};
    (void)arg;
    struct async_process none;
    int fds = next_fd();
    say_result("start", async_process_start(&none, argv, 7));
    say_result("signal", async_process_signal(&none, SIGTERM));
    say_result("wait", async_process_wait(io, &none));
    say_result("end", async_process_end(io, &none, 0));
    say_result("fds", next_fd() - fds);
    return 0;
}

static void one_that_cannot_start_leaves_nothing(void **state)
{
    (void)state;
    assert_run(start_in_vain, 0,
               "start=ENOENT signal=ESRCH wait=ECHILD end=ECHILD fds=0");
}

static int ring_from_handler(struct io *io, void *arg)
{
    (void)arg;
    struct async_signal first, second;
    say_result("kill", async_signal_open(&first, SIGKILL));
    say_result("none", async_signal_open(&first, 0));
    say_result("first", async_signal_open(&first, SIGUSR2));
    say_result("second", async_signal_open(&second, SIGUSR2));
    io->deadline_ns = io_now_ns() + MS_NS;
    say_result("wait", async_signal_wait(io, &first));
    io->deadline_ns = IO_NEVER;
    raise(SIGUSR2);
    raise(SIGUSR2);
    say_result("came", async_signal_wait(io, &first));
    async_signal_close(&first);
    say_result("again", async_signal_open(&second, SIGUSR2));
    async_signal_close(&second);
    return 0;
}

static void a_signal_has_one_owner_at_a_time(void **state)
{
    (void)state;
    assert_run(ring_from_handler, 0,
               "kill=EINVAL none=EINVAL first=0 second=EBUSY wait=ETIMEDOUT "
               "came=2 again=0");
}

static int idle(struct io *io, int fd, void *arg)
{
    (void)arg;
    char byte;
    ssize_t got = io_recv(io, fd, &byte, 1);
    say_result("served", got);
    return 0;
}

static int run_server(struct io *io, void *arg)
{
    return async_serve(io, arg);
}

static int stop_server(struct io *io, void *arg)
{
    (void)arg;
    uint16_t port = 0;
    struct async_connection places[2];
    struct async_server server = {.listener = io_listen(&port),
                                  .serve = idle,
                                  .places = places,
                                  .count = 2};
    struct async_task *task;
    async_spawn(io, run_server, &server, &task);
    int clients[3];
    for (int i = 0; i < 3; i++)
        clients[i] = io_connect(io, "127.0.0.1", port);
    io_sleep(io, 5 * MS_NS);
    say_result("vacant", server.vacant.permits);
    close(clients[0]); /* its place is for the third */
    io_sleep(io, 5 * MS_NS);
    async_cancel(task);
    close(clients[1]);
    io_sleep(io, 5 * MS_NS);
    say_result("over", async_done(task));
    async_cancel(task);
    say_result("server", async_await(io, task));
    close(clients[2]);
    close(server.listener);
    return 0;
}

static void a_server_stops_gracefully_then_at_once(void **state)
{
    (void)state;
    assert_run(stop_server, 0,
               "vacant=0 served=0 served=0 over=0 served=ECANCELED "
               "server=ECANCELED");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ending_kills_the_whole_group),
        TEST(a_cancelled_owner_still_ends_it),
        TEST(one_that_cannot_start_leaves_nothing),
        TEST(a_signal_has_one_owner_at_a_time),
        TEST(a_server_stops_gracefully_then_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
