/* client.c -- the connections of overlap-load, each a task of a loop. */
#include "workloads/load/client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include <zlib.h>

#include "async/async.h"
#include "core/sockets.h"

#define ECHO_BYTES   64
#define BUFFER_BYTES 16384

struct client {
    struct load *load;
    struct io *io;
    int fd;
    struct io_buffer in;
    bool close; /* the server closes after this answer */
    bool slow;
};

/* ---- An answer ---- */

static size_t held(const struct io_buffer *in)
{
    return in->end - in->begin;
}

/* All answers are to be alike. */
static int compare(struct load *load, uint32_t digest)
{
    if (!load->has_digest)
        load->digest = digest;
    load->has_digest = true;
    return digest == load->digest ? 0 : -EBADMSG;
}

/* Digests `len` bytes of a body as they come. */
static int read_body(struct client *client, size_t len)
{
    struct io_buffer *in = &client->in;
    uLong digest = 0;
    for (;;) {
        size_t part = held(in) < len ? held(in) : len;
        digest = crc32_z(digest, (Bytef *)in->bytes + in->begin, part);
        in->begin += part;
        len -= part;
        if (len == 0)
            return compare(client->load, (uint32_t)digest);
        ssize_t got = io_recv_more(client->io, client->fd, in);
        if (got <= 0)
            return got < 0 ? (int)got : -ECONNRESET;
    }
}

/* "Content-Length: 1024\r\n"; -1: it is another field. */
static long long length_of(const char *line, size_t len)
{
    static const char name[] = "Content-Length:";
    char number[24] = "";
    if (len < sizeof name || strncasecmp(line, name, sizeof name - 1) != 0)
        return -1;
    size_t rest = len - (sizeof name - 1);
    memcpy(number, line + sizeof name - 1,
           rest < sizeof number ? rest : sizeof number - 1);
    return strtoll(number, NULL, 10);
}

static bool says_close(const char *line, size_t len)
{
    static const char field[] = "Connection: close\r\n";
    return len == sizeof field - 1 && strncasecmp(line, field, len) == 0;
}

static int read_page(struct client *client)
{
    char *line;
    long long length = -1;
    ssize_t len = io_recv_line(client->io, client->fd, &client->in, &line);
    if (len <= 0)
        return len < 0 ? (int)len : -ECONNRESET;
    bool is_ok = len > 12 && memcmp(line, "HTTP/1.1 200", 12) == 0;
    while ((len = io_recv_line(client->io, client->fd, &client->in, &line)) >
           2) {
        if (length < 0)
            length = length_of(line, (size_t)len);
        client->close |= says_close(line, (size_t)len);
    }
    if (len <= 0)
        return len < 0 ? (int)len : -ECONNRESET;
    if (length < 0)
        return -EPROTO; /* where it ends cannot be known */
    if (is_ok)
        return read_body(client, (size_t)length);
    client->close = true;
    return -EBADMSG;
}

static int send_request(struct client *client, const char *text, size_t len)
{
    size_t part = client->slow ? 1 : len;
    int err = 0;
    for (size_t at = 0; !err && at < len; at += part) {
        err = at ? io_sleep(client->io, client->load->options->slow_ns) : 0;
        err = err ? err : io_send_all(client->io, client->fd, text + at, part);
    }
    return err;
}

static int get_page(struct client *client)
{
    const struct load_options *options = client->load->options;
    char text[sizeof options->path + sizeof options->host + 64];
    bool is_ipv6 = strchr(options->host, ':');
    int len = snprintf(text, sizeof text,
                       "GET %s HTTP/1.1\r\nHost: %s%s%s:%u\r\n\r\n",
                       options->path, is_ipv6 ? "[" : "", options->host,
                       is_ipv6 ? "]" : "", (unsigned)options->port);
    int err = send_request(client, text, (size_t)len);
    return err ? err : read_page(client);
}

static int get_echo(struct client *client)
{
    char out[ECHO_BYTES], back[ECHO_BYTES];
    for (int i = 0; i < ECHO_BYTES; i++)
        out[i] = (char)('a' + i % 26);
    int err = send_request(client, out, sizeof out);
    if (err)
        return err;
    ssize_t got = io_recv_all(client->io, client->fd, back, sizeof back);
    if (got < ECHO_BYTES)
        return got < 0 ? (int)got : -ECONNRESET;
    if (memcmp(out, back, sizeof out) != 0)
        return -EBADMSG;
    return compare(client->load,
                   (uint32_t)crc32_z(0, (Bytef *)back, sizeof back));
}

/* ---- Requests ---- */

/* When the next request is due: as the rate has it, or now. */
static uint64_t next_due_ns(struct load *load)
{
    double rate = load->options->rate_per_s;
    if (rate <= 0)
        return io_now_ns();
    return load->start_ns + (uint64_t)(1e9 * (double)load->due++ / rate);
}

static bool is_over(const struct load *load, int sent, uint64_t due_ns)
{
    const struct load_options *options = load->options;
    return (options->requests && sent >= options->requests) ||
           (options->duration_ns &&
            due_ns >= load->start_ns + options->duration_ns);
}

static int reconnect(struct client *client)
{
    const struct load_options *options = client->load->options;
    if (client->fd >= 0)
        close(client->fd);
    client->fd = io_connect(client->io, options->host, options->port);
    client->in.begin = client->in.end = 0;
    client->close = false;
    return client->fd < 0 ? client->fd : 0;
}

/* Sends one request and waits for its answer. */
static int request(struct client *client, uint64_t due_ns)
{
    struct load *load = client->load;
    int err = client->fd < 0 || client->close ? reconnect(client) : 0;
    if (!err)
        err = load->options->echo ? get_echo(client) : get_page(client);
    load->end_ns = io_now_ns();
    if (err == -EBADMSG)
        load->wrong++;
    if (err)
        return err == -EBADMSG ? 0 : err;
    if (client->slow) {
        load->uncounted++;
        return 0;
    }
    return samples_add(&load->samples, load->end_ns - due_ns);
}

/* One connection. What goes wrong with it is counted, and concerns no other.
 * The first request is due when all begin. */
static int client_main(struct io *io, void *arg)
{
    struct load *load = arg;
    char bytes[BUFFER_BYTES];
    struct client client = {.load = load,
                            .io = io,
                            .fd = -1,
                            .in = {.bytes = bytes, .capacity = sizeof bytes},
                            .slow = load->options->slow_ns && !load->has_slow};
    load->has_slow = true;
    bool is_paced = load->options->rate_per_s > 0;
    int err = 0;
    for (int sent = 0; !err; sent++) {
        uint64_t due_ns = sent || is_paced ? next_due_ns(load) : load->start_ns;
        if (is_over(load, sent, due_ns))
            break;
        err = io_sleep_until(io, due_ns);
        err = err ? err : request(&client, due_ns);
    }
    if (client.fd >= 0)
        close(client.fd);
    if (err && err != -ECANCELED) {
        load->first_err = load->failed ? load->first_err : err;
        load->failed++;
    }
    return 0;
}

int load_run(struct io *io, void *arg)
{
    struct load *load = arg;
    struct async_group group;
    int err = 0;
    load->start_ns = load->end_ns = io_now_ns();
    async_group_open(&group, io);
    for (int i = 0; !err && i < load->options->connections; i++)
        err = async_group_spawn(&group, client_main, load);
    int ended = async_group_wait(&group);
    return err ? err : ended;
}
