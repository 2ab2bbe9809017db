/* record.c -- a run's record as JSON. */
#include "core/runner/record.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/io/db/libpq.h"
#include "core/io/http/libcurl.h"
#include "core/record/fields.h"
#include "core/record/json.h"

static json_t *integer(uint64_t value)
{
    return json_integer(value < INT64_MAX ? (json_int_t)value : INT64_MAX);
}

/* For a number of which 0 means "no limit". */
static json_t *limit(uint64_t value)
{
    return value ? integer(value) : json_null();
}

static json_t *word(const char *text)
{
    return text ? json_string(text) : json_null();
}

/* Sets a field of the table, creating the objects it is in. */
static void put(json_t *json, const char *path, json_t *value)
{
    assert(fields_find(path));
    for (const char *point; (point = strchr(path, '.')); path = point + 1) {
        char key[40];
        snprintf(key, sizeof key, "%.*s", (int)(point - path), path);
        if (!json_object_get(json, key))
            json_object_set_new(json, key, json_object());
        json = json_object_get(json, key);
    }
    json_object_set_new(json, path, value);
}

/* Sets a figure that is not available to null, and says why. */
static void put_missing(json_t *json, const char *key, const char *why)
{
    put(json, key, json_null());
    json_object_set_new(json_object_get(json, "missing"), key,
                        json_string(why));
}

static void put_plan(json_t *json, const struct record *record)
{
    static const char *const units[] = {"count", "bytes", "ms"};
    const struct work *work = record->work;
    const struct plan *plan = work->plan;
    const struct workload *workload = plan->workload;
    put(json, "plan.tasks", json_integer(plan->tasks));
    put(json, "plan.size", json_integer(plan->size));
    put(json, "plan.size_unit", json_string(units[workload->size_type]));
    put(json, "plan.variant",
        word(workload_variant_name(workload, plan->variant)));
    put(json, "plan.cpu_share",
        workload->uses & USES_CPU_SHARE ? json_integer(plan->cpu_share)
                                        : json_null());
    put(json, "plan.width", json_integer(plan->width));
    put(json, "plan.workers", json_integer(work->workers));
    put(json, "plan.chunk", limit((uint64_t)plan->chunk));
    put(json, "plan.keep_going", json_boolean(plan->keep_going));
    put(json, "plan.rate_per_s",
        plan->rate_per_s > 0 ? json_real(plan->rate_per_s) : json_null());
    put(json, "plan.timeout_ns", limit(plan->timeout_ns));
    put(json, "plan.connections", limit((uint64_t)plan->connections));
    put(json, "plan.delay_ns", limit(plan->delay_ns));
    put(json, "plan.per_host", limit((uint64_t)plan->per_host));
    put(json, "plan.retries", json_integer(plan->retries));
    put(json, "plan.pause_ns", limit(plan->pause_ns));
    put(json, "plan.fresh", json_boolean(plan->fresh));
    put(json, "plan.offload", json_boolean(plan->offload));
    bool by_loop =
        record->model->can_offload && workload->uses & USES_FILE_CALLS;
    put(json, "plan.files",
        by_loop ? json_string(plan->ring ? "ring" : "pool") : json_null());
    put(json, "plan.ticker", json_boolean(plan->ticker));
    put(json, "plan.meter", json_boolean(plan->meter));
}

static void put_peaks(json_t *json, const struct record *record)
{
    const struct meter_peaks *peaks = &record->peaks;
    if (atomic_load(&peaks->samples) <= 0) {
        const char *why = record->work->plan->meter
                              ? "the run ended before a sample was taken"
                              : "not asked for: --meter";
        put_missing(json, "threads", why);
        put_missing(json, "processes", why);
        put_missing(json, "memory", why);
        return;
    }
    put(json, "threads", json_integer(peaks->threads));
    put(json, "processes", json_integer(peaks->processes));
    put(json, "memory.pss_bytes", json_integer(peaks->pss_bytes));
    put(json, "memory.rss_bytes", json_integer(peaks->rss_bytes));
    put(json, "memory.vsize_bytes", json_integer(peaks->vsize_bytes));
    put(json, "memory.total_bytes", json_integer(peaks->total_bytes));
    put(json, "memory.available_fall_bytes",
        json_integer(peaks->available_fall_bytes));
}

static void put_spans(json_t *json, const struct figures *figures)
{
    const struct percentiles *latency = &figures->latency_ns;
    const struct percentiles *service = &figures->service_ns;
    if (latency->count == 0) {
        put_missing(json, "latency_ns", "no task began");
        put_missing(json, "service_ns", "no task began");
        return;
    }
    put(json, "latency_ns.p50", integer(latency->p50));
    put(json, "latency_ns.p90", integer(latency->p90));
    put(json, "latency_ns.p99", integer(latency->p99));
    put(json, "latency_ns.max", integer(latency->max));
    put(json, "service_ns.p50", integer(service->p50));
    put(json, "service_ns.p90", integer(service->p90));
    put(json, "service_ns.p99", integer(service->p99));
    put(json, "service_ns.max", integer(service->max));
}

static void put_lateness(json_t *json, const struct record *record)
{
    const struct percentiles *lateness = &record->figures.lateness_ns;
    if (lateness->count == 0) {
        put_missing(json, "lateness_ns",
                    record->work->plan->ticker ? "no tick came during the run"
                                               : "not asked for: --ticker");
        return;
    }
    put(json, "lateness_ns.ticks", json_integer(lateness->count));
    put(json, "lateness_ns.p50", integer(lateness->p50));
    put(json, "lateness_ns.p99", integer(lateness->p99));
    put(json, "lateness_ns.max", integer(lateness->max));
}

static void put_usage(json_t *json, const struct record *record)
{
    const struct usage *usage = &record->usage;
    uint64_t cpu_ns = usage->user_ns + usage->sys_ns;
    put(json, "wall_ns", integer(record->wall_ns));
    put(json, "user_ns", integer(usage->user_ns));
    put(json, "sys_ns", integer(usage->sys_ns));
    put(json, "cores_used",
        json_real((double)cpu_ns / (double)record->wall_ns));
    put(json, "context_switches.voluntary", json_integer(usage->voluntary));
    put(json, "context_switches.involuntary", json_integer(usage->involuntary));
}

static void put_overlap(json_t *json, const struct record *record)
{
    double wall_ns = (double)record->wall_ns;
    double waited_ns = (double)record->figures.waited_ns;
    put(json, "waited_ns", integer(record->figures.waited_ns));
    if (waited_ns <= 0)
        put_missing(json, "overlap", "no task waited");
    else
        put(json, "overlap",
            json_real(wall_ns < waited_ns ? 1 - wall_ns / waited_ns : 0));
}

static void put_answer(json_t *json, const struct record *record)
{
    put(json, "answer", json_sprintf("%016" PRIx64, record->figures.answer));
    if (record->check == 0 || record->check == -EILSEQ)
        put(json, "right", json_boolean(record->check == 0));
    else if (record->figures.ok == 0)
        put_missing(json, "right", "no task succeeded");
    else if (record->check == WORKLOAD_UNCHECKED)
        put_missing(json, "right", "nothing to check the answers by");
    else
        put_missing(json, "right", "the check could not be made");
}

const char *record_reason(const struct record *record, int index)
{
    const struct workload *workload = record->work->plan->workload;
    int err = record->work->results[index].err;
    /* What kills processes explains no other end. */
    bool explains =
        workload->explain && (!workload->kills_process || err == -EOWNERDEAD);
    const char *reason = explains ? workload->explain(index) : NULL;
    if (reason && *reason)
        return reason;
    if (err == -ETIMEDOUT) /* strerror() says "Connection timed out" */
        return "timed out";
    if (err == -EOWNERDEAD)
        return "its worker died";
    return strerror(-err);
}

int record_failures(const struct record *record, int list[FIELDS_FAILURES_MAX])
{
    const struct work *work = record->work;
    int count = 0;
    for (int i = 0; i < work->plan->tasks && count < FIELDS_FAILURES_MAX; i++)
        if (work->results[i].err < 0 && work->results[i].err != -ECANCELED)
            list[count++] = i;
    return count;
}

static json_t *failures_json(const struct record *record)
{
    int list[FIELDS_FAILURES_MAX];
    int count = record_failures(record, list);
    json_t *failures = json_array();
    for (int i = 0; i < count; i++) {
        int err = record->work->results[list[i]].err;
        json_array_append_new(
            failures, json_pack("{s:i, s:s, s:s}", "index", list[i], "error",
                                strerrorname_np(-err), "reason",
                                record_reason(record, list[i])));
    }
    return failures;
}

/* Whole numbers are written as such. */
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

static void put_ranks(json_t *json, const struct model *model)
{
    json_t *hosts = json_array();
    for (const char *const *host = model->hosts; host && *host; host++)
        json_array_append_new(hosts, json_string(*host));
    put(json, "ranks", json_integer(model->ranks));
    put(json, "hosts", hosts);
}

static void put_record(json_t *json, const struct record *record)
{
    const struct workload *workload = record->work->plan->workload;
    const struct figures *figures = &record->figures;
    put(json, "schema", json_string("overlap/record/1"));
    put(json, "model", json_string(record->model->name));
    put(json, "workload", json_string(workload->name));
    put(json, "kind", json_string(workload_kind_name(workload->kind)));
    put_plan(json, record);
    if (record->model->ranks)
        put_ranks(json, record->model);
    put(json, "missing", json_object());
    put(json, "ok", json_integer(figures->ok));
    put(json, "failed", json_integer(figures->failed));
    put(json, "canceled", json_integer(figures->canceled));
    put(json, "peak_in_flight", json_integer(figures->peak_in_flight));
    put_usage(json, record);
    put_overlap(json, record);
    put_answer(json, record);
    put_peaks(json, record);
    put_spans(json, figures);
    put_lateness(json, record);
    put(json, "findings", findings_json(record));
    put(json, "failures", failures_json(record));
    put(json, "versions", versions_json());
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
    int fd = -1;
    json_t *json = json_object();
    put_record(json, record);
    char *text = json_dumps(json, JSON_COMPACT);
    size_t length = text ? strlen(text) : 0;
    int err = text ? json_memory() : -ENOMEM;
    if (err)
        goto out;
    text[length] = '\n'; /* replaces the terminating 0 */
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
