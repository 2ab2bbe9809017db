/* wire.c -- a transfer without a network: what the server says is there before
 * it is asked.
 *
 * libcurl connects to a local socket of ours, whatever address it wants. Just
 * before it asks, we accept and say all that we have to say. */
#include "tests/fuzz/wire.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

struct wire {
    const void *bytes;
    size_t size;
    int fd; /* the server's end; -1: nobody has connected */
};

/* Where all wires go: a name in the abstract space, which fits into an address
 * of any family. */
static struct sockaddr place;
static socklen_t place_size;
static int listening = -1;

static void place_open(void)
{
    if (listening >= 0)
        return;
    place.sa_family = AF_UNIX;
    int length = snprintf(place.sa_data + 1, sizeof place.sa_data - 1, "%ld",
                          (long)getpid());
    place_size = (socklen_t)(sizeof place.sa_family + 1 + (size_t)length);
    listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    fuzz_expect(listening >= 0 && bind(listening, &place, place_size) == 0 &&
                    listen(listening, 8) == 0,
                "a socket");
}

static curl_socket_t on_open(void *arg, curlsocktype purpose,
                             struct curl_sockaddr *address)
{
    (void)arg;
    (void)purpose;
    address->family = AF_UNIX;
    address->addr = place;
    address->addrlen = place_size;
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

/* libcurl wants this type: curl_prereq_callback. */
/* NOLINTNEXTLINE(readability-non-const-parameter) */
static int on_connected(void *arg, char *ip, char *own_ip, int port,
                        int own_port)
{
    struct wire *wire = arg;
    (void)ip;
    (void)own_ip;
    (void)port;
    (void)own_port;
    if (wire->fd >= 0)
        return CURL_PREREQFUNC_ABORT;
    wire->fd = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
    fuzz_expect(wire->fd >= 0 &&
                    send(wire->fd, wire->bytes, wire->size, MSG_NOSIGNAL) ==
                        (ssize_t)wire->size &&
                    shutdown(wire->fd, SHUT_WR) == 0,
                "a wire");
    return CURL_PREREQFUNC_OK;
}

/* A redirection could lead to a name, and so to the network. */
static int set_wire(CURL *easy, struct wire *wire)
{
    return libcurl.easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open) ||
           libcurl.easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_connected) ||
           libcurl.easy_setopt(easy, CURLOPT_PREREQDATA, wire) ||
           libcurl.easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
}

static void wire_close(const struct wire *wire, char asked[WIRE_BYTES_MAX])
{
    ssize_t got = 0;
    if (wire->fd >= 0) {
        got = recv(wire->fd, asked, WIRE_BYTES_MAX - 1, MSG_DONTWAIT);
        close(wire->fd);
    }
    asked[got > 0 ? got : 0] = '\0';
}

int wire_get(const char *url, const void *bytes, size_t size,
             struct io_reply *reply, char asked[WIRE_BYTES_MAX])
{
    struct http http = {0};
    struct wire wire = {.bytes = bytes, .size = size, .fd = -1};
    place_open();
    int err = http_begin(&http, url, reply);
    if (err == 0) {
        fuzz_expect(set_wire(http.easy, &wire) == 0, "libcurl");
        err = http_end(&http, libcurl.easy_perform(http.easy));
    }
    http_close(&http);
    wire_close(&wire, asked);
    return err;
}
