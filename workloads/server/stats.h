/* stats.h -- what the loopback server counts, and tells as JSON. */
#ifndef OVERLAP_WORKLOADS_SERVER_STATS_H
#define OVERLAP_WORKLOADS_SERVER_STATS_H

#include <jansson.h>
#include <stdint.h>

#define STATS_WINDOW_NS 100000000u
#define STATS_WINDOWS   3000 /* five minutes; see stats_json() */
#define STATS_SLOTS     10   /* of a window that moves by a tenth */

/* All counts but in_flight start anew with stats_reset(). */
struct server_stats {
    uint64_t since_ns;
    int64_t cpu_ns;    /* of this process, at since_ns */
    int64_t accepted;  /* connections */
    int64_t requests;  /* the answered, the waiting and the refused */
    int64_t refused;   /* requests answered with 429 */
    int64_t in_flight; /* header read, answer not yet wholly sent */
    int64_t peak_in_flight;
    int windows; /* used so far */
    int64_t arrivals[STATS_WINDOWS];
    uint64_t slot; /* the newest of those whose counts are in … */
    int64_t recent[STATS_SLOTS]; /* … this ring; they add up to … */
    int64_t recent_sum;          /* … what came in the last window, … */
    int64_t recent_peak;         /* … and this was their most */
};

void stats_reset(struct server_stats *stats);

/* A request came in, or its answer went out. */
void stats_arrive(struct server_stats *stats);
void stats_depart(struct server_stats *stats);

/* A new JSON object, or NULL when there is no memory:
 *   accepted, requests, refused, in_flight, peak_in_flight
 *   window_ns   100 ms
 *   arrivals    requests that arrived in each window since the last reset.
 *               Ends with the last window that has any; holds at most
 *               STATS_WINDOWS, later requests are only in `requests`
 *   arrivals_peak_100ms    the most within 100 ms, wherever those begin
 *   elapsed_ns, cpu_ns     since the last reset; cpu_ns is this process' own */
json_t *stats_json(const struct server_stats *stats);

#endif
