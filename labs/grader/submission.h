/* submission.h -- takes what was handed in: a folder, an archive, or a file. */
#ifndef OVERLAP_LABS_GRADER_SUBMISSION_H
#define OVERLAP_LABS_GRADER_SUBMISSION_H

#include "labs/grader/lab.h"

/* Copies the files that the lab wants from `path` into the folder `into`, and
 * nothing else; no link is followed. A folder with none of them and with one
 * folder or archive stands for that one. In an archive they may lie in folders.
 * For a lab of one file it may be that file, of any name with the same ending.
 * 0, -EINVAL: what was handed in is not as it should be, or another negative
 * errno value: we could not copy it; with a line in `why`, and what was copied
 * so far stays. */
int submission_take(const struct lab *lab, const char *path, const char *into,
                    char why[WHY_MAX]);

#endif
