/* peer.c -- the plan, the record and the command line of a peer in C. */
#include "bench/peers/peer.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TASKS_MAX 10000000
#define SIZE_MOST (INT64_C(1) << 40)

int peer_refuse(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s: ", program_invocation_short_name);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    return 2;
}

void *peer_need(void *memory)
{
    if (!memory)
        exit(peer_refuse("found no more memory; expected enough for the "
                         "tasks"));
    return memory;
}

uint64_t peer_due_ns(const struct peer *peer, int64_t index)
{
    if (peer->rate_per_s <= 0)
        return 0;
    return (uint64_t)fmin((double)index * 1e9 / peer->rate_per_s, 1e18);
}

uint32_t peer_compute(const struct peer *peer, int64_t index)
{
    uint32_t state = (uint32_t)index;
    if (!peer->grinds)
        return 0;
    for (int64_t round = 0; round < peer->size; round++)
        state = state * UINT32_C(1664525) + UINT32_C(1013904223);
    return state;
}

/* ---- what came of it ---- */

/* The finaliser of splitmix64 (Steele, Lea and Flood, 2014). */
static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static uint64_t answer_of(const struct peer *peer)
{
    uint64_t h = 0;
    for (int64_t i = 0; i < peer->tasks_count; i++)
        h = mix(h ^ mix((uint64_t)i + 1) ^ peer->tasks[i].answer);
    return h;
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Percentiles by nearest rank: since a task was due, or since it began. */
static void put_times(FILE *out, const struct peer *peer, const char *key,
                      bool since_due)
{
    static const struct {
        const char *name;
        size_t percent;
    } ranks[] = {{"p50", 50}, {"p90", 90}, {"p99", 99}, {"max", 100}};
    size_t count = (size_t)peer->tasks_count;
    uint64_t *times = peer_need(calloc(count, sizeof *times));
    for (size_t i = 0; i < count; i++) {
        const struct peer_task *task = &peer->tasks[i];
        times[i] = task->end_ns - (since_due && peer->rate_per_s > 0
                                       ? peer_due_ns(peer, (int64_t)i)
                                       : task->begin_ns);
    }
    qsort(times, count, sizeof *times, compare);
    fprintf(out, ",\"%s\":", key);
    for (int i = 0; i < 4; i++)
        fprintf(out, "%c\"%s\":%" PRIu64, i ? ',' : '{', ranks[i].name,
                times[(count * ranks[i].percent + 99) / 100 - 1]);
    fputc('}', out);
    free(times);
}

static void put_plan(FILE *out, const struct peer *peer)
{
    fprintf(out,
            "\"plan\":{\"tasks\":%" PRId64 ",\"size\":%" PRId64
            ",\"size_unit\":\"count\",\"width\":%" PRId64
            ",\"workers\":%" PRId64 ",\"keep_going\":%s,\"rate_per_s\":",
            peer->tasks_count, peer->size, peer->width, peer->workers,
            peer->keep_going ? "true" : "false");
    if (peer->rate_per_s > 0)
        fprintf(out, "%.17g", peer->rate_per_s);
    else
        fputs("null", out);
    fprintf(out,
            ",\"timeout_ns\":null,\"offload\":false,\"ticker\":false,"
            "\"meter\":%s}",
            peer->meter ? "true" : "false");
}

static int64_t ns_between(struct timeval before, struct timeval after)
{
    return ((int64_t)after.tv_sec - before.tv_sec) * 1000000000 +
           ((int64_t)after.tv_usec - before.tv_usec) * 1000;
}

static void put_used(FILE *out, const struct peer *peer)
{
    const struct rusage *was = &peer->before, *is = &peer->after;
    int64_t user_ns = ns_between(was->ru_utime, is->ru_utime);
    int64_t sys_ns = ns_between(was->ru_stime, is->ru_stime);
    fprintf(out,
            ",\"wall_ns\":%" PRIu64 ",\"user_ns\":%" PRId64
            ",\"sys_ns\":%" PRId64 ",\"cores_used\":%.6f"
            ",\"context_switches\":{\"voluntary\":%ld,\"involuntary\":%ld}",
            peer->wall_ns, user_ns, sys_ns,
            (double)(user_ns + sys_ns) / (double)peer->wall_ns,
            is->ru_nvcsw - was->ru_nvcsw, is->ru_nivcsw - was->ru_nivcsw);
}

/* What is null, and why. */
static void put_missing(FILE *out)
{
    static const char *const whys[][2] = {
        {"overlap", "no task waited"},
        {"right", "nothing to check the answers by"},
        {"threads", "this program does not measure it"},
        {"processes", "this program does not measure it"},
        {"memory", "this program does not measure it"},
        {"lateness_ns", "this program does not measure it"},
    };
    size_t count = sizeof whys / sizeof *whys;
    for (size_t i = 0; i < count; i++)
        fprintf(out, ",\"%s\":null", whys[i][0]);
    fputs(",\"missing\":", out);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%c\"%s\":\"%s\"", i ? ',' : '{', whys[i][0], whys[i][1]);
    fputc('}', out);
}

static void put_record(FILE *out, const struct peer *peer)
{
    fprintf(out,
            "{\"schema\":\"overlap/record/1\",\"model\":\"%s\","
            "\"workload\":\"%s\",\"kind\":\"cpu\",",
            peer->model, peer->grinds ? "grain" : "noop");
    put_plan(out, peer);
    fprintf(out,
            ",\"ok\":%" PRId64 ",\"failed\":0,\"canceled\":0,"
            "\"answer\":\"%016" PRIx64 "\",\"peak_in_flight\":%" PRId64
            ",\"waited_ns\":0",
            peer->tasks_count, answer_of(peer), peer->peak);
    put_used(out, peer);
    put_times(out, peer, "latency_ns", true);
    put_times(out, peer, "service_ns", false);
    put_missing(out);
    fprintf(out, ",\"failures\":[],\"versions\":{\"%s\":\"%s\"}}\n",
            peer->model, peer->version);
}

/* In one write, since others may append, too. */
static int append_record(const struct peer *peer)
{
    char *text = NULL;
    size_t length;
    FILE *out = peer_need(open_memstream(&text, &length));
    put_record(out, peer);
    if (fclose(out))
        peer_need(NULL);
    int fd = strcmp(peer->record, "-") == 0
                 ? STDOUT_FILENO
                 : open(peer->record, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
                        0666);
    ssize_t written = fd < 0 ? -1 : write(fd, text, length);
    free(text);
    if (written < 0 || (size_t)written != length)
        return peer_refuse("%s: %s", peer->record,
                           written < 0 ? strerror(errno)
                                       : "not all of it was written");
    return 0;
}

static int write_trace(const struct peer *peer)
{
    FILE *out = fopen(peer->trace, "we");
    if (!out)
        return peer_refuse("%s: %s", peer->trace, strerror(errno));
    fputs("index,worker,begin_ns,end_ns,err\n", out);
    for (int64_t i = 0; i < peer->tasks_count; i++)
        fprintf(out, "%" PRId64 ",%d,%" PRIu64 ",%" PRIu64 ",0\n", i,
                peer->tasks[i].worker, peer->tasks[i].begin_ns,
                peer->tasks[i].end_ns);
    bool failed = ferror(out);
    if (fclose(out) || failed)
        return peer_refuse("%s: %s", peer->trace, strerror(errno));
    return 0;
}

int peer_tell(struct peer *peer)
{
    int status = peer->trace ? write_trace(peer) : 0;
    if (status == 0 && peer->record)
        status = append_record(peer);
    else if (status == 0)
        printf("%" PRId64 " tasks of %s in %.3f ms\n", peer->tasks_count,
               peer->grinds ? "grain" : "noop", (double)peer->wall_ns / 1e6);
    free(peer->tasks);
    return status;
}

/* ---- the command line ---- */

/* A whole number, which may end with k, M or G. */
static int64_t number_of(const char *option, const char *text, int64_t least,
                         int64_t most)
{
    static const char units[] = "kMG";
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    const char *unit = *end ? strchr(units, *end) : NULL;
    for (const char *at = units; unit && at <= unit; at++)
        value = value > most / 1000 ? most + 1 : value * 1000;
    if (*text < '0' || *text > '9' || errno || value < least || value > most ||
        end[unit != NULL])
        exit(peer_refuse("--%s: found '%s'; expected a whole number from "
                         "%" PRId64 " to %" PRId64,
                         option, text, least, most));
    return value;
}

static double rate_of(const char *text)
{
    char *end;
    double value = strtod(text, &end);
    if (*text < '0' || *text > '9' || *end || !(value >= 1e-9 && value <= 1e9))
        exit(peer_refuse("--rate: found '%s'; expected a number from 1e-9 to "
                         "1e9",
                         text));
    return value;
}

static void tell_and_end(const struct peer *peer, int option)
{
    if (option == 'l')
        puts("noop   1000 tasks that do nothing\n"
             "grain  100000 tasks of 1000 rounds");
    else if (option == 'v')
        printf("%s %s\n", peer->model, peer->version);
    else
        printf("%s: its options are in docs/protocol.md\n", peer->model);
    exit(0);
}

static const struct option options[] = {
    {"tasks", required_argument, NULL, 't'},
    {"size", required_argument, NULL, 's'},
    {"width", required_argument, NULL, 'w'},
    {"rate", required_argument, NULL, 'r'},
    {"record", required_argument, NULL, 'o'},
    {"trace", required_argument, NULL, 'c'},
    {"keep-going", no_argument, NULL, 'k'},
    {"meter", no_argument, NULL, 'm'},
    {"list", no_argument, NULL, 'l'},
    {"version", no_argument, NULL, 'v'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static void take(struct peer *peer, int option, char **argv)
{
    if (option == 't')
        peer->tasks_count = number_of("tasks", optarg, 1, TASKS_MAX);
    else if (option == 's')
        peer->size = number_of("size", optarg, 0, SIZE_MOST);
    else if (option == 'w')
        peer->width = number_of("width", optarg, 0, TASKS_MAX);
    else if (option == 'r')
        peer->rate_per_s = rate_of(optarg);
    else if (option == 'o')
        peer->record = optarg;
    else if (option == 'c')
        peer->trace = optarg;
    else if (option == 'k')
        peer->keep_going = true; /* no task fails */
    else if (option == 'm')
        peer->meter = true;
    else if (option == '?')
        exit(peer_refuse("found '%s'; expected an option of docs/protocol.md, "
                         "with its value, other than --timeout and --url",
                         argv[optind - 1]));
    else
        tell_and_end(peer, option);
}

void peer_read(struct peer *peer, int argc, char **argv)
{
    int option;
    opterr = 0;
    peer->size = -1;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
        take(peer, option, argv);
    const char *workload = optind < argc ? argv[optind] : "none";
    peer->grinds = strcmp(workload, "grain") == 0;
    if (argc - optind != 1 || (!peer->grinds && strcmp(workload, "noop") != 0))
        exit(peer_refuse("found '%s'; expected one workload, noop or grain",
                         argc - optind > 1 ? argv[optind + 1] : workload));
    if (peer->tasks_count == 0)
        peer->tasks_count = peer->grinds ? 100000 : 1000;
    if (peer->size < 0)
        peer->size = peer->grinds ? 1000 : 0;
    peer->workers = peer->width && peer->width < peer->tasks_count
                        ? peer->width
                        : peer->tasks_count;
    peer->tasks =
        peer_need(calloc((size_t)peer->tasks_count, sizeof *peer->tasks));
}
