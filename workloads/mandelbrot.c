/* mandelbrot.c -- renders the Mandelbrot set, a band of rows a task.
 *
 * However many bands there are, they make the same picture, in shared memory:
 * for each pixel, after how many steps it left the circle of radius 2. Bands in
 * the middle take far longer than those at the edges. */
#include <complex.h>
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

#include "core/base/shared.h"
#include "core/work.h"
#include "core/workload.h"
#include "workloads/parts/picture.h"

#ifdef __clang__ /* gcc with -std=c11 fuses nothing */
#pragma STDC FP_CONTRACT OFF
#endif

#define STEPS_MAX 1000 /* a pixel that never leaves is in the set */
#define SAMPLES   64   /* most pixels that the check recomputes */

/* The part of the plane that the picture shows. */
#define LEFT   (-2.2)
#define BOTTOM (-1.5)
#define SIDE   3.0

static struct {
    uint16_t *steps; /* side * side of them, row by row */
    size_t side;
} picture;

/* Rows first … end - 1; may be none if there are more tasks than rows. */
struct band {
    size_t first, end;
    uint64_t answer;
};

static size_t picture_bytes(void)
{
    return picture.side * picture.side * sizeof *picture.steps;
}

static struct band band_of(const struct plan *plan, int index)
{
    size_t tasks = (size_t)plan->tasks, i = (size_t)index;
    return (struct band){.first = i * picture.side / tasks,
                         .end = (i + 1) * picture.side / tasks};
}

/* The coordinate of the middle of pixel `at`, counted from `from`. */
static double coordinate(double from, size_t at)
{
    return from + SIDE * ((double)at + 0.5) / (double)picture.side;
}

static uint16_t pixel_render(double c_re, double c_im)
{
    double re = 0, im = 0, re2 = 0, im2 = 0;
    uint16_t steps = 0;
    while (steps < STEPS_MAX && re2 + im2 <= 4) {
        im = 2 * re * im + c_im;
        re = re2 - im2 + c_re;
        re2 = re * re;
        im2 = im * im;
        steps++;
    }
    return steps;
}

static uint64_t band_digest(struct band band)
{
    return XXH64(picture.steps + band.first * picture.side,
                 (band.end - band.first) * picture.side * sizeof *picture.steps,
                 0);
}

static void band_render(void *arg)
{
    struct band *band = arg;
    for (size_t row = band->first; row < band->end; row++) {
        double im = coordinate(BOTTOM, row);
        for (size_t column = 0; column < picture.side; column++)
            picture.steps[row * picture.side + column] =
                pixel_render(coordinate(LEFT, column), im);
    }
    band->answer = band_digest(*band);
}

static int mandelbrot_setup(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    int err = plan->output ? picture_ready(plan->output, why) : 0;
    if (err)
        return err;
    picture.side = (size_t)plan->size;
    picture.steps = shared_alloc(picture_bytes());
    if (picture.steps)
        return 0;
    snprintf(why, WORKLOAD_WHY_MAX, "not enough memory for %zu x %zu pixels",
             picture.side, picture.side);
    return -ENOMEM;
}

static int mandelbrot_task(struct io *io, const struct job *job,
                           uint64_t *answer)
{
    struct band band = band_of(job->plan, job->index);
    int err = io_compute(io, band_render, &band);
    if (err)
        return err;
    *answer = band.answer;
    return 0;
}

/* The definition, as in textbooks. */
static uint16_t pixel_define(double complex c)
{
    double complex z = 0;
    uint16_t steps = 0;
    while (steps < STEPS_MAX &&
           creal(z) * creal(z) + cimag(z) * cimag(z) <= 4) {
        z = z * z + c;
        steps++;
    }
    return steps;
}

/* Recomputes one pixel of the band's first row. */
static int check_samples(struct band band, char why[WORKLOAD_WHY_MAX])
{
    if (band.first == band.end)
        return 0;
    size_t row = band.first, column = row * 2654435761u % picture.side;
    uint16_t found = picture.steps[row * picture.side + column];
    uint16_t expected =
        pixel_define(coordinate(LEFT, column) + coordinate(BOTTOM, row) * I);
    if (found == expected)
        return 0;
    snprintf(why, WORKLOAD_WHY_MAX,
             "row %zu, column %zu took %u steps, expected %u", row, column,
             found, expected);
    return -EILSEQ;
}

/* From dark blue through white and gold to dark red and back to blue, towards
 * the set, which is black. */
static void colours_make(struct colour colours[256])
{
    static const double stops[][3] = {
        {0, 7, 100},   {32, 107, 203}, {237, 255, 255},
        {255, 170, 0}, {110, 25, 10},  {0, 7, 100},
    };
    const size_t last = sizeof stops / sizeof *stops - 1;
    colours[0] = (struct colour){0, 0, 0};
    for (int i = 1; i < 256; i++) {
        double at = (double)last * (i - 1) / 255, share = at - floor(at);
        const double *a = stops[(int)at], *b = stops[(int)at + 1];
        colours[i] = (struct colour){
            (uint8_t)(a[0] + share * (b[0] - a[0])),
            (uint8_t)(a[1] + share * (b[1] - a[1])),
            (uint8_t)(a[2] + share * (b[2] - a[2])),
        };
    }
}

/* Most of the detail is in the first steps, hence the root. */
static uint8_t colour_of(uint16_t steps)
{
    if (steps == STEPS_MAX)
        return 0;
    return (uint8_t)(1 + fmod(32 * sqrt(steps), 255));
}

static int picture_save(const char *path, char why[WORKLOAD_WHY_MAX])
{
    struct colour colours[256];
    size_t count = picture.side * picture.side;
    uint8_t of_steps[STEPS_MAX + 1];
    uint8_t *pixels = malloc(count);
    if (!pixels)
        return -ENOMEM;
    colours_make(colours);
    for (uint16_t steps = 0; steps <= STEPS_MAX; steps++)
        of_steps[steps] = colour_of(steps);
    for (size_t i = 0; i < count; i++)
        pixels[i] = of_steps[picture.steps[i]];
    int err = picture_write(path, pixels, (uint32_t)picture.side, colours, why);
    free(pixels);
    return err;
}

/* Checks every band's digest and a pixel in up to SAMPLES bands. Then writes
 * the picture's file, if one is asked for and all of the picture is there. */
static int mandelbrot_check(const struct plan *plan,
                            const struct result *results,
                            char why[WORKLOAD_WHY_MAX])
{
    bool whole = true;
    int stride = plan->tasks / SAMPLES + 1;
    for (int i = 0; i < plan->tasks; i++) {
        struct band band = band_of(plan, i);
        whole = whole && !results[i].err;
        if (results[i].err)
            continue;
        if (results[i].answer != band_digest(band)) {
            snprintf(why, WORKLOAD_WHY_MAX,
                     "band %d's digest is not that of its pixels", i);
            return -EILSEQ;
        }
        int err = i % stride == 0 ? check_samples(band, why) : 0;
        if (err)
            return err;
    }
    return plan->output && whole ? picture_save(plan->output, why) : 0;
}

static void *mandelbrot_made(const struct plan *plan, size_t *bytes)
{
    (void)plan;
    *bytes = picture_bytes();
    return picture.steps;
}

static void mandelbrot_teardown(void)
{
    shared_free(picture.steps, picture_bytes());
    picture.steps = NULL;
}

const struct workload workload_mandelbrot = {
    .name = "mandelbrot",
    .summary = "renders a picture of the Mandelbrot set, band by band",
    .kind = WORKLOAD_CPU,
    .size_type = SIZE_COUNT,
    .size_meaning = "pixels a side",
    .uses = USES_COMPUTE | USES_OUTPUT,
    .default_tasks = 128,
    .default_size = 1024,
    .max_size = 16384,
    .setup = mandelbrot_setup,
    .task = mandelbrot_task,
    .check = mandelbrot_check,
    .made = mandelbrot_made,
    .teardown = mandelbrot_teardown,
};
