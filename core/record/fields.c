/* fields.c -- what a record holds: one row per field. */
#include "core/record/fields.h"

#include <stddef.h>
#include <string.h>

#define TEXT   FIELD_TEXT
#define DIGITS FIELD_DIGITS
#define COUNT  FIELD_COUNT
#define NUMBER FIELD_NUMBER
#define TRUTH  FIELD_TRUTH
#define OBJECT FIELD_OBJECT
#define LIST   FIELD_LIST

#define NEVER     FIELD_NEVER
#define EXPLAINED FIELD_EXPLAINED
#define FREELY    FIELD_FREELY
#define OPTIONAL  FIELD_OPTIONAL

const struct field fields[] = {
    {"schema", TEXT, NEVER, .words = "overlap/record/1",
     .meaning = "the version of this table"},
    {"model", TEXT, NEVER, .meaning = "what a worker is"},
    {"workload", TEXT, NEVER, .meaning = "what a task does"},
    {"kind", TEXT, NEVER, .words = "io|cpu|mixed|safety",
     .meaning = "what the workload is about"},

    {"plan", OBJECT, NEVER, .meaning = "what was asked for; null: no limit"},
    {"plan.tasks", COUNT, NEVER, .positive = true, .column = "tasks",
     .meaning = "how many"},
    {"plan.size", COUNT, FREELY, .meaning = "handed to each task"},
    {"plan.size_unit", TEXT, FREELY, .words = "ms|bytes|count",
     .meaning = "what `size` counts"},
    {"plan.variant", TEXT, OPTIONAL, .meaning = "the word of `--variant`"},
    {"plan.cpu_share", COUNT, OPTIONAL, .most = 100,
     .meaning = "percentage of a task's time spent computing"},
    {"plan.width", COUNT, NEVER, .column = "width",
     .meaning = "workers asked for; 0: one per task"},
    {"plan.workers", COUNT, NEVER, .positive = true, .at_most = "plan.tasks",
     .column = "workers", .meaning = "workers started"},
    {"plan.keep_going", TRUTH, NEVER,
     .meaning = "a failure does not cancel the other tasks"},
    {"plan.rate_per_s", NUMBER, FREELY, .positive = true,
     .meaning = "task starts per second"},
    {"plan.timeout_ns", COUNT, FREELY, .unit = "ns", .positive = true,
     .meaning = "the limit of each task"},
    {"plan.connections", COUNT, OPTIONAL, .positive = true,
     .meaning = "the most in use at once"},
    {"plan.delay_ns", COUNT, OPTIONAL, .unit = "ns", .positive = true,
     .meaning = "how long each query waits in its database"},
    {"plan.per_host", COUNT, OPTIONAL, .positive = true,
     .meaning = "the most requests to one host at once"},
    {"plan.retries", COUNT, OPTIONAL, .meaning = "tries after the first"},
    {"plan.pause_ns", COUNT, OPTIONAL, .unit = "ns", .positive = true,
     .meaning = "the wait before each request"},
    {"plan.fresh", TRUTH, OPTIONAL,
     .meaning = "a new session for each task: no connection is reused"},
    {"plan.offload", TRUTH, NEVER,
     .meaning = "the loop hands its work to a thread pool"},
    {"plan.files", TEXT, OPTIONAL, .words = "pool|ring",
     .meaning = "what the loop's file calls go through"},
    {"plan.ticker", TRUTH, NEVER, .meaning = "a ticker runs beside the tasks"},
    {"plan.meter", TRUTH, NEVER,
     .meaning = "memory, threads and processes are sampled"},

    {"plan.chunk", COUNT, OPTIONAL, .positive = true,
     .meaning = "tasks that a worker takes at once"},
    {"ranks", COUNT, OPTIONAL, .positive = true,
     .meaning = "programs that ran together, started by mpirun or the like"},
    {"hosts", LIST, OPTIONAL, .meaning = "where, each once, by rank"},
    {"hosts.*", TEXT, NEVER, .meaning = "a machine's name"},

    {"ok", COUNT, NEVER, .column = "ok", .meaning = "tasks that succeeded"},
    {"failed", COUNT, NEVER, .column = "failed",
     .meaning = "tasks that failed, timeouts included"},
    {"canceled", COUNT, NEVER, .column = "canceled",
     .meaning = "the other tasks: the three add up to `plan.tasks`"},
    {"wall_ns", COUNT, NEVER, .unit = "ns", .positive = true,
     .column = "wall_ns",
     .meaning =
         "from before the first worker starts until the last one is gone"},
    {"user_ns", COUNT, EXPLAINED, .unit = "ns",
     .meaning = "CPU time of user code in that span, children included"},
    {"sys_ns", COUNT, EXPLAINED, .unit = "ns",
     .meaning = "CPU time of the kernel, likewise"},
    {"waited_ns", COUNT, EXPLAINED, .unit = "ns", .column = "waited_ns",
     .meaning = "the time that tasks spent in waiting calls, added up"},
    {"cores_used", NUMBER, EXPLAINED, .column = "cores_used",
     .meaning = "(user + sys) / wall"},
    {"overlap", NUMBER, EXPLAINED, .most = 1, .column = "overlap",
     .meaning = "the share of the waits that was hidden behind others, at "
                "least: max(0, 1 − wall / waited)"},
    {"peak_in_flight", COUNT, EXPLAINED, .at_most = "plan.workers",
     .column = "peak_in_flight",
     .meaning = "the most tasks in progress at once"},
    {"threads", COUNT, EXPLAINED, .column = "threads",
     .meaning = "the most seen at once (with `--meter`)"},
    {"processes", COUNT, EXPLAINED, .column = "processes",
     .meaning = "the most seen at once (with `--meter`)"},

    {"memory", OBJECT, EXPLAINED,
     .meaning = "the largest sums over the process tree in any sample (with "
                "`--meter`)"},
    {"memory.pss_bytes", COUNT, NEVER, .unit = "bytes", .column = "pss_bytes",
     .meaning = "a shared page is split between its processes"},
    {"memory.rss_bytes", COUNT, NEVER, .unit = "bytes", .column = "rss_bytes",
     .meaning = "a shared page counts once in each process"},
    {"memory.vsize_bytes", COUNT, NEVER, .unit = "bytes",
     .meaning = "address space: reserved, not used"},
    {"memory.total_bytes", COUNT, NEVER, .unit = "bytes",
     .column = "total_bytes",
     .meaning =
         "Pss plus the kernel's memory: how much the machine's KernelStack, "
         "PageTables and SUnreclaim grew"},
    {"memory.available_fall_bytes", COUNT, OPTIONAL, .unit = "bytes",
     .column = "available_fall_bytes",
     .meaning = "how far the machine's MemAvailable fell, whoever took it"},
    {"context_switches", OBJECT, EXPLAINED, .meaning = "during `wall_ns`"},
    {"context_switches.voluntary", COUNT, NEVER, .column = "voluntary_switches",
     .meaning = "a thread waited"},
    {"context_switches.involuntary", COUNT, NEVER,
     .column = "involuntary_switches", .meaning = "a thread was preempted"},

    {"latency_ns", OBJECT, EXPLAINED,
     .meaning =
         "over the tasks that ran, from when each was due: with `--rate R`, "
         "task i is due i / R seconds after the start, whether or not a "
         "worker was free; without, when it began"},
    {"latency_ns.p50", COUNT, NEVER, .unit = "ns", .at_most = "latency_ns.p90",
     .column = "latency_p50_ns", .meaning = "the median"},
    {"latency_ns.p90", COUNT, NEVER, .unit = "ns", .at_most = "latency_ns.p99",
     .meaning = "by nearest rank, like the others"},
    {"latency_ns.p99", COUNT, NEVER, .unit = "ns", .at_most = "latency_ns.max",
     .column = "latency_p99_ns",
     .meaning = "one task in a hundred takes longer"},
    {"latency_ns.max", COUNT, NEVER, .unit = "ns", .column = "latency_max_ns",
     .meaning = "the longest"},
    {"service_ns", OBJECT, EXPLAINED,
     .meaning = "the same, but from when each began"},
    {"service_ns.p50", COUNT, NEVER, .unit = "ns", .at_most = "service_ns.p90",
     .column = "service_p50_ns", .meaning = "as above"},
    {"service_ns.p90", COUNT, NEVER, .unit = "ns", .at_most = "service_ns.p99",
     .meaning = "as above"},
    {"service_ns.p99", COUNT, NEVER, .unit = "ns", .at_most = "service_ns.max",
     .column = "service_p99_ns", .meaning = "as above"},
    {"service_ns.max", COUNT, NEVER, .unit = "ns", .at_most = "latency_ns.max",
     .column = "service_max_ns", .meaning = "as above"},
    {"lateness_ns", OBJECT, EXPLAINED,
     .meaning = "how late a 2 ms tick came (with `--ticker`)"},
    {"lateness_ns.ticks", COUNT, NEVER, .positive = true,
     .meaning = "how many came"},
    {"lateness_ns.p50", COUNT, NEVER, .unit = "ns",
     .at_most = "lateness_ns.p99", .column = "lateness_p50_ns",
     .meaning = "as above"},
    {"lateness_ns.p99", COUNT, NEVER, .unit = "ns",
     .at_most = "lateness_ns.max", .column = "lateness_p99_ns",
     .meaning = "as above"},
    {"lateness_ns.max", COUNT, NEVER, .unit = "ns", .column = "lateness_max_ns",
     .meaning = "as above"},

    {"right", TRUTH, EXPLAINED,
     .meaning =
         "the answers were checked and are right; null: no task succeeded, "
         "or nothing to check them by"},
    {"answer", DIGITS, NEVER, .column = "answer",
     .meaning =
         "the combined checksum of all answers in task order: the same under "
         "every model"},
    {"findings", OBJECT, OPTIONAL,
     .meaning = "what the workload found besides its answers, such as `lost` "
                "increments; may be empty"},
    {"findings.*", NUMBER, NEVER, .meaning = "under its name"},
    {"failures", LIST, NEVER, .meaning = "the first ten, in task order"},
    {"failures.*", OBJECT, NEVER, .meaning = "a task that failed"},
    {"failures.*.index", COUNT, NEVER, .meaning = "its number"},
    {"failures.*.error", TEXT, NEVER, .meaning = "its name in errno.h"},
    {"failures.*.reason", TEXT, NEVER, .meaning = "for a person"},
    {"missing", OBJECT, NEVER, .meaning = "why figures are null"},
    {"missing.*", TEXT, NEVER, .meaning = "the reason, under the figure's key"},

    {"server", OBJECT, OPTIONAL,
     .meaning =
         "added by the bench if the experiment has a server: what it counted "
         "during the run"},
    {"server.accepted", COUNT, NEVER, .meaning = "connections"},
    {"server.requests", COUNT, NEVER, .meaning = "requests"},
    {"server.refused", COUNT, NEVER, .at_most = "server.requests",
     .meaning = "requests answered with 429"},
    {"server.peak_in_flight", COUNT, NEVER,
     .meaning = "the most requests in progress at once"},
    {"server.arrivals_peak_100ms", COUNT, NEVER,
     .meaning = "the most requests that came within 100 ms"},
    {"server.cpu_ns", COUNT, NEVER, .unit = "ns",
     .meaning = "its own CPU time"},
    {"versions", OBJECT, NEVER,
     .meaning = "of the program, its compiler and the libraries in use"},
    {"versions.*", TEXT, NEVER, .meaning = "under its name"},
    {0},
};

const struct field *fields_find(const char *path)
{
    for (const struct field *field = fields; field->path; field++)
        if (strcmp(field->path, path) == 0)
            return field;
    return NULL;
}
