/* http.c -- one keep-alive HTTP session: what both ios ask of libcurl. */
#include "core/io/http/http.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

#include "core/io/http/http_fail.h"
#include "core/io/http/request.h"

#define HTTP_CONNECT_MS 30000L

static struct http_wishes wishes;

void http_wish(const struct http_wishes *all)
{
    wishes = *all;
}

static size_t on_body(char *data, size_t size, size_t count, void *arg)
{
    struct http *http = arg;
    if (http->request && request_take(http, data, size * count))
        return 0;
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
    if (http->request)
        request_note_header(http->request, line, len);
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

/* libcurl reads HTTP_PROXY in lower case only. */
static bool environment_has_proxy(void)
{
    static const char *const names[] = {
        "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
    bool has = false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        has = has || getenv(names[i]);
    return has;
}

/* Hosts to reach without a proxy: those that the environment names, and this
 * machine, for the loopback server must be asked directly. If no proxy is set,
 * "*" saves every transfer from looking at the host and the environment. */
static CURLcode set_no_proxy(CURL *easy)
{
    if (!environment_has_proxy())
        return libcurl.easy_setopt(easy, CURLOPT_NOPROXY, "*");
    const char *others = getenv("no_proxy");
    others = others ? others : getenv("NO_PROXY");
    if (others && strcmp(others, "*") == 0)
        return libcurl.easy_setopt(easy, CURLOPT_NOPROXY, others);
    char *hosts;
    if (asprintf(&hosts, "127.0.0.1,localhost,::1%s%s", others ? "," : "",
                 others ? others : "") < 0)
        return CURLE_OUT_OF_MEMORY;
    for (char *c = hosts; (c = strpbrk(c, " \t"));)
        *c = ','; /* libcurl 8 reads no further than a blank between hosts */
    CURLcode code = libcurl.easy_setopt(easy, CURLOPT_NOPROXY, hosts);
    free(hosts);
    return code;
}

/* HTTP/2 if a server offers it over TLS; even so each worker has a connection
 * of its own, under every model. A libcurl built without HTTP/2 refuses the
 * option and stays with HTTP/1.1. */
static void set_version(CURL *easy)
{
    libcurl.easy_setopt(easy, CURLOPT_HTTP_VERSION,
                        (long)CURL_HTTP_VERSION_2TLS);
}

/* If a directory of certificates were set besides the file, libcurl would read
 * the file for every connection instead of once: some 15 ms of computing. */
static CURLcode set_trust(CURL *easy)
{
    const curl_version_info_data *about = libcurl.version_info(CURLVERSION_NOW);
    bool system = about->age >= CURLVERSION_SEVENTH && about->cainfo;
    CURLcode code = CURLE_OK;
    if (wishes.cacert)
        code = libcurl.easy_setopt(easy, CURLOPT_CAINFO, wishes.cacert);
    if (!code && (wishes.cacert || system))
        code = libcurl.easy_setopt(easy, CURLOPT_CAPATH, NULL);
    return code;
}

/* With `fresh`, a transfer reuses neither a connection nor a TLS session. */
static CURLcode set_wishes(CURL *easy)
{
    CURLcode code = set_trust(easy);
    if (wishes.fresh && !code)
        code = libcurl.easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    if (wishes.fresh && !code)
        code = libcurl.easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
    return code;
}

static CURLcode first_failure(CURLcode before, CURLcode code)
{
    return before ? before : code;
}

/* QUICK_EXIT: closing does not wait for a name look-up that was given up; before
 * 7.87 it does. */
static CURLcode set_options(struct http *http)
{
    CURL *easy = http->easy;
    CURLcode code = first_failure(set_no_proxy(easy), set_wishes(easy));
    set_version(easy);
#define SET(option, value)                                                     \
    code = first_failure(code,                                                 \
                         libcurl.easy_setopt(easy, CURLOPT_##option, value))
    SET(NOSIGNAL, 1L);
    SET(TCP_NODELAY, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
    SET(QUICK_EXIT, 1L);
#endif
    SET(CONNECTTIMEOUT_MS, HTTP_CONNECT_MS);
#if LIBCURL_VERSION_NUM >= 0x075500
    SET(PROTOCOLS_STR, "http,https");
    SET(REDIR_PROTOCOLS_STR, "http,https");
#else
    SET(PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    SET(REDIR_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
    SET(FOLLOWLOCATION, 1L);
    SET(MAXREDIRS, (long)HTTP_REDIRECTS_MAX);
    SET(USERAGENT, "overlap/" OVERLAP_VERSION);
    SET(WRITEFUNCTION, on_body);
    SET(WRITEDATA, (void *)http);
    SET(HEADERFUNCTION, on_header);
    SET(HEADERDATA, (void *)http);
    SET(ERRORBUFFER, http->failure);
#undef SET
    return code;
}

static int session_open(struct http *http, struct io_reply *reply)
{
    int err = libcurl_load();
    if (err)
        return err;
    http->easy = libcurl.easy_init();
    http->parsed = libcurl.url();
    CURLcode code =
        http->easy && http->parsed ? set_options(http) : CURLE_OUT_OF_MEMORY;
    if (code != CURLE_OK) {
        http_reason(reply, "libcurl: ", libcurl.easy_strerror(code));
        http_close(http);
    }
    return libcurl_err(code);
}

/* Parses the URL once; libcurl would do so for every transfer. If that fails it
 * is left to libcurl, which has the words for the error, and so are IPv6
 * addresses: copies of a parsed URL lose the zone. */
static CURLcode set_parsed(struct http *http, const char *url)
{
    bool parsed = !strchr(url, '[') &&
                  !libcurl.url_set(http->parsed, CURLUPART_URL, url, 0);
    return libcurl.easy_setopt(http->easy, CURLOPT_CURLU,
                               parsed ? http->parsed : NULL);
}

/* Sets the URL as text, too: libcurl would otherwise make one from the parsed
 * URL, and keep it when that changes. */
static int set_url(struct http *http, const char *url)
{
    if (http->url && strcmp(http->url, url) == 0)
        return 0;
    free(http->url);
    http->url = strdup(url);
    CURLcode code = http->url
                        ? libcurl.easy_setopt(http->easy, CURLOPT_URL, url)
                        : CURLE_OUT_OF_MEMORY;
    return libcurl_err(code ? code : set_parsed(http, url));
}

int http_begin(struct http *http, const char *url, struct io_reply *reply)
{
    *reply = (struct io_reply){0};
    if (strncasecmp(url, "http://", 7) && strncasecmp(url, "https://", 8)) {
        http_reason(reply, "expected an http:// or https:// URL", "");
        return -EINVAL;
    }
    int err = http->easy ? 0 : session_open(http, reply);
    err = err ? err : set_url(http, url);
    if (err && !reply->reason[0])
        http_reason(reply, strerrordesc_np(-err), "");
    if (err)
        return err;
    http->reply = reply;
    http->sink_err = 0;
    http->status[0] = '\0';
    http->failure[0] = '\0';
    return 0;
}

int http_begin_request(struct http *http, const struct io_request *request,
                       struct io_reply *reply)
{
    int err = http_begin(http, request->url, reply);
    err = err ? err : request_set(http, request);
    if (err && !reply->reason[0])
        http_reason(reply, strerrordesc_np(-err), "");
    return err;
}

/* The `version` of struct io_reply: 11 for HTTP/1.1. */
static int http_version(const struct http *http)
{
    long version = 0;
    libcurl.easy_getinfo(http->easy, CURLINFO_HTTP_VERSION, &version);
    switch (version) {
    case CURL_HTTP_VERSION_1_0:
        return 10;
    case CURL_HTTP_VERSION_1_1:
        return 11;
    case CURL_HTTP_VERSION_2_0:
        return 20;
    case CURL_HTTP_VERSION_3:
        return 30;
    default:
        return 0;
    }
}

int http_end(struct http *http, CURLcode code)
{
    struct io_reply *reply = http->reply;
    long status = 0;
    request_unset(http);
    libcurl.easy_getinfo(http->easy, CURLINFO_RESPONSE_CODE, &status);
    reply->status = (int)status;
    reply->version = http_version(http);
    if (http->sink_err) {
        http_reason(reply, "not taken: ", strerrordesc_np(-http->sink_err));
        return http->sink_err;
    }
    if (code != CURLE_OK)
        return http_fail(http, code);
    if (reply->status < 400)
        return 0;
    http_reason(reply, http->status, "");
    if (!reply->reason[0]) /* it has no words, or none that can be shown */
        snprintf(reply->reason, sizeof reply->reason, "%d", reply->status);
    curl_off_t wait_s = 0;
    libcurl.easy_getinfo(http->easy, CURLINFO_RETRY_AFTER, &wait_s);
    reply->retry_after_s = wait_s > 0 ? wait_s : 0; /* a date in the past */
    return -EPROTO;
}

int http_give_up(struct http *http, int err)
{
    const char *words = err == -ETIMEDOUT   ? "timed out"
                        : err == -ECANCELED ? "canceled"
                                            : strerrordesc_np(-err);
    request_unset(http);
    http_reason(http->reply, words, "");
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
