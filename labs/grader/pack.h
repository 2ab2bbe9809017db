/* pack.h -- a lab for a platform: one zip file to upload. */
#ifndef OVERLAP_LABS_GRADER_PACK_H
#define OVERLAP_LABS_GRADER_PACK_H

#include "labs/grader/lab.h"

/* The platforms' names; NULL after the last. */
extern const char *const pack_names[];

/* Writes `path`: the platform's files, from packs/ in `grader_dir`, with the
 * lab's name in them; and overlap's sources with this lab, without its answers,
 * from which the platform builds the grader. 0, -EINTR: a signal asks us to end,
 * or another negative errno value and a line in `why`. */
int pack_make(const struct lab *lab, const char *grader_dir,
              const char *platform, const char *path, char why[WHY_MAX]);

#endif
