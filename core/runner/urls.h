/* urls.h -- the URLs of a command line, given one by one or in a file. */
#ifndef OVERLAP_CORE_RUNNER_URLS_H
#define OVERLAP_CORE_RUNNER_URLS_H

#include "core/base/why.h"

struct urls {
    char **list; /* owned; `count` of them, borrowed or in `text` */
    char *text;  /* owned: the file that some came from, or NULL */
    int count;
};

/* Adds `value`, which is borrowed; if it is "@FILE", the first word of each
 * line of that file, skipping empty lines and those that start with #. Returns
 * 0, -ENOMEM, or another negative errno value with a line in `why`. */
int urls_add(struct urls *urls, char *value, char why[WHY_MAX]);
void urls_free(struct urls *urls);

#endif
