/* whole.c -- makes a folder whole or not at all. */
#include "labs/grader/whole.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/path.h"
#include "core/base/scratch.h"

static int make_beside(const char *dir, whole_fill *fill, const void *arg,
                       char why[WHY_MAX])
{
    char parent[PATH_MAX], beside[PATH_MAX];
    struct scratch scratch = {0};
    int err =
        scratch_make(&scratch, path_format(parent, "%s/..", dir), why, WHY_MAX);
    if (err < 0)
        return err;
    path_format(beside, "%s/made", scratch.path);
    err = mkdir(beside, 0777) < 0 ? why_errno(why, -errno, dir)
                                  : fill(beside, arg, why);
    if (err == 0 && rename(beside, dir) < 0)
        err = why_errno(why, -errno, dir);
    scratch_remove(&scratch);
    return err;
}

int whole_make(const char *dir, whole_fill *fill, const void *arg,
               char why[WHY_MAX])
{
    for (const char *c = dir; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f) {
            snprintf(why, WHY_MAX,
                     "found a control character in the name "
                     "'%.300s'; expected none",
                     dir);
            return -EINVAL;
        }
    if (mkdir(dir, 0777) < 0 &&
        (errno != EEXIST || rmdir(dir) < 0 || mkdir(dir, 0777) < 0)) {
        snprintf(why, WHY_MAX, "%.300s: %s; expected a new or empty folder",
                 dir, strerror(errno));
        return -errno;
    }
    int err = make_beside(dir, fill, arg, why);
    if (err < 0)
        rmdir(dir);
    return err;
}
