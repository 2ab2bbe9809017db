/* metg_section.c -- the smallest task worth handing over, as a table. */
#include "bench/report/metg_section.h"

#include <math.h>
#include <string.h>

#include "bench/judge/metg.h"
#include "bench/judge/words.h"
#include "core/base/text.h"

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

/* Task Bench's own programs, to stand beside ours: measured once, on two cores
 * of Debian 12 with Open MPI 4.1.4 and gcc 12.2. */
static const struct {
    const char *model, *says;
    double seconds;
} references[] = {
    {"mpi", "MPI, no data exchanged", 140e-9},
    {"mpi", "MPI, each task needs its neighbours' data", 1030e-9},
    {"openmp", "OpenMP tasks", 10400e-9},
};
#define REFERENCES (sizeof references / sizeof *references)

/* A series and its METG at each of the shares. */
struct end {
    const struct curve *curve;
    struct metg metg[SHARES];
};

/* Those whose METG at half of the peak is shown to be the least and the most. */
struct ends {
    struct end least, most;
    char below[200]; /* the names of those that have less */
};

static void ends_take(struct ends *ends, const struct end *end)
{
    const struct metg *half = end->metg;
    if (isnan(half->seconds) || half->interval.level <= 0)
        return;
    if (half->below) {
        text_append(ends->below, sizeof ends->below, "%s%s",
                    *ends->below ? " and " : "", end->curve->name);
        return;
    }
    if (!ends->least.curve || half->seconds < ends->least.metg->seconds)
        ends->least = *end;
    if (!ends->most.curve || half->seconds > ends->most.metg->seconds)
        ends->most = *end;
}

static void put_time(FILE *md, const struct metg *metg)
{
    fputs(words_time(metg->seconds).text, md);
    if (metg->interval.level > 0)
        fprintf(md, " (%s)", words_time_interval(metg->interval).text);
}

static void put_end(FILE *md, const struct end *end, const char *verb)
{
    words_markdown(md, end->curve->name);
    fprintf(md, " half of the cores' time is work %s a task costs ", verb);
    put_time(md, &end->metg[0]);
    fputs(", and 95 % of it ", md);
    if (isnan(end->metg[1].seconds)) {
        fputs("at no size here", md);
        return;
    }
    fputs("from ", md);
    put_time(md, &end->metg[1]);
    fputs(" on", md);
}

static void put_ends(FILE *md, const struct ends *ends)
{
    if (*ends->below) {
        fputs("With ", md);
        words_markdown(md, ends->below);
        fprintf(md,
                " even the shortest tasks here leave half of the cores' time "
                "for work.%s",
                ends->least.curve ? " " : "\n\n");
    }
    if (!ends->least.curve)
        return;
    fputs("With ", md);
    put_end(md, &ends->least, "as soon as");
    if (ends->most.metg->interval.low > ends->least.metg->interval.high) {
        fputs("; with ", md);
        put_end(md, &ends->most, "only once");
    }
    fputs(". Shorter tasks are better handed over several at a time.\n\n", md);
}

/* A series beside those of its kind. */
static bool put_references(FILE *md, const struct end *end, bool begun)
{
    const struct metg *half = end->metg;
    for (size_t i = 0; i < REFERENCES; i++) {
        if (strcmp(references[i].model, end->curve->model) != 0)
            continue;
        if (!begun)
            fputs("Beside Task Bench's own programs, which were not run here "
                  "but once, on two cores; their ranks and threads know their "
                  "tasks beforehand or make them, ours take each from a shared "
                  "number:\n\n"
                  "| Task Bench | METG(50 %) | here | times |\n"
                  "|---|---:|---|---:|\n",
                  md);
        begun = true;
        fprintf(md, "| %s | %s | ", references[i].says,
                words_time(references[i].seconds).text);
        words_markdown(md, end->curve->name);
        fprintf(md, ": %s%s | %s%s |\n", half->below ? "< " : "",
                words_time(half->seconds).text, half->below ? "< " : "",
                words_times(half->seconds / references[i].seconds).text);
    }
    return begun;
}

static void put_all_references(FILE *md, const struct measures *measures,
                               int index, const struct curves *curves)
{
    bool begun = false;
    for (int i = 0; i < curves->count; i++) {
        struct end end = {.curve = &curves->list[i]};
        metg_find(&end.metg[0], end.curve, measures, index, shares[0]);
        begun = put_references(md, &end, begun);
    }
    fputs(begun ? "\n" : "", md);
}

void section_metg(FILE *md, const struct measures *measures, int index,
                  const struct curves *curves)
{
    struct ends ends = {.least.curve = NULL};
    fputs("| series | METG(50 %) | 95 % interval | METG(95 %) | 95 % interval "
          "|\n|---|---:|---:|---:|---:|\n",
          md);
    for (int i = 0; i < curves->count; i++) {
        struct end end = {.curve = &curves->list[i]};
        fputs("| ", md);
        words_markdown(md, end.curve->name);
        fputs(" |", md);
        for (int j = 0; j < SHARES; j++) {
            metg_find(&end.metg[j], end.curve, measures, index, shares[j]);
            put_metg(md, &end.metg[j]);
        }
        ends_take(&ends, &end);
        fputc('\n', md);
    }
    fputc('\n', md);
    if (measures->noisy)
        return;
    put_ends(md, &ends);
    put_all_references(md, measures, index, curves);
}
