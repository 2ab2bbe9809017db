/* why.h -- the one line that says why something failed. */
#ifndef OVERLAP_CORE_BASE_WHY_H
#define OVERLAP_CORE_BASE_WHY_H

/* A function that fails returns a negative errno value and leaves one line for
 * a person in the caller's `char why[WHY_MAX]`: what was found and what was
 * expected. */
#define WHY_MAX 600

/* Writes `what`, sanitised, ": " and the meaning of `err`, a negative errno
 * value (file_strerror()). Returns `err`. */
int why_errno(char why[WHY_MAX], int err, const char *what);

#endif
