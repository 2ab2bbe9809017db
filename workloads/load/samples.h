/* samples.h -- how long each answer took: all of them, and exact quantiles. */
#ifndef OVERLAP_WORKLOADS_LOAD_SAMPLES_H
#define OVERLAP_WORKLOADS_LOAD_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

/* All zero: none yet. */
struct samples {
    uint64_t *list;
    size_t count, capacity;
};

/* Returns 0 or -ENOMEM. */
int samples_add(struct samples *samples, uint64_t ns);

/* To be called before the quantiles. */
void samples_sort(struct samples *samples);

/* The smallest sample that at least this share of all, out of 1000, do not
 * exceed: the nearest rank. 0 if there is none. */
uint64_t samples_quantile(const struct samples *samples, unsigned per_mille);

/* Writes one a line. Returns 0 or a negative errno value. */
int samples_write(const struct samples *samples, const char *path);

void samples_free(struct samples *samples);

#endif
