/* metg_section.c -- the smallest task worth handing over, as a table. */
#include "bench/report/metg_section.h"

#include <math.h>

#include "bench/judge/metg.h"
#include "bench/judge/words.h"

static const double shares[] = {0.5, 0.95};
#define SHARES 2

static void put_metg(FILE *md, const struct metg *metg)
{
    if (isnan(metg->seconds))
        fputs(" never | — |", md);
    else
        fprintf(md, " %s%s | %s |", metg->below ? "< " : "",
                words_time(metg->seconds).text,
                words_time_interval(metg->interval).text);
}

/* The curves whose METG at half of the peak is the least and the most. */
struct ends {
    const struct curve *least, *most;
    double least_s, most_s;
};

static void ends_take(struct ends *ends, const struct curve *curve,
                      const struct metg *metg)
{
    if (isnan(metg->seconds) || metg->below)
        return;
    if (!ends->least || metg->seconds < ends->least_s) {
        ends->least = curve;
        ends->least_s = metg->seconds;
    }
    if (!ends->most || metg->seconds > ends->most_s) {
        ends->most = curve;
        ends->most_s = metg->seconds;
    }
}

static void put_ends(FILE *md, const struct ends *ends)
{
    if (!ends->least || ends->least == ends->most)
        return;
    fputs("With ", md);
    words_markdown(md, ends->least->name);
    fprintf(
        md,
        " half of the cores' time is work as soon as a task costs %s; with ",
        words_time(ends->least_s).text);
    words_markdown(md, ends->most->name);
    fprintf(md,
            " it has to cost %s. Shorter tasks are better handed over several "
            "at a time.\n\n",
            words_time(ends->most_s).text);
}

void section_metg(FILE *md, const struct measures *measures, int index,
                  const struct curves *curves)
{
    struct ends ends = {.least = NULL};
    fputs("| series | METG(50 %) | 95 % interval | METG(95 %) | 95 % interval "
          "|\n|---|---:|---:|---:|---:|\n",
          md);
    for (int i = 0; i < curves->count; i++) {
        fputs("| ", md);
        words_markdown(md, curves->list[i].name);
        fputs(" |", md);
        for (int j = 0; j < SHARES; j++) {
            struct metg metg;
            metg_find(&metg, &curves->list[i], measures, index, shares[j]);
            put_metg(md, &metg);
            if (j == 0)
                ends_take(&ends, &curves->list[i], &metg);
        }
        fputc('\n', md);
    }
    fputc('\n', md);
    put_ends(md, &ends);
}
