/* output.h -- what a program has printed is printed. */
#ifndef OVERLAP_CORE_BASE_OUTPUT_H
#define OVERLAP_CORE_BASE_OUTPUT_H

/* For the end of main(): flushes standard output and returns `status`. If
 * something printed there was lost (a full disk), says so on standard error in
 * the name of `program`, and returns 2. */
int output_end(const char *program, int status);

#endif
