/* yaml_row.h -- a table's row: what must stand at a key, and where it goes. */
#ifndef OVERLAP_BENCH_SUITE_YAML_ROW_H
#define OVERLAP_BENCH_SUITE_YAML_ROW_H

#include <stdbool.h>
#include <stddef.h>

/* What stands at a key, and the member that takes it. */
enum yaml_kind {
    YAML_TEXT,   /* char *: any text, not empty unless `empty` */
    YAML_WHOLE,  /* int: a whole number, in decimal, from least to most */
    YAML_NUMBER, /* double: a number above 0, in decimal */
    YAML_TRUTH,  /* bool: true or false */
    YAML_WORD,   /* unsigned, or an enum: one of `words` */
    YAML_FLAGS,  /* unsigned: a list of `words`, whose values are or'ed */
    YAML_MAP,    /* a struct: a mapping, by the rows `of` */
    YAML_LIST,   /* a pointer to the entries, and an unsigned count of them:
                    least to most, each by the rows, or the one row, `of` */
    YAML_ANY,    /* struct yaml_place: anything, for yaml_item() to look into */
};

struct yaml_word {
    const char *text; /* NULL after the last */
    unsigned value;
};

/* A table ends with a row of zeros; a row for a list's entries stands alone and
 * has no key. What the file leaves out stays zero. */
struct yaml_row {
    const char *key;
    enum yaml_kind kind;
    size_t offset, count; /* of the member, and of a list's count */
    size_t size;          /* of what the member points to; 0: no pointer */
    bool required;
    bool empty; /* a text may be empty */
    int least, most;
    const struct yaml_word *words;
    const struct yaml_row *of;
    const char *expected; /* what to ask for; NULL: what the rest says */
};

/* A key and the member of its name: the value itself, a pointer to it, or a
 * list with <member>_count. */
#define YAML_AT(structure, member)                                             \
    .key = #member, .offset = offsetof(struct structure, member)
#define YAML_TO(structure, member)                                             \
    YAML_AT(structure, member),                                                \
        .size = sizeof *((struct structure *)NULL)->member
#define YAML_MANY(structure, member)                                           \
    YAML_TO(structure, member),                                                \
        .kind = YAML_LIST, .count = offsetof(struct structure, member##_count)

/* The row for a list's entries that are texts. */
extern const struct yaml_row yaml_texts[];

/* true and false. */
extern const struct yaml_word yaml_truths[];

/* Each reads the whole of `text`: a whole number within the row's limits, a
 * number above 0, one of the words. 0, or -EINVAL. */
int yaml_whole(const struct yaml_row *row, const char *text, int *value);
int yaml_number(const char *text, double *value);
int yaml_word(const struct yaml_word *words, const char *text, unsigned *value);

/* What the row expects in place of `text`; returns `words` or a constant. */
#define YAML_WORDS_MAX 300
const char *yaml_expected(const struct yaml_row *row, const char *text,
                          char words[YAML_WORDS_MAX]);

/* The key that this one was probably meant to be, or NULL. */
const char *yaml_nearest(const struct yaml_row *rows, const char *key);

#endif
