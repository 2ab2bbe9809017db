/* hosts.c -- a limit on the requests in flight to each host. */
#include "workloads/parts/hosts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/io/http/libcurl.h"

/* A URL's index in the plan, and its host: "https://example.org:443". */
struct url_place {
    char *host;
    int url;
};

/* The host, to be freed; NULL if libcurl finds none, when the request will fail
 * anyway, or when out of memory. */
static char *host_of(CURLU *parsed, const char *url)
{
    char *scheme = NULL, *name = NULL, *port = NULL, *host = NULL;
    if (!libcurl.url_set(parsed, CURLUPART_URL, url, 0) &&
        !libcurl.url_get(parsed, CURLUPART_SCHEME, &scheme, 0) &&
        !libcurl.url_get(parsed, CURLUPART_HOST, &name, 0) &&
        !libcurl.url_get(parsed, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) &&
        asprintf(&host, "%s://%s:%s", scheme, name, port) < 0)
        host = NULL;
    libcurl.free(scheme);
    libcurl.free(name);
    libcurl.free(port);
    return host;
}

static int compare(const void *a, const void *b)
{
    const struct url_place *left = a, *right = b;
    return strcasecmp(left->host ? left->host : "",
                      right->host ? right->host : "");
}

/* All URLs, sorted by host. NULL: out of memory. */
static struct url_place *places_make(const char *const *urls, int count)
{
    struct url_place *places = calloc((size_t)count, sizeof *places);
    CURLU *parsed = libcurl.url();
    for (int i = 0; places && parsed && i < count; i++)
        places[i] = (struct url_place){host_of(parsed, urls[i]), i};
    if (places && parsed) {
        qsort(places, (size_t)count, sizeof *places, compare);
    } else {
        free(places);
        places = NULL;
    }
    libcurl.url_cleanup(parsed);
    return places;
}

static void places_free(struct url_place *places, int count)
{
    for (int i = 0; places && i < count; i++)
        free(places[i].host);
    free(places);
}

/* How many tasks ask the one host of the `count` URLs at `places`. */
static int64_t tasks_of_host(const struct hosts *hosts, const struct plan *plan,
                             const struct url_place *places, int count)
{
    int64_t tasks = (int64_t)count * (plan->tasks / hosts->url_count);
    for (int i = 0; i < count; i++)
        tasks += places[i].url < plan->tasks % hosts->url_count;
    return tasks;
}

static int host_limit(struct hosts *hosts, const struct plan *plan,
                      const struct url_place *places, int count)
{
    if (!places[0].host ||
        tasks_of_host(hosts, plan, places, count) <= plan->per_host)
        return 0;
    int err = io_permits_open(&hosts->permits[hosts->count], plan->per_host);
    for (int i = 0; i < count && !err; i++)
        hosts->of_url[places[i].url] = hosts->count;
    hosts->count += !err;
    return err;
}

static int hosts_limit(struct hosts *hosts, const struct plan *plan,
                       const struct url_place *places)
{
    int err = 0, count = hosts->url_count;
    for (int i = 0; i < count; i++)
        hosts->of_url[i] = -1;
    for (int from = 0, to; from < count && !err; from = to) {
        for (to = from + 1; to < count; to++)
            if (compare(&places[from], &places[to]))
                break;
        err = host_limit(hosts, plan, &places[from], to - from);
    }
    return err;
}

int hosts_open(struct hosts *hosts, const struct plan *plan,
               const char *const *urls, int count)
{
    *hosts = (struct hosts){.url_count = count};
    if (!plan->per_host)
        return 0;
    struct url_place *places = places_make(urls, count);
    hosts->permits = calloc((size_t)count, sizeof *hosts->permits);
    hosts->of_url = calloc((size_t)count, sizeof *hosts->of_url);
    int err = -ENOMEM;
    if (places && hosts->permits && hosts->of_url)
        err = hosts_limit(hosts, plan, places);
    places_free(places, count);
    if (err)
        hosts_close(hosts);
    return err;
}

void hosts_close(struct hosts *hosts)
{
    for (int i = 0; i < hosts->count; i++)
        io_permits_close(&hosts->permits[i]);
    free(hosts->permits);
    free(hosts->of_url);
    *hosts = (struct hosts){0};
}

const struct io_permits *hosts_permits(const struct hosts *hosts, int url)
{
    if (!hosts->of_url || hosts->of_url[url] < 0)
        return NULL;
    return &hosts->permits[hosts->of_url[url]];
}
