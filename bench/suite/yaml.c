/* yaml.c -- a YAML file read into structs by tables. */
#include "bench/suite/yaml.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { KEY_MAX = 40 };

/* A value on its way into a member, as its row says; `key` is its own, or that
 * of the list it is in. */
struct value {
    const struct yaml_row *row;
    const char *key;
    struct yaml_place place;
    char *why;
};

static int value_read(const struct value *value, void *member);

static int value_refuse(const struct value *value, const char *found)
{
    char words[YAML_WORDS_MAX];
    const char *text = yaml_scalar(&value->place);
    return yaml_fail(value->why, &value->place, value->key,
                     found ? found : yaml_shape(&value->place),
                     yaml_expected(value->row, text ? text : "", words));
}

static int scalar_read(const struct value *value, void *member)
{
    const struct yaml_row *row = value->row;
    char *text = yaml_scalar(&value->place);
    unsigned word = 0;
    int err = 0;
    if (!text)
        return value_refuse(value, NULL);
    if (row->kind == YAML_TEXT) {
        memcpy(member, &text, sizeof text);
        err = *text || row->empty ? 0 : -EINVAL;
    } else if (row->kind == YAML_WHOLE) {
        err = yaml_whole(row, text, member);
    } else if (row->kind == YAML_NUMBER) {
        err = yaml_number(text, member);
    } else if (row->kind == YAML_TRUTH) {
        err = yaml_word(yaml_truths, text, &word);
        *(bool *)member = word;
    } else {
        err = yaml_word(row->words, text, &word);
        *(unsigned *)member |= word; /* zero until now, except for YAML_FLAGS */
    }
    return err ? value_refuse(value, NULL) : 0;
}

static int flags_read(const struct value *value, void *member)
{
    struct value item = *value;
    int err = 0;
    int entries = yaml_entries(&value->place);
    if (entries <= 0)
        return value_refuse(value, entries < 0 ? NULL : "an empty list");
    for (int i = 0; err == 0 && yaml_item(&value->place, i, &item.place); i++)
        err = scalar_read(&item, member);
    return err;
}

static int key_refuse(const struct value *map, const struct yaml_place *key)
{
    char words[YAML_WORDS_MAX], wrong[70];
    const char *text = yaml_scalar(key);
    yaml_expected(map->row, "", words);
    if (!text || !*text || strlen(text) > KEY_MAX)
        return yaml_fail(map->why, key, "key", yaml_shape(key), words);
    const char *nearest = yaml_nearest(map->row->of, text);
    snprintf(wrong, sizeof wrong, "unknown key%s%s",
             nearest ? ", perhaps " : "", nearest ? nearest : "");
    return yaml_fail_at(map->why, key, text, wrong, words);
}

static int pair_read(const struct value *map, const struct yaml_place *key,
                     const struct yaml_place *place, char *members)
{
    const struct yaml_row *row = map->row->of;
    const char *text = yaml_scalar(key);
    struct yaml_place first;
    while (row->key && !(text && strcmp(row->key, text) == 0))
        row++;
    if (!row->key)
        return key_refuse(map, key);
    if (yaml_find(&map->place, row->key, &first) && first.node != place->node)
        return yaml_fail_at(map->why, key, text, "found twice",
                            "each key once");
    return yaml_take(members + row->offset, row, place, row->key, map->why);
}

static int map_read(const struct value *value, void *members)
{
    char words[YAML_WORDS_MAX];
    struct yaml_place key, place;
    int err = 0;
    if (yaml_pairs(&value->place) < 0)
        return value_refuse(value, NULL);
    memcpy(members, &value->place, sizeof value->place);
    for (int i = 0; err == 0 && yaml_pair(&value->place, i, &key, &place); i++)
        err = pair_read(value, &key, &place, members);
    for (const struct yaml_row *row = value->row->of; err == 0 && row->key;
         row++)
        if (row->required && !yaml_find(&value->place, row->key, &place))
            err = yaml_fail(value->why, &value->place, row->key, NULL,
                            yaml_expected(row, "", words));
    return err;
}

static int list_read(const struct value *value, void *member)
{
    const struct yaml_row *row = value->row;
    int length = yaml_entries(&value->place);
    char found[40];
    snprintf(found, sizeof found, "%d entries", length);
    if (length < row->least || length > row->most)
        return value_refuse(value, length < 0 ? NULL : found);
    unsigned count = (unsigned)length;
    char *entries = yaml_alloc(value->place.file, count * row->size);
    if (!entries)
        return -ENOMEM;
    memcpy(member, &entries, sizeof entries);
    memcpy((char *)member - row->offset + row->count, &count, sizeof count);
    const struct yaml_row map = {.kind = YAML_MAP, .of = row->of};
    struct value entry = {.row = row->of->key ? &map : row->of,
                          .key = value->key,
                          .why = value->why};
    int err = 0;
    for (int i = 0; err == 0 && yaml_item(&value->place, i, &entry.place); i++)
        err = value_read(&entry, entries + (size_t)i * row->size);
    return err;
}

static int value_read(const struct value *value, void *member)
{
    const struct yaml_row *row = value->row;
    if (row->size && row->kind != YAML_LIST) {
        void *pointed = yaml_alloc(value->place.file, row->size);
        if (!pointed)
            return -ENOMEM;
        memcpy(member, &pointed, sizeof pointed);
        member = pointed;
    }
    switch (row->kind) {
    case YAML_MAP:
        return map_read(value, member);
    case YAML_LIST:
        return list_read(value, member);
    case YAML_FLAGS:
        return flags_read(value, member);
    case YAML_ANY:
        memcpy(member, &value->place, sizeof value->place);
        return 0;
    default:
        return scalar_read(value, member);
    }
}

int yaml_take(void *member, const struct yaml_row *row,
              const struct yaml_place *place, const char *key,
              char why[WHY_MAX])
{
    return value_read(&(struct value){row, key, *place, why}, member);
}

int yaml_read(void **data, const char *path, const struct yaml_row *rows,
              size_t size, char why[WHY_MAX])
{
    const struct yaml_row row = {.kind = YAML_MAP, .size = size, .of = rows};
    char words[YAML_WORDS_MAX];
    struct yaml_file *file;
    *data = NULL;
    int err = yaml_open(&file, path, why);
    if (err < 0)
        return err;
    const struct value root = {&row, "", {file, 1}, why};
    if (!yaml_node(file, root.place.node)) {
        err = -EINVAL;
        snprintf(why, WHY_MAX, "%.100s:1:1: Nothing in the file; expected %s",
                 path, yaml_expected(&row, "", words));
    } else if ((err = value_read(&root, data)) == -ENOMEM)
        snprintf(why, WHY_MAX, "%.200s: not enough memory", path);
    if (err < 0) {
        yaml_close(file);
        *data = NULL;
    }
    return err;
}
