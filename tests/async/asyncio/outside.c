/* outside.c -- the world outside: Ctrl-C and threads. */
#include <ctype.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "core/sockets.h"
#include "tests/async/asyncio/scenario.h"

static void press_ctrl_c(void)
{
    raise(SIGINT);
}

static int interrupt(struct io *io, void *arg)
{
    (void)arg;
    int err = nap(io, 1);
    press_ctrl_c();
    return err;
}

static int ctrl_c_cancels_main_which_cleans_up(struct io *io)
{
    async_spawn(io, interrupt, NULL, NULL);
    int err = told("sleep", nap(io, LONG));
    told("flush", nap(io, 1));
    say("cleaned up");
    return err;
}

static int ctrl_c_cancels_the_other_tasks_after_main(struct io *io)
{
    static struct act other = {"other", LONG, 0};
    async_spawn(io, act, &other, NULL);
    async_yield(io);
    press_ctrl_c();
    return act(io, ACT("main", LONG));
}

static int ctrl_c_that_main_swallows(struct io *io)
{
    press_ctrl_c();
    told("sleep", nap(io, LONG));
    return 5;
}

static void work(void *arg)
{
    (void)arg;
    block(4);
}

static int work_in_a_thread(struct io *io, void *arg)
{
    (void)arg;
    int err = async_offload(io, work, NULL);
    say("work ends");
    return err;
}

static int a_thread_works_while_the_loop_goes_on(struct io *io)
{
    struct async_task *working = spawn(io, work_in_a_thread, NULL);
    act(io, ACT("main", 1));
    return async_await(io, working);
}

static void meet(void *arg)
{
    pthread_barrier_wait(arg);
}

static int meet_in_a_thread(struct io *io, void *arg)
{
    return async_offload(io, meet, arg);
}

static int threads_wait_at_the_same_time(struct io *io)
{
    pthread_barrier_t barrier;
    pthread_barrier_init(&barrier, NULL, 3);
    struct async_call calls[3];
    for (int i = 0; i < 3; i++)
        calls[i] = (struct async_call){.fn = meet_in_a_thread, .arg = &barrier};
    int err = async_gather(io, calls, 3);
    say("all three met");
    pthread_barrier_destroy(&barrier);
    return err;
}

static void *ring_later(void *arg)
{
    block(2);
    say("the thread calls");
    async_bell_ring(arg);
    return NULL;
}

static int a_thread_wakes_the_loop(struct io *io)
{
    struct async_bell bell;
    pthread_t thread;
    int err = async_bell_open(&bell);
    if (err || pthread_create(&thread, NULL, ring_later, &bell))
        return -EAGAIN;
    say("main waits");
    told("calls", async_bell_wait(io, &bell));
    pthread_join(thread, NULL);
    async_bell_close(&bell);
    return 0;
}

static int a_signal_is_waited_for(struct io *io)
{
    struct async_signal wanted;
    int err = async_signal_open(&wanted, SIGUSR1);
    if (err)
        return err;
    for (int i = 0; i < 2; i++) {
        raise(SIGUSR1);
        told("signals", async_signal_wait(io, &wanted));
    }
    async_signal_close(&wanted);
    say("%s", signal(SIGUSR1, SIG_DFL) == SIG_DFL ? "restored" : "changed");
    return 0;
}

static int a_programs_output_is_read(struct io *io)
{
    static char *argv[] = {"cat", NULL};
    struct async_process cat;
    char text[16] = "";
    int err =
        async_process_start(&cat, argv, ASYNC_PROCESS_IN | ASYNC_PROCESS_OUT);
    if (err)
        return err;
    told("write", io_send_all(io, cat.in, "hello", 5));
    async_process_close_in(&cat);
    told("read", (int)io_recv_all(io, cat.out, text, sizeof text));
    say("%s", text);
    told("status", async_process_wait(io, &cat));
    async_process_end(io, &cat, 0);
    return 0;
}

static int a_programs_status_is_told(struct io *io)
{
    static char *argv[] = {"sh", "-c", "exit 7", NULL};
    struct async_process sh;
    int err = async_process_start(&sh, argv, 0);
    if (err)
        return err;
    told("status", async_process_wait(io, &sh));
    return async_process_end(io, &sh, 0) - 7;
}

static int a_program_that_takes_too_long_is_killed(struct io *io)
{
    static char *argv[] = {"sleep", "1000", NULL};
    struct async_process sleeper;
    struct async_timeout limit;
    int err = async_process_start(&sleeper, argv, 0);
    if (err)
        return err;
    async_timeout_open(&limit, io, units_ns(2));
    err = async_process_wait(io, &sleeper);
    told("scope", async_timeout_close(&limit, err));
    async_process_signal(&sleeper, SIGKILL);
    told("signal", async_process_wait(io, &sleeper) - 256);
    async_process_end(io, &sleeper, 0);
    return 0;
}

static int a_program_that_does_not_exist(struct io *io)
{
    static char *argv[] = {"/nowhere/at/all", NULL};
    struct async_process none;
    (void)io;
    return async_process_start(&none, argv, 0);
}

static int shout(struct io *io, int fd, void *arg)
{
    char room[32], *line;
    struct io_buffer in = {.bytes = room, .capacity = sizeof room};
    ssize_t length;
    (void)arg;
    while ((length = io_recv_line(io, fd, &in, &line)) > 0) {
        for (ssize_t i = 0; i < length; i++)
            line[i] = (char)toupper((unsigned char)line[i]);
        io_send_all(io, fd, line, (size_t)length);
    }
    say("a client has left");
    return 0;
}

static int run_server(struct io *io, void *arg)
{
    return async_serve(io, arg);
}

static void talk(struct io *io, uint16_t port, const char *word)
{
    char room[32], *line = "";
    struct io_buffer in = {.bytes = room, .capacity = sizeof room};
    int fd = io_connect(io, "127.0.0.1", port);
    if (fd < 0) {
        told("connect", fd);
        return;
    }
    io_send_all(io, fd, word, strlen(word));
    ssize_t length = io_recv_line(io, fd, &in, &line);
    say("%.*s", (int)(length > 0 ? length - 1 : 0), line);
    close(fd);
    nap(io, 1);
}

static int a_server_answers_its_clients(struct io *io)
{
    uint16_t port = 0;
    struct async_connection places[4];
    struct async_server server = {.listener = io_listen(&port),
                                  .serve = shout,
                                  .places = places,
                                  .count = 4};
    struct async_task *task = spawn(io, run_server, &server);
    talk(io, port, "hello\n");
    talk(io, port, "world\n");
    async_cancel(task);
    told("server", async_await(io, task));
    close(server.listener);
    return 0;
}

int main(int argc, char **argv)
{
    const struct scenario scenarios[] = {
        SCENARIO(ctrl_c_cancels_main_which_cleans_up),
        SCENARIO(ctrl_c_cancels_the_other_tasks_after_main),
        SCENARIO(ctrl_c_that_main_swallows),
        SCENARIO(a_thread_works_while_the_loop_goes_on),
        SCENARIO(threads_wait_at_the_same_time),
        SCENARIO(a_thread_wakes_the_loop),
        SCENARIO(a_signal_is_waited_for),
        SCENARIO(a_programs_output_is_read),
        SCENARIO(a_programs_status_is_told),
        SCENARIO(a_program_that_takes_too_long_is_killed),
        SCENARIO(a_program_that_does_not_exist),
        SCENARIO(a_server_answers_its_clients),
        {0},
    };
    return run_scenarios(scenarios, argc, argv);
}
