/* command.h -- the command line that runs a cell. */
#ifndef OVERLAP_BENCH_SUITE_COMMAND_H
#define OVERLAP_BENCH_SUITE_COMMAND_H

#include <stdbool.h>

#include "bench/suite/suite.h"

#define COMMAND_WORDS_MAX 64

/* The words of a command line. */
struct command {
    char *word[COMMAND_WORDS_MAX + 1]; /* ended by NULL */
    int count;
    int program; /* the words before it, of which there may be none, start it */
};

/* Appends a copy of `text`. If room ran out, command_complete() is
 * false. */
void command_add(struct command *command, const char *text);
bool command_complete(const struct command *command);
void command_free(struct command *command);

/* The value that `option` of its program has in it, the last one if it is
 * repeated: "" for one that ends the line; NULL: it is not there. */
const char *command_value(const struct command *command, const char *option);

/* Makes the command line that runs `cell`; overlap's own programs are in
 * `bin_dir`. `url` is that of its experiment's server or database, or NULL;
 * `meter` asks for memory samples. Free it with command_free(). */
void command_of_cell(struct command *command,
                     const struct experiment *experiment,
                     const struct cell *cell, const char *bin_dir,
                     const char *url, bool meter);

/* The word "URL", to show people in place of the one that the cells of
 * `experiment` are handed; NULL: they are handed none. */
const char *command_url(const struct experiment *experiment);

#endif
