/* pages_table.h -- what became of the pages, as a table for people and
 * scripts. */
#ifndef OVERLAP_WORKLOADS_PARTS_PAGES_TABLE_H
#define OVERLAP_WORKLOADS_PARTS_PAGES_TABLE_H

#include "core/workload.h"

/* Prints a line a task, its columns separated by white space,
 * and a line that counts the outcomes; nothing for the loopback server. */
void pages_show(const struct plan *plan, const struct result *results,
                FILE *out);

#endif
