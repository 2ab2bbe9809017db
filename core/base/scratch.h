/* scratch.h -- folders for temporary files, of which none stays for good.
 *
 * A folder is locked as long as the process that made it lives, or one forked
 * from it. One whose lock is free was left by a process that was killed, and
 * scratch_sweep() removes it. The kernel keeps the locks, so neither process
 * ids used again nor other machines' processes can mislead us. A file system
 * that cannot lock a folder (NFS) keeps what is left in it. */
#ifndef OVERLAP_CORE_BASE_SCRATCH_H
#define OVERLAP_CORE_BASE_SCRATCH_H

#include <limits.h>
#include <stddef.h>

/* All zero before it is made. */
struct scratch {
    char path[PATH_MAX]; /* "": not made */
    int fd;              /* of the folder; holds its lock */
};

/* Makes a new folder in `parent`; NULL: in $TMPDIR, or /tmp. Returns 0, or a
 * negative errno value and a sentence in `why`, of `size` bytes. */
int scratch_make(struct scratch *scratch, const char *parent, char *why,
                 size_t size);

/* Removes the folder with all that it holds; does nothing if none is made. */
void scratch_remove(struct scratch *scratch);

/* Removes our folders in `parent` whose makers are gone. */
void scratch_sweep(const char *parent);

#endif
