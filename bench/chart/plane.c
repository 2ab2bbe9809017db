/* plane.c -- the plane that curves are drawn on: scales, names at its edge. */
#include "bench/chart/plane.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TICKS_MAX 8
#define LABEL_GAP 0.07 /* between names, as a share of the height */

static double place(struct chart_range range, bool log_scale, double value)
{
    return log_scale ? log(value / range.low) / log(range.high / range.low)
                     : (value - range.low) / (range.high - range.low);
}

void plane_widen(struct plane *plane)
{
    struct chart_range *x = &plane->x, *y = &plane->y;
    double span = plane->log_x ? pow(x->high / x->low, 0.03)
                               : (x->high - x->low) * 0.03 + 1e-9;
    x->low = plane->log_x ? x->low / span : x->low - span;
    x->high = plane->log_x ? x->high * span : x->high + span;
    if (plane->log_y) {
        span = fmax(pow(y->high / y->low, 0.06), 1.15);
        y->low /= span;
        y->high *= span;
    } else {
        y->low = 0;
        y->high = fmax(y->high, 1) * 1.08;
    }
}

static void put_tick(struct plane *plane, const char *axis, double value,
                     const char *text, const char *comma)
{
    if (*comma == '(')
        fprintf(plane->script, "set %stics (", axis);
    else
        fputs(comma, plane->script);
    gnuplot_put_label(plane->script, text);
    fprintf(plane->script, " %.10g", value);
}

/* On an axis, "2.00 s" says no more than "2 s". */
static void trim(char *text)
{
    char *point = text, *end;
    while (*point && *point != '.')
        point++;
    if (!*point)
        return;
    end = point + 1;
    while (isdigit((unsigned char)*end))
        end++;
    char *keep = end;
    while (keep > point && (keep[-1] == '0' || keep[-1] == '.'))
        if (*--keep == '.')
            break;
    while ((*keep++ = *end++))
        ;
}

/* The values swept, except where there is no room for one. */
static void put_x_ticks(struct plane *plane)
{
    const char *comma = "(";
    double last = -INFINITY;
    for (int i = 0; i < plane->xs_count; i++) {
        double x = plane->xs[i];
        double at = place(plane->x, plane->log_x, x);
        struct words words =
            plane->x_words ? plane->x_words(x) : words_count(x);
        if (at - last < 0.07)
            continue;
        if (plane->x_words)
            trim(words.text);
        put_tick(plane, "x", x, words.text, comma);
        comma = ", ";
        last = at;
    }
    fputs(")\n", plane->script);
}

/* Ticks are 1, 2 and 5 times each power of ten, or powers of two; the more
 * `thinned`, the fewer of them. */
static bool is_tick(int step, int thinned, bool bytes)
{
    if (bytes)
        return step % (1 << thinned) == 0;
    return thinned == 0 || step % (3 << (thinned - 1)) == 0;
}

static double tick_at(int step, bool bytes)
{
    static const double first[] = {1, 2, 5};
    int power = (int)floor(step / 3.0);
    return bytes ? exp2(step) : first[step - 3 * power] * pow(10, power);
}

static int count_ticks(const struct plane *plane, int thinned)
{
    int count = 0;
    for (int step = -60; step <= 60; step++) {
        double at = tick_at(step, plane->bytes);
        count += at >= plane->y.low && at <= plane->y.high &&
                 is_tick(step, thinned, plane->bytes);
    }
    return count;
}

static void put_y_ticks(struct plane *plane)
{
    const char *comma = "(";
    int thinned = 0;
    while (count_ticks(plane, thinned) > TICKS_MAX)
        thinned++;
    for (int step = -60; step <= 60; step++) {
        double at = tick_at(step, plane->bytes);
        if (at < plane->y.low || at > plane->y.high ||
            !is_tick(step, thinned, plane->bytes))
            continue;
        struct words words = plane->words(at);
        trim(words.text);
        put_tick(plane, "y", at, words.text, comma);
        comma = ", ";
    }
    fputs(*comma == '(' ? "set ytics\n" : ")\n", plane->script);
}

void plane_put_axes(struct plane *plane)
{
    FILE *script = plane->script;
    fprintf(script,
            "%s%sset xrange [%.8g:%.8g]\nset yrange [%.8g:%.8g]\n"
            "set grid xtics ytics lt 1 lw 1 lc rgb '#c8c8c8'\n"
            "set xlabel '%s' offset character 0, 0.4\n"
            "set label '%s' at screen 0.02, screen %.4f left\n"
            "set lmargin 8\nset tmargin at screen %.4f\n"
            "set bmargin at screen %.4f\n",
            plane->log_x ? "set logscale x\n" : "",
            plane->log_y ? "set logscale y\n" : "", plane->x.low, plane->x.high,
            plane->y.low, plane->y.high, plane->x_name, plane->y_name,
            1 - 16.0 / PLANE_HEIGHT, 1 - 40.0 / PLANE_HEIGHT,
            (2.0 * CHART_AXIS_HEIGHT + 4) / PLANE_HEIGHT);
    put_x_ticks(plane);
    if (plane->log_y)
        put_y_ticks(plane);
    else
        fprintf(script, "set format y '%%g%s'\n", plane->unit);
}

void plane_add_label(struct plane *plane, const char *text, double value,
                     int colour)
{
    struct plane_label *label = &plane->labels[plane->labels_count];
    double height = place(plane->y, plane->log_y, value);
    if (plane->labels_count == PLANE_LABELS_MAX || isnan(height))
        return;
    snprintf(label->text, sizeof label->text, "%s", text);
    label->height = fmin(fmax(height, 0), 1);
    label->colour = colour;
    plane->labels_count++;
}

static int compare_labels(const void *a, const void *b)
{
    const struct plane_label *x = a, *y = b;
    return (x->height > y->height) - (x->height < y->height);
}

/* Room for the longest name: a letter is narrower than gnuplot's character. */
static void put_margin(const struct plane *plane)
{
    double longest = 0;
    for (int i = 0; i < plane->labels_count; i++)
        longest = fmax(longest, (double)strlen(plane->labels[i].text));
    fprintf(plane->script, "set rmargin %.1f\n",
            fmax(10.5, 0.85 * longest + 2));
}

void plane_put_labels(struct plane *plane)
{
    int count = plane->labels_count;
    put_margin(plane);
    qsort(plane->labels, (size_t)count, sizeof *plane->labels, compare_labels);
    for (int round = 0; round < 60; round++)
        for (int i = 1; i < count; i++) {
            struct plane_label *low = &plane->labels[i - 1], *high = low + 1;
            double lacks = low->height + LABEL_GAP - high->height;
            if (lacks <= 0)
                continue;
            low->height = fmax(low->height - lacks / 2, 0);
            high->height = low->height + LABEL_GAP;
        }
    for (int i = 0; i < count; i++) {
        fputs("set label ", plane->script);
        gnuplot_put_label(plane->script, plane->labels[i].text);
        fprintf(plane->script,
                " at graph 1.02, graph %.4f left noenhanced tc rgb '#%06x'\n",
                plane->labels[i].height, (unsigned)plane->labels[i].colour);
    }
}
