/* yaml_file.h -- a plain YAML file as libyaml's nodes, and the memory with it.
 *
 * Plain is: one document of text, lists and mappings, with no anchors, aliases,
 * tags or directives, at most 8 levels deep and 1 MiB long. */
#ifndef OVERLAP_BENCH_SUITE_YAML_FILE_H
#define OVERLAP_BENCH_SUITE_YAML_FILE_H

#include <stddef.h>

#include "core/base/why.h"

/* A file that was read. It owns all that came of it (structs, lists, texts) and
 * what yaml_alloc() and yaml_text() added. Nothing is freed by itself, so two
 * structs may share what they point to. */
struct yaml_file;

/* Reads `path`. 0, or a negative errno value, NULL in *file and in `why` one
 * line: file, line, column, what was found, what was expected. */
int yaml_open(struct yaml_file **file, const char *path, char why[WHY_MAX]);

/* Frees all that belongs to the file; NULL is fine. */
void yaml_close(struct yaml_file *file);

/* The path by which it was read. */
const char *yaml_path(const struct yaml_file *file);

/* libyaml's yaml_node_t of that number, from 1 for the whole; or NULL. */
struct yaml_node_s *yaml_node(struct yaml_file *file, int number);

/* More that belongs to the file: zeroed memory, and a text as printf() makes
 * it. NULL: no memory. */
void *yaml_alloc(struct yaml_file *file, size_t size);
__attribute__((format(printf, 2, 3))) char *yaml_text(struct yaml_file *file,
                                                      const char *format, ...);

#endif
