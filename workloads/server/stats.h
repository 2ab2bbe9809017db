/* stats.h -- what the loopback server counts and reports as JSON. */
#ifndef OVERLAP_WORKLOADS_SERVER_STATS_H
#define OVERLAP_WORKLOADS_SERVER_STATS_H

#include <jansson.h>
#include <stdint.h>

#define STATS_WINDOW_NS 100000000u
#define STATS_WINDOWS   3000 /* five minutes; see stats_json() */
#define STATS_SLOTS     10   /* to a window; it moves by one */

/* stats_reset() restarts all counts but in_flight. */
struct server_stats {
    uint64_t since_ns;
    int64_t cpu_ns;    /* of this process, at since_ns */
    int64_t accepted;  /* connections */
    int64_t requests;  /* answered, waiting and refused */
    int64_t refused;   /* requests answered with 429 */
    int64_t in_flight; /* header read, answer not yet fully sent */
    int64_t peak_in_flight;
    int windows; /* of `arrivals` that are in use */
    int64_t arrivals[STATS_WINDOWS];
    uint64_t slot;               /* the newest one in `recent` */
    int64_t recent[STATS_SLOTS]; /* a ring of arrivals in the last slots */
    int64_t recent_sum;          /* of `recent` */
    int64_t recent_peak;         /* the highest recent_sum */
};

void stats_reset(struct server_stats *stats);

/* Called when a request has come in, and when it is over. */
void stats_arrive(struct server_stats *stats);
void stats_depart(struct server_stats *stats);

/* A new JSON object, or NULL when out of memory:
 *   accepted, requests, refused, in_flight, peak_in_flight
 *   window_ns   100 ms
 *   arrivals    requests that arrived in each window since the last reset, up
 *               to the last window that has any. At most STATS_WINDOWS: later
 *               requests are counted in `requests` only
 *   arrivals_peak_100ms    the most in a window that moves by 10 ms
 *   elapsed_ns, cpu_ns     since the last reset; CPU time of this process */
json_t *stats_json(const struct server_stats *stats);

#endif
