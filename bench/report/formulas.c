/* formulas.c -- how each figure in the experiments' tables is computed. */
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
         "2·P(Bin(n, ½) ≤ j − 1) ≤ 0.05. For a speed-up, the same over the "
         "logarithms of its ratios. Fewer than 6 values have none."},
    [FIGURE_SPEEDUP] = {"speed-up",
                        "exp(median over the blocks of ln(a / b)), where a is "
                        "the time of the experiment's sequential cell and b "
                        "that of this one, both in the same block."},
    [FIGURE_COST] = {"CPU ratio",
                     "exp(median over the blocks of ln(CPU time of the cell / "
                     "CPU time of sequential)), user and system together, and "
                     "its interval. ✘: it leaves 0.9 to 1.1, so the cell is "
                     "compared with no other."},
    [FIGURE_SHARE] = {"of possible",
                      "The speed-up over the greatest that the plan allows: "
                      "tasks / ⌈tasks / those that really proceed at once⌉ "
                      "for waits; for computing on all cores, what independent "
                      "burns gained there in the same blocks."},
    [FIGURE_THEORY] = {"theory",
                       "How long it would take if only the tasks took any "
                       "time: ⌈tasks / those that really proceed at once⌉ · a "
                       "task's wait, or sequential's median over the number of "
                       "cores that can be used."},
    [FIGURE_OFF] = {"off", "median time / theory − 1; from twice on, the ratio "
                           "itself."},
    [FIGURE_TASKS] = {"tasks", "How many the plan has, from the record."},
    [FIGURE_WORKERS] = {"workers", "How many were started, from the record."},
    [FIGURE_CORES] = {"cores used",
                      "The median over the blocks of (user + sys) / wall, from "
                      "the record, children included."},
    [FIGURE_USER] = {"CPU user",
                     "The median over the blocks of the CPU time that the "
                     "program and its children spent outside the kernel, as "
                     "hyperfine measured it."},
    [FIGURE_SYS] = {"CPU system",
                    "The same for the time that the kernel spent for them."},
    [FIGURE_FAILED] =
        {"failed", "Runs with an exit status other than 0, out of all runs."},
    [FIGURE_PSS] = {"peak memory",
                    "The largest sum of Pss over the program's processes in "
                    "samples 10 ms apart, in the warm-up block; where every "
                    "run is metered, the median over the blocks."},
    [FIGURE_TOTAL] = {"with the kernel's",
                      "Peak memory plus the growth of the machine's kernel "
                      "stacks, page tables and slabs since the start."},
    [FIGURE_OWN] = {"switches, own",
                    "The median over the blocks of the context switches of "
                    "threads that had to wait."},
    [FIGURE_FORCED] = {"switches, forced",
                       "The same for threads that could have gone on."},
    [FIGURE_LATE_P50] = {"tick late, median",
                         "The median over the blocks of a run's median: how "
                         "late its ticks, one every 2 ms, came."},
    [FIGURE_LATE_P99] = {"tick late, p99",
                         "The same for the 99th percentile (nearest rank)."},
    [FIGURE_LATE_MAX] = {"tick late, most",
                         "The same for a run's latest tick."},
    [FIGURE_TASK] = {"time per task",
                     "The median over the blocks of wall / tasks, from the "
                     "record: without the program's own start and end. For "
                     "the workload noop only."},
    [FIGURE_RATE] = {"due a second",
                     "The rate at which tasks are due, from the plan; — is a "
                     "closed loop, which begins a task as soon as a worker is "
                     "free."},
    [FIGURE_LATENCY_P50] = {"latency, median",
                            "The median over the blocks of a run's median "
                            "latency: from when a task was due, or, without a "
                            "rate, from when it began, until its end."},
    [FIGURE_LATENCY_P99] = {"latency, p99",
                            "The same for the 99th percentile (nearest "
                            "rank)."},
    [FIGURE_LATENCY_MAX] = {"latency, most", "The same for the largest."},
    [FIGURE_SERVICE_P50] = {"service, median",
                            "The median over the blocks of a run's median "
                            "service time: from when a task began until its "
                            "end."},
    [FIGURE_SERVICE_P99] = {"service, p99",
                            "The same for the 99th percentile (nearest "
                            "rank)."},
    [FIGURE_SERVICE_MAX] = {"service, most", "The same for the largest."},
    [FIGURE_THROUGHPUT] = {"tasks a second",
                           "The median over the blocks of a run's tasks over "
                           "its wall time, from the record: without the "
                           "program's start."},
    [FIGURE_CPU_TASK] = {"CPU time per task",
                         "The median over the blocks of (user + sys) / tasks, "
                         "as hyperfine measured it, children included."},
    [FIGURE_MEMORY_TASK] = {"memory per task in progress",
                            "Peak memory with the kernel's, over the most "
                            "tasks in progress at once; the median over the "
                            "blocks, or the warm-up block's figure where only "
                            "that one is metered."},
    [FIGURE_EFFICIENCY] =
        {"share of the peak rate",
         "A core's rate of work (a task's size / what it costs) over the "
         "highest median of its series. A task costs cores × wall / tasks, "
         "from "
         "the record, the cores being as many as there are workers for. "
         "METG(50 "
         "%), the minimum effective task granularity of Slaughter et al. (Task "
         "Bench, SC20), is what the shortest tasks cost that reach half of it: "
         "per block, between the two sizes around it; then the median."},
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
        fprintf(md, "### %s\n\n%s\n\n", figures[i].head, figures[i].formula);
}
