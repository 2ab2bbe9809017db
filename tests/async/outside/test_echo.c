/* test_echo.c -- what an echo costs in system calls.
 *
 * Those of the library are counted (-Wl,--wrap); the client, a thread, makes
 * others. */
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "core/sockets.h"
#include "tests/async/transcript.h"

#define ROUNDS 200

static atomic_int received, armed; /* calls */
static uint16_t port;

/* What the linker puts around recvfrom() and epoll_ctl(). */
ssize_t recvfrom_really(int fd, void *buf, size_t len, int flags,
                        struct sockaddr *from,
                        socklen_t *bytes) __asm__("__real_recvfrom");
ssize_t recvfrom_counted(int fd, void *buf, size_t len, int flags,
                         struct sockaddr *from,
                         socklen_t *bytes) __asm__("__wrap_recvfrom");
int epoll_ctl_really(int epoll_fd, int how, int fd,
                     struct epoll_event *event) __asm__("__real_epoll_ctl");
int epoll_ctl_counted(int epoll_fd, int how, int fd,
                      struct epoll_event *event) __asm__("__wrap_epoll_ctl");

ssize_t recvfrom_counted(int fd, void *buf, size_t len, int flags,
                         struct sockaddr *from, socklen_t *bytes)
{
    atomic_fetch_add(&received, 1);
    return recvfrom_really(fd, buf, len, flags, from, bytes);
}

int epoll_ctl_counted(int epoll_fd, int how, int fd, struct epoll_event *event)
{
    atomic_fetch_add(&armed, 1);
    return epoll_ctl_really(epoll_fd, how, fd, event);
}

static int echo(struct io *io, int fd, void *arg)
{
    char bytes[256];
    ssize_t got;
    while ((got = io_recv(io, fd, bytes, sizeof bytes)) > 0)
        io_send_all(io, fd, bytes, (size_t)got);
    async_cancel(arg);
    return (int)got;
}

static void *talk(void *arg)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), *answers = arg;
    char byte = 'x';
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
        for (int i = 0; i < ROUNDS; i++)
            *answers += write(fd, &byte, 1) == 1 && read(fd, &byte, 1) == 1;
    close(fd);
    return NULL;
}

static int serve(struct io *io, void *arg)
{
    pthread_t client;
    struct async_connection place;
    struct async_server server = {.listener = io_listen(&port),
                                  .serve = echo,
                                  .arg = async_self(io),
                                  .places = &place,
                                  .count = 1};
    int err = -pthread_create(&client, NULL, talk, arg);
    if (err)
        return err;
    err = async_serve(io, &server);
    pthread_join(client, NULL);
    close(server.listener);
    return err;
}

/* One to receive and one to send; a few more at the beginning and the end. */
static void an_echo_costs_two_system_calls(void **state)
{
    (void)state;
    int answers = 0;
    assert_int_equal(async_run(serve, &answers), -ECANCELED);
    assert_int_equal(answers, ROUNDS);
    assert_int_in_range(atomic_load(&received), ROUNDS, ROUNDS + 20);
    assert_int_in_range(atomic_load(&armed), 1, 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(an_echo_costs_two_system_calls)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
