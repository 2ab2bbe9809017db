/* request.c -- what a request sends besides its URL, and who gets the answer. */
#include "core/io/http/request.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

static int set_headers(struct http *http, const char *const *headers)
{
    for (; headers && *headers; headers++) {
        struct curl_slist *longer =
            libcurl.slist_append(http->headers, *headers);
        if (!longer)
            return -ENOMEM;
        http->headers = longer;
    }
    return libcurl_err(
        libcurl.easy_setopt(http->easy, CURLOPT_HTTPHEADER, http->headers));
}

static CURLcode set_body(CURL *easy, const struct io_request *request)
{
    CURLcode code = libcurl.easy_setopt(easy, CURLOPT_POST, 1L);
    code = code ? code
                : libcurl.easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                                      (curl_off_t)request->body_bytes);
    return code ? code
                : libcurl.easy_setopt(easy, CURLOPT_POSTFIELDS, request->body);
}

static void forget_wanted(const struct io_header *header)
{
    for (; header && header->name; header++)
        if (header->capacity > 0)
            header->value[0] = '\0';
}

int request_set(struct http *http, const struct io_request *request)
{
    http->request = request;
    forget_wanted(request->wanted);
    CURLcode code = request->body ? set_body(http->easy, request) : CURLE_OK;
    if (!code && request->method && strcmp(request->method, "HEAD") == 0)
        code = libcurl.easy_setopt(http->easy, CURLOPT_NOBODY, 1L);
    else if (!code && request->method)
        code = libcurl.easy_setopt(http->easy, CURLOPT_CUSTOMREQUEST,
                                   request->method);
    int err = code ? libcurl_err(code) : set_headers(http, request->headers);
    if (err)
        request_unset(http);
    return err;
}

void request_unset(struct http *http)
{
    if (!http->request)
        return;
    libcurl.easy_setopt(http->easy, CURLOPT_HTTPHEADER, NULL);
    libcurl.easy_setopt(http->easy, CURLOPT_CUSTOMREQUEST, NULL);
    libcurl.easy_setopt(http->easy, CURLOPT_POSTFIELDS, NULL);
    libcurl.easy_setopt(http->easy, CURLOPT_HTTPGET, 1L);
    libcurl.slist_free_all(http->headers);
    http->headers = NULL;
    http->request = NULL;
}

int request_take(struct http *http, const char *bytes, size_t count)
{
    const struct io_request *request = http->request;
    size_t held = http->reply->bytes;
    if (request->buffer && held < request->capacity) {
        size_t room = request->capacity - held;
        memcpy(request->buffer + held, bytes, count < room ? count : room);
    }
    int err =
        request->on_body ? request->on_body(request->arg, bytes, count) : 0;
    http->sink_err = err < 0 ? err : 0;
    return http->sink_err;
}

/* The last of several answers, after redirections, has the last word. */
void request_note_header(const struct io_request *request, const char *line,
                         size_t len)
{
    const char *colon = memchr(line, ':', len);
    if (!colon)
        return;
    const char *value = colon + 1, *end = line + len;
    while (value < end && isspace((unsigned char)*value))
        value++;
    while (end > value && isspace((unsigned char)end[-1]))
        end--;
    const struct io_header *header = request->wanted;
    for (; header && header->name; header++) {
        size_t name_len = (size_t)(colon - line);
        if (header->capacity == 0 || strlen(header->name) != name_len ||
            strncasecmp(header->name, line, name_len) != 0)
            continue;
        size_t bytes = (size_t)(end - value);
        bytes = bytes < header->capacity ? bytes : header->capacity - 1;
        memcpy(header->value, value, bytes);
        header->value[bytes] = '\0';
    }
}
