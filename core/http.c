/* http.c -- one keep-alive HTTP session: what both ios ask of libcurl. */
#include "http.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

#define HTTP_REDIRECTS_MAX 10L

static size_t on_body(char *data, size_t size, size_t count, void *arg)
{
    struct http *http = arg;
    http->reply->bytes += size * count;
    http->reply->digest =
        (uint32_t)crc32_z(http->reply->digest, (void *)data, size * count);
    return size * count;
}

/* Keeps what follows the version of a status line: "404 Not Found". */
static size_t on_header(char *line, size_t size, size_t count, void *arg)
{
    struct http *http = arg;
    size_t len = size * count;
    if (len < 5 || memcmp(line, "HTTP/", 5) != 0)
        return len;
    const char *end = line + len;
    while (end > line && isspace((unsigned char)end[-1]))
        end--;
    const char *text = memchr(line, ' ', (size_t)(end - line));
    text = text ? text + 1 : end;
    snprintf(http->status, sizeof http->status, "%.*s", (int)(end - text),
             text);
    return len;
}

/* libcurl heeds HTTP_PROXY in small letters only. */
static bool environment_has_proxy(void)
{
    static const char *const names[] = {
        "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
    bool has = false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        has = has || getenv(names[i]);
    return has;
}

/* The environment's exceptions from a proxy, and this machine as well: the
 * loopback server must be asked directly. "*", where no proxy is named, spares
 * every transfer the look at the host and at the environment. */
static CURLcode set_no_proxy(CURL *easy)
{
    if (!environment_has_proxy())
        return libcurl.easy_setopt(easy, CURLOPT_NOPROXY, "*");
    const char *others = getenv("no_proxy");
    others = others ? others : getenv("NO_PROXY");
    char hosts[1024];
    snprintf(hosts, sizeof hosts, "127.0.0.1,localhost,::1%s%s",
             others ? "," : "", others ? others : "");
    if (others && strcmp(others, "*") == 0)
        return libcurl.easy_setopt(easy, CURLOPT_NOPROXY, others);
    return libcurl.easy_setopt(easy, CURLOPT_NOPROXY, hosts);
}

/* HTTP/1.1 throughout, so that a worker has one connection under every model:
 * on the loop HTTP/2 would share one among them all. QUICK_EXIT lets a
 * look-up that was given up end in its own time. */
static CURLcode set_options(struct http *http)
{
    CURL *easy = http->easy;
    CURLcode code = set_no_proxy(easy);
#define SET(option, value)                                                     \
    code = code ? code : libcurl.easy_setopt(easy, CURLOPT_##option, value)
    SET(NOSIGNAL, 1L);
    SET(TCP_NODELAY, 1L);
    SET(QUICK_EXIT, 1L);
    SET(HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(PROTOCOLS_STR, "http,https");
    SET(REDIR_PROTOCOLS_STR, "http,https");
    SET(FOLLOWLOCATION, 1L);
    SET(MAXREDIRS, HTTP_REDIRECTS_MAX);
    SET(USERAGENT, "overlap/" OVERLAP_VERSION);
    SET(WRITEFUNCTION, on_body);
    SET(WRITEDATA, (void *)http);
    SET(HEADERFUNCTION, on_header);
    SET(HEADERDATA, (void *)http);
    SET(ERRORBUFFER, http->failure);
#undef SET
    return code;
}

static int session_open(struct http *http)
{
    int err = libcurl_load();
    if (err)
        return err;
    http->easy = libcurl.easy_init();
    http->parsed = libcurl.url();
    if (http->easy && http->parsed && set_options(http) == CURLE_OK)
        return 0;
    http_close(http);
    return -ENOMEM;
}

/* Parses the URL once, where libcurl would for every transfer. It is left to
 * do so, and to find the words, where that fails, and for an IPv6 address:
 * copies of a parsed URL lack its zone. */
static CURLcode set_parsed(struct http *http, const char *url)
{
    bool parsed = !strchr(url, '[') &&
                  !libcurl.url_set(http->parsed, CURLUPART_URL, url, 0);
    return libcurl.easy_setopt(http->easy, CURLOPT_CURLU,
                               parsed ? http->parsed : NULL);
}

/* The plain form is told too: libcurl would make its own of the parsed one,
 * and keep it when that changes. */
static int set_url(struct http *http, const char *url)
{
    if (http->url && strcmp(http->url, url) == 0)
        return 0;
    free(http->url);
    http->url = strdup(url);
    if (!http->url || libcurl.easy_setopt(http->easy, CURLOPT_URL, url) ||
        set_parsed(http, url))
        return -ENOMEM;
    return 0;
}

/* Words that come from a server must not reach a terminal as they are. */
static void set_reason(struct http_reply *reply, const char *before,
                       const char *text)
{
    size_t room = sizeof reply->reason - 1 - strlen(before);
    snprintf(reply->reason, sizeof reply->reason, "%s%.*s", before, (int)room,
             text);
    for (char *c = reply->reason; *c; c++)
        if (!isprint((unsigned char)*c))
            *c = '?';
}

int http_begin(struct http *http, const char *url, struct http_reply *reply)
{
    *reply = (struct http_reply){0};
    if (strncasecmp(url, "http://", 7) && strncasecmp(url, "https://", 8)) {
        set_reason(reply, "expected an http:// or https:// URL", "");
        return -EINVAL;
    }
    int err = http->easy ? 0 : session_open(http);
    err = err ? err : set_url(http, url);
    if (err) {
        set_reason(reply, strerror(-err), "");
        return err;
    }
    http->reply = reply;
    http->status[0] = '\0';
    http->failure[0] = '\0';
    return 0;
}

static int end_answered(const struct http *http)
{
    struct http_reply *reply = http->reply;
    if (reply->status < 400)
        return 0;
    set_reason(reply, http->status, "");
    return -EPROTO;
}

static int end_cut_short(const struct http *http)
{
    struct http_reply *reply = http->reply;
    curl_off_t expected = -1;
    libcurl.easy_getinfo(http->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T,
                         &expected);
    if (reply->status == 0)
        set_reason(reply, "cut short before any answer", "");
    else if (expected >= 0)
        snprintf(reply->reason, sizeof reply->reason,
                 "cut short after %zu of %lld bytes", reply->bytes,
                 (long long)expected);
    else
        snprintf(reply->reason, sizeof reply->reason,
                 "cut short after %zu bytes", reply->bytes);
    return -EBADMSG;
}

static int end_unconnected(const struct http *http)
{
    long os_errno = 0;
    libcurl.easy_getinfo(http->easy, CURLINFO_OS_ERRNO, &os_errno);
    if (os_errno == ECONNREFUSED) {
        set_reason(http->reply, "connection refused", "");
        return -ECONNREFUSED;
    }
    set_reason(http->reply, "no connection: ",
               os_errno ? strerrordesc_np((int)os_errno) : http->failure);
    return -EIO;
}

static int end_failed(const struct http *http, CURLcode code)
{
    const char *words =
        http->failure[0] ? http->failure : libcurl.easy_strerror(code);
    switch (code) {
    case CURLE_URL_MALFORMAT:
        set_reason(http->reply, "not a URL: ", words);
        return -EINVAL;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        set_reason(http->reply, "no such host", "");
        return -EHOSTUNREACH;
    case CURLE_OPERATION_TIMEDOUT:
        set_reason(http->reply, "timed out", "");
        return -ETIMEDOUT;
    case CURLE_OUT_OF_MEMORY:
        set_reason(http->reply, "out of memory", "");
        return -ENOMEM;
    case CURLE_TOO_MANY_REDIRECTS:
        set_reason(http->reply, "more than 10 redirects", "");
        return -EIO;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
        set_reason(http->reply, "TLS: ", words);
        return -EIO;
    default:
        set_reason(http->reply, words, "");
        return -EIO;
    }
}

int http_end(struct http *http, CURLcode code)
{
    struct http_reply *reply = http->reply;
    long status = 0;
    libcurl.easy_getinfo(http->easy, CURLINFO_RESPONSE_CODE, &status);
    reply->status = (int)status;
    switch (code) {
    case CURLE_OK:
        return end_answered(http);
    case CURLE_COULDNT_CONNECT:
        return end_unconnected(http);
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
        return end_cut_short(http);
    default:
        return end_failed(http, code);
    }
}

int http_give_up(struct http *http, int err)
{
    const char *words = err == -ETIMEDOUT   ? "timed out"
                        : err == -ECANCELED ? "canceled"
                                            : strerrordesc_np(-err);
    set_reason(http->reply, words, "");
    return err;
}

void http_close(struct http *http)
{
    if (http->easy)
        libcurl.easy_cleanup(http->easy);
    if (http->parsed)
        libcurl.url_cleanup(http->parsed);
    free(http->url);
    *http = (struct http){0};
}
