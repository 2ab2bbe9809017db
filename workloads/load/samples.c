/* samples.c -- how long each answer took: all of them, and exact quantiles. */
#include "workloads/load/samples.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/file.h"

int samples_add(struct samples *samples, uint64_t ns)
{
    if (samples->count == samples->capacity) {
        size_t capacity = 2 * samples->capacity + 1024;
        uint64_t *list = realloc(samples->list, capacity * sizeof *list);
        if (!list)
            return -ENOMEM;
        samples->list = list;
        samples->capacity = capacity;
    }
    samples->list[samples->count++] = ns;
    return 0;
}

static int compare(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

void samples_sort(struct samples *samples)
{
    if (samples->count)
        qsort(samples->list, samples->count, sizeof *samples->list, compare);
}

uint64_t samples_quantile(const struct samples *samples, unsigned per_mille)
{
    if (samples->count == 0)
        return 0;
    size_t rank = (samples->count * per_mille + 999) / 1000;
    return samples->list[rank ? rank - 1 : 0];
}

int samples_write(const struct samples *samples, const char *path)
{
    struct file file;
    int err = file_begin(&file, path);
    if (err)
        return err;
    for (size_t i = 0; i < samples->count; i++)
        fprintf(file.out, "%" PRIu64 "\n", samples->list[i]);
    return file_end(&file, 0);
}

void samples_free(struct samples *samples)
{
    free(samples->list);
    *samples = (struct samples){0};
}
