/* primes.c -- counts the primes of a slice by trial division.
 *
 * Task i tests the candidates i * size … (i + 1) * size - 1. The slow method
 * is the point: it is all division, needs no memory, and no two tasks share
 * anything. The check counts by another method, a sieve of Eratosthenes. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/work.h"
#include "core/workload.h"

#define CANDIDATES_MAX (1 << 30) /* of all tasks together */
#define ROOT_MAX       (1 << 15) /* the square root of that */
#define SEGMENT        65536     /* odd numbers that are sieved at a time */

struct slice {
    uint32_t begin, end;
    uint64_t primes;
};

static struct slice slice_of(const struct plan *plan, int index)
{
    uint32_t size = (uint32_t)plan->size;
    uint32_t begin = (uint32_t)index * size;
    return (struct slice){.begin = begin, .end = begin + size};
}

static bool is_prime(uint32_t n)
{
    if (n % 2 == 0 || n < 3)
        return n == 2;
    for (uint32_t divisor = 3; divisor * divisor <= n; divisor += 2)
        if (n % divisor == 0)
            return false;
    return true;
}

static void slice_count(void *arg)
{
    struct slice *slice = arg;
    for (uint32_t n = slice->begin; n < slice->end; n++)
        slice->primes += is_prime(n);
}

static int primes_setup(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    if (plan->size <= CANDIDATES_MAX / plan->tasks)
        return 0;
    snprintf(why, WORKLOAD_WHY_MAX,
             "found %d tasks of %lld candidates, expected at most %d "
             "candidates in all",
             plan->tasks, (long long)plan->size, CANDIDATES_MAX);
    return -ERANGE;
}

static int primes_task(struct io *io, const struct job *job, uint64_t *answer)
{
    struct slice slice = slice_of(job->plan, job->index);
    int err = io_compute(io, slice_count, &slice);
    if (err)
        return err;
    *answer = slice.primes;
    return 0;
}

/* Works on a segment of slots at a time; slot k stands for the odd number
 * 2k + 1. */
struct sieve {
    uint32_t begin;                 /* the current segment's first slot */
    uint8_t prime[SEGMENT];         /* 1 or 0 */
    uint32_t factors[ROOT_MAX / 8]; /* the odd primes below ROOT_MAX */
    uint32_t next[ROOT_MAX / 8];    /* the slot that each strikes out next */
    int factor_count;
};

static void sieve_segment(struct sieve *sieve, uint32_t begin)
{
    sieve->begin = begin;
    memset(sieve->prime, 1, sizeof sieve->prime);
    for (int i = 0; i < sieve->factor_count; i++) {
        uint32_t step = sieve->factors[i], at = sieve->next[i];
        for (; at < begin + SEGMENT; at += step)
            sieve->prime[at - begin] = 0;
        sieve->next[i] = at;
    }
}

/* Sieves the first segment, which yields all the factors. */
static void sieve_open(struct sieve *sieve)
{
    memset(sieve->prime, 1, sizeof sieve->prime);
    sieve->prime[0] = 0; /* the number 1 */
    sieve->begin = 0;
    sieve->factor_count = 0;
    for (uint32_t k = 1; k < ROOT_MAX / 2; k++) {
        if (!sieve->prime[k])
            continue;
        uint32_t step = 2 * k + 1, at = 2 * k * (k + 1); /* its square */
        for (; at < SEGMENT; at += step)
            sieve->prime[at] = 0;
        sieve->factors[sieve->factor_count] = step;
        sieve->next[sieve->factor_count++] = at;
    }
}

/* Counts the primes in a slice; call it for slices in rising order. */
static uint64_t sieve_count(struct sieve *sieve, struct slice slice)
{
    uint64_t primes = slice.begin <= 2 && slice.end > 2;
    uint32_t slot = slice.begin / 2, end = slice.end / 2;
    while (slot < end) {
        while (slot >= sieve->begin + SEGMENT)
            sieve_segment(sieve, sieve->begin + SEGMENT);
        uint32_t part = sieve->begin + SEGMENT;
        part = part < end ? part : end;
        for (; slot < part; slot++)
            primes += sieve->prime[slot - sieve->begin];
    }
    return primes;
}

static int primes_check(const struct plan *plan, const struct result *results,
                        char why[WORKLOAD_WHY_MAX])
{
    struct sieve *sieve = malloc(sizeof *sieve);
    int err = 0;
    if (!sieve)
        return -ENOMEM;
    sieve_open(sieve);
    for (int i = 0; !err && i < plan->tasks; i++) {
        if (results[i].err)
            continue;
        uint64_t primes = sieve_count(sieve, slice_of(plan, i));
        if (results[i].answer == primes)
            continue;
        snprintf(why, WORKLOAD_WHY_MAX,
                 "task %d counted %llu primes, expected %llu", i,
                 (unsigned long long)results[i].answer,
                 (unsigned long long)primes);
        err = -EILSEQ;
    }
    free(sieve);
    return err;
}

const struct workload workload_primes = {
    .name = "primes",
    .summary = "counts primes by trial division",
    .kind = WORKLOAD_CPU,
    .size_type = SIZE_COUNT,
    .size_meaning = "candidates",
    .uses = USES_COMPUTE,
    .default_tasks = 200,
    .default_size = 22000,
    .max_size = CANDIDATES_MAX,
    .setup = primes_setup,
    .task = primes_task,
    .check = primes_check,
};
