/* workload.h -- one kind of task, written once for every model. */
#ifndef OVERLAP_CORE_WORKLOAD_H
#define OVERLAP_CORE_WORKLOAD_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "core/io.h"
#include "core/plan.h"

struct option;
struct result;

#define WORKLOAD_WHY_MAX   240
#define WORKLOAD_FINDS_MAX 4
#define FINDING_NAME_MAX   40
#define WORKLOAD_UNCHECKED 1 /* nothing to check the answers against */

enum workload_kind {
    WORKLOAD_IO,     /* waits */
    WORKLOAD_CPU,    /* computes */
    WORKLOAD_MIXED,  /* does both */
    WORKLOAD_SAFETY, /* goes wrong on purpose */
};

enum workload_size {
    SIZE_COUNT, /* --size is a plain number */
    SIZE_BYTES, /* --size takes KiB, MiB, GiB */
    SIZE_MS,    /* --size is a duration, kept in milliseconds */
};

/* What some workloads use and others do not. Options for anything a workload
 * does not use are refused (core/runner/option_rows.c). */
enum workload_uses {
    USES_COMPUTE = 1 << 0,    /* io_compute(), which --offload moves */
    USES_CPU_SHARE = 1 << 1,  /* plan->cpu_share */
    USES_OUTPUT = 1 << 2,     /* plan->output */
    USES_PAGES = 1 << 3,      /* pages.h: plan->urls to plan->cacert */
    USES_DATABASE = 1 << 4,   /* tables.h: plan->db, plan->connections */
    USES_DELAY = 1 << 5,      /* plan->delay_ns */
    USES_FILES = 1 << 6,      /* scratch.h: plan->dir */
    USES_FILE_CALLS = 1 << 7, /* io_file_read() and so on: plan->ring */
    USES_PORT = 1 << 8,       /* plan->port */
    USES_ONE_PLACE = 1 << 9,  /* what all its tasks change */
};

/* What one call of `task` works on. */
struct job {
    const struct plan *plan;
    int index; /* 0 … plan->tasks - 1 */
};

/* A number that a run yields besides its answers: 27 increments "lost". */
struct finding {
    const char *name; /* of letters, digits and _ */
    double value;
};

/* Every function but `task` may be NULL; those that return int return 0 or a
 * negative errno value unless they say otherwise. All but `task` run in the
 * program itself, before or after the workers. What setup allocates with
 * shared_alloc() (shared.h) is shared by all workers of every model, any other
 * memory only by threads and coroutines. If setup or check fails it leaves a
 * sentence for a person in `why`. */
struct workload {
    const char *name;
    const char *summary; /* a clause, without a full stop */
    enum workload_kind kind;
    enum workload_size size_type;
    const char *size_meaning; /* what --size counts: "bytes of a file" */
    int default_tasks;
    int64_t default_size; /* 0: tasks have no size */
    int64_t max_size;
    unsigned uses;      /* bits of enum workload_uses */
    bool connects;      /* each worker keeps a connection to the server open */
    bool small_stack;   /* `task` calls at most io_sleep() */
    bool kills_process; /* its tasks may: it runs in a child process, so that
                           the program survives to report it */
    const char *const *variants; /* the words of --variant, the default first,
                                    NULL-terminated; NULL: there are none */

    /* Of its own, for a workload from a library: each row says in `into` which
     * variable it fills. NULL: there are none. */
    const struct option *options;

    /* Removes what killed runs with such a plan have left. Comes first. */
    void (*sweep)(const struct plan *plan);
    int (*setup)(const struct plan *plan, char why[WORKLOAD_WHY_MAX]);
    int (*task)(struct io *io, const struct job *job, uint64_t *answer);
    /* Are the answers of the tasks that succeeded right? 0: yes; -EILSEQ: no;
     * WORKLOAD_UNCHECKED: there is no way to tell; else why the check could
     * not be made. */
    int (*check)(const struct plan *plan, const struct result *results,
                 char why[WORKLOAD_WHY_MAX]);
    /* Fills in what the run found and returns how many numbers that is; called
     * after `check`. */
    int (*findings)(const struct plan *plan, const struct result *results,
                    struct finding found[WORKLOAD_FINDS_MAX]);
    /* Why one task failed; NULL: the errno value says it all. */
    const char *(*explain)(int index);
    /* Prints one line per task, in task order, for a person; after the run. */
    void (*show)(const struct plan *plan, const struct result *results,
                 FILE *out);
    /* The shared memory, of `bytes` bytes, in which tasks leave more than their
     * answers: at first all 0, and each byte is written by one task only. NULL:
     * there is none. */
    void *(*made)(const struct plan *plan, size_t *bytes);
    void (*teardown)(void);
};

/* What a library says of itself, so that "overlap-threads ./x.so" runs its
 * workload: WORKLOAD_EXPORT(workload_x), once. The layout gives away an
 * interface that has changed without a new number. */
struct workload_export {
    uint32_t abi;
    uint64_t layout;
    const struct workload *workload;
};
#define WORKLOAD_ABI 1u
#define WORKLOAD_LAYOUT                                                        \
    ((uint64_t)sizeof(struct workload) | (uint64_t)sizeof(struct plan) << 16 | \
     (uint64_t)sizeof(struct io) << 32 |                                       \
     (uint64_t)sizeof(struct io_ops) << 48)
#define WORKLOAD_EXPORT_NAME "overlap_workload"
#define WORKLOAD_EXPORT(name)                                                  \
    extern const struct workload_export overlap_workload;                      \
    const struct workload_export overlap_workload = {WORKLOAD_ABI,             \
                                                     WORKLOAD_LAYOUT, &(name)}

/* The workload of that name in a NULL-terminated list, or NULL. */
const struct workload *workload_find(const struct workload *const *list,
                                     const char *name);

/* The index of `word` in the workload's variants, or -EINVAL. */
int workload_find_variant(const struct workload *workload, const char *word);

/* The word of that variant, or NULL if the workload has none. */
const char *workload_variant_name(const struct workload *workload, int variant);

/* "io", "cpu", "mixed" or "safety". */
const char *workload_kind_name(enum workload_kind kind);

#endif
