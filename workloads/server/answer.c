/* answer.c -- what the loopback server answers, and when.
 *
 * A request that must wait suspends its connection, which then costs nothing
 * until the answer is due. Once resumed, libmicrohttpd calls again and the
 * clock is read again, so no answer can be early. */
#include "workloads/server/answer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/units.h"
#include "core/io.h"

#define PATTERN      26    /* the body repeats a … z */
#define BLOCK_BYTES  65536 /* most of a large body that is made at a time */
#define STATUS_FIRST 200
#define STATUS_LAST  599

/* One request, from its header until its answer has been sent. */
struct request {
    uint64_t due_ns;
    int64_t size_bytes;
    unsigned status;
    bool cut;         /* close the connection after half of the body */
    bool stats;       /* asks for the statistics, which do not count it */
    const char *text; /* the answer, or NULL: a body of size_bytes */
    const char *body; /* the server's, long enough for any block */
};

int server_open(struct server *server)
{
    for (int i = 0; i < SERVER_BODY_KEPT; i++)
        server->body[i] = (char)('a' + i % PATTERN);
    if (server->size_bytes <= SERVER_BODY_KEPT) {
        server->usual = MHD_create_response_from_buffer(
            (size_t)server->size_bytes, server->body, MHD_RESPMEM_PERSISTENT);
        if (!server->usual)
            return -ENOMEM;
    }
    server->refilled_ns = io_now_ns();
    server->tokens = (double)server->limit_per_s;
    stats_reset(&server->stats);
    return 0;
}

void server_close(struct server *server)
{
    if (server->usual)
        MHD_destroy_response(server->usual);
    queue_free(&server->queue);
}

uint64_t server_paused_until(const struct server *server, uint64_t now_ns)
{
    if (server->pause_every_ns == 0)
        return 0;
    uint64_t since_ns = now_ns - server->stats.since_ns;
    uint64_t left_ns =
        server->pause_every_ns - since_ns % server->pause_every_ns;
    return left_ns <= server->pause_for_ns ? now_ns + left_ns : 0;
}

void server_release(struct server *server, uint64_t now_ns)
{
    struct MHD_Connection *connection;
    while ((connection = queue_take(&server->queue, now_ns)))
        MHD_resume_connection(connection);
}

/* A token bucket that holds a tenth of a second's worth, but at least one. */
static bool server_admit(struct server *server, uint64_t now_ns)
{
    if (server->limit_per_s == 0)
        return true;
    double rate = (double)server->limit_per_s;
    double burst = rate > 10 ? rate / 10 : 1;
    server->tokens += rate * (double)(now_ns - server->refilled_ns) / 1e9;
    server->refilled_ns = now_ns;
    if (server->tokens > burst)
        server->tokens = burst;
    if (server->tokens < 1)
        return false;
    server->tokens -= 1;
    return true;
}

static const char *query_value(struct MHD_Connection *connection,
                               const char *key)
{
    return MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, key);
}

static bool query_has(struct MHD_Connection *connection, const char *key)
{
    return MHD_lookup_connection_value_n(connection, MHD_GET_ARGUMENT_KIND, key,
                                         strlen(key), NULL, NULL);
}

/* Applies what the URL's query asks of this one answer. */
static void request_override(struct request *request, uint64_t now_ns,
                             struct MHD_Connection *connection)
{
    const char *delay = query_value(connection, "delay");
    const char *size = query_value(connection, "size");
    const char *status = query_value(connection, "status");
    uint64_t delay_ns;
    int64_t number = request->status;
    if (delay && (units_parse_duration_ns(delay, &delay_ns) ||
                  delay_ns > SERVER_DELAY_MAX_NS))
        request->text = "delay: expected a duration up to an hour\n";
    else if (delay)
        request->due_ns = now_ns + delay_ns;
    if (size && units_parse_bytes(size, &request->size_bytes))
        request->text = "size: expected a number of bytes, such as 64KiB\n";
    if (status && (units_parse_count(status, &number) ||
                   number < STATUS_FIRST || number > STATUS_LAST))
        request->text = "status: expected a number from 200 to 599\n";
    request->status = request->text ? MHD_HTTP_BAD_REQUEST : (unsigned)number;
    request->cut = query_has(connection, "cut");
}

static void request_begin(struct request *request, struct server *server,
                          struct MHD_Connection *connection, const char *url)
{
    uint64_t now_ns = io_now_ns();
    *request = (struct request){
        .due_ns = now_ns + server->delay_ns,
        .size_bytes = server->size_bytes,
        .status = MHD_HTTP_OK,
        .stats = strcmp(url, "/stats") == 0,
        .body = server->body,
    };
    if (request->stats) {
        request->due_ns = 0;
        return;
    }
    stats_arrive(&server->stats);
    request_override(request, now_ns, connection);
    if (!server_admit(server, now_ns)) {
        server->stats.refused++;
        request->status = MHD_HTTP_TOO_MANY_REQUESTS;
        request->text = "above the rate limit\n";
        request->due_ns = 0;
    }
}

static enum MHD_Result request_hold(struct request *request,
                                    struct server *server,
                                    struct MHD_Connection *connection)
{
    if (queue_add(&server->queue, request->due_ns, connection))
        return MHD_NO;
    MHD_suspend_connection(connection);
    return MHD_YES;
}

static struct MHD_Response *answer_stats(struct server *server, bool reset)
{
    json_t *stats = stats_json(&server->stats);
    char *text = stats ? json_dumps(stats, JSON_COMPACT) : NULL;
    json_decref(stats);
    if (!text)
        return NULL;
    if (reset)
        stats_reset(&server->stats);
    struct MHD_Response *response = MHD_create_response_from_buffer(
        strlen(text), text, MHD_RESPMEM_MUST_FREE);
    if (!response) {
        free(text);
        return NULL;
    }
    MHD_add_response_header(response, "Content-Type", "application/json");
    return response;
}

/* Fills in the part, beginning at `at`, of a body that is large or cut. */
static ssize_t on_body(void *cls, uint64_t at, char *buf, size_t max)
{
    const struct request *request = cls;
    uint64_t end = (uint64_t)request->size_bytes;
    if (request->cut)
        end /= 2;
    if (at >= end)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    size_t bytes = end - at < max ? (size_t)(end - at) : max;
    if (bytes > BLOCK_BYTES)
        bytes = BLOCK_BYTES;
    memcpy(buf, request->body + at % PATTERN, bytes);
    return (ssize_t)bytes;
}

static struct MHD_Response *answer_text(const char *text)
{
    /* libmicrohttpd does not write to a buffer that it is told persists. */
    return MHD_create_response_from_buffer(strlen(text), (char *)text,
                                           MHD_RESPMEM_PERSISTENT);
}

static struct MHD_Response *answer_body(struct request *request,
                                        struct server *server)
{
    if (request->cut || request->size_bytes > SERVER_BODY_KEPT)
        return MHD_create_response_from_callback(
            (uint64_t)request->size_bytes, BLOCK_BYTES, on_body, request, NULL);
    return MHD_create_response_from_buffer(
        (size_t)request->size_bytes, server->body, MHD_RESPMEM_PERSISTENT);
}

/* By definition, answers with these statuses have no body. */
static bool status_is_bare(unsigned status)
{
    return status == MHD_HTTP_NO_CONTENT || status == MHD_HTTP_NOT_MODIFIED;
}

static enum MHD_Result request_answer(struct request *request,
                                      struct server *server,
                                      struct MHD_Connection *connection)
{
    struct MHD_Response *response;
    if (request->stats)
        response = answer_stats(server, query_has(connection, "reset"));
    else if (request->text)
        response = answer_text(request->text);
    else if (status_is_bare(request->status))
        response = answer_text("");
    else if (!request->cut && request->size_bytes == server->size_bytes &&
             server->usual)
        return MHD_queue_response(connection, request->status, server->usual);
    else
        response = answer_body(request, server);
    if (!response)
        return MHD_NO;
    enum MHD_Result queued =
        MHD_queue_response(connection, request->status, response);
    MHD_destroy_response(response);
    return queued;
}

enum MHD_Result server_on_request(void *cls, struct MHD_Connection *connection,
                                  const char *url, const char *method,
                                  const char *version, const char *upload,
                                  size_t *upload_bytes, void **state)
{
    (void)method;
    (void)version;
    (void)upload;
    struct server *server = cls;
    struct request *request = *state;
    if (!request) {
        *state = request = malloc(sizeof(*request));
        if (!request)
            return MHD_NO;
        request_begin(request, server, connection, url);
        return MHD_YES;
    }
    if (*upload_bytes > 0) { /* unwanted, but it must be read */
        *upload_bytes = 0;
        return MHD_YES;
    }
    if (request->due_ns > io_now_ns())
        return request_hold(request, server, connection);
    return request_answer(request, server, connection);
}

void server_on_completed(void *cls, struct MHD_Connection *connection,
                         void **state, enum MHD_RequestTerminationCode why)
{
    (void)connection;
    (void)why;
    struct server *server = cls;
    struct request *request = *state;
    if (request && !request->stats)
        stats_depart(&server->stats);
    free(request);
    *state = NULL;
}

void server_on_connection(void *cls, struct MHD_Connection *connection,
                          void **state,
                          enum MHD_ConnectionNotificationCode what)
{
    (void)connection;
    (void)state;
    struct server *server = cls;
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
        server->stats.accepted++;
}
