/* fetch.c -- GETs a page and digests its body. */
#include "workloads/parts/pages.h"
#include "workloads/parts/pages_table.h"

#define FETCH_DELAY_US 20000 /* before the loopback server answers */

static int fetch_setup(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    return pages_open(plan, FETCH_DELAY_US, plan->size, why);
}

static int fetch_task(struct io *io, const struct job *job, uint64_t *answer)
{
    return page_get(io, job, answer);
}

const struct workload workload_fetch = {
    .name = "fetch",
    .summary = "GETs a page and digests its body",
    .kind = WORKLOAD_IO,
    .size_type = SIZE_BYTES,
    .size_meaning = "bytes of the loopback server's page",
    .uses = USES_PAGES,
    .default_tasks = 50,
    .default_size = 1024,
    .max_size = 1 << 30,
    .connects = true,
    .setup = fetch_setup,
    .task = fetch_task,
    .check = pages_check,
    .findings = pages_findings,
    .explain = page_explain,
    .show = pages_show,
    .made = pages_made,
    .teardown = pages_close,
};
