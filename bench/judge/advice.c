/* advice.c -- what to use for which kind of task, from one bench's data. */
#include "bench/judge/advice.h"

#include <math.h>
#include <string.h>

#include "bench/judge/words.h"

/* ---- what the experiments of one kind say of a model ---- */

struct tally {
    int experiments; /* that compare it with sequential */
    int fastest;     /* in which it is, or ties with, the fastest */
    int helps;       /* in which it is faster than sequential */
    int idles;       /* in which it is shown not to be */
};

static bool is_of_kind(const struct experiment_measures *of,
                       enum theory_kind kind)
{
    return measures_compares(of) && of->cells[of->sequential].kind == kind;
}

/* The model's cell, if enough blocks compare it with sequential. */
static const struct cell_measures *
compared(const struct experiment_measures *of, enum theory_kind kind,
         const char *model)
{
    const struct cell_measures *cell =
        is_of_kind(of, kind) ? measures_of(of, model) : NULL;
    bool shown = cell && !isnan(cell->speedup.estimate) &&
                 cell->speedup.interval.level > 0;
    return shown ? cell : NULL;
}

static struct tally tally_of(const struct measures *measures,
                             enum theory_kind kind, const char *model)
{
    struct tally tally = {0};
    for (int i = 0; i < measures->experiments_count; i++) {
        const struct cell_measures *cell =
            compared(&measures->experiments[i], kind, model);
        if (!cell)
            continue;
        tally.experiments++;
        tally.fastest += cell->fastest;
        tally.helps += cell->speedup.interval.low > MEASURES_TIE;
        tally.idles += cell->speedup.interval.high <= ADVICE_IDLE;
    }
    return tally;
}

static bool always_fastest(const struct tally *tally)
{
    return tally->experiments > 0 && tally->fastest == tally->experiments;
}

static bool always_helps(const struct tally *tally)
{
    return tally->experiments > 0 && tally->helps == tally->experiments;
}

/* ---- numbers ---- */

#define FOUND(advice) ((advice)->found + strlen((advice)->found))
#define ROOM(advice)  (sizeof(advice)->found - strlen((advice)->found))

/* "a loop", as the page calls the models. */
static const char *called(const char *model)
{
    return strcmp(model, "async") == 0 ? "a loop" : model;
}

static void put_interval(struct advice *advice, const struct interval *interval)
{
    snprintf(FOUND(advice), ROOM(advice), " (%s to %s)",
             words_times(interval->low).text, words_times(interval->high).text);
}

/* Nothing is faster than its workers and cores allow. */
static void put_share(struct advice *advice, const struct cell_measures *cell)
{
    if (cell->speedup.interval.low > cell->possible * MEASURES_TIE)
        snprintf(FOUND(advice), ROOM(advice),
                 ", more than the %.3g possible: something is wrong with this "
                 "run",
                 cell->possible);
    else if (!isnan(cell->possible))
        snprintf(FOUND(advice), ROOM(advice), ", %s of the %.3g possible",
                 words_percent(cell->speedup.estimate / cell->possible).text,
                 cell->possible);
}

/* "threads 9.28× as fast as one after another (9.25× to 9.31×), 93 % of the 10
 * that are possible" */
static void put_speedup(struct advice *advice, const struct cell_measures *cell)
{
    snprintf(FOUND(advice), ROOM(advice), "%s %s as fast as one after another",
             called(cell->model), words_times(cell->speedup.estimate).text);
    put_interval(advice, &cell->speedup.interval);
    put_share(advice, cell);
}

static void put_beside(struct advice *advice, const struct cell_measures *cell)
{
    if (cell)
        snprintf(FOUND(advice), ROOM(advice), "; %s %s", called(cell->model),
                 words_times(cell->speedup.estimate).text);
}

/* The experiment that shows a model's speed-up best: the one in which most is
 * possible and, where that is the same in all, the middle one. */
static const struct experiment_measures *
telling_of(const struct measures *measures, enum theory_kind kind,
           const char *model)
{
    const struct experiment_measures *best = NULL;
    double most = -INFINITY;
    double speedups[SERIES_BLOCKS_MAX];
    int n = 0;
    for (int i = 0; i < measures->experiments_count; i++) {
        const struct experiment_measures *of = &measures->experiments[i];
        const struct cell_measures *cell = compared(of, kind, model);
        if (cell && n < SERIES_BLOCKS_MAX)
            speedups[n++] = cell->speedup.estimate;
        if (cell && cell->possible > most)
            most = cell->possible;
    }
    double middle = n > 0 ? stat_median(speedups, n) : NAN, off = INFINITY;
    for (int i = 0; i < measures->experiments_count; i++) {
        const struct experiment_measures *of = &measures->experiments[i];
        const struct cell_measures *cell = compared(of, kind, model);
        if (!cell || cell->possible < most ||
            !(fabs(cell->speedup.estimate - middle) < off))
            continue;
        off = fabs(cell->speedup.estimate - middle);
        best = of;
    }
    return best;
}

/* ---- the four lines ---- */

static void use(struct advice *advice, const char *text)
{
    snprintf(advice->use, sizeof advice->use, "%s", text);
}

/* Says what is missing. */
static void lack(struct advice *advice, const char *text)
{
    advice->known = false;
    use(advice, text);
}

/* Has it speed-ups, but too few blocks for their intervals? */
static bool is_too_short(const struct experiment_measures *of)
{
    for (int i = 0; i < of->cells_count; i++)
        if (!isnan(of->cells[i].speedup.estimate) &&
            of->cells[i].speedup.interval.level <= 0)
            return true;
    return false;
}

/* Has it cells of that kind that did not take the CPU time of sequential? */
static bool is_left_out(const struct experiment_measures *of,
                        enum theory_kind kind)
{
    for (int i = 0; i < of->cells_count; i++)
        if (of->cells[i].kind == kind && of->cells[i].cost.unequal)
            return true;
    return false;
}

static void lack_kind(struct advice *advice, const struct measures *measures,
                      enum theory_kind kind, const char *missing)
{
    bool too_short = false, left_out = false;
    for (int i = 0; i < measures->experiments_count; i++) {
        const struct experiment_measures *of = &measures->experiments[i];
        too_short |= is_of_kind(of, kind) && is_too_short(of);
        left_out |= is_left_out(of, kind);
    }
    lack(advice, too_short  ? "too few blocks to tell"
                 : left_out ? "not from this run: its cells are left out"
                            : missing);
    advice->absent = !too_short && !left_out;
}

/* What to use if neither is shown to help. */
static const char *without(const struct tally *one, const struct tally *other)
{
    return one->idles + other->idles == one->experiments + other->experiments
               ? "one after another: nothing made it faster"
               : "not clear from this run: its intervals are too wide";
}

static void advise_few(struct advice *advice, const struct measures *measures)
{
    struct tally loop = tally_of(measures, THEORY_WAITS, "async");
    struct tally threads = tally_of(measures, THEORY_WAITS, "threads");
    if (loop.experiments == 0 || threads.experiments == 0) {
        lack_kind(advice, measures, THEORY_WAITS,
                  "no experiment of this run lets tasks wait on a loop and on "
                  "threads");
        return;
    }
    bool by_loop = always_fastest(&loop), by_threads = always_fastest(&threads);
    use(advice, loop.helps + threads.helps == 0 ? without(&loop, &threads)
                : by_loop && by_threads ? "threads or a loop, as you like"
                : by_loop               ? "a loop"
                : by_threads            ? "threads"
                                        : "it depends on the task");
    const char *model = by_threads || !by_loop ? "threads" : "async";
    const struct experiment_measures *of =
        telling_of(measures, THEORY_WAITS, model);
    put_speedup(advice, measures_of(of, model));
    put_beside(advice, compared(of, THEORY_WAITS,
                                strcmp(model, "async") ? "async" : "threads"));
    advice->evidence[0] = of->experiment;
}

/* The experiment with thousands of waits under both models, metered or not. */
static const struct experiment_measures *
crowd_of(const struct measures *measures, bool metered)
{
    for (int i = 0; i < measures->experiments_count; i++) {
        const struct experiment_measures *of = &measures->experiments[i];
        const struct cell_measures *loop = measures_of(of, "async");
        const struct cell_measures *threads = measures_of(of, "threads");
        if (!of->experiment->sweep && loop && threads &&
            loop->kind == THEORY_WAITS && loop->workers >= ADVICE_MANY_TASKS &&
            loop->workers <= threads->workers &&
            loop->tasks <= threads->tasks && loop->tasks >= threads->tasks &&
            loop->cell->meter == metered && threads->cell->meter == metered)
            return of;
    }
    return NULL;
}

/* Where a figure of threads stands to the loop's: -1 below it by more than a
 * tie, 1 above it, 0 neither. */
static int side_of(const struct ratio *ratio)
{
    return (ratio->interval.low > MEASURES_TIE) -
           (ratio->interval.high < 1 / MEASURES_TIE);
}

static int advise_memory(struct advice *advice,
                         const struct experiment_measures *of)
{
    const struct cell_measures *loop = measures_of(of, "async");
    const struct cell_measures *threads = measures_of(of, "threads");
    struct ratio ratio = series_ratio(&threads->memory_bytes,
                                      &loop->memory_bytes, MEASURES_ALPHA);
    if (ratio.interval.level <= 0)
        return 0;
    snprintf(FOUND(advice), ROOM(advice),
             "a task that waits takes %s, a thread %s: %s",
             words_bytes(loop->memory_bytes.median / loop->tasks).text,
             words_bytes(threads->memory_bytes.median / threads->tasks).text,
             words_times(ratio.estimate).text);
    put_interval(advice, &ratio.interval);
    return side_of(&ratio);
}

static int advise_cpu(struct advice *advice,
                      const struct experiment_measures *of)
{
    const struct cell_measures *loop = measures_of(of, "async");
    const struct cell_measures *threads = measures_of(of, "threads");
    struct ratio ratio =
        series_ratio(&threads->cpu_s, &loop->cpu_s, MEASURES_ALPHA);
    if (ratio.interval.level <= 0)
        return 0;
    snprintf(FOUND(advice), ROOM(advice),
             "%swith %s in flight a request takes %s of CPU on a loop, %s the "
             "CPU on threads",
             *advice->found ? "; " : "", words_count(loop->workers).text,
             words_time(loop->cpu_s.median / loop->tasks).text,
             words_times(ratio.estimate).text);
    put_interval(advice, &ratio.interval);
    return side_of(&ratio);
}

static void advise_many(struct advice *advice, const struct measures *measures)
{
    const struct experiment_measures *memory = crowd_of(measures, true);
    const struct experiment_measures *cpu = crowd_of(measures, false);
    int by_memory = memory ? advise_memory(advice, memory) : 0;
    int by_cpu = cpu ? advise_cpu(advice, cpu) : 0;
    if (!*advice->found) {
        lack(advice, memory || cpu ? "too few blocks to tell"
                                   : "no experiment of this run has thousands "
                                     "of tasks that wait");
        advice->absent = !memory && !cpu;
        return;
    }
    use(advice, by_memory * by_cpu < 0
                    ? by_memory > 0 ? "a loop for memory, threads for CPU"
                                    : "threads for memory, a loop for CPU"
                : by_memory + by_cpu > 0 ? "a loop"
                : by_memory + by_cpu < 0 ? "threads"
                                         : "threads or a loop, as you like");
    int count = 0;
    if (memory)
        advice->evidence[count++] = memory->experiment;
    if (cpu)
        advice->evidence[count] = cpu->experiment;
}

/* Does it always help, and not always less than the other? */
static bool is_worth_it(const struct tally *tally, const struct tally *other)
{
    return always_helps(tally) &&
           (tally->fastest > 0 || other->fastest == 0 || !always_helps(other));
}

static const char *of_loop(const struct tally *loop)
{
    return loop->experiments == 0             ? ""
           : always_helps(loop)               ? ", a loop too"
           : loop->helps > 0                  ? ", a loop at times"
           : loop->idles == loop->experiments ? ", never a loop"
                                              : "; a loop: not clear";
}

/* Tasks that hold on to what runs them: only what has several of those can
 * help. */
static void advise_busy(struct advice *advice, const struct measures *measures,
                        enum theory_kind kind, const char *lacking,
                        const char *workers)
{
    struct tally loop = tally_of(measures, kind, "async");
    struct tally threads = tally_of(measures, kind, "threads");
    struct tally processes = tally_of(measures, kind, "processes");
    if (threads.experiments + processes.experiments == 0) {
        lack_kind(advice, measures, kind, lacking);
        return;
    }
    bool by_threads = is_worth_it(&threads, &processes);
    bool by_processes = is_worth_it(&processes, &threads);
    const char *which = by_threads && by_processes ? "threads or processes"
                        : by_threads               ? "threads"
                                                   : "processes";
    if (!by_threads && !by_processes)
        use(advice, threads.helps + processes.helps > 0
                        ? "it depends on the task"
                        : without(&threads, &processes));
    else
        snprintf(advice->use, sizeof advice->use, "%s%s%s", which, workers,
                 of_loop(&loop));
    const char *model = threads.experiments > 0 && (by_threads || !by_processes)
                            ? "threads"
                            : "processes";
    const struct experiment_measures *of = telling_of(measures, kind, model);
    put_speedup(advice, measures_of(of, model));
    const struct cell_measures *beside = compared(of, kind, "async");
    put_beside(advice, beside);
    if (beside && !isnan(beside->lateness_max_s))
        snprintf(FOUND(advice), ROOM(advice),
                 ", and all else on it up to %s late",
                 words_time(beside->lateness_max_s).text);
    advice->evidence[0] = of->experiment;
}

int advice_give(struct advice list[ADVICE_CASES],
                const struct measures *measures,
                const struct judgement *judgement)
{
    static const char *const tasks[] = {
        [ADVICE_FEW] = "waiting, a few at a time",
        [ADVICE_MANY] = "waiting, by the thousand",
        [ADVICE_COMPUTES] = "computing",
        [ADVICE_BLOCKS] = "calls that block",
    };
    int told = 0;
    for (int i = 0; i < ADVICE_CASES; i++)
        list[i] = (struct advice){.tasks = tasks[i], .known = true};
    advise_few(&list[ADVICE_FEW], measures);
    advise_many(&list[ADVICE_MANY], measures);
    advise_busy(&list[ADVICE_COMPUTES], measures, THEORY_COMPUTES,
                "no experiment of this run computes on threads or processes",
                ", one a core");
    advise_busy(&list[ADVICE_BLOCKS], measures, THEORY_BLOCKS,
                "no experiment of this run blocks threads or processes", "");
    for (int i = 0; i < ADVICE_CASES; i++) {
        if (judgement->noisy && !list[i].absent) {
            list[i] = (struct advice){.tasks = tasks[i]};
            lack(&list[i], ADVICE_WITHHELD);
        }
        told += judgement->noisy ? !list[i].absent : list[i].known;
    }
    return told;
}
