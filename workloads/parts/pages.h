/* pages.h -- what the workloads that fetch share: where from, what came. */
#ifndef OVERLAP_WORKLOADS_PARTS_PAGES_H
#define OVERLAP_WORKLOADS_PARTS_PAGES_H

#include "core/workload.h"

/* What became of one task's page. */
struct page {
    struct io_reply reply; /* of the last try that asked for it */
    int tries;             /* that were begun, whether they asked or not */
};

/* Readies one page a task. They come from plan->urls in turn; without those
 * from a loopback server that is started here and answers with `bytes` bytes
 * after `delay_us`. 0, or a negative errno value and a sentence in `why`. */
int pages_open(const struct plan *plan, int64_t delay_us, int64_t bytes,
               char why[WORKLOAD_WHY_MAX]);
void pages_close(void);

/* GETs the page of one task, as the plan says: after its pause, holding one of
 * its host's permits, and again after a failure that may pass. Keeps what
 * became of it for after the run, and hands out the digest. The result is
 * that of the last io_http_get(). */
int page_get(struct io *io, const struct job *job, uint64_t *digest);

/* What came for task `index`, and from where. */
const struct page *page_of(int index);
const char *page_url(int index);

/* Why the page of task `index` failed; NULL: no reason is known. */
const char *page_explain(int index);

/* Did the tasks that succeeded get what the loopback server sends? 0,
 * -EILSEQ, or 1: the pages are others', there is nothing to check. */
int pages_check(const struct plan *plan, const struct result *results,
                char why[WORKLOAD_WHY_MAX]);

/* Finds, where there may be some, the "retries". */
int pages_findings(const struct plan *plan, const struct result *results,
                   struct finding found[WORKLOAD_FINDS_MAX]);

/* pages_table.c: a line a task, with columns that white space separates, and
 * one that counts the outcomes. Nothing for the loopback server. */
void pages_show(const struct plan *plan, const struct result *results,
                FILE *out);

#endif
