/* option_parse.h -- parses a command line by a table of options.
 *
 * Options may come before or after the other words, even with POSIXLY_CORRECT
 * set; "--" ends them. "--name value", "--name=value", "-n value", "-nvalue"
 * and any unambiguous abbreviation of the name mean the same. If an option is
 * repeated, the last one counts. */
#ifndef OVERLAP_CORE_BASE_OPTION_PARSE_H
#define OVERLAP_CORE_BASE_OPTION_PARSE_H

#include "core/base/option.h"

/* Fills the members of `into`; *given gets a bit for each row that was used,
 * 1 << its index. Values are borrowed from argv. Returns how many other words
 * there are, which are moved to argv[1] and on, NULL-terminated; or a negative
 * errno value, with what was found and what was expected in `why`. */
int option_parse(const struct option *rows, void *into, int argc, char **argv,
                 uint64_t *given, char why[WHY_MAX]);

/* The first word that is neither an option nor one's value, or NULL: for
 * programs whose options depend on it. An unknown option takes no value. */
const char *option_first_word(const struct option *rows, int argc, char **argv);

/* The first row that was given although it needs bits that `have` lacks, or
 * NULL. */
const struct option *option_unfit(const struct option *rows, uint64_t given,
                                  unsigned have);

#endif
