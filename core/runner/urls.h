/* urls.h -- the URLs that a command line names, one by one or in a file. */
#ifndef OVERLAP_CORE_RUNNER_URLS_H
#define OVERLAP_CORE_RUNNER_URLS_H

#include "core/base/why.h"

struct urls {
    char **list; /* owned, as is … */
    char *text;  /* … that of the file which some of them came from */
    int count;
};

/* Adds `value`, which is borrowed, or where it is "@FILE" the first word of
 * each line of that file, without empty lines and those that start with #. 0,
 * -ENOMEM, or another negative errno value with a line in `why`. */
int urls_add(struct urls *urls, char *value, char why[WHY_MAX]);
void urls_free(struct urls *urls);

#endif
