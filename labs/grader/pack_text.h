/* pack_text.h -- a platform's file, with a lab's name in it. */
#ifndef OVERLAP_LABS_GRADER_PACK_TEXT_H
#define OVERLAP_LABS_GRADER_PACK_TEXT_H

#include "labs/grader/lab.h"

/* Replaces the words @LAB@, @PROGRAMS@, @IDS@, and, in lines between @each@ and
 * @end@, which are there once for each check, @ID@, @ENV@, @TITLE@ and @POINTS@.
 * The caller frees it; NULL: no memory. */
char *pack_text(const char *text, const struct lab *lab);

#endif
