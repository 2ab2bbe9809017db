/* pages_table.c -- what became of the pages, as a table for people and
 * scripts. */
#include "workloads/parts/pages_table.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/secret.h"
#include "core/work.h"
#include "workloads/parts/pages.h"

/* How a page may end: the table's word and the error. */
static const struct page_outcome {
    const char *word;
    int err;
} outcomes[] = {
    {"ok", 0},
    {"status", -EPROTO},
    {"no-host", -EHOSTUNREACH},
    {"refused", -ECONNREFUSED},
    {"timed-out", -ETIMEDOUT},
    {"tls", -EKEYREJECTED},
    {"cut-short", -EBADMSG},
    {"bad-url", -EINVAL},
    {"canceled", -ECANCELED},
    {"failed", -EIO}, /* and any other error */
};

enum { OUTCOMES = sizeof outcomes / sizeof *outcomes };

static int outcome_find(int err)
{
    int i = 0;
    while (i < OUTCOMES - 1 && outcomes[i].err != err)
        i++;
    return i;
}

/* Prints a URL as one word, whatever is in it: it may come from anywhere. Its
 * password is for nobody else. */
static void put_url(const char *url, FILE *out)
{
    char *masked = strdup(url);
    if (masked)
        secret_mask_url(masked);
    for (const char *c = masked ? masked : "-"; *c; c++)
        if (isgraph((unsigned char)*c))
            putc(*c, out);
        else
            fprintf(out, "%%%02X", (unsigned char)*c);
    free(masked);
}

static void put_number(int number, int width, FILE *out)
{
    if (number)
        fprintf(out, " %*d", width, number);
    else
        fprintf(out, " %*s", width, "-");
}

static void put_version(int version, FILE *out)
{
    if (version)
        fprintf(out, " %2d.%d", version / 10, version % 10);
    else
        fprintf(out, " %4s", "-");
}

static void put_line(const struct page *page, const struct result *result,
                     int index, FILE *out)
{
    const struct io_reply *reply = &page->reply;
    double ms = (double)(result->end_ns - result->begin_ns) / 1e6;
    put_number(reply->status, 5, out);
    fprintf(out, " %11zu %9.1f", reply->bytes, ms);
    put_version(reply->version, out);
    fprintf(out, " %5d %-9s ", page->tries,
            outcomes[outcome_find(result->err)].word);
    put_url(page_url(index), out);
    if (result->worker < 0)
        fputs(" (not begun)", out);
    else if (result->err && reply->reason[0])
        fprintf(out, " (%s)", reply->reason);
    putc('\n', out);
}

/* "50 pages: 47 ok, 2 status, 1 no-host"; also "1 pages", to suit scripts. */
static void put_counts(const int counts[OUTCOMES], int pages, FILE *out)
{
    fprintf(out, "%d pages:", pages);
    const char *comma = "";
    for (int i = 0; i < OUTCOMES; i++)
        if (counts[i]) {
            fprintf(out, "%s %d %s", comma, counts[i], outcomes[i].word);
            comma = ",";
        }
    putc('\n', out);
}

void pages_show(const struct plan *plan, const struct result *results,
                FILE *out)
{
    int counts[OUTCOMES] = {0};
    if (!plan->urls)
        return;
    fprintf(out, "%6s %11s %9s %4s %5s %-9s %s\n", "status", "bytes", "ms",
            "http", "tries", "outcome", "url");
    for (int i = 0; i < plan->tasks; i++) {
        put_line(page_of(i), &results[i], i, out);
        counts[outcome_find(results[i].err)]++;
    }
    put_counts(counts, plan->tasks, out);
}
