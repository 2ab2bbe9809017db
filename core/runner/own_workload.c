/* own_workload.c -- a workload that is not in the list, from a library. */
#include "core/runner/own_workload.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/file.h"
#include "core/base/path.h"

#define SUFFIX   ".so"
#define ROWS_MAX 64 /* of a table of options, its end included */

bool own_workload_is(const char *word)
{
    size_t length = strlen(word), suffix = strlen(SUFFIX);
    return length > suffix && strcmp(word + length - suffix, SUFFIX) == 0;
}

/* Whether `path` is NAME.so, in whatever folder. */
static bool is_named_after(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;
    size_t length = strlen(name);
    return strncmp(file, name, length) == 0 &&
           strcmp(file + length, SUFFIX) == 0;
}

/* All bound at once: the resolver of lazy binding needs more stack than a small
 * task has. A word without a slash is a file here, too, and not one of the
 * system's libraries. */
static const struct workload_export *load(const char *path, char why[WHY_MAX])
{
    char file[PATH_MAX];
    path_format(file, "%s%s", strchr(path, '/') ? "" : "./", path);
    int err = file_check(file); /* a FIFO would be waited for */
    if (err) {
        snprintf(why, WHY_MAX, "%.200s: %s; expected a library with a workload",
                 path, file_strerror(err));
        return NULL;
    }
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        snprintf(why, WHY_MAX, "%s; expected a library with a workload",
                 dlerror());
        return NULL;
    }
    const struct workload_export *found = dlsym(library, WORKLOAD_EXPORT_NAME);
    if (!found)
        snprintf(why, WHY_MAX,
                 "%.200s: found no " WORKLOAD_EXPORT_NAME
                 "; expected a library that says WORKLOAD_EXPORT "
                 "(`overlap new workload` makes one)",
                 path);
    return found;
}

static int validate(const struct workload_export *found, const char *path,
                    const struct workload *const *listed, char why[WHY_MAX])
{
    const struct workload *workload = found->workload;
    if (found->abi != WORKLOAD_ABI || found->layout != WORKLOAD_LAYOUT)
        snprintf(why, WHY_MAX,
                 "%.200s: found a workload built for version %u of the "
                 "interface%s; expected %u: build it again, with the headers "
                 "of overlap " OVERLAP_VERSION,
                 path, found->abi,
                 found->abi == WORKLOAD_ABI ? ", whose layout has changed" : "",
                 WORKLOAD_ABI);
    else if (!workload)
        snprintf(why, WHY_MAX, "%.200s: found no workload in its export", path);
    else if (!workload->name || !is_named_after(path, workload->name))
        snprintf(why, WHY_MAX,
                 "%.200s: found a workload named '%.40s'; expected it to have "
                 "the file's name, without " SUFFIX,
                 path, workload->name ? workload->name : "");
    else if (workload_find(listed, workload->name))
        snprintf(why, WHY_MAX,
                 "%.200s: found a workload named '%s'; expected a name that "
                 "--list lacks",
                 path, workload->name);
    else if (!workload->task || !workload->summary || !workload->size_meaning ||
             workload->default_tasks < 1 || workload->kind > WORKLOAD_SAFETY ||
             workload->size_type > SIZE_MS || workload->default_size < 0 ||
             workload->default_size > workload->max_size)
        snprintf(why, WHY_MAX,
                 "%.200s: found a workload that lacks something; expected a "
                 "task, summary, size_meaning, default_tasks, and default_size "
                 "from 0 to max_size",
                 path);
    else
        return 0;
    return -EINVAL;
}

static size_t count_rows(const struct option *rows)
{
    size_t count = 0;
    while (rows && (rows[count].name || rows[count].help))
        count++;
    return count;
}

static bool is_option(const struct option *row)
{
    return row->kind <= OPTION_CALL && row->into && row->help &&
           (row->kind <= OPTION_MODE || row->value) &&
           (row->kind != OPTION_CHOICE || row->words) &&
           (row->kind != OPTION_CALL || row->take);
}

static bool is_same(const struct option *row, const struct option *other)
{
    return other->name && (strcmp(row->name, other->name) == 0 ||
                           (row->letter && row->letter == other->letter));
}

/* The first of its rows, from `its` on, that lacks something or that an earlier
 * one hides; NULL: there is none. */
static const struct option *find_unfit(const struct option *rows, size_t its)
{
    for (const struct option *row = rows + its; row->name || row->help; row++) {
        bool fits = !row->name || is_option(row);
        for (const struct option *other = rows; fits && other < row; other++)
            fits = !row->name || !is_same(row, other);
        if (!fits)
            return row;
    }
    return NULL;
}

static int join(struct own_workload *own, const struct workload *workload,
                const struct workload *const *listed, const struct option *rows,
                char why[WHY_MAX])
{
    size_t ours = count_rows(rows), its = count_rows(workload->options);
    size_t workloads = 0;
    while (listed[workloads])
        workloads++;
    if (ours + its + 2 > ROWS_MAX) {
        snprintf(why, WHY_MAX, "%s: found %zu options; expected at most %zu",
                 workload->name, its, ROWS_MAX - 2 - ours);
        return -EINVAL;
    }
    own->list = calloc(workloads + 2, sizeof *own->list);
    own->rows = calloc(ours + its + 2, sizeof *own->rows);
    if (!own->list || !own->rows)
        return -ENOMEM;
    memcpy(own->list, listed, workloads * sizeof *listed);
    own->list[workloads] = workload;
    memcpy(own->rows, rows, ours * sizeof *rows);
    if (its > 0) {
        own->rows[ours++].help = "Its own";
        memcpy(own->rows + ours, workload->options, its * sizeof *rows);
    }
    own->name = workload->name;
    const struct option *unfit = find_unfit(own->rows, ours);
    if (unfit)
        snprintf(why, WHY_MAX,
                 "%s: found its option --%.40s; expected a name that --help "
                 "lacks, with kind, into, value and help",
                 workload->name, unfit->name);
    return unfit ? -EINVAL : 0;
}

int own_workload_open(struct own_workload *own, const char *path,
                      const struct workload *const *listed,
                      const struct option *rows, char why[WHY_MAX])
{
    const struct workload_export *found = load(path, why);
    if (!found)
        return -ELIBACC;
    int err = validate(found, path, listed, why);
    return err ? err : join(own, found->workload, listed, rows, why);
}

void own_workload_free(struct own_workload *own)
{
    free(own->list);
    free(own->rows);
}
