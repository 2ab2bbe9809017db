/* yaml_place.c -- where in a YAML file a value stands, and what it is. */
#include "bench/suite/yaml_place.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "bench/suite/yaml_file.h"

enum { FOUND_MAX = 80 };

static yaml_node_t *node_of(const struct yaml_place *place)
{
    return place->file ? yaml_node(place->file, place->node) : NULL;
}

char *yaml_scalar(const struct yaml_place *place)
{
    const yaml_node_t *node = node_of(place);
    return node && node->type == YAML_SCALAR_NODE
               ? (char *)node->data.scalar.value
               : NULL;
}

int yaml_entries(const struct yaml_place *place)
{
    const yaml_node_t *node = node_of(place);
    return node && node->type == YAML_SEQUENCE_NODE
               ? (int)(node->data.sequence.items.top -
                       node->data.sequence.items.start)
               : -1;
}

int yaml_pairs(const struct yaml_place *place)
{
    const yaml_node_t *node = node_of(place);
    return node && node->type == YAML_MAPPING_NODE
               ? (int)(node->data.mapping.pairs.top -
                       node->data.mapping.pairs.start)
               : -1;
}

bool yaml_item(const struct yaml_place *list, int index,
               struct yaml_place *item)
{
    if (index >= yaml_entries(list))
        return false;
    item->file = list->file;
    item->node = node_of(list)->data.sequence.items.start[index];
    return true;
}

bool yaml_pair(const struct yaml_place *map, int index, struct yaml_place *key,
               struct yaml_place *value)
{
    if (index >= yaml_pairs(map))
        return false;
    yaml_node_pair_t pair = node_of(map)->data.mapping.pairs.start[index];
    *key = (struct yaml_place){map->file, pair.key};
    *value = (struct yaml_place){map->file, pair.value};
    return true;
}

bool yaml_find(const struct yaml_place *map, const char *key,
               struct yaml_place *value)
{
    struct yaml_place at;
    for (int i = 0; yaml_pair(map, i, &at, value); i++) {
        const char *text = yaml_scalar(&at);
        if (text && strcmp(text, key) == 0)
            return true;
    }
    return false;
}

const char *yaml_shape(const struct yaml_place *place)
{
    const char *text = yaml_scalar(place);
    if (text)
        return *text ? text : "nothing";
    return yaml_entries(place) >= 0 ? "a list" : "a mapping";
}

/* One line, without control characters, which a terminal would obey. */
int yaml_fail_at(char why[WHY_MAX], const struct yaml_place *place,
                 const char *key, const char *wrong, const char *expected)
{
    const yaml_node_t *node = node_of(place);
    yaml_mark_t mark = node ? node->start_mark : (yaml_mark_t){0};
    snprintf(why, WHY_MAX, "%.100s:%zu:%zu: %s%s%s; expected %s",
             node ? yaml_path(place->file) : "", mark.line + 1, mark.column + 1,
             key, *key ? ": " : "", wrong, expected);
    for (char *c = why; *c; c++)
        if ((unsigned char)*c < ' ')
            *c = ' ';
    return -EINVAL;
}

int yaml_fail(char why[WHY_MAX], const struct yaml_place *place,
              const char *key, const char *found, const char *expected)
{
    char wrong[FOUND_MAX + 10];
    struct yaml_place at;
    bool there = yaml_find(place, key, &at);
    if (!found)
        found = there ? yaml_shape(&at) : "none";
    size_t length = strnlen(found, FOUND_MAX);
    if (found[length]) /* cut no character in two */
        while (length > 0 && ((unsigned char)found[length] & 0xc0) == 0x80)
            length--;
    snprintf(wrong, sizeof wrong, "found %.*s", (int)length, found);
    return yaml_fail_at(why, there ? &at : place, key, wrong, expected);
}
