/* option.h -- a program's options, one row each.
 *
 * A row says everything about an option: what it fills, its limits, what it
 * applies to, and its help. The parser and the refusal of options that do not
 * apply (option_parse.h), --help and the README's table (option_help.h) all
 * come from the rows. */
#ifndef OVERLAP_CORE_BASE_OPTION_H
#define OVERLAP_CORE_BASE_OPTION_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/why.h"

/* What an option fills, and with what. */
enum option_kind {
    OPTION_FLAG,     /* a bool, which becomes true */
    OPTION_MODE,     /* an int or enum, which becomes `least`; two modes of
                        one member exclude each other */
    OPTION_TEXT,     /* a const char *, any text */
    OPTION_CHOICE,   /* a const char *, one of `words` */
    OPTION_COUNT,    /* an int */
    OPTION_NUMBER,   /* a uint64_t */
    OPTION_SIZE,     /* an int64_t, in bytes */
    OPTION_DURATION, /* a uint64_t, in ns */
    OPTION_RATE,     /* a double above 0 */
    OPTION_CALL,     /* whatever `take` does */
};

/* A row without a name is a heading: its `help` is printed above the rows that
 * follow. A row with neither ends the table, which has at most 64 rows. */
struct option {
    const char *name; /* without its dashes */
    enum option_kind kind;
    size_t at;           /* the offset of the member that it fills */
    const char *value;   /* what --help calls the value: "FILE" */
    const char *help;    /* a clause, without a full stop */
    char letter;         /* the short form, or 0 */
    int64_t least, most; /* limits of a number; most = 0: no upper limit */
    unsigned only;       /* what it applies to: bits, defined by the program,
                            that must all be there */
    const char *const *words; /* of a choice, NULL-terminated */
    /* Returns 0, or a negative errno value with a line in `why`. */
    int (*take)(void *into, char *value, char why[WHY_MAX]);
    void *into; /* what `at` counts from; NULL: what the parser is handed */
};

#endif
