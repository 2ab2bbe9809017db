/* folder.c -- the results folder of one bench, written as the bench goes. */
#include "bench/results/folder.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/text.h"

#define ROOM_BYTES (1024 * 1024)

char *folder_path(char path[PATH_MAX], const char *dir, const char *name)
{
    return path_format(path, "%s/%s", dir, name);
}

char *folder_cell_file(char path[PATH_MAX], const char *dir, const char *before,
                       const char *experiment, const char *cell,
                       const char *after)
{
    return path_format(path, "%s/%s%s.%s%s", dir, before, experiment, cell,
                       after);
}

char *folder_find_cell_file(char path[PATH_MAX], const char *dir,
                            const char *before, const char *experiment,
                            const char *cell, const char *after)
{
    if (access(folder_cell_file(path, dir, before, experiment, cell, after),
               F_OK) == 0)
        return path;
    path_format(path, "%s/%s%s-%s%s", dir, before, experiment, cell, after);
    if (access(path, F_OK) == 0)
        return path;
    return folder_cell_file(path, dir, before, experiment, cell, after);
}

/* Which entry of `dir` is neither a regular file nor a folder, or whose folders
 * have such an entry. 0, -EINVAL or another negative errno value. */
static int check_entries(const char *dir, int levels, char why[WHY_MAX])
{
    char path[PATH_MAX];
    struct stat is;
    int err = 0;
    DIR *entries = opendir(dir);
    if (!entries)
        return why_errno(why, -errno, dir);
    for (struct dirent *entry; err == 0 && (entry = readdir(entries));) {
        folder_path(path, dir, entry->d_name);
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
            lstat(path, &is) < 0 || S_ISREG(is.st_mode))
            continue;
        if (S_ISDIR(is.st_mode)) {
            err = levels ? check_entries(path, levels - 1, why) : 0;
            continue;
        }
        err = -EINVAL;
        snprintf(why, WHY_MAX,
                 "%.300s: found a %s; expected only files and folders in a "
                 "results folder",
                 path, S_ISLNK(is.st_mode) ? "symbolic link" : "special file");
        text_sanitise(why);
    }
    closedir(entries);
    return err;
}

int folder_check(const char *dir, char why[WHY_MAX])
{
    char path[PATH_MAX];
    int err = access(folder_path(path, dir, "environment.json"), F_OK) < 0
                  ? -errno
                  : 0;
    if (err == -ENOENT || err == -ENOTDIR) {
        snprintf(why, WHY_MAX,
                 "%.300s: found no environment.json in it; expected a results "
                 "folder, as overlap bench makes",
                 dir);
        text_sanitise(why);
        return err;
    }
    if (err)
        return why_errno(why, err, path);
    return check_entries(dir, 1, why);
}

static void folder_name(char *name, size_t size)
{
    char host[65] = "host";
    time_t seconds = time(NULL);
    struct tm utc;
    gethostname(host, sizeof host - 1);
    for (char *at = host; *at; at++)
        if (!isalnum((unsigned char)*at) && *at != '-')
            *at = '-';
    size_t used =
        strftime(name, size, "%Y%m%dT%H%M%SZ-", gmtime_r(&seconds, &utc));
    snprintf(name + used, size - used, "%s", host);
}

int folder_make(char **dir, const char *parent)
{
    char name[120], path[PATH_MAX];
    *dir = NULL;
    if (mkdir(parent, 0777) < 0 && errno != EEXIST)
        return -errno;
    folder_name(name, sizeof name);
    int made = -1;
    for (int i = 1; made < 0 && i < 100; i++) { /* several in one second */
        if (i == 1)
            folder_path(path, parent, name);
        else
            path_format(path, "%s/%s-%d", parent, name, i);
        made = mkdir(path, 0777);
        if (made < 0 && errno != EEXIST)
            return -errno;
    }
    if (made < 0)
        return -EEXIST;
    *dir = strdup(path);
    return *dir ? 0 : -ENOMEM;
}

int folder_has_room(const char *dir)
{
    struct statvfs disk;
    if (statvfs(dir, &disk) < 0)
        return -errno;
    return disk.f_bavail * disk.f_frsize < ROOM_BYTES ? -ENOSPC : 0;
}

int folder_link_latest(const char *dir)
{
    char link[PATH_MAX], temporary[PATH_MAX];
    const char *slash = strrchr(dir, '/');
    int parent = slash ? (int)(slash - dir) : 0;
    path_format(link, "%.*s%slatest", parent, dir, slash ? "/" : "");
    path_format(temporary, "%s/latest~", dir); /* nobody else's folder */
    unlink(temporary);
    if (symlink(slash ? slash + 1 : dir, temporary) < 0)
        return -errno;
    return rename(temporary, link) < 0 ? -errno : 0;
}

int folder_copy(const char *dir, const char *name, const char *from)
{
    char path[PATH_MAX];
    return file_copy(folder_path(path, dir, name), from);
}

/* Cuts off a last line that was only partly written. */
static int drop_torn_line(const char *dir)
{
    char path[PATH_MAX];
    FILE *file;
    int err = file_open(&file, folder_path(path, dir, "records.jsonl"));
    if (err)
        return err == -ENOENT ? 0 : err;
    long whole = 0;
    for (int c; (c = getc(file)) != EOF;)
        if (c == '\n')
            whole = ftell(file);
    bool unread = ferror(file);
    fclose(file);
    if (unread)
        return -EIO;
    return truncate(path, whole) < 0 ? -errno : 0;
}

/* Drops what a killed run had written so far. */
static void drop_running(const char *dir)
{
    char path[PATH_MAX];
    folder_path(path, dir, "running");
    DIR *running = opendir(path);
    if (!running)
        return;
    for (struct dirent *entry; (entry = readdir(running)) != NULL;)
        unlinkat(dirfd(running), entry->d_name, 0);
    closedir(running);
    rmdir(path);
}

int folder_take(const char *dir)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    int err = flock(fd, LOCK_EX | LOCK_NB) < 0 ? -errno : drop_torn_line(dir);
    if (err) {
        close(fd);
        return err;
    }
    drop_running(dir);
    return fd;
}

int folder_add_record(const char *dir, const char *text)
{
    char path[PATH_MAX];
    struct iovec parts[] = {{(void *)text, strlen(text)}, {"\n", 1}};
    int fd = open(folder_path(path, dir, "records.jsonl"),
                  O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0)
        return -errno;
    ssize_t written = writev(fd, parts, 2);
    int err = written < 0                           ? -errno
              : (size_t)written <= parts[0].iov_len ? -ENOSPC
                                                    : 0;
    close(fd);
    return err;
}
