/* table.c -- a run's figures, for a person. */
#include "core/runner/table.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>

#include "core/base/text.h"
#include "core/base/units.h"

#define POOL_THREADS 4 /* libuv's default */

static void print_time(FILE *out, const char *label, double ns)
{
    char text[UNITS_TEXT_MAX];
    fprintf(out, "  %-16s %s\n", label, units_format_ns(ns, text));
}

static void print_peaks(const struct record *record, FILE *out)
{
    const struct meter_peaks *peaks = &record->peaks;
    char pss[UNITS_TEXT_MAX], total[UNITS_TEXT_MAX], fall[UNITS_TEXT_MAX];
    if (atomic_load(&peaks->samples) <= 0)
        return;
    fprintf(out, "  %-16s %s Pss, %s with the kernel's; available fell by %s\n",
            "memory", units_format_bytes((double)peaks->pss_bytes, pss),
            units_format_bytes((double)peaks->total_bytes, total),
            units_format_bytes((double)peaks->available_fall_bytes, fall));
    fprintf(out, "  %-16s %" PRId64 " in %" PRId64 " processes\n", "threads",
            peaks->threads, peaks->processes);
}

static void print_percentiles(FILE *out, const char *label,
                              const struct percentiles *of)
{
    char p50[UNITS_TEXT_MAX], p99[UNITS_TEXT_MAX], max[UNITS_TEXT_MAX];
    if (of->count)
        fprintf(out, "  %-16s %s median, %s p99, %s max\n", label,
                units_format_ns((double)of->p50, p50),
                units_format_ns((double)of->p99, p99),
                units_format_ns((double)of->max, max));
}

static void print_failures(const struct record *record, FILE *out)
{
    int list[FIELDS_FAILURES_MAX];
    int told = record_failures(record, list);
    for (int i = 0; i < told; i++) {
        fprintf(out, "  task %d failed: ", list[i]);
        text_put(out, record_reason(record, list[i]));
        fputc('\n', out);
    }
    if (record->figures.failed > told)
        fprintf(out, "  … and %d more\n", record->figures.failed - told);
}

/* What is lost or goes wrong between tasks, where they are meant to, is a
 * finding, and no wrong answer: each task by itself did what it should. */
static const char *rightness(const struct record *record)
{
    bool wrongs = record->work->plan->workload->kind == WORKLOAD_SAFETY;
    bool found = false;
    for (int i = 0; i < record->findings_count; i++)
        found |= wrongs && record->findings[i].value > 0;
    if (record->check == 0)
        return found ? ", right: each task did its own part" : ", right";
    return record->check == -EILSEQ ? ", WRONG" : "";
}

/* Offloading helps no further than the pool, however many tasks there are. */
static void print_pool(const struct work *work, FILE *out)
{
    const char *size = getenv("UV_THREADPOOL_SIZE");
    if (work->plan->offload && !size && work->workers > POOL_THREADS)
        fprintf(out,
                "  %-16s %d threads a loop: no more tasks compute or block at "
                "once (UV_THREADPOOL_SIZE)\n",
                "pool", POOL_THREADS);
}

void table_print(const struct record *record, FILE *out)
{
    const struct work *work = record->work;
    const struct figures *figures = &record->figures;
    const struct usage *usage = &record->usage;
    double cpu_ns = (double)(usage->user_ns + usage->sys_ns);
    double wall_ns = (double)record->wall_ns;
    fprintf(out, "%s %s: %d tasks, %d worker%s\n", record->model->name,
            work->plan->workload->name, work->plan->tasks, work->workers,
            work->workers == 1 ? "" : "s");
    print_time(out, "wall", wall_ns);
    print_time(out, "cpu", cpu_ns);
    fprintf(out, "  %-16s %.2f\n", "cores used", cpu_ns / wall_ns);
    print_percentiles(out, "a task", &figures->service_ns);
    if (work->plan->rate_per_s > 0)
        print_percentiles(out, "from its turn", &figures->latency_ns);
    print_percentiles(out, "ticks late", &figures->lateness_ns);
    fprintf(out, "  %-16s %d at most\n", "in flight", figures->peak_in_flight);
    print_pool(work, out);
    print_peaks(record, out);
    fprintf(out, "  %-16s %016" PRIx64 "%s\n", "answer", figures->answer,
            rightness(record));
    fprintf(out, "  %-16s %d ok, %d failed, %d canceled\n", "outcome",
            figures->ok, figures->failed, figures->canceled);
    for (int i = 0; i < record->findings_count; i++)
        fprintf(out, "  %-16s %.10g\n", record->findings[i].name,
                record->findings[i].value);
    print_failures(record, out);
}
