/* trace.c -- a run's trace as CSV: one line per task. */
#include "core/runner/trace.h"

#include <inttypes.h>

#include "core/base/file.h"
#include "core/io_trace.h"

/* The CPU time, then when the task waited: "120-450;500-620". */
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

int trace_write(const struct record *record, const char *path)
{
    const struct work *work = record->work;
    struct file file;
    int err = file_begin(&file, path);
    if (err)
        return err;
    fputs("index,worker,begin_ns,end_ns,err,cpu_ns,waits\n", file.out);
    for (int i = 0; i < work->plan->tasks; i++) {
        const struct result *result = &work->results[i];
        bool began = result->worker >= 0;
        fprintf(file.out, "%d,%d,%" PRIu64 ",%" PRIu64 ",%d,", i,
                result->worker, began ? result->begin_ns - work->start_ns : 0,
                began ? result->end_ns - work->start_ns : 0, result->err);
        put_trace(file.out, work, i);
    }
    return file_end(&file, 0);
}
