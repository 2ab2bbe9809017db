/* table.h -- a run's figures, for a person. */
#ifndef OVERLAP_CORE_RUNNER_TABLE_H
#define OVERLAP_CORE_RUNNER_TABLE_H

#include <stdio.h>

#include "core/runner/record.h"

/* Prints a short table. */
void table_print(const struct record *record, FILE *out);

#endif
