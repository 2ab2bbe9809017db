/* suite_check.h -- a suite read a second time, now with its lines. */
#ifndef OVERLAP_BENCH_SUITE_SUITE_CHECK_H
#define OVERLAP_BENCH_SUITE_SUITE_CHECK_H

#include <yaml.h>

#include "bench/suite/suite.h"

/* What a check needs to say where it failed. A cell of -1 stands for the
 * experiment itself; both are indices into the file. */
struct check {
    const char *path;
    yaml_document_t document;
    unsigned experiment;
    int cell;
    char *why;
};

/* Parses the file `path`. 0, or a negative errno value; then there is nothing
 * to close. */
int check_open(struct check *check);
void check_close(struct check *check);

/* The value of `key` in the experiment or cell being checked, or in `map`; an
 * item of a list. NULL: it is not there, or no list. */
yaml_node_t *check_node(struct check *check, const char *key);
yaml_node_t *check_get(struct check *check, yaml_node_t *map, const char *key);
yaml_node_t *check_item(struct check *check, yaml_node_t *list, unsigned index);

/* Says in `why` what is wrong with `key`, or with the whole when it is not
 * there; and where, by its node. Returns -EINVAL. */
int check_fail(struct check *check, const char *key, const char *found,
               const char *expected);
int check_fail_at(struct check *check, const yaml_node_t *node, const char *key,
                  const char *found, const char *expected);

/* Checks all of a suite as it was read, and names the cells that have none. */
int check_suite(struct check *check, struct suite *suite);

/* Replaces each cell of an experiment with a sweep by one a value; `cores` is
 * what `values: cores` counts. 0, -ENOMEM, or -EINVAL and a line in `why`. */
int sweep_expand(struct check *check, struct suite *suite, int cores);

#endif
