/* folder.h -- the results folder of one bench, written as the bench goes.
 *
 * Each file in it is whole or not there, except the records: they grow line by
 * line, and the last one may be torn until folder_take() drops it. Calls that
 * return an int return a negative errno value on failure; else 0, unless they
 * say otherwise. */
#ifndef OVERLAP_BENCH_RESULTS_FOLDER_H
#define OVERLAP_BENCH_RESULTS_FOLDER_H

#include <limits.h>

#include "core/base/why.h"

/* Writes the path of the file `name` in `dir` into `path`, and returns it. */
char *folder_path(char path[PATH_MAX], const char *dir, const char *name);

/* Writes the path of a cell's file in the folder `dir` into `path`, and returns
 * it: `before`, "experiment.cell", `after`. A name has no point in it, so no two
 * cells share a file. */
char *folder_cell_file(char path[PATH_MAX], const char *dir, const char *before,
                       const char *experiment, const char *cell,
                       const char *after);

/* The same for a file to be read: one that is there, if only as older benches
 * named it, with a dash for the point. */
char *folder_find_cell_file(char path[PATH_MAX], const char *dir,
                            const char *before, const char *experiment,
                            const char *cell, const char *after);

/* A folder may be somebody else's, and what is in it lead elsewhere: refuses all
 * but regular files and folders in `dir` and its folders. -EINVAL and one line
 * in `why`; the same if there is no environment.json. */
int folder_check(const char *dir, char why[WHY_MAX]);

/* Makes a folder in `parent`, which it makes too if missing, named after the
 * time and this host. The caller frees *dir. */
int folder_make(char **dir, const char *parent);

/* Points the link "latest", beside the folder, at it. */
int folder_link_latest(const char *dir);

/* Copies the file `from`, byte for byte, to `name` in the folder. */
int folder_copy(const char *dir, const char *name, const char *from);

/* Takes the folder for this process alone and drops what a killed bench left
 * unfinished. Returns a descriptor, which holds the folder until it is closed.
 * -EWOULDBLOCK: another bench has it. */
int folder_take(const char *dir);

/* -ENOSPC unless the disk has room for a run's files. Asked before each run,
 * since one that fails for want of room looks like any failed run. */
int folder_has_room(const char *dir);

/* Adds the line `text`, given without its end, to records.jsonl. */
int folder_add_record(const char *dir, const char *text);

#endif
