/* fields.h -- what a record holds: one row a field.
 *
 * Whoever writes a record, reads one or explains one goes by this table: the
 * runner, validation, results.csv and docs/protocol.md. */
#ifndef OVERLAP_CORE_RECORD_FIELDS_H
#define OVERLAP_CORE_RECORD_FIELDS_H

#include <stdbool.h>

#define FIELDS_FAILURES_MAX 10 /* told one by one */

enum field_kind {
    FIELD_TEXT,
    FIELD_DIGITS, /* 16 hexadecimal ones, in a string */
    FIELD_COUNT,  /* a whole number of at least 0 */
    FIELD_NUMBER,
    FIELD_TRUTH,
    FIELD_OBJECT,
    FIELD_LIST,
};

enum field_null {
    FIELD_NEVER,     /* it has a value */
    FIELD_EXPLAINED, /* null, if `missing` says why under the same key */
    FIELD_FREELY,    /* null means something by itself */
    FIELD_OPTIONAL,  /* the same, and it may be left out */
};

struct field {
    /* "memory.pss_bytes" lies in the object "memory", and is asked for only
     * where that is not null. "*" stands for every name or entry. */
    const char *path;
    enum field_kind kind;
    enum field_null null;
    const char *unit;    /* or NULL */
    const char *words;   /* the only ones it may be, with | between them */
    bool positive;       /* a number above 0 */
    double most;         /* a number; 0: no limit */
    const char *at_most; /* the path of a field it is never above, or NULL */
    const char *column;  /* its name in results.csv; NULL: it is not there */
    const char *meaning;
};

/* Ended by one without a path; an object comes before what lies in it. */
extern const struct field fields[];

/* The row of that path, or NULL. */
const struct field *fields_find(const char *path);

#endif
