/* scratch.c -- a run's own folder, removed when the run ends. */
#include "workloads/parts/scratch.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WALK_FDS 8

static const char *scratch_parent(const struct plan *plan)
{
    if (plan->dir)
        return plan->dir;
    const char *tmpdir = getenv("TMPDIR");
    return tmpdir && tmpdir[0] ? tmpdir : "/tmp";
}

int scratch_make(const struct plan *plan, char path[PATH_MAX],
                 char why[WORKLOAD_WHY_MAX])
{
    const char *parent = scratch_parent(plan);
    int err = 0;
    if (snprintf(path, PATH_MAX, "%s/overlap-XXXXXX", parent) >= PATH_MAX - 64)
        err = -ENAMETOOLONG;
    else if (!mkdtemp(path))
        err = -errno;
    if (!err)
        return 0;
    path[0] = '\0';
    snprintf(why, WORKLOAD_WHY_MAX,
             "found %.60s, expected a folder to write in: %s", parent,
             strerrordesc_np(-err));
    return err;
}

static int on_entry(const char *path, const struct stat *info, int type,
                    struct FTW *at)
{
    (void)info;
    (void)type;
    (void)at;
    remove(path);
    return 0;
}

void scratch_remove(char path[PATH_MAX])
{
    if (path[0])
        nftw(path, on_entry, WALK_FDS, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
    path[0] = '\0';
}
