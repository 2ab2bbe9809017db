/* option_parse.h -- reads a command line by a table of options.
 *
 * Options may stand before and after the other words, whatever the
 * environment says; "--" ends them. "--name value", "--name=value", "-n value",
 * "-nvalue" and whatever abbreviates only one name mean the same. The last of
 * several counts. */
#ifndef OVERLAP_CORE_BASE_OPTION_PARSE_H
#define OVERLAP_CORE_BASE_OPTION_PARSE_H

#include "core/base/option.h"

/* Fills the members of `into`; `given` gets a bit for each row that was used,
 * 1 << its index. Values are borrowed from argv. Returns how many other words
 * there are, which become argv[1] and so on, ended by NULL; or a negative
 * errno value, with what was found and what was expected in `why`. */
int option_parse(const struct option *rows, void *into, int argc, char **argv,
                 uint64_t *given, char why[WHY_MAX]);

/* The first row that was given though it needs bits that `have` lacks, or
 * NULL. */
const struct option *option_unfit(const struct option *rows, uint64_t given,
                                  unsigned have);

#endif
