/* stats.c -- what the loopback server counts and reports as JSON. */
#include "workloads/server/stats.h"

#include <sys/resource.h>

#include "core/io.h"

static int64_t timeval_ns(struct timeval time)
{
    return (int64_t)time.tv_sec * 1000000000 + (int64_t)time.tv_usec * 1000;
}

static int64_t cpu_read_ns(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return timeval_ns(usage.ru_utime) + timeval_ns(usage.ru_stime);
}

void stats_reset(struct server_stats *stats)
{
    *stats = (struct server_stats){
        .since_ns = io_now_ns(),
        .in_flight = stats->in_flight,
        .peak_in_flight = stats->in_flight,
        .cpu_ns = cpu_read_ns(),
    };
}

/* A window that could begin at any arrival would have to remember them all;
 * this one moves in steps of a slot. */
static void recent_count(struct server_stats *stats, uint64_t slot)
{
    uint64_t passed = slot - stats->slot;
    for (uint64_t i = 1; i <= passed && i <= STATS_SLOTS; i++) {
        int64_t *oldest = &stats->recent[(stats->slot + i) % STATS_SLOTS];
        stats->recent_sum -= *oldest;
        *oldest = 0;
    }
    stats->slot = slot;
    stats->recent[slot % STATS_SLOTS]++;
    stats->recent_sum++;
    if (stats->recent_sum > stats->recent_peak)
        stats->recent_peak = stats->recent_sum;
}

void stats_arrive(struct server_stats *stats)
{
    stats->requests++;
    stats->in_flight++;
    if (stats->in_flight > stats->peak_in_flight)
        stats->peak_in_flight = stats->in_flight;
    uint64_t since_ns = io_now_ns() - stats->since_ns;
    recent_count(stats, since_ns / (STATS_WINDOW_NS / STATS_SLOTS));
    uint64_t window = since_ns / STATS_WINDOW_NS;
    if (window < STATS_WINDOWS) {
        stats->arrivals[window]++;
        stats->windows = (int)window + 1;
    }
}

void stats_depart(struct server_stats *stats)
{
    stats->in_flight--;
}

static json_t *arrivals_json(const struct server_stats *stats)
{
    json_t *arrivals = json_array();
    for (int i = 0; arrivals && i < stats->windows; i++) {
        if (json_array_append_new(arrivals, json_integer(stats->arrivals[i]))) {
            json_decref(arrivals);
            return NULL;
        }
    }
    return arrivals;
}

json_t *stats_json(const struct server_stats *stats)
{
    json_t *arrivals = arrivals_json(stats);
    if (!arrivals)
        return NULL;
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:I, s:I, s:I}",
                     "accepted", (json_int_t)stats->accepted, "requests",
                     (json_int_t)stats->requests, "refused",
                     (json_int_t)stats->refused, "in_flight",
                     (json_int_t)stats->in_flight, "peak_in_flight",
                     (json_int_t)stats->peak_in_flight, "window_ns",
                     (json_int_t)STATS_WINDOW_NS, "arrivals", arrivals,
                     "arrivals_peak_100ms", (json_int_t)stats->recent_peak,
                     "elapsed_ns", (json_int_t)(io_now_ns() - stats->since_ns),
                     "cpu_ns", (json_int_t)(cpu_read_ns() - stats->cpu_ns));
}
