/* main.c -- overlap-load: clients for a server, and how long it lets them wait.
 *
 * The counterpart of overlap-server: all connections are tasks of one loop. A
 * request's latency counts from when it was due, so a server that stalls cannot
 * hide it by making its clients late, too; every latency is kept. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include <jansson.h>

#include "async/async.h"
#include "core/base/file.h"
#include "core/base/machine.h"
#include "core/base/output.h"
#include "workloads/load/client.h"

#define PROGRAM             "overlap-load"
#define DESCRIPTORS_TO_KEEP 32

/* In per mille; 1000 is the largest. Without an answer there is none. */
static const struct quantile {
    const char *key, *name;
    unsigned per_mille;
} quantiles[] = {{"p50_ns", "p50", 500},
                 {"p90_ns", "p90", 900},
                 {"p99_ns", "p99", 990},
                 {"p999_ns", "p99.9", 999},
                 {"max_ns", "max", 1000}};
#define QUANTILES (sizeof quantiles / sizeof *quantiles)

static void print_json(const struct load *load)
{
    const struct samples *samples = &load->samples;
    printf("{\"requests\": %" PRIu64 ", \"wrong\": %" PRIu64
           ", \"failed\": %" PRIu64 ", \"digest\": %" PRIu32
           ", \"elapsed_ns\": %" PRIu64,
           samples->count + load->uncounted, load->wrong, load->failed,
           load->digest, load->end_ns - load->start_ns);
    for (size_t i = 0; i < QUANTILES; i++)
        if (samples->count)
            printf(", \"%s\": %" PRIu64, quantiles[i].key,
                   samples_quantile(samples, quantiles[i].per_mille));
        else
            printf(", \"%s\": null", quantiles[i].key);
    puts("}");
}

static void print_table(const struct load *load)
{
    double seconds = (double)(load->end_ns - load->start_ns) / 1e9;
    printf("%zu answers in %.2f s, %.0f a second; %" PRIu64 " wrong, %" PRIu64
           " connections failed",
           load->samples.count, seconds,
           seconds > 0 ? (double)load->samples.count / seconds : 0, load->wrong,
           load->failed);
    printf(load->failed ? ": %s\n" : "\n", strerror(-load->first_err));
    for (size_t i = 0; load->samples.count && i < QUANTILES; i++)
        printf(
            "  %-6s %10.3f ms\n", quantiles[i].name,
            (double)samples_quantile(&load->samples, quantiles[i].per_mille) /
                1e6);
}

static int report(struct load *load)
{
    const char *path = load->options->samples;
    int err = path ? samples_write(&load->samples, path) : 0;
    samples_sort(&load->samples);
    if (load->options->json)
        print_json(load);
    else
        print_table(load);
    if (err)
        output_complain(PROGRAM, "--samples: %s: %s", path, file_strerror(err));
    return err ? 2 : load->wrong || load->failed || !load->samples.count;
}

static int run(const struct load_options *options)
{
    struct load load = {.options = options};
    int most = machine_max_files() - DESCRIPTORS_TO_KEEP;
    if (options->connections > most) {
        output_complain(PROGRAM,
                        "--connections: found %d, expected at most %d, which "
                        "is what ulimit -n allows",
                        options->connections, most);
        return 2;
    }
    if (options->json) {
        puts("started");
        fflush(stdout);
    }
    prctl(PR_SET_TIMERSLACK, 1ul); /* else requests are up to 50 us late */
    int err = async_run(load_run, &load);
    int status = err && err != -EINTR ? 1 : report(&load);
    if (err && err != -EINTR)
        output_complain(PROGRAM, "%s", strerror(-err));
    samples_free(&load.samples);
    return status;
}

int main(int argc, char **argv)
{
    struct load_options options;
    char why[WHY_MAX] = "";
    if (output_begin(PROGRAM))
        return 2;
    if (load_options_parse(&options, argc, argv, why)) {
        output_complain(PROGRAM, "%s", why);
        return 2;
    }
    if (!options.help && !options.version)
        return output_end(PROGRAM, run(&options));
    if (options.help)
        load_options_help();
    else
        puts(PROGRAM " " OVERLAP_VERSION);
    return output_end(PROGRAM, 0);
}
