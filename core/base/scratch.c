/* scratch.c -- folders for temporary files, of which none stays for good. */
#include "core/base/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/path.h"

#define PREFIX    "overlap-scratch-"
#define SUFFIX    "XXXXXX"
#define WALK_FDS  8
#define TRIES_MAX 100

static const char *parent_of(const char *parent)
{
    const char *tmpdir = getenv("TMPDIR");
    return parent ? parent : tmpdir && tmpdir[0] ? tmpdir : "/tmp";
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

static void remove_tree(const char *path)
{
    nftw(path, on_entry, WALK_FDS, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

static int open_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

/* Opens our own folder `path` and takes its lock. Its descriptor, or a negative
 * errno value; -EWOULDBLOCK: it has an owner. */
static int take(const char *path)
{
    struct stat opened = {0}, named = {0};
    int fd = open_folder(path);
    if (fd < 0)
        return fd;
    int err = flock(fd, LOCK_EX | LOCK_NB) < 0 ? -errno : 0;
    if (!err && (fstat(fd, &opened) < 0 || lstat(path, &named) < 0))
        err = -errno;
    if (!err &&
        (opened.st_ino != named.st_ino || opened.st_dev != named.st_dev))
        err = -ENOENT; /* removed, and another made */
    if (!err && opened.st_uid != geteuid())
        err = -EPERM;
    if (err)
        close(fd);
    return err ? err : fd;
}

/* A sweep may take, and remove, a folder that is not locked yet: then we make
 * another. */
static int make(struct scratch *scratch, const char *parent)
{
    int fd = -EEXIST;
    if (strlen(parent) + sizeof "/" PREFIX SUFFIX > PATH_MAX)
        return -ENAMETOOLONG;
    for (int i = 0; i < TRIES_MAX; i++) {
        path_format(scratch->path, "%s/" PREFIX SUFFIX, parent);
        if (!mkdtemp(scratch->path))
            return -errno;
        fd = take(scratch->path);
        if (fd != -EWOULDBLOCK && fd != -ENOENT)
            break;
    }
    if (fd == -EBADF) /* no locks here, so no sweeps either */
        fd = open_folder(scratch->path);
    if (fd < 0) {
        rmdir(scratch->path);
        return fd;
    }
    scratch->fd = fd;
    return 0;
}

int scratch_make(struct scratch *scratch, const char *parent, char *why,
                 size_t size)
{
    parent = parent_of(parent);
    int err = make(scratch, parent);
    if (!err)
        return 0;
    scratch->path[0] = '\0';
    snprintf(why, size, "found %.60s, expected a folder to write in: %s",
             parent, strerrordesc_np(-err));
    return err;
}

void scratch_remove(struct scratch *scratch)
{
    if (!scratch->path[0])
        return;
    remove_tree(scratch->path);
    close(scratch->fd);
    *scratch = (struct scratch){0};
}

static bool is_ours(const char *name)
{
    return strncmp(name, PREFIX, sizeof PREFIX - 1) == 0 &&
           strlen(name) == sizeof PREFIX SUFFIX - 1;
}

void scratch_sweep(const char *parent)
{
    char path[PATH_MAX];
    parent = parent_of(parent);
    DIR *folder = opendir(parent);
    if (!folder)
        return;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (!is_ours(entry->d_name))
            continue;
        int fd = take(path_format(path, "%s/%s", parent, entry->d_name));
        if (fd < 0)
            continue;
        remove_tree(path);
        close(fd);
    }
    closedir(folder);
}
