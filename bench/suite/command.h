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
};

/* Appends a copy of `text`; running out of room or memory shows in
 * command_complete(). */
void command_add(struct command *command, const char *text);
bool command_complete(const struct command *command);
void command_free(struct command *command);

/* What runs `cell`, overlap's own programs being in `bin_dir`. `url` is that
 * of its experiment's server or database, or NULL; `meter` asks for memory samples. */
void command_of_cell(struct command *command,
                     const struct experiment *experiment,
                     const struct cell *cell, const char *bin_dir,
                     const char *url, bool meter);

/* "URL", for people, in the place of what the cells of `experiment` are handed;
 * NULL: they are handed none. */
const char *command_url(const struct experiment *experiment);

#endif
