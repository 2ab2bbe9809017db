/* test_sockets.c -- connections, over the blocking io and over the loop's.
 *
 * Each scene is one function that has an io. It is played in a thread that
 * blocks and as a task on a loop, and cannot tell which. Its partner, where it
 * needs one, is a thread with a blocking io. */
#include "core/sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "async/async.h"
#include "core/io/blocking.h"
#include "tests/unit.h"

#define SOON_NS   20000000u
#define LONG_NS   3600000000000u
#define BIG       ((size_t)4 << 20)
#define MANY      200
#define FILES_MAX 1024

static int listener;
static uint16_t port;
static char *big;

/* ---- How a scene is played ---- */

static int expect_zero(struct io *io, void *arg)
{
    int (*scene)(struct io * io) = *(int (**)(struct io * io)) arg;
    return scene(io);
}

static void play(int (*scene)(struct io *io))
{
    struct blocking blocking;
    static atomic_int stop;
    blocking_open(&blocking, -1);
    blocking.io.stop = &stop;
    assert_int_equal(scene(&blocking.io), 0);
    blocking_close(&blocking);
    assert_int_equal(async_run(expect_zero, &scene), 0);
}

/* A partner: its own thread. */
struct partner {
    pthread_t id;
    void (*act)(struct io *io, int fd);
    int fd;
};

static void *partner_main(void *arg)
{
    struct partner *partner = arg;
    struct blocking blocking;
    blocking_open(&blocking, -1);
    partner->act(&blocking.io, partner->fd);
    blocking_close(&blocking);
    return NULL;
}

static struct partner partner_start(void (*act)(struct io *io, int fd), int fd)
{
    static struct partner partner;
    partner = (struct partner){.act = act, .fd = fd};
    assert_int_equal(pthread_create(&partner.id, NULL, partner_main, &partner),
                     0);
    return partner;
}

static void partner_end(struct partner partner)
{
    pthread_join(partner.id, NULL);
}

static void pair(int ends[2])
{
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends),
                     0);
}

/* ---- Scenes ---- */

static int wait_until_ready(struct io *io)
{
    int ends[2];
    pair(ends);
    assert_int_equal(io_ready(io, ends[0], POLLIN | POLLOUT), POLLOUT);
    assert_int_equal(write(ends[1], "x", 1), 1);
    assert_int_equal(io_ready(io, ends[0], POLLIN), POLLIN);
    assert_int_equal(io_ready(io, ends[0], POLLIN | IO_ANYONE), POLLIN);
    close(ends[1]);
    assert_int_equal(io_ready(io, ends[0], POLLIN), POLLIN);
    close(ends[0]);
    return 0;
}

static int wait_for_odd_files(struct io *io)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(io_ready(io, fileno(file), POLLIN), POLLIN);
    fclose(file);
    assert_int_equal(io_ready(io, 999, POLLIN), -EBADF);
    return 0;
}

static void ready_says_what_a_descriptor_is_ready_for(void **state)
{
    (void)state;
    play(wait_until_ready);
    play(wait_for_odd_files);
}

static int time_out(struct io *io)
{
    int ends[2];
    char byte;
    pair(ends);
    io->deadline_ns = io_now_ns() + SOON_NS;
    assert_int_equal(io_recv(io, ends[0], &byte, 1), -ETIMEDOUT);
    assert_int_equal(io_accept(io, listener), -ETIMEDOUT);
    io->deadline_ns = io_now_ns() + SOON_NS;
    assert_int_equal(io_accept(io, listener), -ETIMEDOUT);
    io->deadline_ns = io_now_ns() + SOON_NS;
    assert_int_equal(io_send_all(io, ends[0], big, BIG), -ETIMEDOUT);
    io->deadline_ns = IO_NEVER;
    close(ends[0]);
    close(ends[1]);
    return 0;
}

static void waiting_ends_at_the_deadline(void **state)
{
    (void)state;
    play(time_out);
}

static void echo_all(struct io *io, int fd)
{
    char byte[4096];
    ssize_t got;
    while ((got = io_recv(io, fd, byte, sizeof byte)) > 0)
        assert_int_equal(io_send_all(io, fd, byte, (size_t)got), 0);
    shutdown(fd, SHUT_WR);
}

static int exchange(struct io *io)
{
    int ends[2];
    pair(ends);
    struct partner partner = partner_start(echo_all, ends[1]);
    char *back = malloc(BIG);
    assert_non_null(back);
    for (size_t at = 0; at < BIG; at += 65536) {
        assert_int_equal(io_send_all(io, ends[0], big + at, 65536), 0);
        assert_int_equal(io_recv_all(io, ends[0], back + at, 65536), 65536);
    }
    assert_memory_equal(back, big, BIG);
    free(back);
    shutdown(ends[0], SHUT_WR);
    char byte;
    assert_int_equal(io_recv(io, ends[0], &byte, 1), 0);
    assert_int_equal(io_recv_all(io, ends[0], &byte, 1), 0);
    partner_end(partner);
    close(ends[0]);
    close(ends[1]);
    return 0;
}

static void what_was_sent_comes_back(void **state)
{
    (void)state;
    play(exchange);
}

/* Nobody reads but slowly: all of it arrives, and the sender waits. */
static void read_slowly(struct io *io, int fd)
{
    char *into = malloc(BIG);
    assert_non_null(into);
    for (size_t at = 0; at < BIG; at += BIG / 16) {
        assert_int_equal(io_sleep(io, 1000000), 0);
        assert_int_equal(io_recv_all(io, fd, into + at, BIG / 16), BIG / 16);
    }
    assert_memory_equal(into, big, BIG);
    free(into);
}

static int send_to_a_slow_reader(struct io *io)
{
    int ends[2];
    pair(ends);
    struct partner partner = partner_start(read_slowly, ends[1]);
    uint64_t waited_ns = io->waited_ns;
    assert_int_equal(io_send_all(io, ends[0], big, BIG), 0);
    assert_true(io->waited_ns > waited_ns);
    partner_end(partner);
    close(ends[0]);
    close(ends[1]);
    return 0;
}

static void a_slow_reader_makes_the_sender_wait(void **state)
{
    (void)state;
    play(send_to_a_slow_reader);
}

static int send_to_nobody(struct io *io)
{
    int ends[2];
    pair(ends);
    close(ends[1]);
    assert_int_equal(io_send(io, ends[0], "x", 1), -EPIPE);
    close(ends[0]);
    return 0;
}

static int open_connection(struct io *io, int ends[2])
{
    ends[0] = io_connect(io, "127.0.0.1", port);
    assert_true(ends[0] >= 0);
    ends[1] = io_accept(io, listener);
    assert_true(ends[1] >= 0);
    return 0;
}

static int be_reset(struct io *io)
{
    int ends[2];
    char byte;
    open_connection(io, ends);
    const struct linger at_once = {.l_onoff = 1};
    setsockopt(ends[1], SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(ends[1]);
    assert_int_equal(io_recv(io, ends[0], &byte, 1), -ECONNRESET);
    close(ends[0]);
    return 0;
}

static void whoever_is_gone_is_an_error(void **state)
{
    (void)state;
    play(send_to_nobody);
    play(be_reset);
}

/* From whom all was taken that had come: it is known that there is nothing. */
static int receive_more(struct io *io)
{
    int ends[2];
    char bytes[16];
    open_connection(io, ends);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(write(ends[0], "ab", 2), 2);
        assert_int_equal(io_recv(io, ends[1], bytes, sizeof bytes), 2);
        assert_int_equal(write(ends[0], "cde", 3), 3);
        io_sleep(io, SOON_NS); /* nobody waits while it comes */
        assert_int_equal(io_recv(io, ends[1], bytes, sizeof bytes), 3);
    }
    io->deadline_ns = io_now_ns() + 2 * SOON_NS;
    assert_int_equal(io_recv(io, ends[1], bytes, sizeof bytes), -ETIMEDOUT);
    io->deadline_ns = IO_NEVER;
    assert_int_equal(write(ends[0], "f", 1), 1);
    assert_int_equal(io_recv(io, ends[1], bytes, sizeof bytes), 1);
    close(ends[0]);
    assert_int_equal(io_recv(io, ends[1], bytes, sizeof bytes), 0);
    assert_int_equal(io_recv(io, ends[1], bytes, sizeof bytes), 0);
    close(ends[1]);
    return 0;
}

/* Fewer bytes than there is room for, and yet more are there. */
static int receive_in_parts(struct io *io)
{
    int ends[2];
    char bytes[16];
    open_connection(io, ends);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(send(ends[0], "ab", 2, 0), 2);
        assert_int_equal(send(ends[0], "!", 1, MSG_OOB), 1);
        assert_int_equal(send(ends[0], "cde", 3, 0), 3);
        assert_int_equal(io_recv(io, ends[1], bytes, sizeof bytes), 2);
        assert_int_equal(io_recv(io, ends[1], bytes, sizeof bytes), 3);
    }
    assert_int_equal(write(ends[0], "last", 4), 4);
    close(ends[0]);
    io_sleep(io, SOON_NS); /* the end is there, too */
    assert_int_equal(io_recv(io, ends[1], bytes, sizeof bytes), 4);
    assert_int_equal(io_recv(io, ends[1], bytes, sizeof bytes), 0);
    close(ends[1]);
    return 0;
}

static void write_late(struct io *io, int fd)
{
    io_sleep(io, 2 * SOON_NS);
    assert_int_equal(write(fd, "late", 4), 4);
}

/* Its number has become another file's. */
static int receive_elsewhere(struct io *io)
{
    int ends[2], others[2];
    char bytes[16];
    open_connection(io, ends);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(write(ends[0], "x", 1), 1);
        assert_int_equal(io_recv(io, ends[1], bytes, sizeof bytes), 1);
    }
    pair(others);
    assert_int_equal(dup2(others[0], ends[1]), ends[1]);
    assert_int_equal(write(others[1], "there", 5), 5);
    assert_int_equal(io_recv(io, ends[1], bytes, sizeof bytes), 5);
    struct partner partner = partner_start(write_late, others[1]);
    assert_int_equal(io_recv(io, ends[1], bytes, sizeof bytes), 4);
    partner_end(partner);
    for (int i = 0; i < 2; i++) {
        close(ends[i]);
        close(others[i]);
    }
    return 0;
}

static void whatever_comes_after_all_was_taken_is_received(void **state)
{
    (void)state;
    play(receive_more);
    play(receive_in_parts);
    play(receive_elsewhere);
}

static int connect_somewhere(struct io *io)
{
    int ends[2];
    uint16_t nowhere = 0;
    open_connection(io, ends);
    assert_int_equal(fcntl(ends[0], F_GETFL) & O_NONBLOCK, O_NONBLOCK);
    assert_int_equal(fcntl(ends[1], F_GETFL) & O_NONBLOCK, O_NONBLOCK);
    close(ends[0]);
    close(ends[1]);
    int closed = io_listen(&nowhere);
    close(closed);
    assert_int_equal(io_connect(io, "127.0.0.1", nowhere), -ECONNREFUSED);
    /* A name: looked up, wherever it is known. */
    int fd = io_connect(io, "localhost", port);
    assert_true(fd >= 0);
    close(fd);
    close(io_accept(io, listener));
    assert_int_equal(io_connect(io, "a name with blanks", port), -EHOSTUNREACH);
    return 0;
}

static void connect_takes_addresses_and_names(void **state)
{
    (void)state;
    play(connect_somewhere);
}

/* The first address of `host`, or an error. */
static int resolve(struct io *io, const char *host, struct sockaddr_in *first)
{
    struct addrinfo *found;
    int err = io_resolve(io, host, 80, &found);
    if (err)
        return err;
    assert_true(found->ai_addrlen >= sizeof *first);
    memcpy(first, found->ai_addr, sizeof *first);
    freeaddrinfo(found);
    return 0;
}

static int resolve_names(struct io *io)
{
    struct sockaddr_in first = {0};
    assert_int_equal(resolve(io, "192.0.2.7", &first), 0);
    assert_int_equal(first.sin_family, AF_INET);
    assert_int_equal(ntohl(first.sin_addr.s_addr), 0xc0000207);
    assert_int_equal(ntohs(first.sin_port), 80);
    assert_int_equal(resolve(io, "::1", &first), 0);
    assert_int_equal(first.sin_family, AF_INET6);
    assert_int_equal(resolve(io, "localhost", &first), 0);
    assert_int_equal(resolve(io, "a name with blanks", &first), -EHOSTUNREACH);
    io->deadline_ns = 1;
    assert_int_equal(resolve(io, "192.0.2.7", &first), -ETIMEDOUT);
    assert_int_equal(resolve(io, "localhost", &first), -ETIMEDOUT);
    io->deadline_ns = IO_NEVER;
    return 0;
}

static void a_host_has_addresses(void **state)
{
    (void)state;
    play(resolve_names);
}

static int read_lines(struct io *io)
{
    int ends[2];
    char bytes[16], *line;
    struct io_buffer in = {.bytes = bytes, .capacity = sizeof bytes};
    pair(ends);
    assert_int_equal(write(ends[1], "one\ntwo\n\nthr", 12), 12);
    assert_int_equal(io_recv_line(io, ends[0], &in, &line), 4);
    assert_memory_equal(line, "one\n", 4);
    assert_int_equal(io_recv_line(io, ends[0], &in, &line), 4);
    assert_memory_equal(line, "two\n", 4);
    assert_int_equal(io_recv_line(io, ends[0], &in, &line), 1);
    assert_int_equal(write(ends[1], "ee\nlast", 7), 7);
    assert_int_equal(io_recv_line(io, ends[0], &in, &line), 6);
    assert_memory_equal(line, "three\n", 6);
    shutdown(ends[1], SHUT_WR);
    assert_int_equal(io_recv_line(io, ends[0], &in, &line), 4);
    assert_memory_equal(line, "last", 4);
    assert_int_equal(io_recv_line(io, ends[0], &in, &line), 0);
    close(ends[0]);
    close(ends[1]);
    pair(ends);
    assert_int_equal(write(ends[1], "longer than sixteen\n", 20), 20);
    assert_int_equal(io_recv_line(io, ends[0], &in, &line), -ENOBUFS);
    close(ends[0]);
    close(ends[1]);
    return 0;
}

static void lines_are_taken_one_by_one(void **state)
{
    (void)state;
    play(read_lines);
}

/* ---- Accepting without descriptors ---- */

static int spare[FILES_MAX], spares;

static void spend_descriptors(void)
{
    int fd;
    while ((fd = dup(listener)) >= 0 && spares < FILES_MAX)
        spare[spares++] = fd;
    assert_int_equal(errno, EMFILE);
}

/* How often the thread whose status this is has slept. */
static long sleeps(int status)
{
    static const char key[] = "\nvoluntary_ctxt_switches:";
    char text[4096];
    ssize_t length = pread(status, text, sizeof text - 1, 0);
    text[length > 0 ? length : 0] = '\0';
    const char *line = strstr(text, key);
    return line ? strtol(line + sizeof key - 1, NULL, 10) : -1;
}

struct sleeper {
    int status;
    long sleeps; /* until all descriptors were spent */
};

/* Once the thread of *arg has slept without one. */
static void *return_one_later(void *arg)
{
    const struct sleeper *sleeper = arg;
    while (sleeps(sleeper->status) == sleeper->sleeps)
        usleep(SOON_NS / 1000);
    close(spare[--spares]);
    return NULL;
}

static int accept_without_descriptors(struct io *io)
{
    pthread_t later;
    struct rlimit usual, few;
    int out = io_connect(io, "127.0.0.1", port);
    assert_true(out >= 0);
    assert_int_equal(io_ready(io, listener, POLLIN), POLLIN);
    getrlimit(RLIMIT_NOFILE, &usual);
    few = usual;
    few.rlim_cur = 64;
    struct sleeper self = {
        .status = open("/proc/thread-self/status", O_RDONLY | O_CLOEXEC)};
    assert_true(self.status >= 0);
    setrlimit(RLIMIT_NOFILE, &few);
    spend_descriptors();
    self.sleeps = sleeps(self.status);
    assert_int_equal(pthread_create(&later, NULL, return_one_later, &self), 0);
    int in = io_accept(io, listener);
    assert_true(in >= 0);
    pthread_join(later, NULL);
    close(self.status);
    while (spares > 0)
        close(spare[--spares]);
    setrlimit(RLIMIT_NOFILE, &usual);
    close(in);
    close(out);
    return 0;
}

static void accept_waits_for_a_descriptor(void **state)
{
    (void)state;
    play(accept_without_descriptors);
}

/* ---- Many at one listener ---- */

static atomic_int served;

static int serve_one(struct io *io, void *arg)
{
    (void)arg;
    char byte;
    int fd = io_accept(io, listener);
    if (fd < 0)
        return fd;
    if (io_recv(io, fd, &byte, 1) == 1 && io_send(io, fd, &byte, 1) == 1)
        atomic_fetch_add(&served, 1);
    close(fd);
    return 0;
}

static void *serve_one_in_a_thread(void *arg)
{
    struct blocking blocking;
    (void)arg;
    blocking_open(&blocking, -1);
    serve_one(&blocking.io, NULL);
    blocking_close(&blocking);
    return NULL;
}

static void ask(struct io *io, int unused)
{
    (void)unused;
    char byte = 'x';
    int fd = io_connect(io, "127.0.0.1", port);
    assert_true(fd >= 0);
    assert_int_equal(io_send(io, fd, &byte, 1), 1);
    assert_int_equal(io_recv(io, fd, &byte, 1), 1);
    close(fd);
}

static void ask_many(struct io *io, int unused)
{
    for (int i = 0; i < MANY; i++)
        ask(io, unused);
}

static int serve_many(struct io *io, void *arg)
{
    (void)arg;
    struct async_group group;
    async_group_open(&group, io);
    for (int i = 0; i < MANY; i++)
        async_group_spawn(&group, serve_one, NULL);
    struct partner partner = partner_start(ask_many, -1);
    int err = async_group_wait(&group);
    partner_end(partner);
    return err;
}

static void many_wait_at_one_listener(void **state)
{
    (void)state;
    pthread_t threads[MANY];
    atomic_store(&served, 0);
    for (int i = 0; i < MANY; i++)
        assert_int_equal(
            pthread_create(&threads[i], NULL, serve_one_in_a_thread, NULL), 0);
    struct partner partner = partner_start(ask_many, -1);
    partner_end(partner);
    for (int i = 0; i < MANY; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&served), MANY);
    assert_int_equal(async_run(serve_many, NULL), 0);
    assert_int_equal(atomic_load(&served), 2 * MANY);
}

/* Of those that wait with IO_ANYONE, an event wakes few; all poll()ers. */
static atomic_int woken;

static void *wait_with_others(void *arg)
{
    struct blocking blocking;
    blocking_open(&blocking, -1);
    blocking.io.deadline_ns = io_now_ns() + LONG_NS;
    if (io_ready(&blocking.io, *(int *)arg, POLLIN | IO_ANYONE) > 0)
        atomic_fetch_add(&woken, 1);
    blocking_close(&blocking);
    return NULL;
}

static void an_event_wakes_few_of_them(void **state)
{
    (void)state;
    enum { WAITERS = 20 };
    pthread_t threads[WAITERS];
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    for (int i = 0; i < WAITERS; i++)
        assert_int_equal(
            pthread_create(&threads[i], NULL, wait_with_others, &fd), 0);
    usleep(SOON_NS / 1000 * 5);
    eventfd_write(fd, 1);
    while (atomic_load(&woken) == 0)
        usleep(1000);
    usleep(SOON_NS / 1000);
    assert_true(atomic_load(&woken) < WAITERS);
    eventfd_t count;
    for (int i = 0; atomic_load(&woken) < WAITERS; i++) {
        eventfd_read(fd, &count);
        eventfd_write(fd, 1);
        usleep(1000);
        assert_true(i < 10000);
    }
    for (int i = 0; i < WAITERS; i++)
        pthread_join(threads[i], NULL);
    close(fd);
}

/* ---- On the loop only ---- */

static int own[2];
static int turns;

static int count_turns(struct io *io, void *arg)
{
    (void)arg;
    int err = 0;
    while (!err) {
        turns++;
        err = async_yield(io);
    }
    return err;
}

/* Its own partner, so it never has to wait. */
static int talk_to_itself(struct io *io, void *arg)
{
    (void)arg;
    char byte = 'x';
    struct async_task *other;
    async_spawn(io, count_turns, NULL, &other);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(io_send(io, own[0], &byte, 1), 1);
        assert_int_equal(io_recv(io, own[1], &byte, 1), 1);
    }
    async_cancel(other);
    async_await(io, other);
    return 0;
}

static void whoever_never_waits_lets_others_run(void **state)
{
    (void)state;
    pair(own);
    assert_int_equal(async_run(talk_to_itself, NULL), 0);
    close(own[0]);
    close(own[1]);
    assert_true(turns >= 2000 / 64);
}

static int accept_for_good(struct io *io, void *arg)
{
    (void)arg;
    return io_accept(io, listener);
}

static int look_up_for_good(struct io *io, void *arg)
{
    (void)arg;
    return io_connect(io, "localhost", port);
}

static int cancel_each(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *first, *second, *third;
    async_spawn(io, accept_for_good, NULL, &first);
    async_spawn(io, accept_for_good, NULL, &second);
    async_spawn(io, look_up_for_good, NULL, &third);
    async_yield(io);
    async_cancel(third);
    async_cancel(second);
    async_cancel(first);
    assert_int_equal(async_await(io, third), -ECANCELED);
    assert_int_equal(async_await(io, second), -ECANCELED);
    assert_int_equal(async_await(io, first), -ECANCELED);
    return 0;
}

static void a_task_that_waits_can_be_cancelled(void **state)
{
    (void)state;
    assert_int_equal(async_run(cancel_each, NULL), 0);
}

/* Sends each datagram back to where it came from, up to an empty one. */
static void return_datagrams(struct io *io, int fd)
{
    char bytes[16];
    ssize_t got;
    do {
        struct sockaddr_in from;
        socklen_t room = sizeof from;
        struct sockaddr *any = (struct sockaddr *)&from;
        got = io_recv_from(io, fd, bytes, sizeof bytes, any, &room);
        assert_int_equal(
            io_send_to(io, fd, bytes, (size_t)got, any, sizeof from), got);
    } while (got > 0);
}

static int exchange_datagrams(struct io *io)
{
    uint16_t here = 0, there = 0, taken;
    int fd = io_bind(&here), other = io_bind(&there);
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons(there),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const struct sockaddr *any = (const struct sockaddr *)&to;
    char bytes[16] = "";
    assert_true(fd >= 0 && other >= 0 && here != there);
    taken = here;
    assert_int_equal(io_bind(&taken), -EADDRINUSE);
    struct partner partner = partner_start(return_datagrams, other);
    assert_int_equal(io_send_to(io, fd, "first", 5, any, sizeof to), 5);
    assert_int_equal(io_recv(io, fd, bytes, sizeof bytes), 5);
    assert_memory_equal(bytes, "first", 5);
    assert_int_equal(io_send_to(io, fd, "second", 6, any, sizeof to), 6);
    assert_int_equal(io_recv(io, fd, bytes, 3), 3);
    assert_int_equal(connect(fd, any, sizeof to), 0);
    assert_int_equal(io_send(io, fd, "", 0), 0);
    assert_int_equal(io_recv(io, fd, bytes, sizeof bytes), 0);
    partner_end(partner);
    io->deadline_ns = io_now_ns() + SOON_NS;
    assert_int_equal(io_recv(io, fd, bytes, sizeof bytes), -ETIMEDOUT);
    io->deadline_ns = IO_NEVER;
    close(other);
    assert_int_equal(io_send(io, fd, "x", 1), 1);
    assert_int_equal(io_recv(io, fd, bytes, sizeof bytes), -ECONNREFUSED);
    close(fd);
    return 0;
}

static void datagrams_stay_apart(void **state)
{
    (void)state;
    play(exchange_datagrams);
}

static int open_all(void **state)
{
    (void)state;
    alarm(60); /* a call that does not wake must fail, not hang */
    big = malloc(BIG);
    for (size_t i = 0; big && i < BIG; i++)
        big[i] = (char)(i * 7 + i / 4096);
    listener = io_listen(&port);
    return listener < 0 || !big;
}

static int close_all(void **state)
{
    (void)state;
    free(big);
    return close(listener);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ready_says_what_a_descriptor_is_ready_for),
        cmocka_unit_test(waiting_ends_at_the_deadline),
        cmocka_unit_test(what_was_sent_comes_back),
        cmocka_unit_test(a_slow_reader_makes_the_sender_wait),
        cmocka_unit_test(whoever_is_gone_is_an_error),
        cmocka_unit_test(whatever_comes_after_all_was_taken_is_received),
        cmocka_unit_test(connect_takes_addresses_and_names),
        cmocka_unit_test(a_host_has_addresses),
        cmocka_unit_test(lines_are_taken_one_by_one),
        cmocka_unit_test(accept_waits_for_a_descriptor),
        cmocka_unit_test(many_wait_at_one_listener),
        cmocka_unit_test(an_event_wakes_few_of_them),
        cmocka_unit_test(whoever_never_waits_lets_others_run),
        cmocka_unit_test(a_task_that_waits_can_be_cancelled),
        cmocka_unit_test(datagrams_stay_apart),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
