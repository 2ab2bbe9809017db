/* record.h -- a run's record as JSON.
 *
 * Its fields are those of core/record/fields.c. Every figure is measured, or
 * null with a reason. */
#ifndef OVERLAP_CORE_RUNNER_RECORD_H
#define OVERLAP_CORE_RUNNER_RECORD_H

#include <stdint.h>

#include "core/base/usage.h"
#include "core/meter.h"
#include "core/model.h"
#include "core/record/fields.h"
#include "core/runner/figures.h"
#include "core/workload.h"

/* Everything known about a run once it is over. */
struct record {
    const struct model *model;
    const struct work *work;
    struct figures figures;
    uint64_t wall_ns;
    int killed_by;      /* the signal that ended all workers at once, or 0 */
    struct usage usage; /* during wall_ns */
    struct meter_peaks peaks; /* all zero unless the plan has a meter */
    int check;                /* the result of the workload's check */
    struct finding findings[WORKLOAD_FINDS_MAX]; /* `findings_count` of them */
    int findings_count;
};

/* Appends the record to the file `path`, created if need be, in one write; "-"
 * is standard output. Returns 0 or a negative errno value. */
int record_append(const struct record *record, const char *path);

/* Fills `list` with the first tasks that failed, in order; returns how many. */
int record_failures(const struct record *record, int list[FIELDS_FAILURES_MAX]);

/* Why task `index` failed, for a person. */
const char *record_reason(const struct record *record, int index);

#endif
