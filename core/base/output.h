/* output.h -- where a program prints, that it is harmless and printed. */
#ifndef OVERLAP_CORE_BASE_OUTPUT_H
#define OVERLAP_CORE_BASE_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

/* Is it a terminal that can draw a line again? */
bool output_redraws(FILE *out);

/* ... and does its reader want colours (no-color.org)? */
bool output_is_coloured(FILE *out);

/* Writes a line to standard error in the name of `program`, "overlap: …". It may
 * hold what others wrote: it is sanitised (text.h), and the
 * passwords of URLs are masked (secret.h). */
__attribute__((format(printf, 2, 3))) void
output_complain(const char *program, const char *format, ...);

/* For the beginning of main(): holds the standard streams (descriptors.h), and
 * makes of a file that grows beyond `ulimit -f` an error of the write, not a
 * signal that kills. Returns 0, or 2 after a line on standard error in the name
 * of `program`. */
int output_begin(const char *program);

/* For the end of main(): flushes standard output and returns `status`. If
 * something printed there was lost (a full disk), says so on standard error in
 * the name of `program`, and returns 2. */
int output_end(const char *program, int status);

#endif
