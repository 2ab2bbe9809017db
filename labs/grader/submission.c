/* submission.c -- takes what was handed in: a folder, an archive, or a file. */
#include "labs/grader/submission.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/path.h"
#include "labs/grader/take.h"

#define FOLDERS_MAX 4 /* one in another */
#define OPEN_FLAGS  (O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)

/* Opens a file below a folder that may be anybody's: neither the file nor a
 * folder on the way is a link. */
static int open_below(int dir_fd, const char *name)
{
    char part[PATH_MAX];
    int at = dup(dir_fd);
    for (const char *slash; at >= 0 && (slash = strchr(name, '/'));
         name = slash + 1) {
        path_format(part, "%.*s", (int)(slash - name), name);
        int next = openat(at, part, OPEN_FLAGS | O_DIRECTORY);
        close(at);
        at = next;
    }
    if (at < 0)
        return -errno;
    int fd = openat(at, name, OPEN_FLAGS);
    int err = fd < 0 ? -errno : fd;
    close(at);
    return err;
}

/* Copies a file that is open, as the lab's file `name`. */
static int copy_from(const struct taking *taking, int fd, const char *name)
{
    struct stat status = {0};
    size_t size = 0;
    ssize_t got = 1;
    if (fstat(fd, &status) < 0)
        return take_blame(taking->why, -errno, name);
    if (!S_ISREG(status.st_mode)) {
        snprintf(taking->why, WHY_MAX, "found %.300s, which is no regular file",
                 name);
        return -EINVAL;
    }
    while (got > 0 && size <= TAKE_BYTES_MAX) {
        got = read(fd, taking->bytes + size, TAKE_BYTES_MAX + 1 - size);
        size += got > 0 ? (size_t)got : 0;
    }
    if (got < 0)
        return take_blame(taking->why, -errno, name);
    if (size > TAKE_BYTES_MAX)
        return take_too_big(taking->why, name);
    int err = take_keep(taking->into, name, taking->bytes, size);
    return err < 0 ? why_errno(taking->why, err, name) : 0;
}

static int refuse(const struct taking *taking, const char *path,
                  const char *name, int err)
{
    if (err == -ENOENT)
        return take_miss(taking->why, path, name);
    if (err != -ELOOP && err != -ENOTDIR)
        return take_blame(taking->why, err, name);
    snprintf(taking->why, WHY_MAX,
             "found a link, %.200s, in %.300s; expected a "
             "regular file",
             name, path);
    return -EINVAL;
}

/* Which of its files is there? Even a link is. */
static bool has_any(const struct lab *lab, int dir_fd)
{
    struct stat status;
    for (unsigned i = 0; i < lab->files_count; i++)
        if (fstatat(dir_fd, lab->files[i], &status, AT_SYMLINK_NOFOLLOW) == 0)
            return true;
    return false;
}

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), most = strlen(end);
    return length > most && strcmp(name + length - most, end) == 0;
}

/* A folder, or what has the name of an archive; not what systems leave. */
static bool is_inside(int dir_fd, const char *name)
{
    static const char *const ends[] = {".zip",    ".7z",     ".tar",
                                       ".tar.gz", ".tgz",    ".tar.bz2",
                                       ".tar.xz", ".tar.zst"};
    struct stat status;
    if (*name == '.' || strcmp(name, "__MACOSX") == 0 ||
        fstatat(dir_fd, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
        return false;
    bool archive = false;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        archive = archive || ends_with(name, ends[i]);
    return S_ISDIR(status.st_mode) || (archive && S_ISREG(status.st_mode));
}

/* How many such are in a folder, and the name of one. */
static int find_inside(int dir_fd, char inside[NAME_MAX + 1])
{
    int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    int count = 0;
    if (!dir && fd >= 0)
        close(fd);
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        if (is_inside(dir_fd, entry->d_name)) {
            snprintf(inside, NAME_MAX + 1, "%s", entry->d_name);
            count++;
        }
    if (dir)
        closedir(dir);
    return count;
}

static int take(const struct taking *taking, int fd, const char *path,
                int folders);

static int take_folder(const struct taking *taking, int dir_fd,
                       const char *path, int folders)
{
    const struct lab *lab = taking->lab;
    char inside[NAME_MAX + 1], below[PATH_MAX];
    int err = 0;
    if (folders < FOLDERS_MAX && !has_any(lab, dir_fd) &&
        find_inside(dir_fd, inside) == 1) {
        path_format(below, "%s/%s", path, inside);
        int fd = open_below(dir_fd, inside);
        if (fd < 0)
            return refuse(taking, path, inside, fd);
        err = take(taking, fd, below, folders + 1);
        close(fd);
        return err;
    }
    for (unsigned i = 0; err == 0 && i < lab->files_count; i++) {
        int fd = open_below(dir_fd, lab->files[i]);
        if (fd < 0)
            return refuse(taking, path, lab->files[i], fd);
        err = copy_from(taking, fd, lab->files[i]);
        close(fd);
    }
    return err;
}

/* The one file that the lab wants, under a name that a platform gave it? */
static bool is_the_file(const struct lab *lab, const char *path)
{
    const char *end = strrchr(lab->files[0], '.');
    return lab->files_count == 1 && end && ends_with(path, end);
}

static int take(const struct taking *taking, int fd, const char *path,
                int folders)
{
    struct stat status = {0};
    if (fstat(fd, &status) < 0)
        return take_blame(taking->why, -errno, path);
    if (S_ISDIR(status.st_mode))
        return take_folder(taking, fd, path, folders);
    if (!S_ISREG(status.st_mode)) {
        snprintf(taking->why, WHY_MAX,
                 "found %.300s, which is neither a folder nor a regular file",
                 path);
        return -EINVAL;
    }
    if (is_the_file(taking->lab, path))
        return copy_from(taking, fd, taking->lab->files[0]);
    return archive_take(taking, fd, path);
}

int submission_take(const struct lab *lab, const char *path, const char *into,
                    char why[WHY_MAX])
{
    struct stat status;
    if (lstat(path, &status) == 0 && S_ISLNK(status.st_mode)) {
        snprintf(why, WHY_MAX,
                 "found a link, %.300s; expected a folder or an archive, or a "
                 "slash at its end to follow it",
                 path);
        return -EINVAL;
    }
    struct taking taking = {.lab = lab,
                            .into = into,
                            .bytes = malloc(TAKE_BYTES_MAX + 1),
                            .why = why};
    if (!taking.bytes)
        return why_errno(why, -ENOMEM, path);
    int fd = open(path, OPEN_FLAGS);
    int err =
        fd < 0 ? take_blame(why, -errno, path) : take(&taking, fd, path, 0);
    if (fd >= 0)
        close(fd);
    free(taking.bytes);
    return err;
}
