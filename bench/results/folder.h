/* folder.h -- the results folder of one bench, written as the bench goes.
 *
 * Each file in it is whole or not there; the records grow by whole lines. */
#ifndef OVERLAP_BENCH_RESULTS_FOLDER_H
#define OVERLAP_BENCH_RESULTS_FOLDER_H

#include <limits.h>

/* The path of the file `name` in `dir`; into `path`, which it returns. */
char *folder_path(char path[PATH_MAX], const char *dir, const char *name);

/* Makes a folder in `parent` (itself made when missing), named by the time
 * and this host; the caller frees *dir. 0 or a negative errno value. */
int folder_make(char **dir, const char *parent);

/* Points "latest", beside the folder, at it. */
int folder_link_latest(const char *dir);

/* Copies the file `from`, byte by byte, to `name` in the folder. */
int folder_copy(const char *dir, const char *name, const char *from);

/* Takes the folder for this process alone until the descriptor it returns is
 * closed, and drops what a killed bench left unfinished. -EWOULDBLOCK: another
 * bench has it. */
int folder_take(const char *dir);

/* Whether the disk has room for a run's files: 0, or -ENOSPC. Asked before a
 * run, since one that fails for want of room looks like any failed run. */
int folder_has_room(const char *dir);

/* Adds the line `text`, with its end, to records.jsonl. */
int folder_add_record(const char *dir, const char *text);

#endif
