/* submission.h -- takes what was handed in: a folder, or an archive. */
#ifndef OVERLAP_LABS_GRADER_SUBMISSION_H
#define OVERLAP_LABS_GRADER_SUBMISSION_H

#include "labs/grader/lab.h"

#define SUBMISSION_BYTES_MAX (1 << 20) /* of one file */

/* Copies the files that the lab wants from `path` into the folder `into`, and
 * nothing else; no link is followed. In an archive (zip, tar or 7z) they may
 * lie in one folder. 0, -EINVAL: what was handed in is not as it should be, or
 * another negative errno value: we could not copy it; with a line in `why`, and
 * what was copied so far stays. */
int submission_take(const struct lab *lab, const char *path, const char *into,
                    char why[WHY_MAX]);

#endif
