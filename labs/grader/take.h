/* take.h -- keeps a file of a submission, or says why not. */
#ifndef OVERLAP_LABS_GRADER_TAKE_H
#define OVERLAP_LABS_GRADER_TAKE_H

#include <stddef.h>

#include "core/base/why.h"
#include "labs/grader/lab.h"

#define TAKE_BYTES_MAX (1 << 20) /* of one file */

/* What is wanted of a submission, and where it goes. */
struct taking {
    const struct lab *lab;
    const char *into;
    char *bytes; /* room for TAKE_BYTES_MAX + 1 */
    char *why;   /* room for WHY_MAX */
};

/* Writes the file `name` below the folder `into`, with the folders that it
 * needs. 0, or a negative errno value: we could not. */
int take_keep(const char *into, const char *name, const char *bytes,
              size_t size);

/* What was handed in is at fault: each returns -EINVAL, and a line in `why`. */
int take_blame(char why[WHY_MAX], int err, const char *name);
int take_too_big(char why[WHY_MAX], const char *name);
int take_miss(char why[WHY_MAX], const char *path, const char *name);

/* Takes the lab's files out of an archive (zip, tar or 7z), a regular file that
 * is open: each from where it lies in the fewest folders, hidden ones left out.
 * As submission_take(). */
int archive_take(const struct taking *taking, int fd, const char *path);

#endif
