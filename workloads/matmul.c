/* matmul.c -- a dense matrix product, a band of rows a task.
 *
 * C = A * B, each `size` x `size` doubles. The entries of A and B are small
 * whole numbers, so every sum is exact, in whatever order it is added up.
 *
 * A tile of C stays in registers while it adds up what TILE_DEPTH columns of A
 * and as many rows of B contribute; these stay in the first-level cache (Goto
 * and van de Geijn, Anatomy of High-Performance Matrix Multiplication, 2008).
 * So cores seldom wait for memory, or for each other. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "core/base/shared.h"
#include "core/work.h"
#include "core/workload.h"

#define PAIRS      2 /* of columns, in a panel of B and in a tile of C */
#define COLUMNS    (2 * PAIRS)
#define TILE_ROWS  4    /* with those columns, half of x86-64's registers */
#define TILE_DEPTH 256  /* tile and panel: 8 KiB of A, as many of B */
#define ENTRY_MAX  8    /* largest entry of A and B */
#define PROBE_MAX  1024 /* largest entry of the check's vectors */
#define PROBES     2

/* Two neighbours in a row: what every 64-bit machine multiplies at once. */
typedef double pair __attribute__((vector_size(2 * sizeof(double))));

/* B lies panel by panel, each of them COLUMNS wide and n deep, row by row. The
 * columns that fill up the last panel are 0, as are those of C. */
static struct {
    double *a; /* n x n, row by row */
    pair *b;   /* panels x n x PAIRS */
    pair *c;   /* n x panels x PAIRS, in shared memory */
    size_t n;
    size_t panels;
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

/* The size of B, and of C. */
static size_t panels_bytes(void)
{
    return matrices.panels * matrices.n * PAIRS * sizeof(pair);
}

/* Where the entry in that row and column of B, or of C, is. */
static double *b_entry(size_t row, size_t column)
{
    size_t at = (column / COLUMNS * matrices.n + row) * COLUMNS;
    return (double *)matrices.b + at + column % COLUMNS;
}

static double *c_entry(size_t row, size_t column)
{
    return (double *)matrices.c + row * matrices.panels * COLUMNS + column;
}

/* A whole number from -max to max, from the high half of Knuth's MMIX
 * generator. */
static double entry_next(uint64_t *state, int max)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    uint64_t range = 2 * (uint64_t)max + 1;
    return (double)((int)((*state >> 32) * range >> 32) - max);
}

static uint64_t band_digest(struct stripe band)
{
    return XXH64(c_entry(band.first, 0),
                 (band.end - band.first) * matrices.panels * COLUMNS *
                     sizeof(double),
                 0);
}

/* Adds to a tile of C. Called with a constant for `rows`, it becomes straight
 * code with all sums in registers. */
static inline __attribute__((always_inline)) void
tile_add(pair *c, const double *a, const pair *b, size_t depth, size_t rows)
{
    pair sums[TILE_ROWS][PAIRS];
    size_t n = matrices.n, stride = matrices.panels * PAIRS;
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < PAIRS; j++)
            sums[i][j] = c[i * stride + j];
    for (size_t k = 0; k < depth; k++)
        for (size_t i = 0; i < rows; i++)
            for (size_t j = 0; j < PAIRS; j++)
                sums[i][j] += a[i * n + k] * b[k * PAIRS + j];
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < PAIRS; j++)
            c[i * stride + j] = sums[i][j];
}

/* Adds to a panel's part of the rows what depth columns of A, from column k on,
 * contribute. */
static void panel_add(struct stripe rows, size_t panel, size_t k, size_t depth)
{
    const pair *b = matrices.b + (panel * matrices.n + k) * PAIRS;
    for (size_t i = rows.first; i < rows.end; i += TILE_ROWS) {
        pair *c = matrices.c + (i * matrices.panels + panel) * PAIRS;
        const double *a = matrices.a + i * matrices.n + k;
        size_t left = rows.end - i;
        if (left >= TILE_ROWS)
            tile_add(c, a, b, depth, TILE_ROWS);
        else if (left == 3)
            tile_add(c, a, b, depth, 3);
        else if (left == 2)
            tile_add(c, a, b, depth, 2);
        else
            tile_add(c, a, b, depth, 1);
    }
}

static void band_multiply(void *arg)
{
    struct stripe *band = arg;
    size_t n = matrices.n, depth;
    memset(c_entry(band->first, 0), 0,
           (band->end - band->first) * matrices.panels * PAIRS * sizeof(pair));
    for (size_t k = 0; k < n; k += depth) {
        depth = n - k < TILE_DEPTH ? n - k : TILE_DEPTH;
        for (size_t panel = 0; panel < matrices.panels; panel++)
            panel_add(*band, panel, k, depth);
    }
    band->answer = band_digest(*band);
}

static int matmul_setup(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    size_t n = matrices.n = (size_t)plan->size;
    uint64_t state = 1;
    matrices.panels = (n + COLUMNS - 1) / COLUMNS;
    matrices.a = malloc(n * n * sizeof *matrices.a);
    matrices.b = aligned_alloc(PAIRS * sizeof(pair), panels_bytes());
    matrices.c = shared_alloc(panels_bytes());
    if (!matrices.a || !matrices.b || !matrices.c) {
        snprintf(why, WORKLOAD_WHY_MAX,
                 "not enough memory for three matrices of %zu x %zu", n, n);
        return -ENOMEM;
    }
    for (size_t i = 0; i < n * n; i++)
        matrices.a[i] = entry_next(&state, ENTRY_MAX);
    memset(matrices.b, 0, panels_bytes());
    for (size_t i = 0; i < n * n; i++)
        *b_entry(i / n, i % n) = entry_next(&state, ENTRY_MAX);
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

/* Adds an entry of a row, times what the probes have there, to the row's
 * product with each probe. */
static void probe_add(double product[PROBES], double entry,
                      const double probe[PROBES])
{
    for (int p = 0; p < PROBES; p++)
        product[p] += entry * probe[p];
}

static int band_check(struct stripe band, const struct result *result,
                      double (*x)[PROBES], double (*bx)[PROBES])
{
    size_t n = matrices.n;
    if (result->answer != band_digest(band))
        return -EILSEQ;
    for (size_t i = band.first; i < band.end; i++) {
        double expected[PROBES] = {0}, found[PROBES] = {0};
        for (size_t j = 0; j < n; j++) {
            probe_add(expected, matrices.a[i * n + j], bx[j]);
            probe_add(found, *c_entry(i, j), x[j]);
        }
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
        for (size_t j = 0; j < matrices.n; j++)
            probe_add(bx[k], *b_entry(k, j), x[j]);
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

static void *matmul_made(const struct plan *plan, size_t *bytes)
{
    (void)plan;
    *bytes = panels_bytes();
    return matrices.c;
}

static void matmul_teardown(void)
{
    free(matrices.a);
    free(matrices.b);
    shared_free(matrices.c, panels_bytes());
    matrices.a = NULL;
    matrices.b = matrices.c = NULL;
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
    .made = matmul_made,
    .teardown = matmul_teardown,
};
