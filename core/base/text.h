/* text.h -- small helpers for text. */
#ifndef OVERLAP_CORE_BASE_TEXT_H
#define OVERLAP_CORE_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

/* Appends to the string in `text`, a buffer of `capacity` bytes; what does not
 * fit is cut off. */
__attribute__((format(printf, 3, 4))) void
text_append(char *text, size_t capacity, const char *format, ...);

/* Ends a string that snprintf() had to cut with "…", so that it shows: `length`
 * is what that returned for `text`, a buffer of `capacity` > 4 bytes. */
void text_mark_cut(char *text, size_t capacity, int length);

/* Is `word` closer to `known` than *least, which starts as TEXT_ALIKE? If so,
 * *least becomes the number of bytes that must be changed, added or left out:
 * at most two, and at most half of those in `known`. */
#define TEXT_ALIKE 3
bool text_is_nearer(const char *word, const char *known, int *least);

/* Text written by others must not reach a terminal or a file of ours as it is.
 * Every control character except tabs, every line separator and bidirectional
 * control, and every byte that is not UTF-8 becomes "?"; an incomplete
 * character at the end is dropped. Returns `text`. */
char *text_sanitise(char *text);

/* The same, but newlines stay. */
char *text_sanitise_lines(char *text);

/* Writes such a text as text_sanitise() would leave it. */
void text_put(FILE *out, const char *text);

/* The same as a field of CSV, which neither ends the line nor is computed:
 * spreadsheets take what begins like these for a formula. By RFC 4180 a field
 * with a comma or a quote is quoted. */
void text_put_csv(FILE *out, const char *text);

/* For whoever writes such a text in a notation of its own: the first character
 * of `text`, which is not empty, as text_sanitise() would leave it goes to
 * `shown`, as a string. Returns where the next one begins. */
#define TEXT_SHOWN_MAX 5
const char *text_next(const char *text, char shown[TEXT_SHOWN_MAX]);

/* Reads the next line from the pipe `fd` into `line`, without its newline, and
 * consumes nothing beyond it. Returns 0; -ETIMEDOUT if nothing came for
 * `timeout_ms`; -EPIPE if the pipe ended first; -EPROTO if the line does not
 * fit; or another negative errno value. */
int text_read_line(int fd, char *line, size_t size, int timeout_ms);

#endif
