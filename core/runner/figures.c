/* figures.c -- what the results of a run add up to. */
#include "core/runner/figures.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mixer.h"

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static uint64_t rank(const uint64_t *sorted, int count, int percent)
{
    int64_t nearest = ((int64_t)count * percent + 99) / 100;
    return sorted[nearest - 1];
}

struct percentiles figures_percentiles(uint64_t *values, int count)
{
    if (count == 0)
        return (struct percentiles){0};
    qsort(values, (size_t)count, sizeof *values, compare);
    return (struct percentiles){
        .count = count,
        .p50 = rank(values, count, 50),
        .p90 = rank(values, count, 90),
        .p99 = rank(values, count, 99),
        .max = values[count - 1],
    };
}

/* Sweeps over the beginnings and ends in order of time. A task that ends in
 * the nanosecond in which another begins does not overlap it. */
static int peak_in_flight(uint64_t *begins, uint64_t *ends, int count)
{
    qsort(begins, (size_t)count, sizeof *begins, compare);
    qsort(ends, (size_t)count, sizeof *ends, compare);
    int peak = 0, ended = 0;
    for (int began = 0; began < count; began++) {
        while (ended < began && ends[ended] <= begins[began])
            ended++;
        if (began + 1 - ended > peak)
            peak = began + 1 - ended;
    }
    return peak;
}

static void add_result(struct figures *figures, const struct result *result,
                       int index)
{
    figures->waited_ns = io_after_ns(figures->waited_ns, result->waited_ns);
    figures->ok += result->err == 0;
    figures->canceled += result->err == -ECANCELED;
    figures->failed += result->err != 0 && result->err != -ECANCELED;
    if (result->err == 0)
        figures->answer = mixer_mix(
            figures->answer ^ mixer_mix((uint64_t)index + 1) ^ result->answer);
}

static int tick_percentiles(struct figures *figures, const struct work *work)
{
    int ticks = work_ticks(work);
    uint64_t *late_ns = malloc(((size_t)ticks + 1) * sizeof *late_ns);
    if (!late_ns)
        return -ENOMEM;
    if (ticks)
        memcpy(late_ns, work->tick_late_ns, (size_t)ticks * sizeof *late_ns);
    figures->lateness_ns = figures_percentiles(late_ns, ticks);
    free(late_ns);
    return 0;
}

int figures_make(struct figures *figures, const struct work *work)
{
    *figures = (struct figures){0};
    size_t tasks = (size_t)work->plan->tasks;
    uint64_t *begins = malloc(4 * tasks * sizeof *begins);
    if (!begins)
        return -ENOMEM;
    uint64_t *ends = begins + tasks, *spans = ends + tasks;
    uint64_t *latencies = spans + tasks;
    int began = 0;
    for (size_t i = 0; i < tasks; i++) {
        const struct result *result = &work->results[i];
        add_result(figures, result, (int)i);
        if (result->worker < 0)
            continue;
        begins[began] = result->begin_ns;
        ends[began] = result->end_ns;
        latencies[began] = result->end_ns - work_due_ns(work, (int)i);
        spans[began++] = result->end_ns - result->begin_ns;
    }
    figures->peak_in_flight = peak_in_flight(begins, ends, began);
    figures->latency_ns = figures_percentiles(latencies, began);
    figures->service_ns = figures_percentiles(spans, began);
    free(begins);
    return tick_percentiles(figures, work);
}
