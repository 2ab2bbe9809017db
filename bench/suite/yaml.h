/* yaml.h -- a YAML file read into structs by tables.
 *
 * A row says what must stand at one key, within what limits, and which member
 * of a struct takes it. What a table cannot say, whoever reads the file
 * validates afterwards; yaml_fail() then says where: file, line, column. */
#ifndef OVERLAP_BENCH_SUITE_YAML_H
#define OVERLAP_BENCH_SUITE_YAML_H

#include "bench/suite/yaml_file.h"
#include "bench/suite/yaml_place.h"
#include "bench/suite/yaml_row.h"

/* Reads the mapping in the file `path` into a struct of `size` bytes, which the
 * file owns. Like every struct that a table fills, it begins with the place of
 * its mapping. On failure as yaml_open(), with NULL in *data. */
int yaml_read(void **data, const char *path, const struct yaml_row *rows,
              size_t size, char why[WHY_MAX]);

/* Reads the value at `place`, as if it stood at `key`, into a zeroed member, as
 * the row says; for a list, the member must lie in its struct. 0, -ENOMEM, or
 * -EINVAL and a line in `why`. */
int yaml_take(void *member, const struct yaml_row *row,
              const struct yaml_place *place, const char *key,
              char why[WHY_MAX]);

#endif
