/* matmul.c -- a dense matrix product, a band of rows a task.
 *
 * C = A * B, each `size` x `size` doubles. The entries of A and B are small
 * whole numbers, so every sum is exact, in whatever order it is added up. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "core/base/shared.h"
#include "core/work.h"
#include "core/workload.h"

#define BLOCK_ROWS 32   /* of B, which stay in the cache while in use */
#define ENTRY_MAX  8    /* largest entry of A and B */
#define PROBE_MAX  1024 /* largest entry of the check's vectors */
#define PROBES     2

static struct {
    double *a, *b; /* in one allocation, which workers only read */
    double *c;     /* in shared memory */
    size_t n;
} matrices;

/* Rows first … end - 1 of C; may be none if there are more tasks than rows. */
struct stripe {
    size_t first, end;
    uint64_t answer;
};

static struct stripe band_of(const struct plan *plan, int index)
{
    size_t tasks = (size_t)plan->tasks, i = (size_t)index;
    return (struct stripe){.first = i * matrices.n / tasks,
                           .end = (i + 1) * matrices.n / tasks};
}

/* The size of one matrix. */
static size_t matrix_bytes(void)
{
    return matrices.n * matrices.n * sizeof(double);
}

/* A whole number from -max to max, from the high half of Knuth's MMIX
 * generator. */
static double entry_next(uint64_t *state, int max)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    uint64_t range = 2 * (uint64_t)max + 1;
    return (double)((int)((*state >> 32) * range >> 32) - max);
}

static void row_add(double *restrict sum, const double *restrict row,
                    double factor, size_t n)
{
    for (size_t j = 0; j < n; j++)
        sum[j] += factor * row[j];
}

static uint64_t band_digest(struct stripe band)
{
    return XXH64(matrices.c + band.first * matrices.n,
                 (band.end - band.first) * matrices.n * sizeof(double), 0);
}

/* Goes through B row by row, so memory is read in order. */
static void band_multiply(void *arg)
{
    struct stripe *band = arg;
    size_t n = matrices.n;
    double *c = matrices.c + band->first * n;
    memset(c, 0, (band->end - band->first) * n * sizeof *c);
    for (size_t block = 0; block < n; block += BLOCK_ROWS) {
        size_t end = block + BLOCK_ROWS < n ? block + BLOCK_ROWS : n;
        for (size_t i = band->first; i < band->end; i++)
            for (size_t k = block; k < end; k++)
                row_add(matrices.c + i * n, matrices.b + k * n,
                        matrices.a[i * n + k], n);
    }
    band->answer = band_digest(*band);
}

static int matmul_setup(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    size_t n = matrices.n = (size_t)plan->size;
    uint64_t state = 1;
    matrices.a = malloc(2 * matrix_bytes());
    matrices.c = shared_alloc(matrix_bytes());
    if (!matrices.a || !matrices.c) {
        snprintf(why, WORKLOAD_WHY_MAX,
                 "not enough memory for three matrices of %zu x %zu", n, n);
        return -ENOMEM;
    }
    matrices.b = matrices.a + n * n;
    for (size_t i = 0; i < 2 * n * n; i++)
        matrices.a[i] = entry_next(&state, ENTRY_MAX);
    return 0;
}

static int matmul_task(struct io *io, const struct job *job, uint64_t *answer)
{
    struct stripe band = band_of(job->plan, job->index);
    int err = io_compute(io, band_multiply, &band);
    if (err)
        return err;
    *answer = band.answer;
    return 0;
}

/* product[p] = the row times probe p, for all probes at once. */
static void row_probe(const double *row, double (*probes)[PROBES],
                      double product[PROBES])
{
    double sum[PROBES] = {0};
    for (size_t j = 0; j < matrices.n; j++)
        for (int p = 0; p < PROBES; p++)
            sum[p] += row[j] * probes[j][p];
    memcpy(product, sum, sizeof sum);
}

static int band_check(struct stripe band, const struct result *result,
                      double (*x)[PROBES], double (*bx)[PROBES])
{
    size_t n = matrices.n;
    if (result->answer != band_digest(band))
        return -EILSEQ;
    for (size_t i = band.first; i < band.end; i++) {
        double expected[PROBES], found[PROBES];
        row_probe(matrices.a + i * n, bx, expected);
        row_probe(matrices.c + i * n, x, found);
        for (int p = 0; p < PROBES; p++)
            if (expected[p] != found[p])
                return -EILSEQ;
    }
    return 0;
}

/* Freivalds' method: if C is not A * B, then C * x differs from A * (B * x)
 * for nearly every x. With entries from so wide a range, a wrong row passes a
 * probe in at most 1 of 2,049 cases. It is exact: no sum reaches 2^53. */
static int matmul_check(const struct plan *plan, const struct result *results,
                        char why[WORKLOAD_WHY_MAX])
{
    uint64_t state = 2;
    double(*x)[PROBES] = calloc(2 * matrices.n, sizeof *x);
    int err = 0;
    if (!x)
        return -ENOMEM;
    double(*bx)[PROBES] = x + matrices.n;
    for (size_t i = 0; i < matrices.n; i++)
        for (int p = 0; p < PROBES; p++)
            x[i][p] = entry_next(&state, PROBE_MAX);
    for (size_t k = 0; k < matrices.n; k++)
        row_probe(matrices.b + k * matrices.n, x, bx[k]);
    for (int i = 0; !err && i < plan->tasks; i++) {
        if (results[i].err)
            continue;
        err = band_check(band_of(plan, i), &results[i], x, bx);
        if (err)
            snprintf(why, WORKLOAD_WHY_MAX,
                     "task %d's rows are not those of the product", i);
    }
    free(x);
    return err;
}

static void matmul_teardown(void)
{
    free(matrices.a);
    shared_free(matrices.c, matrix_bytes());
    matrices.a = matrices.c = NULL;
}

const struct workload workload_matmul = {
    .name = "matmul",
    .summary = "multiplies two matrices, band by band",
    .kind = WORKLOAD_CPU,
    .size_type = SIZE_COUNT,
    .size_meaning = "rows and columns",
    .uses = USES_COMPUTE,
    .default_tasks = 128,
    .default_size = 1280,
    .max_size = 8192,
    .setup = matmul_setup,
    .task = matmul_task,
    .check = matmul_check,
    .teardown = matmul_teardown,
};
