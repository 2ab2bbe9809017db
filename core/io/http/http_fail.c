/* http_fail.c -- why a transfer failed, in words and as an errno value. */
#include "core/io/http/http_fail.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/base/secret.h"
#include "core/base/text.h"

void http_reason(struct io_reply *reply, const char *before, const char *text)
{
    reply->reason[0] = '\0';
    text_append(reply->reason, sizeof reply->reason, "%s%s", before, text);
    secret_mask(text_sanitise(reply->reason));
}

/* A proxy that refuses to connect us says so with a status. */
static bool refused_by_proxy(const struct http *http)
{
    long proxy_status = 0;
    libcurl.easy_getinfo(http->easy, CURLINFO_HTTP_CONNECTCODE, &proxy_status);
    return proxy_status >= 300;
}

static int end_refused(const struct http *http)
{
    http_reason(http->reply, "proxy: ", http->failure);
    return -EIO;
}

static int end_cut_short(const struct http *http)
{
    struct io_reply *reply = http->reply;
    curl_off_t expected = -1;
    libcurl.easy_getinfo(http->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T,
                         &expected);
    if (reply->status == 0)
        http_reason(reply, "cut short before any answer", "");
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
        http_reason(http->reply, "connection refused", "");
        return -ECONNREFUSED;
    }
    if (os_errno == ETIMEDOUT) {
        http_reason(http->reply, "connecting timed out", "");
        return -ETIMEDOUT;
    }
    http_reason(http->reply, "no connection: ",
                os_errno ? strerrordesc_np((int)os_errno) : http->failure);
    return -EIO;
}

static int end_otherwise(const struct http *http, CURLcode code)
{
    const char *words =
        http->failure[0] ? http->failure : libcurl.easy_strerror(code);
    switch (code) {
    case CURLE_URL_MALFORMAT:
        http_reason(http->reply, "not a URL: ", words);
        return -EINVAL;
    case CURLE_COULDNT_RESOLVE_HOST:
        http_reason(http->reply, "no such host", "");
        return -EHOSTUNREACH;
    case CURLE_COULDNT_RESOLVE_PROXY:
        http_reason(http->reply, "no such proxy", "");
        return -EHOSTUNREACH;
    case CURLE_OPERATION_TIMEDOUT:
        http_reason(http->reply, "connecting timed out", "");
        return -ETIMEDOUT;
    case CURLE_OUT_OF_MEMORY:
        http_reason(http->reply, "out of memory", "");
        return -ENOMEM;
    case CURLE_TOO_MANY_REDIRECTS:
        http_reason(http->reply, "too many redirects", "");
        return -EIO;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
        http_reason(http->reply, "TLS: ", words);
        return -EKEYREJECTED;
    default:
        http_reason(http->reply, words, "");
        return -EIO;
    }
}

int http_fail(const struct http *http, CURLcode code)
{
    switch (code) {
    case CURLE_COULDNT_CONNECT: /* newer libcurls: a proxy's refusal, too */
        return refused_by_proxy(http) ? end_refused(http)
                                      : end_unconnected(http);
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return refused_by_proxy(http) ? end_refused(http) : end_cut_short(http);
    default:
        return end_otherwise(http, code);
    }
}
