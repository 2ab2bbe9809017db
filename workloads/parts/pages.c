/* pages.c -- what the workloads that fetch share: URLs, and what came. */
#include "workloads/parts/pages.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/shared.h"
#include "core/io/http/http.h"
#include "core/work.h"
#include "workloads/parts/hosts.h"
#include "workloads/parts/loopback.h"
#include "workloads/parts/retry.h"

/* A program makes one run, so there is one set of pages. */
static struct {
    struct loopback server;
    char url[LOOPBACK_URL_MAX + 64]; /* every task's, on the loopback server */
    const char *own_url;             /* `urls` when it is that one */
    uint64_t digest;                 /* of the body that server sends */
    const char *const *urls;         /* `url_count` of them */
    int url_count;
    struct hosts hosts; /* of the URLs */
    struct page *pages; /* one a task, shared by all workers */
    int count;          /* of pages */
} all;

static int server_open(int64_t delay_us, int64_t bytes,
                       char why[WORKLOAD_WHY_MAX])
{
    int err = loopback_start(&all.server, why);
    if (err)
        return err;
    snprintf(all.url, sizeof all.url, "%s?delay=%" PRId64 "us&size=%" PRId64,
             all.server.url, delay_us, bytes);
    all.digest = loopback_digest((size_t)bytes);
    all.own_url = all.url;
    all.urls = &all.own_url;
    all.url_count = 1;
    return 0;
}

/* Says why, unless `why` already does. Returns `err`. */
static int tell(int err, const char *what, char why[WORKLOAD_WHY_MAX])
{
    if (err && !*why)
        snprintf(why, WORKLOAD_WHY_MAX, "%.100s: %s", what,
                 strerrordesc_np(-err));
    return err;
}

static int check_cacert(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    int err = plan->cacert ? file_check(plan->cacert) : 0;
    if (err)
        snprintf(why, WORKLOAD_WHY_MAX,
                 "--cacert: found '%.60s', expected a file to read: %.40s",
                 plan->cacert, file_strerror(err));
    return err;
}

int pages_open(const struct plan *plan, int64_t delay_us, int64_t bytes,
               char why[WORKLOAD_WHY_MAX])
{
    const struct http_wishes wishes = {plan->cacert, plan->fresh};
    *why = '\0';
    http_wish(&wishes);
    all.urls = plan->urls;
    all.url_count = plan->url_count;
    all.count = plan->tasks;
    all.pages = shared_alloc((size_t)all.count * sizeof *all.pages);
    int err = tell(all.pages ? 0 : -ENOMEM, "pages", why);
    err = err ? err : tell(libcurl_load(), "libcurl", why);
    err = err ? err : check_cacert(plan, why);
    if (!err && !plan->urls)
        err = tell(server_open(delay_us, bytes, why), "server", why);
    if (!err)
        err = tell(hosts_open(&all.hosts, plan, all.urls, all.url_count),
                   "--per-host", why);
    if (err)
        pages_close();
    return err;
}

void pages_close(void)
{
    hosts_close(&all.hosts);
    loopback_stop(&all.server);
    shared_free(all.pages, (size_t)all.count * sizeof *all.pages);
    all.pages = NULL;
    all.count = 0;
}

const struct page *page_of(int index)
{
    return &all.pages[index];
}

const char *page_url(int index)
{
    return all.urls[index % all.url_count];
}

const char *page_explain(int index)
{
    const char *reason = all.pages[index].reply.reason;
    return reason[0] ? reason : NULL;
}

/* Counts the try first: its time may be up before it has asked anybody. */
static int page_try(struct io *io, const struct plan *plan, int index)
{
    struct page *page = &all.pages[index];
    page->tries++;
    const struct io_permits *permits =
        hosts_permits(&all.hosts, index % all.url_count);
    int err = permits ? io_permit_take(io, permits) : 0;
    if (err)
        return err;
    err = plan->pause_ns ? io_sleep(io, plan->pause_ns) : 0;
    err = err ? err : io_http_get(io, page_url(index), &page->reply);
    if (permits)
        io_permits_give(permits);
    return err;
}

int page_get(struct io *io, const struct job *job, uint64_t *digest)
{
    struct page *page = &all.pages[job->index];
    int err = page_try(io, job->plan, job->index);
    while (err && page->tries <= job->plan->retries) {
        uint64_t wait_ns = retry_wait_ns(&page->reply, err, page->tries);
        if (wait_ns == 0 ||
            io_after_ns(io_now_ns(), wait_ns) >= io->deadline_ns)
            break;
        err = io_sleep(io, wait_ns);
        err = err ? err : page_try(io, job->plan, job->index);
    }
    *digest = page->reply.digest;
    return err;
}

int pages_check(const struct plan *plan, const struct result *results,
                char why[WORKLOAD_WHY_MAX])
{
    if (plan->urls)
        return WORKLOAD_UNCHECKED;
    for (int i = 0; i < plan->tasks; i++)
        if (!results[i].err && all.pages[i].reply.digest != all.digest) {
            snprintf(why, WORKLOAD_WHY_MAX,
                     "task %d got a body that the server did not send", i);
            return -EILSEQ;
        }
    return 0;
}

void *pages_made(const struct plan *plan, size_t *bytes)
{
    (void)plan;
    *bytes = (size_t)all.count * sizeof *all.pages;
    return all.pages;
}

int pages_findings(const struct plan *plan, const struct result *results,
                   struct finding found[WORKLOAD_FINDS_MAX])
{
    (void)results;
    found[0] = (struct finding){.name = "retries"};
    for (int i = 0; i < plan->tasks; i++)
        if (all.pages[i].tries > 1)
            found[0].value += all.pages[i].tries - 1;
    return plan->retries ? 1 : 0;
}
