/* option.h -- a program's options, a row each.
 *
 * A row says all there is to know of an option: what it fills, its limits,
 * what it applies to, and its help. The parser (option_parse.h), --help and
 * the table of a README (option_help.h) and the refusal of what does not apply
 * come from the rows. */
#ifndef OVERLAP_CORE_BASE_OPTION_H
#define OVERLAP_CORE_BASE_OPTION_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/why.h"

/* What an option fills, or with what. */
enum option_kind {
    OPTION_FLAG,     /* a bool, which becomes true */
    OPTION_MODE,     /* an int or enum, which becomes `least`; two modes of
                        one member exclude each other */
    OPTION_TEXT,     /* a const char *, the value as it stands */
    OPTION_CHOICE,   /* a const char *, one of `words` */
    OPTION_COUNT,    /* an int */
    OPTION_NUMBER,   /* a uint64_t */
    OPTION_SIZE,     /* an int64_t, in bytes */
    OPTION_DURATION, /* a uint64_t, in ns */
    OPTION_RATE,     /* a double above 0 */
    OPTION_CALL,     /* whatever `take` does */
};

/* A row without a name is a heading: its `help` stands above the rows that
 * follow. One without either ends the table, which has at most 64 rows. */
struct option {
    const char *name; /* without its dashes */
    enum option_kind kind;
    size_t at;           /* the offset of the member that it fills */
    const char *value;   /* what help calls the value: "FILE" */
    const char *help;    /* a clause, without a full stop */
    char letter;         /* the short form, or 0 */
    int64_t least, most; /* limits of a number; most 0: none */
    unsigned only;       /* what it applies to: bits that mean something to the
                            program, which must have them all */
    const char *const *words; /* of a choice, ended by NULL */
    /* Returns 0, or a negative errno value with a line in `why`. */
    int (*take)(void *into, char *value, char why[WHY_MAX]);
};

#endif
