/* yaml_line.c -- on which line of a YAML file something stands. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/suite/suite_check.h"
#include "bench/suite/yaml_file.h"

static yaml_node_t *node_step(struct check *check, yaml_node_t *node,
                              const char *key)
{
    if (node->type == YAML_MAPPING_NODE)
        return check_get(check, node, key);
    return check_item(check, node, (unsigned)strtoul(key, NULL, 10));
}

unsigned yaml_line(const char *path, const char *where)
{
    struct check check = {.path = path};
    char key[64];
    if (check_open(&check) < 0)
        return 0;
    yaml_node_t *node = yaml_document_get_root_node(&check.document);
    yaml_node_t *last = node;
    while (node && *where) {
        size_t length = strcspn(where, ".");
        snprintf(key, sizeof key, "%.*s", (int)length, where);
        where += length + (where[length] == '.');
        node = node_step(&check, node, key);
        last = node ? node : last;
    }
    unsigned line = last ? (unsigned)last->start_mark.line + 1 : 0;
    check_close(&check);
    return line;
}
