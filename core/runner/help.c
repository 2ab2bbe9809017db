/* help.c -- what --help and --list print. */
#include <inttypes.h>
#include <stdio.h>

#include "core/runner/options.h"
#include "core/workload.h"

void options_list(const struct workload *const *workloads)
{
    for (const struct workload *const *w = workloads; *w; w++) {
        printf("%-11s %-6s %s (%d tasks", (*w)->name,
               workload_kind_name((*w)->kind), (*w)->summary,
               (*w)->default_tasks);
        if ((*w)->default_size)
            printf(" of %" PRId64 " %s", (*w)->default_size,
                   (*w)->size_meaning);
        for (int i = 0; (*w)->variants && (*w)->variants[i]; i++)
            printf("%s%s", i ? ", " : "; --variant ", (*w)->variants[i]);
        puts(")");
    }
}

void options_help(const struct model *model)
{
    printf(
        "overlap-%s: %s.\n\n"
        "Usage: overlap-%s [options] WORKLOAD\n\n"
        "Runs the tasks of one workload and prints what it took.\n\n"
        "  --tasks N        how many tasks\n"
        "  --size S         of each task: 100ms, 64KiB, 20k; --list says "
        "what it means\n"
        "  --width W        workers, so at most W tasks in progress; 0 is a "
        "worker a task\n"
        "                   (default: 0, but a worker a core where tasks "
        "only compute,\n"
        "                   and at most 100 for a list of URLs)\n"
        "  --keep-going     let a failed task be; else the first failure "
        "cancels the rest\n"
        "  --rate R         start at most R tasks a second; latency counts "
        "from "
        "each one's turn\n"
        "  --timeout T      give each task no longer than that\n"
        "  --offload        hand computing to the loop's thread pool "
        "(overlap-async only)\n"
        "  --ticker         one more worker measures how late a 2 ms tick "
        "comes\n"
        "  --meter          sample memory, threads and processes; costs "
        "some time\n\n"
        "For single workloads:\n"
        "  --url URL        fetch, mixed: what to GET, repeatable; @FILE "
        "has one a line\n"
        "  --per-host K     … at most K requests at one time to a host\n"
        "  --retries N      … try again, ever later, what may pass: "
        "refused, cut short,\n"
        "                   429, 502, 503, 504; within the task's --timeout\n"
        "  --pause T        … each request waits so long before it, in its "
        "task's place\n"
        "  --fresh          … a session a task: no connection serves two\n"
        "  --cacert FILE    … trust these certificates, not the system's\n"
        "  --db DB          query: a SQLite file, or postgresql://…; transfer: "
        "the latter\n"
        "                   (default: a SQLite file made for the run)\n"
        "  --connections K  query, transfer: at most K of them in use\n"
        "  --delay T        query: each one waits so long in PostgreSQL\n"
        "  --dir DIR        files, query: where files go (default: the "
        "temporary directory)\n"
        "  --variant WORD   another way of doing it; --list says which "
        "there are\n"
        "  --output FILE    mandelbrot: write the picture, a PNG\n"
        "  --cpu-share P    mixed: percent of a task's time that is "
        "computing (default 50)\n\n"
        "What comes out:\n"
        "  --record FILE    append one line of JSON; - is standard output\n"
        "  --trace FILE     write a line a task, as CSV: index, worker, "
        "begin_ns, end_ns,\n"
        "                   err, cpu_ns, waits (begin-end;…)\n"
        "  --list           the workloads; --help; --version\n\n"
        "Exit status: 0 all tasks ran and their answers are right; 1 a task "
        "failed or an\nanswer is wrong; 2 bad usage; 130 after Ctrl-C.\n\n"
        "%s\n\n"
        "Example: overlap-%s sleep --tasks 3 --size 1s\n",
        model->name, model->summary, model->name, model->limits, model->name);
}
