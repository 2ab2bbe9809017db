/* pages.h -- what the workloads that fetch share: URLs, and what came. */
#ifndef OVERLAP_WORKLOADS_PARTS_PAGES_H
#define OVERLAP_WORKLOADS_PARTS_PAGES_H

#include "core/workload.h"

/* What became of one task's page. */
struct page {
    struct io_reply reply; /* of the last try that sent a request */
    int tries;             /* begun, whether or not they sent one */
};

/* Readies one page a task. Tasks take plan->urls in turn; without any, pages
 * come from a loopback server that is started here and answers with `bytes`
 * bytes after `delay_us`. 0, or a negative errno value and a sentence in
 * `why`. */
int pages_open(const struct plan *plan, int64_t delay_us, int64_t bytes,
               char why[WORKLOAD_WHY_MAX]);
void pages_close(void);

/* GETs one task's page as the plan says: holding one of its host's permits,
 * after the pause, and again after a failure that may pass. Keeps what became
 * of it for after the run, and leaves its digest in `digest`. The result is
 * that of the last try: of its permit, its pause or its io_http_get(), or of
 * the wait before it. Suspends. */
int page_get(struct io *io, const struct job *job, uint64_t *digest);

/* What became of the page of task `index`, and its URL. */
const struct page *page_of(int index);
const char *page_url(int index);

/* Why the page of task `index` failed; NULL: unknown. */
const char *page_explain(int index);

/* Did the tasks that succeeded get what the loopback server sends? 0: yes;
 * -EILSEQ: no; WORKLOAD_UNCHECKED: the pages came from elsewhere. */
int pages_check(const struct plan *plan, const struct result *results,
                char why[WORKLOAD_WHY_MAX]);

/* All pages, as struct workload's `made`. */
void *pages_made(const struct plan *plan, size_t *bytes);

/* With --retries, finds the number of "retries". */
int pages_findings(const struct plan *plan, const struct result *results,
                   struct finding found[WORKLOAD_FINDS_MAX]);

#endif
