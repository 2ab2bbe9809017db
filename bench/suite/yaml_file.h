/* yaml_file.h -- a plain YAML file as libyaml's nodes, and the memory with it.
 *
 * Plain means one document of text, lists and mappings, without anchors,
 * aliases, tags or directives, at most 8 levels deep and 1 MiB long. */
#ifndef OVERLAP_BENCH_SUITE_YAML_FILE_H
#define OVERLAP_BENCH_SUITE_YAML_FILE_H

#include <stddef.h>

#include "core/base/why.h"

/* A file that was read. It owns all that was made from it (structs, lists,
 * texts) and what yaml_alloc() and yaml_text() added. All of it is freed at
 * once, so two structs may share what they point to. */
struct yaml_file;

/* Reads `path`. 0, or a negative errno value, NULL in *file and one line in
 * `why`: file, line, column, what was found, what was expected. */
int yaml_open(struct yaml_file **file, const char *path, char why[WHY_MAX]);

/* Frees all that belongs to the file; NULL is fine. */
void yaml_close(struct yaml_file *file);

/* The path it was read from. */
const char *yaml_path(const struct yaml_file *file);

/* libyaml's yaml_node_t of that number, 1 being the root; or NULL. */
struct yaml_node_s *yaml_node(struct yaml_file *file, int number);

/* More memory that the file owns: zeroed, or with a text as printf() makes it.
 * NULL: no memory. */
void *yaml_alloc(struct yaml_file *file, size_t size);
__attribute__((format(printf, 2, 3))) char *yaml_text(struct yaml_file *file,
                                                      const char *format, ...);

#endif
