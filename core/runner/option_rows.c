/* option_rows.c -- every option of the runner, and what it applies to. */
#include "core/runner/option_rows.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "core/base/option_parse.h"
#include "core/base/text.h"

#define TASKS_MAX 10000000
#define RATE_MAX  1000000000

/* Bits beyond enum workload_uses: what the rest of the workload and the model
 * have. */
enum {
    USES_SIZE = 1 << 16,
    USES_VARIANTS = 1 << 17,
    BY_LOOPS = 1 << 18,   /* the model's workers share loops, with a pool */
    BY_WORKERS = 1 << 19, /* the model can have several workers */
    BY_RANKS = 1 << 20,   /* each of its programs can be an event loop */
};
#define BY_MODEL ((unsigned)(BY_LOOPS | BY_WORKERS | BY_RANKS))

#define OPTIONS(member) offsetof(struct options, member)
#define PLAN(member)    OPTIONS(plan.member)

static int take_url(void *into, char *value, char why[WHY_MAX])
{
    struct options *options = into;
    return urls_add(&options->urls, value, why);
}

/* The loop's ways to files. */
static const char *const ways[] = {"pool", "ring", NULL};

const struct option option_rows[] = {
    {.help = "The tasks"},
    {"tasks", OPTION_COUNT, PLAN(tasks), "N",
     .help = "how many; by default what --list says, or one per --url",
     .least = 1, .most = TASKS_MAX},
    {"size", OPTION_TEXT, OPTIONS(size), "S",
     .help = "of each task: 100ms, 64KiB or 20k; --list says what it means",
     .only = USES_SIZE},
    {"variant", OPTION_TEXT, OPTIONS(variant), "WORD",
     .help = "do it another way; --list names the ways", .only = USES_VARIANTS},
    {"width", OPTION_COUNT, PLAN(width), "W",
     .help = "workers, so at most W tasks in progress; 0 is one per task; "
             "by default one per task, but one per core if tasks only "
             "compute, and at most 100 for a list of URLs",
     .most = TASKS_MAX},
    {"chunk", OPTION_COUNT, PLAN(chunk), "N",
     .help = "tasks that a worker takes at once; by default 1, but more of "
             "those that only compute",
     .least = 1, .most = TASKS_MAX},
    {"loops", OPTION_FLAG, PLAN(loops), NULL,
     .help = "each rank is an event loop, to which the width is dealt out",
     .only = BY_RANKS},
    {"keep-going", OPTION_FLAG, PLAN(keep_going), NULL,
     .help = "carry on after a failure; else the first one cancels the rest"},
    {"rate", OPTION_RATE, PLAN(rate_per_s), "R",
     .help = "start at most R tasks per second; latency counts from each "
             "task's turn",
     .most = RATE_MAX},
    {"timeout", OPTION_DURATION, PLAN(timeout_ns), "T",
     .help = "fail each task that takes longer", .least = 1},

    {.help = "Computing"},
    {"offload", OPTION_FLAG, PLAN(offload), NULL,
     .help = "hand computing to the loop's thread pool",
     .only = BY_LOOPS | USES_COMPUTE},
    {"cpu-share", OPTION_COUNT, PLAN(cpu_share), "P",
     .help = "percentage of a task's time spent computing; by default 50",
     .most = 100, .only = USES_CPU_SHARE},
    {"output", OPTION_TEXT, PLAN(output), "FILE",
     .help = "write the picture here, as PNG", .only = USES_OUTPUT},

    {.help = "Pages"},
    {"url", OPTION_CALL, 0, "URL",
     .help = "what to GET, repeatable; @FILE has one per line",
     .take = take_url, .only = USES_PAGES},
    {"per-host", OPTION_COUNT, PLAN(per_host), "K",
     .help = "at most K requests at once to each host", .least = 1,
     .most = TASKS_MAX, .only = USES_PAGES},
    {"retries", OPTION_COUNT, PLAN(retries), "N",
     .help = "retry what may be temporary, waiting longer each time: refused, "
             "cut short, 429, 502, 503, 504; within the task's --timeout",
     .most = 100, .only = USES_PAGES},
    {"pause", OPTION_DURATION, PLAN(pause_ns), "T",
     .help = "wait this long before each request, as part of its task",
     .least = 1, .only = USES_PAGES},
    {"fresh", OPTION_FLAG, PLAN(fresh), NULL,
     .help = "a new session for each task: no connection is reused",
     .only = USES_PAGES},
    {"cacert", OPTION_TEXT, PLAN(cacert), "FILE",
     .help = "trust these certificates, not the system's", .only = USES_PAGES},

    {.help = "Databases and files"},
    {"db", OPTION_TEXT, PLAN(db), "DB",
     .help = "postgresql://… or, for query alone, a SQLite file; by default "
             "a SQLite file made for the run",
     .only = USES_DATABASE},
    {"connections", OPTION_COUNT, PLAN(connections), "K",
     .help = "at most K connections in use at once", .least = 1,
     .most = TASKS_MAX, .only = USES_DATABASE},
    {"delay", OPTION_DURATION, PLAN(delay_ns), "T",
     .help = "make each query wait this long in PostgreSQL; of serve, hold "
             "each answer of --variant wait back this long",
     .least = 1, .only = USES_DELAY},
    {"dir", OPTION_TEXT, PLAN(dir), "DIR",
     .help = "where files go; by default the temporary directory",
     .only = USES_FILES},
    {"files", OPTION_CHOICE, OPTIONS(files), "WAY",
     .help = "how the loop reads and writes them: by its thread pool, or "
             "ring, by Linux's io_uring",
     .only = BY_LOOPS | USES_FILE_CALLS, .words = ways},

    {.help = "Serving"},
    {"port", OPTION_COUNT, PLAN(port), "N",
     .help = "serve others at this port of the loopback, or at any if 0, until "
             "Ctrl-C; --width is then how many connections at once",
     .most = 65535, .only = USES_PORT},

    {.help = "What is measured, and where it goes"},
    {"ticker", OPTION_FLAG, PLAN(ticker), NULL,
     .help = "one more worker measures how late a 2 ms tick comes",
     .only = BY_WORKERS},
    {"meter", OPTION_FLAG, PLAN(meter), NULL,
     .help = "sample memory, threads and processes; costs some time"},
    {"record", OPTION_TEXT, OPTIONS(record), "FILE",
     .help = "append one line of JSON; - is standard output"},
    {"trace", OPTION_TEXT, OPTIONS(trace), "FILE",
     .help = "write one line per task, as CSV: index, worker, begin_ns, "
             "end_ns, err, cpu_ns, waits (begin-end;…)"},

    {.help = "Help"},
    {"list", OPTION_MODE, OPTIONS(ask), NULL, .help = "the workloads",
     .least = ASK_LIST},
    {"options", OPTION_MODE, OPTIONS(ask), NULL,
     .help = "every model's options, as the table in README.md",
     .least = ASK_OPTIONS},
    {"help", OPTION_MODE, OPTIONS(ask), NULL, .help = "this model's options",
     .letter = 'h', .least = ASK_HELP},
    {"version", OPTION_MODE, OPTIONS(ask), NULL, .help = "its version",
     .least = ASK_VERSION},
    {0},
};

static unsigned uses_of(const struct workload *workload)
{
    return workload->uses | (workload->default_size ? USES_SIZE : 0) |
           (workload->variants ? USES_VARIANTS : 0);
}

unsigned option_rows_have(const struct model *model,
                          const struct workload *workload)
{
    unsigned by_model = (model->can_offload ? BY_LOOPS : 0) |
                        (model->can_loop ? BY_RANKS : 0) |
                        (model->max_width == 1 ? 0 : BY_WORKERS);
    return by_model | (workload ? uses_of(workload) : ~BY_MODEL);
}

/* Each model is a program of its own, so there is no list to search. */
static void name_models(unsigned by, char note[OPTION_NOTE_MAX])
{
    if (by & BY_LOOPS)
        text_append(note, OPTION_NOTE_MAX, "async, hybrid");
    else if (by & BY_RANKS)
        text_append(note, OPTION_NOTE_MAX, "mpi");
    else if (by & BY_WORKERS)
        text_append(note, OPTION_NOTE_MAX, "all models but sequential");
}

static void name_workloads(const struct workload *const *list, unsigned uses,
                           bool that_do, char note[OPTION_NOTE_MAX])
{
    const char *comma = "";
    for (; *list; list++)
        if (((uses & ~uses_of(*list)) == 0) == that_do) {
            text_append(note, OPTION_NOTE_MAX, "%s%s", comma, (*list)->name);
            comma = ", ";
        }
}

/* Names the workloads that satisfy `uses`, or those that do not, whichever is
 * shorter. */
static void name_most(const struct workload *const *list, unsigned uses,
                      char note[OPTION_NOTE_MAX])
{
    char those[OPTION_NOTE_MAX] = "", others[OPTION_NOTE_MAX] = "all but ";
    name_workloads(list, uses, true, those);
    name_workloads(list, uses, false, others);
    text_append(note, OPTION_NOTE_MAX, "%s",
                strlen(those) <= strlen(others) ? those : others);
}

static void name_all(unsigned only, const struct workload *const *list,
                     char note[OPTION_NOTE_MAX])
{
    name_models(only & BY_MODEL, note);
    if (only & BY_MODEL && only & ~BY_MODEL)
        text_append(note, OPTION_NOTE_MAX, "; ");
    if (only & ~BY_MODEL)
        name_most(list, only & ~BY_MODEL, note);
}

void option_rows_note(const struct option *row, const void *arg,
                      char note[OPTION_NOTE_MAX])
{
    note[0] = '\0';
    name_all(row->only, arg, note);
}

int option_rows_check(const struct options *options, uint64_t given,
                      const struct model *model, char why[WHY_MAX])
{
    const struct workload *workload = options->plan.workload;
    unsigned have = option_rows_have(model, workload);
    const struct option *row = option_unfit(options->rows, given, have);
    char fits[OPTION_NOTE_MAX] = "";
    if (!row)
        return 0;
    bool by_model = row->only & ~have & BY_MODEL;
    name_all(row->only & (by_model ? BY_MODEL : ~BY_MODEL), options->workloads,
             fits);
    snprintf(why, WHY_MAX, "--%s: found with %s, expected with %s", row->name,
             by_model ? model->name : workload->name, fits);
    return -EINVAL;
}
