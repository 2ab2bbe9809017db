/* fields.h -- what a record holds: one row per field.
 *
 * Whatever writes, reads or explains a record follows this table: the runner,
 * validation, results.csv and docs/protocol.md. */
#ifndef OVERLAP_CORE_RECORD_FIELDS_H
#define OVERLAP_CORE_RECORD_FIELDS_H

#include <stdbool.h>

#define FIELDS_FAILURES_MAX 10 /* listed one by one */

enum field_kind {
    FIELD_TEXT,
    FIELD_DIGITS, /* a string of 16 hexadecimal digits */
    FIELD_COUNT,  /* a whole number of at least 0 */
    FIELD_NUMBER,
    FIELD_TRUTH,
    FIELD_OBJECT,
    FIELD_LIST,
};

enum field_null {
    FIELD_NEVER,     /* never null */
    FIELD_EXPLAINED, /* may be null if `missing` says why under the same key */
    FIELD_FREELY,    /* may be null, which has a meaning of its own */
    FIELD_OPTIONAL,  /* may be null, too, or left out */
};

struct field {
    /* "memory.pss_bytes" is in the object "memory", and required only if that
     * is not null. "*" stands for every name or entry. */
    const char *path;
    enum field_kind kind;
    enum field_null null;
    const char *unit;    /* or NULL */
    const char *words;   /* the only values allowed, separated by |; or NULL */
    bool positive;       /* a number above 0 */
    double most;         /* a number is never above it; 0: no limit */
    const char *at_most; /* the path of a field it is never above, or NULL */
    const char *column;  /* its name in results.csv; NULL: not there */
    const char *meaning;
};

/* The last has no path. An object comes before its members. */
extern const struct field fields[];

/* The row of that path, or NULL. */
const struct field *fields_find(const char *path);

#endif
