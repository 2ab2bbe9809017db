/* record.c -- a run's record as JSON, a trace or a table. */
#include "core/runner/record.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/units.h"
#include "core/io/db/libpq.h"
#include "core/io/http/libcurl.h"
#include "core/io_trace.h"

#define FAILURES_MAX 10 /* told one by one */

static json_t *integer(uint64_t value)
{
    return json_integer((json_int_t)value);
}

/* A count of 0 that means "no limit". */
static json_t *limit(uint64_t value)
{
    return value ? integer(value) : json_null();
}

static const char *size_unit(const struct workload *workload)
{
    static const char *const units[] = {"count", "bytes", "ms"};
    return units[workload->size_type];
}

static json_t *word(const char *text)
{
    return text ? json_string(text) : json_null();
}

static json_t *plan_json(const struct work *work)
{
    const struct plan *plan = work->plan;
    return json_pack(
        "{s:i, s:I, s:s, s:o, s:i, s:i, s:b, s:o, s:o, s:o, s:o, s:o, s:i, "
        "s:o, s:b, s:b, s:b, s:b}",
        "tasks", plan->tasks, "size", (json_int_t)plan->size, "size_unit",
        size_unit(plan->workload), "variant",
        word(workload_variant_name(plan->workload, plan->variant)), "width",
        plan->width, "workers", work->workers, "keep_going", plan->keep_going,
        "rate_per_s",
        plan->rate_per_s > 0 ? json_real(plan->rate_per_s) : json_null(),
        "timeout_ns", limit(plan->timeout_ns), "connections",
        limit((uint64_t)plan->connections), "delay_ns", limit(plan->delay_ns),
        "per_host", limit((uint64_t)plan->per_host), "retries", plan->retries,
        "pause_ns", limit(plan->pause_ns), "fresh", plan->fresh, "offload",
        plan->offload, "ticker", plan->ticker, "meter", plan->meter);
}

/* Sets a figure that could not be had to null, and says why. */
static void set_missing(json_t *json, const char *key, const char *why)
{
    json_object_set_new(json, key, json_null());
    json_object_set_new(json_object_get(json, "missing"), key,
                        json_string(why));
}

static void set_peaks(json_t *json, const struct record *record)
{
    const struct meter_peaks *peaks = &record->peaks;
    if (atomic_load(&peaks->samples) <= 0) {
        const char *why = record->work->plan->meter
                              ? "the run ended before a sample was taken"
                              : "not asked for: --meter";
        set_missing(json, "threads", why);
        set_missing(json, "processes", why);
        set_missing(json, "memory", why);
        return;
    }
    json_object_set_new(json, "threads", json_integer(peaks->threads));
    json_object_set_new(json, "processes", json_integer(peaks->processes));
    json_object_set_new(json, "memory",
                        json_pack("{s:I, s:I, s:I, s:I, s:I}", "pss_bytes",
                                  (json_int_t)peaks->pss_bytes, "rss_bytes",
                                  (json_int_t)peaks->rss_bytes, "vsize_bytes",
                                  (json_int_t)peaks->vsize_bytes, "total_bytes",
                                  (json_int_t)peaks->total_bytes,
                                  "available_fall_bytes",
                                  (json_int_t)peaks->available_fall_bytes));
}

static json_t *percentiles_json(const struct percentiles *of)
{
    return json_pack("{s:o, s:o, s:o, s:o}", "p50", integer(of->p50), "p90",
                     integer(of->p90), "p99", integer(of->p99), "max",
                     integer(of->max));
}

static void set_latency(json_t *json, const char *key,
                        const struct percentiles *of)
{
    if (of->count)
        json_object_set_new(json, key, percentiles_json(of));
    else
        set_missing(json, key, "no task began");
}

static void set_lateness(json_t *json, const struct record *record)
{
    const struct percentiles *lateness = &record->figures.lateness_ns;
    if (lateness->count)
        json_object_set_new(
            json, "lateness_ns",
            json_pack("{s:i, s:o, s:o, s:o}", "ticks", lateness->count, "p50",
                      integer(lateness->p50), "p99", integer(lateness->p99),
                      "max", integer(lateness->max)));
    else if (!record->work->plan->ticker)
        set_missing(json, "lateness_ns", "not asked for: --ticker");
    else
        set_missing(json, "lateness_ns", "nobody could tick beside the tasks");
}

static void set_usage(json_t *json, const struct record *record)
{
    const struct meter_usage *usage = &record->usage;
    uint64_t cpu_ns = usage->user_ns + usage->sys_ns;
    json_object_set_new(json, "wall_ns", integer(record->wall_ns));
    json_object_set_new(json, "user_ns", integer(usage->user_ns));
    json_object_set_new(json, "sys_ns", integer(usage->sys_ns));
    json_object_set_new(json, "cores_used",
                        json_real((double)cpu_ns / (double)record->wall_ns));
    json_object_set_new(json, "context_switches",
                        json_pack("{s:I, s:I}", "voluntary",
                                  (json_int_t)usage->voluntary, "involuntary",
                                  (json_int_t)usage->involuntary));
}

static void set_overlap(json_t *json, const struct record *record)
{
    double wall_ns = (double)record->wall_ns;
    double waited_ns = (double)record->figures.waited_ns;
    json_object_set_new(json, "waited_ns", integer(record->figures.waited_ns));
    if (waited_ns <= 0)
        set_missing(json, "overlap", "no task waited");
    else
        json_object_set_new(
            json, "overlap",
            json_real(wall_ns < waited_ns ? 1 - wall_ns / waited_ns : 0));
}

static void set_answer(json_t *json, const struct record *record)
{
    char answer[20];
    snprintf(answer, sizeof answer, "%016" PRIx64, record->figures.answer);
    json_object_set_new(json, "answer", json_string(answer));
    if (record->check == 0 || record->check == -EILSEQ)
        json_object_set_new(json, "right", json_boolean(record->check == 0));
    else if (record->figures.ok == 0)
        set_missing(json, "right", "no task succeeded");
    else if (record->check == WORKLOAD_UNCHECKED)
        set_missing(json, "right", "nothing to check the answers by");
    else
        set_missing(json, "right", "the check could not be made");
}

static const char *explain(const struct record *record, int index)
{
    const struct workload *workload = record->work->plan->workload;
    const char *reason = workload->explain ? workload->explain(index) : NULL;
    int err = record->work->results[index].err;
    if (reason && *reason)
        return reason;
    if (err == -ETIMEDOUT) /* strerror() would speak of a connection */
        return "timed out";
    if (err == -EOWNERDEAD)
        return "its worker died";
    return strerror(-err);
}

static bool is_failure(const struct result *result)
{
    return result->err < 0 && result->err != -ECANCELED;
}

static json_t *failures_json(const struct record *record)
{
    json_t *failures = json_array();
    const struct work *work = record->work;
    for (int i = 0; i < work->plan->tasks; i++) {
        if (json_array_size(failures) == FAILURES_MAX)
            break;
        if (is_failure(&work->results[i]))
            json_array_append_new(
                failures, json_pack("{s:i, s:s, s:s}", "index", i, "error",
                                    strerrorname_np(-work->results[i].err),
                                    "reason", explain(record, i)));
    }
    return failures;
}

/* Counts are whole numbers, and look so. */
static json_t *findings_json(const struct record *record)
{
    json_t *findings = json_object();
    for (int i = 0; i < record->findings_count; i++) {
        double value = record->findings[i].value;
        bool whole = value == nearbyint(value) && fabs(value) < 1e15;
        json_object_set_new(findings, record->findings[i].name,
                            whole ? json_integer((json_int_t)value)
                                  : json_real(value));
    }
    return findings;
}

static json_t *versions_json(void)
{
    json_t *versions =
        json_pack("{s:s, s:s, s:s}", "overlap", OVERLAP_VERSION, "compiler",
                  __VERSION__, "sqlite", sqlite3_libversion());
    if (libcurl.version_info)
        json_object_set_new(
            versions, "libcurl",
            json_string(libcurl.version_info(CURLVERSION_NOW)->version));
    if (libpq.libVersion)
        json_object_set_new(versions, "libpq",
                            json_sprintf("%d.%d", libpq.libVersion() / 10000,
                                         libpq.libVersion() % 10000));
    return versions;
}

static json_t *record_json(const struct record *record)
{
    const struct work *work = record->work;
    const struct workload *workload = work->plan->workload;
    json_t *json = json_pack(
        "{s:s, s:s, s:s, s:s, s:o, s:{}, s:i, s:i, s:i, s:i}", "schema",
        "overlap/record/1", "model", record->model->name, "workload",
        workload->name, "kind", workload_kind_name(workload->kind), "plan",
        plan_json(work), "missing", "ok", record->figures.ok, "failed",
        record->figures.failed, "canceled", record->figures.canceled,
        "peak_in_flight", record->figures.peak_in_flight);
    if (!json)
        return NULL;
    set_usage(json, record);
    set_overlap(json, record);
    set_answer(json, record);
    set_peaks(json, record);
    set_latency(json, "latency_ns", &record->figures.latency_ns);
    set_latency(json, "service_ns", &record->figures.service_ns);
    set_lateness(json, record);
    json_object_set_new(json, "findings", findings_json(record));
    json_object_set_new(json, "failures", failures_json(record));
    json_object_set_new(json, "versions", versions_json());
    return json;
}

static int write_whole(int fd, const char *text, size_t length)
{
    ssize_t put = write(fd, text, length);
    if (put < 0)
        return -errno;
    return (size_t)put == length ? 0 : -ENOSPC;
}

int record_append(const struct record *record, const char *path)
{
    int err = -ENOMEM, fd = -1;
    json_t *json = record_json(record);
    char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
    size_t length = text ? strlen(text) : 0;
    if (!text)
        goto out;
    text[length] = '\n'; /* in the place of the final 0 */
    fd = strcmp(path, "-") == 0
             ? dup(STDOUT_FILENO)
             : open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    err = fd < 0 ? -errno : write_whole(fd, text, length + 1);
out:
    if (fd >= 0)
        close(fd);
    free(text);
    json_decref(json);
    return err;
}

/* The CPU time, and "120-450;500-620": from when to when the task waited. */
static void put_trace(FILE *file, const struct work *work, int index)
{
    const struct io_trace *trace = work_trace(work, index);
    if (trace)
        fprintf(file, "%" PRId64 ",", trace->cpu_ns);
    for (uint32_t i = 0; trace && i < trace->count; i++)
        fprintf(file, "%s%" PRIu64 "-%" PRIu64, i ? ";" : "",
                trace->list[i].begin_ns - work->start_ns,
                trace->list[i].end_ns - work->start_ns);
    fputc('\n', file);
}

int record_trace(const struct record *record, const char *path)
{
    const struct work *work = record->work;
    FILE *file = fopen(path, "we");
    if (!file)
        return -errno;
    fputs("index,worker,begin_ns,end_ns,err,cpu_ns,waits\n", file);
    for (int i = 0; i < work->plan->tasks; i++) {
        const struct result *result = &work->results[i];
        bool began = result->worker >= 0;
        fprintf(file, "%d,%d,%" PRIu64 ",%" PRIu64 ",%d,", i, result->worker,
                began ? result->begin_ns - work->start_ns : 0,
                began ? result->end_ns - work->start_ns : 0, result->err);
        put_trace(file, work, i);
    }
    bool failed = ferror(file);
    return fclose(file) || failed ? -EIO : 0;
}

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
    const struct work *work = record->work;
    int told = 0;
    for (int i = 0; i < work->plan->tasks && told < FAILURES_MAX; i++)
        if (is_failure(&work->results[i])) {
            fprintf(out, "  task %d failed: %s\n", i, explain(record, i));
            told++;
        }
    if (record->figures.failed > told)
        fprintf(out, "  … and %d more\n", record->figures.failed - told);
}

void record_print(const struct record *record, FILE *out)
{
    const struct work *work = record->work;
    const struct figures *figures = &record->figures;
    const struct meter_usage *usage = &record->usage;
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
    print_peaks(record, out);
    fprintf(out, "  %-16s %016" PRIx64 "%s\n", "answer", figures->answer,
            record->check == 0         ? ", right"
            : record->check == -EILSEQ ? ", WRONG"
                                       : "");
    fprintf(out, "  %-16s %d ok, %d failed, %d canceled\n", "outcome",
            figures->ok, figures->failed, figures->canceled);
    for (int i = 0; i < record->findings_count; i++)
        fprintf(out, "  %-16s %.10g\n", record->findings[i].name,
                record->findings[i].value);
    print_failures(record, out);
}
