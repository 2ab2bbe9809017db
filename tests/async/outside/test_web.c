/* test_web.c -- fetches on the loop: results, waits, connections. */
#include <curl/curl.h>
#include <jansson.h>
#include <netinet/in.h>
#include <strings.h>
#include <sys/socket.h>

#include "core/sockets.h"
#include "tests/async/transcript.h"
#include "workloads/parts/loopback.h"

static struct loopback server;

static int get(struct io *io, const char *query, struct io_reply *reply)
{
    char url[128];
    snprintf(url, sizeof url, "%s%s", server.url, query);
    return io_http_get(io, url, reply);
}

static int get_sizes(struct io *io, void *arg)
{
    (void)arg;
    int wrong = 0;
    for (size_t bytes = 0; bytes < 300000; bytes = bytes * 7 + 1) {
        struct io_reply reply;
        char query[64];
        snprintf(query, sizeof query, "?size=%zu", bytes);
        wrong += get(io, query, &reply) || reply.bytes != bytes ||
                 reply.digest != loopback_digest(bytes);
    }
    return wrong;
}

static void the_whole_body_is_digested(void **state)
{
    (void)state;
    assert_run(get_sizes, 0, "");
}

static int get_and_say(struct io *io, void *arg)
{
    struct io_reply reply;
    int err = get(io, arg, &reply);
    say_result(arg, err);
    return err == -ECANCELED ? err : 0;
}

static int get_slow_first(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *slow, *fast;
    async_spawn(io, get_and_say, "?delay=3600s", &slow);
    async_spawn(io, get_and_say, "?delay=0s", &fast);
    async_await(io, fast);
    async_cancel(slow);
    return async_await(io, slow);
}

static void a_slow_fetch_does_not_hold_up_others(void **state)
{
    (void)state;
    assert_run(get_slow_first, -ECANCELED,
               "?delay=0s=0 ?delay=3600s=ECANCELED");
}

static int fail_in_all_ways(struct io *io, void *arg)
{
    (void)arg;
    struct io_reply reply;
    say_result("status", get(io, "?status=404", &reply));
    say_result("cut", get(io, "?size=100&cut=1", &reply));
    say_result("refused", io_http_get(io, "http://127.0.0.1:1/", &reply));
    say_result("kind", io_http_get(io, "ftp://host/", &reply));
    say_result("name", io_http_get(io, "http://no.such.host.invalid/", &reply));
    say_result("next", get(io, "", &reply));
    return 0;
}

static void failures_can_be_told_apart(void **state)
{
    (void)state;
    assert_run(fail_in_all_ways, 0,
               "status=EPROTO cut=EBADMSG refused=ECONNREFUSED kind=EINVAL "
               "name=EHOSTUNREACH next=0");
}

static int give_up(struct io *io, void *arg)
{
    (void)arg;
    struct io_reply reply;
    io->deadline_ns = io_now_ns() + 20 * MS_NS;
    say_result("late", get(io, "?delay=3600s", &reply));
    say(reply.reason);
    io->deadline_ns = IO_NEVER;
    say_result("next", get(io, "", &reply));
    struct async_task *task;
    async_spawn(io, get_and_say, "?delay=3600s", &task);
    io_sleep(io, 20 * MS_NS);
    async_cancel(task);
    return async_await(io, task);
}

static void a_fetch_ends_on_cancel_or_at_the_deadline(void **state)
{
    (void)state;
    assert_run(give_up, -ECANCELED,
               "late=ETIMEDOUT timed out next=0 ?delay=3600s=ECANCELED");
}

/* A listening socket whose backlog is full, so that nobody else can connect. */
static int open_deaf(char url[64])
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t bytes = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, bytes), 0);
    listen(fd, 1);
    getsockname(fd, (struct sockaddr *)&address, &bytes);
    snprintf(url, 64, "http://127.0.0.1:%d/", ntohs(address.sin_port));
    return fd;
}

static int get_in_vain(struct io *io, void *arg)
{
    struct io_reply reply;
    io->deadline_ns = io_now_ns() + 30 * MS_NS;
    int err = io_http_get(io, arg, &reply);
    return err == -ETIMEDOUT ? 0 : -EIO;
}

static int crowd_the_deaf(struct io *io, void *arg)
{
    (void)arg;
    char url[64];
    struct io_reply reply;
    int deaf = open_deaf(url);
    struct async_group group;
    async_group_open(&group, io);
    for (int i = 0; i < 20; i++)
        async_group_spawn(&group, get_in_vain, url);
    say_result("group", async_group_wait(&group));
    close(deaf);
    say_result("next", get(io, "", &reply));
    return 0;
}

static void sockets_that_never_connect_leave_nothing_behind(void **state)
{
    (void)state;
    assert_run(crowd_the_deaf, 0, "group=0 next=0");
}

#define FETCHERS 20
#define FETCHES  50

static int get_often(struct io *io, void *arg)
{
    (void)arg;
    for (int i = 0; i < FETCHES; i++) {
        struct io_reply reply;
        int err = get(io, "?size=100", &reply);
        if (err)
            return err;
    }
    return 0;
}

static int crowd(struct io *io, void *arg)
{
    (void)arg;
    struct async_group group;
    async_group_open(&group, io);
    for (int i = 0; i < FETCHERS; i++)
        async_group_spawn(&group, get_often, NULL);
    return async_group_wait(&group);
}

/* Connections that the server has accepted since the last call. */
static int count_accepted(void)
{
    char url[128], text[4096];
    snprintf(url, sizeof url, "%sstats?reset", server.url);
    FILE *body = fmemopen(text, sizeof text, "w");
    CURL *easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, body);
    curl_easy_perform(easy);
    curl_easy_cleanup(easy);
    fclose(body);
    json_t *stats = json_loads(text, 0, NULL);
    json_int_t accepted =
        json_integer_value(json_object_get(stats, "accepted"));
    json_decref(stats);
    return (int)accepted;
}

static void each_of_many_tasks_fetches_over_its_own_connection(void **state)
{
    (void)state;
    count_accepted();
    assert_run(crowd, 0, "");
    int own = 1; /* the one that asks for the count */
    assert_int_in_range(count_accepted() - own, 1, FETCHERS);
}

static int one_after_the_other(struct io *io, void *arg)
{
    (void)arg;
    for (int i = 0; i < 3; i++) {
        struct async_task *task;
        async_spawn(io, get_often, NULL, &task);
        int err = async_await(io, task);
        if (err)
            return err;
    }
    return 0;
}

static void a_task_takes_over_the_connection_of_one_that_has_ended(void **state)
{
    (void)state;
    count_accepted();
    assert_run(one_after_the_other, 0, "");
    int own = 1;
    assert_int_equal(count_accepted() - own, 1);
}

static int start_server(void **state)
{
    (void)state;
    char why[WORKLOAD_WHY_MAX] = "";
    int err = loopback_start(&server, why);
    if (err)
        fprintf(stderr, "%s\n", why);
    return err;
}

static int stop_server(void **state)
{
    (void)state;
    loopback_stop(&server);
    return 0;
}

/* A server that answers with what it was sent, in capitals. */
static int answer(struct io *io, int fd, void *arg)
{
    char bytes[2048], *line, text[2048] = "", head[128];
    struct io_buffer in = {.bytes = bytes, .capacity = sizeof bytes};
    ssize_t length;
    size_t body = 0, used = 0;
    (void)arg;
    while ((length = io_recv_line(io, fd, &in, &line)) > 2) {
        if (strncasecmp(line, "User-Agent", 10) != 0 &&
            strncasecmp(line, "Host", 4) != 0)
            used += (size_t)snprintf(text + used, sizeof text - used, "%.*s|",
                                     (int)length - 2, line);
        sscanf(line, "Content-Length: %zu", &body);
    }
    while (body > 0 && in.end - in.begin < body)
        if (io_recv_more(io, fd, &in) <= 0)
            return -EPIPE;
    used += (size_t)snprintf(text + used, sizeof text - used, "%.*s", (int)body,
                             in.bytes + in.begin);
    int len = snprintf(head, sizeof head,
                       "HTTP/1.1 201 Made\r\nContent-Length: %zu\r\n"
                       "X-Colour:  blue \r\nConnection: close\r\n\r\n",
                       used);
    io_send_all(io, fd, head, (size_t)len);
    return io_send_all(io, fd, text, used);
}

static int serve(struct io *io, void *arg)
{
    return async_serve(io, arg);
}

static void fetch_and_say(struct io *io, const struct io_request *request)
{
    struct io_reply reply;
    say_result("fetch", async_fetch(io, request, &reply));
    say_result("status", reply.status);
    say_result("bytes", (long)reply.bytes);
}

static int count_body(void *arg, const char *bytes, size_t count)
{
    (void)bytes;
    size_t *left = arg;
    if (count > *left)
        return -EFBIG;
    *left -= count;
    return 0;
}

static void make_requests(struct io *io, const char *url)
{
    static const char *const headers[] = {"X-Name: Ann", "Accept:", NULL};
    char colour[8] = "?", none[8] = "?", tiny[3] = "?", body[128] = "";
    const struct io_header wanted[] = {{"x-colour", colour, sizeof colour},
                                       {"X-None", none, sizeof none},
                                       {"X-Colour", tiny, sizeof tiny},
                                       {0}};
    struct io_request request = {.url = url,
                                 .headers = headers,
                                 .wanted = wanted,
                                 .buffer = body,
                                 .capacity = sizeof body - 1};
    fetch_and_say(io, &request);
    say(body);
    say(colour);
    say(none);
    say(tiny);
    memset(body, 0, sizeof body);
    request = (struct io_request){.url = url,
                                  .method = "PUT",
                                  .headers = headers,
                                  .body = "hello",
                                  .body_bytes = 5,
                                  .buffer = body,
                                  .capacity = 12};
    fetch_and_say(io, &request);
    say(body);
    size_t left = 1000;
    request = (struct io_request){.url = url,
                                  .body = "hello",
                                  .body_bytes = 5,
                                  .on_body = count_body,
                                  .arg = &left};
    fetch_and_say(io, &request);
    left = 10;
    fetch_and_say(io, &request);
    struct io_reply reply;
    say_result("get", io_http_get(io, url, &reply));
    say_result("bytes", (long)reply.bytes);
}

static int fetch_bodies(struct io *io, void *arg)
{
    (void)arg;
    uint16_t port = 0;
    struct async_connection places[4];
    struct async_server answers = {.listener = io_listen(&port),
                                   .serve = answer,
                                   .places = places,
                                   .count = 4};
    struct async_task *task;
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%d/x", port);
    async_spawn(io, serve, &answers, &task);
    make_requests(io, url);
    async_cancel(task);
    async_await(io, task);
    return close(answers.listener);
}

static void bodies_and_headers_go_both_ways(void **state)
{
    (void)state;
    assert_run(fetch_bodies, 0,
               "fetch=0 status=201 bytes=28 GET /x HTTP/1.1|X-Name: Ann| blue "
               " bl fetch=0 status=201 bytes=99 PUT /x HTTP/ fetch=0 "
               "status=201 bytes=100 fetch=EFBIG status=201 bytes=0 get=0 "
               "bytes=28");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(bodies_and_headers_go_both_ways),
        TEST(the_whole_body_is_digested),
        TEST(a_slow_fetch_does_not_hold_up_others),
        TEST(failures_can_be_told_apart),
        TEST(a_fetch_ends_on_cancel_or_at_the_deadline),
        TEST(sockets_that_never_connect_leave_nothing_behind),
        TEST(each_of_many_tasks_fetches_over_its_own_connection),
        TEST(a_task_takes_over_the_connection_of_one_that_has_ended),
    };
    return cmocka_run_group_tests(tests, start_server, stop_server);
}
