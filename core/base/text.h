/* text.h -- small helpers for text. */
#ifndef OVERLAP_CORE_BASE_TEXT_H
#define OVERLAP_CORE_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Appends to the string in `text`, of which `capacity` bytes are ours; what
 * does not fit is left out. */
__attribute__((format(printf, 3, 4))) void
text_append(char *text, size_t capacity, const char *format, ...);

/* Does `word` resemble `known` more closely than *least says, which begins as
 * TEXT_ALIKE? Then *least becomes how many letters must be changed, added or
 * left out: at most two, and at most half of those of `known`. */
#define TEXT_ALIKE 3
bool text_is_nearer(const char *word, const char *known, int *least);

/* What others wrote must not reach a terminal, or a file of ours, as it is.
 * Each control character, each that turns a line around, and each byte that is
 * no UTF-8 becomes a "?", tabs apart; a character that was cut off at the end
 * goes. Returns `text`. */
char *text_sanitise(char *text);

/* The same, but lines stay lines. */
char *text_sanitise_lines(char *text);

/* Reads the next line from the descriptor `fd`, a pipe, into `line`, without
 * its end and nothing beyond it. 0; -ETIMEDOUT when nothing came for
 * `timeout_ms`, -EPIPE when it ended first, -EPROTO for more than fits; or
 * what else went wrong. */
int text_read_line(int fd, char *line, size_t size, int timeout_ms);

#endif
