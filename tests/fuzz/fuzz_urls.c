/* fuzz_urls.c -- any file as a list of URLs, sorted by their hosts. */
#include <stdio.h>
#include <string.h>

#include "core/io/http/libcurl.h"
#include "core/plan.h"
#include "core/runner/urls.h"
#include "tests/fuzz/fuzz.h"
#include "workloads/parts/hosts.h"

static void sort(const struct urls *urls)
{
    struct plan plan = {.tasks = urls->count, .per_host = 1};
    struct hosts hosts = {0};
    fuzz_expect(libcurl_load() == 0, "libcurl");
    fuzz_expect(hosts_open(&hosts, &plan, (const char *const *)urls->list,
                           urls->count) == 0,
                "hosts");
    for (int i = 0; i < urls->count; i++)
        hosts_permits(&hosts, i);
    hosts_close(&hosts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct urls urls = {0};
    char why[WHY_MAX] = "", value[64];
    snprintf(value, sizeof value, "@%s", fuzz_file(data, size));
    if (urls_add(&urls, value, why) < 0) {
        fuzz_expect_line(why);
    } else {
        for (int i = 0; i < urls.count; i++)
            fuzz_expect(*urls.list[i] && !strpbrk(urls.list[i], " \t\r\n"),
                        "a word on each line");
        sort(&urls);
    }
    urls_free(&urls);
    return 0;
}
