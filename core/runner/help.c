/* help.c -- what --help, --options and --list print. */
#include "core/runner/help.h"

#include <inttypes.h>
#include <stdio.h>

#include "core/runner/option_rows.h"

void help_print_workloads(const struct workload *const *workloads)
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

void help_print(const struct model *model, const struct options *options)
{
    const struct workload *workload = options->plan.workload;
    printf("overlap-%s: %s.\n\n"
           "Usage: overlap-%s [options] %s\n\n"
           "Runs the tasks of one workload and prints what they took.\n\n",
           model->name, model->summary, model->name,
           workload ? workload->name : "WORKLOAD");
    option_print_help(stdout, options->rows, option_rows_have(model, workload),
                      option_rows_note, options->workloads);
    printf("\nExit status: 0 all tasks ran and no answer is wrong; 1 a task "
           "failed or an answer\nis wrong; 2 bad usage; 130 after "
           "Ctrl-C.\n\n"
           "%s\n\n"
           "Example: overlap-%s sleep --tasks 3 --size 1s\n",
           model->limits, model->name);
}

void help_print_table(const struct workload *const *workloads)
{
    option_print_table(stdout, option_rows, option_rows_note, workloads);
}
