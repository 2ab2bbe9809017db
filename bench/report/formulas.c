/* formulas.c -- what each figure of the experiments' tables is computed from. */
#include "bench/report/formulas.h"

#include "bench/judge/words.h"

static const struct {
    const char *head, *formula;
} figures[FIGURES_COUNT] = {
    [FIGURE_MEDIAN] = {"median time",
                       "The median over the blocks of the wall-clock time of "
                       "the whole program, as hyperfine measured it. Runs that "
                       "failed do not count, nor does the warm-up block."},
    [FIGURE_INTERVAL] =
        {"95 % interval",
         "The exact order-statistic interval of the median: from the j-th "
         "smallest to the j-th largest value of n, j being the largest with "
         "2·P(Bin(n, ½) ≤ j − 1) ≤ 0.05. Of a speed-up, the same of the "
         "logarithms of its ratios. Fewer than 6 values have none."},
    [FIGURE_SPEEDUP] = {"speed-up",
                        "exp(median over the blocks of ln(a / b)), a being the "
                        "time of the experiment's sequential cell and b that "
                        "of this one, both in the same block."},
    [FIGURE_THEORY] = {"theory",
                       "How long it would take, were nothing but the tasks to "
                       "cost any time: ⌈tasks / as many as really proceed at "
                       "once⌉ · a task's wait, or sequential's median over the "
                       "cores that can be used."},
    [FIGURE_OFF] = {"off", "median time / theory − 1, as a ratio from 2 on."},
    [FIGURE_TASKS] = {"tasks", "How many the plan has, by the record."},
    [FIGURE_WORKERS] = {"workers", "How many were started, by the record."},
    [FIGURE_CORES] = {"cores used",
                      "The median over the blocks of (user + sys) / wall, by "
                      "the record, children included."},
    [FIGURE_USER] = {"CPU user",
                     "The median over the blocks of the time the program and "
                     "its children computed, as hyperfine measured it."},
    [FIGURE_SYS] = {"CPU system",
                    "The same of the time the kernel spent for them."},
    [FIGURE_FAILED] = {"failed",
                       "Runs with an exit status other than 0, of all runs."},
    [FIGURE_PSS] = {"peak memory",
                    "The largest sum of Pss over the program's processes in "
                    "samples 10 ms apart, in the warm-up block; the median "
                    "over the blocks where every run is metered."},
    [FIGURE_TOTAL] = {"with the kernel's",
                      "Peak memory and the rise of the machine's kernel "
                      "stacks, page tables and slabs since the start."},
    [FIGURE_OWN] = {"switches, own",
                    "The median over the blocks of the context switches of a "
                    "thread that had to wait."},
    [FIGURE_FORCED] = {"switches, forced",
                       "The same of those of a thread that could have gone "
                       "on."},
    [FIGURE_LATE_P50] = {"tick late, median",
                         "The median over the blocks of the median by which "
                         "the ticks of a run, one every 2 ms, came late."},
    [FIGURE_LATE_P99] = {"tick late, p99",
                         "The same of their 99th percentile (nearest rank)."},
    [FIGURE_LATE_MAX] = {"tick late, most",
                         "The same of the latest tick of a run."},
    [FIGURE_TASK] = {"a task",
                     "The median over the blocks of wall / tasks, by the "
                     "record: without the program's own start and end. Of the "
                     "workload noop only."},
    [FIGURE_RATE] = {"due a second",
                     "At which rate tasks are due, by the plan; — is a closed "
                     "loop, which begins a task as soon as a worker is free."},
    [FIGURE_LATENCY_P50] = {"latency, median",
                            "The median over the blocks of the median of a "
                            "run's latencies: from when a task was due, or "
                            "without a rate began, until its end."},
    [FIGURE_LATENCY_P99] = {"latency, p99",
                            "The same of their 99th percentile (nearest "
                            "rank)."},
    [FIGURE_LATENCY_MAX] = {"latency, most", "The same of the largest."},
    [FIGURE_SERVICE_P50] = {"service, median",
                            "The median over the blocks of the median of a "
                            "run's service times: from when a task began "
                            "until its end."},
    [FIGURE_SERVICE_P99] = {"service, p99",
                            "The same of their 99th percentile (nearest "
                            "rank)."},
    [FIGURE_SERVICE_MAX] = {"service, most", "The same of the largest."},
    [FIGURE_THROUGHPUT] = {"tasks a second",
                           "The median over the blocks of the tasks over the "
                           "wall time of the run, by the record: without the "
                           "start of the program."},
    [FIGURE_CPU_TASK] = {"CPU time a task",
                         "The median over the blocks of (user + sys) / tasks, "
                         "as hyperfine measured it, children included."},
    [FIGURE_MEMORY_TASK] = {"memory a task in progress",
                            "Peak memory with the kernel's, over the most "
                            "tasks that were in progress together; the median "
                            "over the blocks, or of the warm-up block where "
                            "only that is metered."},
};

void section_figure(FILE *md, enum figure figure)
{
    fprintf(md, "[%s](#", figures[figure].head);
    words_anchor(md, figures[figure].head);
    fputc(')', md);
}

void section_head(FILE *md, enum figure figure)
{
    fputc(' ', md);
    section_figure(md, figure);
    fputs(" |", md);
}

void section_formulas(FILE *md)
{
    fputs("## What the figures mean\n\n", md);
    for (int i = 0; i < FIGURES_COUNT; i++)
        fprintf(md, "#### %s\n\n%s\n\n", figures[i].head, figures[i].formula);
}
