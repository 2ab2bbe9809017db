/* pages.c -- what the workloads that fetch share: where from, what came. */
#include "pages.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/http.h"
#include "core/shared.h"
#include "core/work.h"
#include "loopback.h"

/* One run a program, so one set of pages. */
static struct {
    struct loopback server;
    char url[LOOPBACK_URL_MAX + 64]; /* of every task, on the loopback server */
    uint64_t digest;                 /* of what it answers */
    struct http_reply *replies; /* `count` of them, common to all workers */
    int count;
} pages;

int pages_open(const struct plan *plan, int64_t delay_us, int64_t bytes,
               char why[WORKLOAD_WHY_MAX])
{
    pages.count = plan->tasks;
    pages.replies = shared_alloc((size_t)pages.count * sizeof *pages.replies);
    int err = pages.replies ? libcurl_load() : -ENOMEM;
    if (err) {
        snprintf(why, WORKLOAD_WHY_MAX, "%s: %s",
                 err == -ENOMEM ? "pages" : "libcurl", strerror(-err));
        pages_close();
        return err;
    }
    if (plan->urls)
        return 0;
    err = loopback_start(&pages.server, why);
    if (err) {
        pages_close();
        return err;
    }
    snprintf(pages.url, sizeof pages.url,
             "%s?delay=%" PRId64 "us&size=%" PRId64, pages.server.url, delay_us,
             bytes);
    pages.digest = loopback_digest((size_t)bytes);
    return 0;
}

void pages_close(void)
{
    loopback_stop(&pages.server);
    shared_free(pages.replies, (size_t)pages.count * sizeof *pages.replies);
    pages.replies = NULL;
    pages.count = 0;
}

static const char *page_url(const struct plan *plan, int index)
{
    return plan->urls ? plan->urls[index % plan->url_count] : pages.url;
}

int page_get(struct io *io, const struct job *job, uint64_t *digest)
{
    struct http_reply *reply = &pages.replies[job->index];
    int err = io_http_get(io, page_url(job->plan, job->index), reply);
    *digest = reply->digest;
    return err;
}

const struct http_reply *page_reply(int index)
{
    return &pages.replies[index];
}

const char *page_explain(int index)
{
    const char *reason = pages.replies[index].reason;
    return reason[0] ? reason : NULL;
}

int pages_check(const struct plan *plan, const struct result *results,
                char why[WORKLOAD_WHY_MAX])
{
    if (plan->urls)
        return WORKLOAD_UNCHECKED;
    for (int i = 0; i < plan->tasks; i++)
        if (!results[i].err && pages.replies[i].digest != pages.digest) {
            snprintf(why, WORKLOAD_WHY_MAX,
                     "task %d got a body that the server did not send", i);
            return -EILSEQ;
        }
    return 0;
}

void pages_show(const struct plan *plan, const struct result *results,
                FILE *out)
{
    if (!plan->urls)
        return;
    fprintf(out, "%6s %11s %9s  %s\n", "status", "bytes", "ms", "url");
    for (int i = 0; i < plan->tasks; i++) {
        const struct http_reply *reply = &pages.replies[i];
        const char *reason = reply->reason[0] ? reply->reason : "failed";
        double ms = (double)(results[i].end_ns - results[i].begin_ns) / 1e6;
        if (reply->status)
            fprintf(out, "%6d", reply->status);
        else
            fprintf(out, "%6s", "-");
        fprintf(out, " %11zu %9.1f  %s", reply->bytes, ms, page_url(plan, i));
        if (results[i].worker < 0)
            reason = "not begun";
        fprintf(out, results[i].err ? "  (%s)\n" : "\n", reason);
    }
}
