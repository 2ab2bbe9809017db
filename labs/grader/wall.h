/* wall.h -- runs a program of a submission behind walls, and ends it.
 *
 * Three kinds, the best that works here: bubblewrap's namespaces (no network
 * but a loopback of its own, no process and no file but its own and the
 * system's, which it can only read); another user id, if we are root; or
 * limits alone. The walls are built by packaged programs: bwrap, setpriv,
 * prlimit. */
#ifndef OVERLAP_LABS_GRADER_WALL_H
#define OVERLAP_LABS_GRADER_WALL_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "core/base/why.h"

enum wall_kind { WALL_BUBBLEWRAP, WALL_UID, WALL_LIMITS };

/* "bubblewrap", "uid", "limits"; NULL after the last. */
extern const char *const wall_kinds[];

struct wall {
    enum wall_kind kind;
    uid_t uid; /* to run as, if we are root; else 0 */
    const char
        *hides; /* a folder that it must not see, if it is of the system's;
                           or NULL */
    const char *folder; /* its working directory, which it can only read */
    const char *writes; /* a folder it may write to; NULL: /tmp alone */
    int seconds;        /* of wall time */
    int memory_mib;     /* resident, of all its processes */
    int processes;      /* and threads */
    int disk_mib;       /* in `writes`, and in each temporary folder */
};

/* Exit statuses of wall_run() that are no program's: the text for each is
 * written to standard error. */
enum { WALL_TOO_LONG = 124, WALL_TOO_MUCH = 123 };

/* Finds the best kind that works here, and a user id that no process has. */
void wall_probe(struct wall *wall);

/* Runs argv[0] with our standard streams and descriptors, waits for it, and
 * kills all that is left of it. Returns an exit status: the program's, 128 plus
 * the signal that killed it, or one of those above. */
int wall_run(const struct wall *wall, char *const argv[]);

#endif
