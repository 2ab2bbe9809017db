/* yaml_place.h -- where in a YAML file a value stands, and what it is. */
#ifndef OVERLAP_BENCH_SUITE_YAML_PLACE_H
#define OVERLAP_BENCH_SUITE_YAML_PLACE_H

#include <stdbool.h>

#include "core/base/why.h"

/* A value's place; the file is NULL in a struct that came from none. */
struct yaml_place {
    struct yaml_file *file;
    int node;
};

/* The text there, or NULL: it is none. The file owns it. */
char *yaml_scalar(const struct yaml_place *place);

/* How many entries the list there has, or pairs the mapping; -1: it is none. */
int yaml_entries(const struct yaml_place *place);
int yaml_pairs(const struct yaml_place *place);

/* Entry `index` of a list; the key and value of pair `index` of a mapping; the
 * value of a key. False: there is none. */
bool yaml_item(const struct yaml_place *list, int index,
               struct yaml_place *item);
bool yaml_pair(const struct yaml_place *map, int index, struct yaml_place *key,
               struct yaml_place *value);
bool yaml_find(const struct yaml_place *map, const char *key,
               struct yaml_place *value);

/* What is there, in words: the text, "nothing", "a list" or "a mapping". */
const char *yaml_shape(const struct yaml_place *place);

/* Writes to `why` where `key` stands in the mapping at `place` (or `place`
 * itself if there is no such key), what was found there, and what was expected.
 * NULL for `found`: what is there, or "none". Returns -EINVAL. */
int yaml_fail(char why[WHY_MAX], const struct yaml_place *place,
              const char *key, const char *found, const char *expected);

/* The same of `place` itself, with words of your own for what is wrong. */
int yaml_fail_at(char why[WHY_MAX], const struct yaml_place *place,
                 const char *key, const char *wrong, const char *expected);

#endif
