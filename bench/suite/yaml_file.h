/* yaml_file.h -- a YAML file read by a schema, and its faults told in one line. */
#ifndef OVERLAP_BENCH_SUITE_YAML_FILE_H
#define OVERLAP_BENCH_SUITE_YAML_FILE_H

#include <cyaml/cyaml.h>

#include "bench/suite/suite.h"
#include "core/base/why.h"

/* A truth value. libcyaml's own takes any word that it does not know for true,
 * so a schema here says CYAML_FIELD_ENUM with these. */
extern const cyaml_strval_t yaml_truth[];
#define YAML_TRUTH_COUNT 2
#define YAML_FIELD_TRUTH(key, structure, member)                               \
    CYAML_FIELD_ENUM(key, CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT, structure,  \
                     member, yaml_truth, YAML_TRUTH_COUNT)

/* Loads `path` by `schema`, whose top level is a pointer to a mapping, into
 * *data. Fields that the file leaves out are zero. On failure a negative errno
 * value, NULL in *data, and in `why` one line: file, line, what was found and
 * what was expected. */
int yaml_load(const char *path, const cyaml_schema_value_t *schema, void **data,
              char why[WHY_MAX]);

/* Frees what yaml_load() gave; NULL is fine. libyaml owns the name
 * yaml_free. */
void yaml_unload(const cyaml_schema_value_t *schema, void *data);

/* The line of what `where` leads to in the file, keys and numbers of entries
 * ("claims.3.tests.0.of"), or of the last thing on the way that is there; 0
 * when the file cannot be read. libcyaml keeps no lines. */
unsigned yaml_line(const char *path, const char *where);

/* Reads `text`, all of it, as a finite number: 0, or -EINVAL. libcyaml stops
 * at the first character that fits no number and takes "1,5" for 1, so where
 * that matters a schema asks for a string. */
int yaml_number(const char *text, double *number);

#endif
