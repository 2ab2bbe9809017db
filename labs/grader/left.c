/* left.c -- what a user has in the folders that all can write to.
 *
 * fts(3) goes as deep as folders do, where paths have long been too long. */
#include "labs/grader/left.h"

#include <dirent.h>
#include <fcntl.h>
#include <fts.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/path.h"

static long walk(char *path, bool removes)
{
    char *paths[] = {path, NULL};
    FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_XDEV, NULL);
    long bytes = 0;
    for (FTSENT *entry; tree && (entry = fts_read(tree));) {
        if (entry->fts_info == FTS_D)
            continue;
        bytes += entry->fts_info == FTS_NS
                     ? 0
                     : (long)entry->fts_statp->st_blocks * 512;
        if (removes)
            unlinkat(AT_FDCWD, entry->fts_accpath,
                     entry->fts_info == FTS_DP ? AT_REMOVEDIR : 0);
    }
    if (tree)
        fts_close(tree);
    return bytes;
}

static long walk_all(uid_t uid, bool removes)
{
    static const char *const shared[] = {"/tmp", "/var/tmp", "/dev/shm"};
    char path[PATH_MAX];
    struct stat status;
    long bytes = 0;
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
        DIR *dir = opendir(shared[i]);
        for (struct dirent *entry; dir && (entry = readdir(dir));)
            if (fstatat(dirfd(dir), entry->d_name, &status,
                        AT_SYMLINK_NOFOLLOW) == 0 &&
                status.st_uid == uid)
                bytes +=
                    walk(path_format(path, "%s/%s", shared[i], entry->d_name),
                         removes);
        if (dir)
            closedir(dir);
    }
    return bytes;
}

long left_bytes(uid_t uid)
{
    return walk_all(uid, false);
}

void left_remove(uid_t uid)
{
    walk_all(uid, true);
}
