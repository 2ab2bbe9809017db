/* option_help.h -- prints a table of options for people. */
#ifndef OVERLAP_CORE_BASE_OPTION_HELP_H
#define OVERLAP_CORE_BASE_OPTION_HELP_H

#include <stdio.h>

#include "core/base/option.h"

#define OPTION_NOTE_MAX 200

/* Writes what `row` applies to, or "" if that is everything. `arg` is the one
 * passed to the functions below. */
typedef void option_note(const struct option *row, const void *arg,
                         char note[OPTION_NOTE_MAX]);

/* For --help: the rows whose `only` bits `have` contains. `note` may be
 * NULL. */
void option_print_help(FILE *out, const struct option *rows, unsigned have,
                       option_note *note, const void *arg);

/* All rows as a Markdown table. */
void option_print_table(FILE *out, const struct option *rows, option_note *note,
                        const void *arg);

#endif
