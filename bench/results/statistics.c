/* statistics.c -- the few statistics that a verdict rests on. */
#include "bench/results/statistics.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/base/mixer.h"

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* A sorted copy; the caller frees it. */
static double *sorted_copy(const double *values, int n)
{
    assert(n >= 1);
    double *copy = memory_need(malloc((size_t)n * sizeof *copy));
    memcpy(copy, values, (size_t)n * sizeof *copy);
    qsort(copy, (size_t)n, sizeof *copy, compare_doubles);
    return copy;
}

static double sorted_quantile(const double *sorted, int n, double q)
{
    double at = q * (n - 1);
    int below = (int)at;
    if (below >= n - 1)
        return sorted[n - 1];
    return sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]);
}

double stat_median(const double *values, int n)
{
    return stat_quantile(values, n, 0.5);
}

double stat_quantile(const double *values, int n, double q)
{
    double *sorted = sorted_copy(values, n);
    double quantile = sorted_quantile(sorted, n, q);
    free(sorted);
    return quantile;
}

double stat_spread(const double *values, int n)
{
    double *sorted = sorted_copy(values, n);
    double range =
        sorted_quantile(sorted, n, 0.75) - sorted_quantile(sorted, n, 0.25);
    double spread = range / sorted_quantile(sorted, n, 0.5);
    free(sorted);
    return spread;
}

double stat_binomial_tail(int n, int k)
{
    double tail = 0;
    for (int i = n; i >= k && i >= 0; i--)
        tail +=
            exp(lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) - n * log(2));
    return fmin(tail, 1);
}

int stat_median_rank(int n, double alpha)
{
    /* By symmetry P(Bin <= j - 1) = P(Bin >= n - j + 1). The slack is for
     * rounding: an alpha that is met exactly must count as met. */
    int j = 0;
    while (2 * (j + 1) <= n + 1 &&
           2 * stat_binomial_tail(n, n - j) <= alpha * (1 + 1e-9))
        j++;
    return j;
}

struct interval stat_median_interval(const double *values, int n, double alpha)
{
    int j = stat_median_rank(n, alpha);
    if (j == 0)
        return (struct interval){NAN, NAN, 0};
    double *sorted = sorted_copy(values, n);
    struct interval interval = {
        .low = sorted[j - 1],
        .high = sorted[n - j],
        .level = 1 - 2 * stat_binomial_tail(n, n - j + 1),
    };
    free(sorted);
    return interval;
}

double stat_sign_p(const double *values, int n, double threshold, int below)
{
    int beyond = 0;
    for (int i = 0; i < n; i++)
        beyond += below ? values[i] < threshold : values[i] > threshold;
    return stat_binomial_tail(n, beyond);
}

void stat_holm(double *p, int m)
{
    double *sorted = m ? sorted_copy(p, m) : NULL;
    double *adjusted = m ? sorted_copy(p, m) : NULL;
    double highest = 0;
    for (int i = 0; i < m; i++) {
        highest = fmax(highest, (m - i) * sorted[i]);
        adjusted[i] = fmin(highest, 1);
    }
    for (int i = 0; i < m; i++) {
        int rank = 0; /* equal p-values share the first one's place */
        while (sorted[rank] < p[i])
            rank++;
        p[i] = adjusted[rank];
    }
    free(sorted);
    free(adjusted);
}

/* One round: the ratio of the medians of n blocks drawn with replacement. */
static double ratio_resample(const double *a, const double *b, int n,
                             double *drawn, uint64_t *state)
{
    for (int i = 0; i < n; i++) {
        int block = (int)(mixer_next(state) % (uint64_t)n);
        drawn[i] = a[block];
        drawn[n + i] = b[block];
    }
    return stat_median(drawn, n) / stat_median(drawn + n, n);
}

struct interval stat_bootstrap_ratio(const double *a, const double *b, int n,
                                     int rounds, double alpha, uint64_t seed,
                                     double *ratio)
{
    assert(n >= 1 && rounds >= 1);
    *ratio = stat_median(a, n) / stat_median(b, n);
    double *drawn = memory_need(malloc(2 * (size_t)n * sizeof *drawn));
    double *ratios = memory_need(malloc((size_t)rounds * sizeof *ratios));
    for (int i = 0; i < rounds; i++)
        ratios[i] = ratio_resample(a, b, n, drawn, &seed);
    qsort(ratios, (size_t)rounds, sizeof *ratios, compare_doubles);
    struct interval interval = {
        .low = sorted_quantile(ratios, rounds, alpha / 2),
        .high = sorted_quantile(ratios, rounds, 1 - alpha / 2),
        .level = 1 - alpha,
    };
    free(drawn);
    free(ratios);
    return interval;
}
