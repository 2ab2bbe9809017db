/* request.c -- the head of an HTTP GET or HEAD, strictly read. */
#include "workloads/parts/request.h"

#include <string.h>
#include <strings.h>

/* Text that lies somewhere in the head. */
struct slice {
    const char *at;
    size_t len;
};

/* What the header fields say. */
struct fields {
    int hosts;
    bool close, keep_alive;
    bool length; /* there was a Content-Length */
};

static bool is(struct slice slice, const char *text)
{
    return slice.len == strlen(text) && memcmp(slice.at, text, slice.len) == 0;
}

/* In any case of letters. */
static bool names(struct slice slice, const char *text)
{
    return slice.len == strlen(text) &&
           strncasecmp(slice.at, text, slice.len) == 0;
}

/* tchar of RFC 9110, 5.6.2. */
static bool is_token(struct slice slice)
{
    static const char token[] = "!#$%&'*+-.^_`|~0123456789"
                                "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (size_t i = 0; i < slice.len; i++)
        if (!slice.at[i] || !strchr(token, slice.at[i]))
            return false;
    return slice.len > 0;
}

/* Takes what comes before `mark`, which is dropped. False: there is none. */
static bool take_until(struct slice *from, char mark, struct slice *taken)
{
    const char *end = memchr(from->at, mark, from->len);
    if (!end)
        return false;
    *taken = (struct slice){from->at, (size_t)(end - from->at)};
    from->at += taken->len + 1;
    from->len -= taken->len + 1;
    return true;
}

static struct slice trim(struct slice slice)
{
    while (slice.len > 0 && (*slice.at == ' ' || *slice.at == '\t')) {
        slice.at++;
        slice.len--;
    }
    while (slice.len > 0 &&
           (slice.at[slice.len - 1] == ' ' || slice.at[slice.len - 1] == '\t'))
        slice.len--;
    return slice;
}

static bool is_visible(struct slice slice)
{
    for (size_t i = 0; i < slice.len; i++)
        if (slice.at[i] <= ' ' || slice.at[i] > '~')
            return false;
    return true;
}

/* No control character but the tab, so no lone carriage return either. */
static bool is_text(struct slice slice)
{
    for (size_t i = 0; i < slice.len; i++) {
        unsigned char c = (unsigned char)slice.at[i];
        if ((c < ' ' && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

/* "GET /path HTTP/1.1", or HEAD. Returns 200, or why it is refused. */
static int read_line(struct slice line, bool *is_1_0, bool *is_head)
{
    struct slice method, target;
    if (!take_until(&line, ' ', &method) || !take_until(&line, ' ', &target) ||
        !is_token(method) || target.len == 0 || !is_visible(target))
        return 400;
    if (line.len != 8 || memcmp(line.at, "HTTP/", 5) != 0)
        return 400;
    *is_1_0 = is(line, "HTTP/1.0");
    if (!*is_1_0 && !is(line, "HTTP/1.1"))
        return 505;
    *is_head = is(method, "HEAD");
    if (!*is_head && !is(method, "GET"))
        return 501;
    bool is_absolute =
        target.len > 7 && strncasecmp(target.at, "http://", 7) == 0;
    return *target.at == '/' || is_absolute ? 200 : 400;
}

static void read_connection(struct slice value, struct fields *fields)
{
    struct slice one;
    while (value.len > 0) {
        if (!take_until(&value, ',', &one)) {
            one = value;
            value.len = 0;
        }
        fields->close |= names(trim(one), "close");
        fields->keep_alive |= names(trim(one), "keep-alive");
    }
}

/* A body of no bytes is none. */
static int read_length(struct slice value, struct fields *fields)
{
    if (fields->length || value.len == 0)
        return 400;
    fields->length = true;
    int status = 200;
    for (size_t i = 0; i < value.len; i++) {
        if (value.at[i] < '0' || value.at[i] > '9')
            return 400;
        if (value.at[i] != '0')
            status = 413;
    }
    return status;
}

static int read_field(struct slice line, struct fields *fields)
{
    struct slice name;
    if (!take_until(&line, ':', &name) || !is_token(name) || !is_text(line))
        return 400;
    struct slice value = trim(line);
    if (names(name, "Host"))
        fields->hosts++;
    else if (names(name, "Connection"))
        read_connection(value, fields);
    else if (names(name, "Content-Length"))
        return read_length(value, fields);
    else if (names(name, "Transfer-Encoding"))
        return 501;
    return 200;
}

/* Every line of it ends with "\r\n", and has no other "\n". */
static int read_head(struct slice head, struct request *request)
{
    struct fields fields = {0};
    struct slice line;
    bool is_1_0 = false, is_first = true;
    int status = 200;
    while (status == 200 && take_until(&head, '\n', &line)) {
        line.len--;
        status = is_first ? read_line(line, &is_1_0, &request->is_head)
                          : read_field(line, &fields);
        is_first = false;
    }
    if (status == 200 && (fields.hosts > 1 || (!is_1_0 && fields.hosts == 0)))
        status = 400;
    request->keep_alive =
        status == 200 && !fields.close && (!is_1_0 || fields.keep_alive);
    return status;
}

/* Returns the bytes until after the first "\n" without a "\r", or 0. */
static size_t bare_newline(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r'))
            return i + 1;
    return 0;
}

size_t request_read(const char *bytes, size_t len, struct request *request)
{
    *request = (struct request){0};
    const char *end = memmem(bytes, len, "\r\n\r\n", 4);
    size_t bare = bare_newline(bytes, end ? (size_t)(end - bytes) : len);
    if (bare) {
        request->status = 400; /* now: its end might never come */
        return bare;
    }
    if (!end)
        return 0;
    struct slice head = {bytes, (size_t)(end - bytes) + 2};
    request->status = read_head(head, request);
    return head.len + 2;
}

const char *request_reason(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 400:
        return "Bad Request";
    case 408:
        return "Request Timeout";
    case 413:
        return "Content Too Large";
    case 431:
        return "Request Header Fields Too Large";
    case 501:
        return "Not Implemented";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "";
    }
}
