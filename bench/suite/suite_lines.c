/* suite_lines.c -- where in its file something of a suite stands.
 *
 * libcyaml fills the structs and keeps no lines; so the same file is read a
 * second time as a document of libyaml's, whose nodes know theirs. */
#include "bench/suite/suite_check.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int check_open(struct check *check)
{
    FILE *file = fopen(check->path, "re");
    if (!file)
        return -errno;
    yaml_parser_t parser;
    int err = yaml_parser_initialize(&parser) ? 0 : -ENOMEM;
    if (err == 0) {
        yaml_parser_set_input_file(&parser, file);
        err = yaml_parser_load(&parser, &check->document) ? 0 : -EINVAL;
        yaml_parser_delete(&parser);
    }
    fclose(file);
    return err;
}

void check_close(struct check *check)
{
    yaml_document_delete(&check->document);
}

yaml_node_t *check_get(struct check *check, yaml_node_t *map, const char *key)
{
    yaml_node_pair_t *pair = map ? map->data.mapping.pairs.start : NULL;
    for (; pair && pair < map->data.mapping.pairs.top; pair++) {
        yaml_node_t *node = yaml_document_get_node(&check->document, pair->key);
        if (strcmp((const char *)node->data.scalar.value, key) == 0)
            return yaml_document_get_node(&check->document, pair->value);
    }
    return NULL;
}

yaml_node_t *check_item(struct check *check, yaml_node_t *list, unsigned index)
{
    if (!list || list->type != YAML_SEQUENCE_NODE ||
        list->data.sequence.items.start + index >=
            list->data.sequence.items.top)
        return NULL;
    return yaml_document_get_node(&check->document,
                                  list->data.sequence.items.start[index]);
}

/* The experiment or cell being checked. */
static yaml_node_t *check_map(struct check *check)
{
    yaml_node_t *root = yaml_document_get_root_node(&check->document);
    yaml_node_t *map = check_item(check, check_get(check, root, "experiments"),
                                  check->experiment);
    if (check->cell < 0)
        return map;
    return check_item(check, check_get(check, map, "cells"),
                      (unsigned)check->cell);
}

yaml_node_t *check_node(struct check *check, const char *key)
{
    return check_get(check, check_map(check), key);
}

int check_fail_at(struct check *check, const yaml_node_t *node, const char *key,
                  const char *found, const char *expected)
{
    snprintf(check->why, WHY_MAX, "%.100s:%zu: %s: found %.80s; expected %s",
             check->path, node->start_mark.line + 1, key, found, expected);
    return -EINVAL;
}

int check_fail(struct check *check, const char *key, const char *found,
               const char *expected)
{
    yaml_node_t *node = check_node(check, key);
    return check_fail_at(check, node ? node : check_map(check), key, found,
                         expected);
}
