/* example.c -- what the examples share: their options, seconds and pages. */
#include "async/examples/example.h"

#include <curl/curl.h>
#include <jansson.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/option_help.h"
#include "core/base/option_parse.h"
#include "core/io.h"
#include "workloads/parts/loopback.h"

static struct example_options {
    bool literal, help;
} asked;
static char **given_urls;
static int given_count;
static struct loopback server;
static char urls[EXAMPLE_PAGES_MAX][LOOPBACK_URL_MAX + 32];

static const struct option rows[] = {
    {"literal", OPTION_FLAG, offsetof(struct example_options, literal), NULL,
     .help = "wait the document's own seconds, not a tenth of them"},
    {"help", OPTION_FLAG, offsetof(struct example_options, help), NULL,
     .help = "print this", .letter = 'h'},
    {0},
};

void example_begin(int argc, char **argv)
{
    char why[WHY_MAX] = "";
    uint64_t given;
    given_count = option_parse(rows, &asked, argc, argv, &given, why);
    given_urls = argv + 1;
    if (given_count < 0) {
        fprintf(stderr, "%s: %s\n", argv[0], why);
        exit(2);
    }
    if (asked.help) {
        printf("Usage: %s [options] [URL ...]\n"
               "Does what a document shows; see its source.\n\n",
               argv[0]);
        option_print_help(stdout, rows, 0, NULL, NULL);
        exit(0);
    }
}

int example_end(int err)
{
    if (err < 0)
        fprintf(stderr, "failed: %s\n", strerrordesc_np(-err));
    return err < 0;
}

uint64_t seconds(double count)
{
    return (uint64_t)(count * (asked.literal ? 1e9 : 1e8));
}

double seconds_since(uint64_t begin_ns)
{
    return (double)(io_now_ns() - begin_ns) / 1e9;
}

const char *example_url(void)
{
    return given_count > 0 ? given_urls[0] : NULL;
}

static void server_start(void)
{
    char why[WORKLOAD_WHY_MAX];
    if (loopback_start(&server, why)) {
        fprintf(stderr, "%s\n", why);
        exit(1);
    }
}

struct pages example_pages(int count, double first_s, double last_s)
{
    struct pages pages = {0};
    for (int i = 0; i < given_count && i < EXAMPLE_PAGES_MAX; i++)
        pages.urls[pages.count++] = given_urls[i];
    if (pages.count)
        return pages;
    server_start();
    double step_s = count > 1 ? (last_s - first_s) / (count - 1) : 0;
    for (int i = 0; i < count && i < EXAMPLE_PAGES_MAX; i++) {
        uint64_t delay_ms = seconds(first_s + i * step_s) / 1000000;
        snprintf(urls[i], sizeof urls[i], "%s?delay=%dms", server.url,
                 (int)delay_ms);
        pages.urls[pages.count++] = urls[i];
    }
    return pages;
}

/* GETs `url` into `text`; what is too long is cut off. */
static void get_text(const char *url, char *text, size_t size)
{
    FILE *out = fmemopen(text, size, "w");
    CURL *easy = out ? curl_easy_init() : NULL;
    if (easy) {
        curl_easy_setopt(easy, CURLOPT_URL, url);
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, out);
        curl_easy_perform(easy);
    }
    curl_easy_cleanup(easy);
    if (out)
        fclose(out);
}

bool example_counts(struct counts *counts)
{
    char url[LOOPBACK_URL_MAX + 16], text[1024] = "";
    if (!server.url[0])
        return false;
    snprintf(url, sizeof url, "%sstats?reset", server.url);
    get_text(url, text, sizeof text - 1);
    json_t *json = json_loads(text, 0, NULL);
    bool read = json_unpack(json, "{s:i, s:i, s:i}", "accepted",
                            &counts->connections, "requests", &counts->requests,
                            "peak_in_flight", &counts->at_once) == 0;
    counts->connections--; /* the one that asks for the counts */
    json_decref(json);
    return read;
}
