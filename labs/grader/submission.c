/* submission.c -- takes what was handed in: a folder, or an archive. */
#include "labs/grader/submission.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/path.h"

#define ENTRIES_MAX        10000
#define UNPACKED_BYTES_MAX (256 << 20) /* of what the lab does not want */

/* What was handed in is at fault: -EINVAL, whatever the errno value. */
static int blame(char why[WHY_MAX], int err, const char *name)
{
    why_errno(why, err, name);
    return -EINVAL;
}

static int too_big(char why[WHY_MAX], const char *name)
{
    snprintf(why, WHY_MAX, "found more than 1 MiB in %.300s; expected source",
             name);
    return -EINVAL;
}

/* Makes the folders of `name` below `dir`. */
static int make_folders(const char *dir, const char *name)
{
    char path[PATH_MAX];
    for (const char *slash = name; (slash = strchr(slash, '/')); slash++) {
        path_format(path, "%s/%.*s", dir, (int)(slash - name), name);
        if (mkdir(path, 0755) < 0 && errno != EEXIST)
            return -errno;
    }
    return 0;
}

static int keep(const char *into, const char *name, const char *bytes,
                size_t size)
{
    char path[PATH_MAX];
    int err = make_folders(into, name);
    if (err < 0)
        return err;
    FILE *out = fopen(path_format(path, "%s/%s", into, name), "we");
    if (!out)
        return -errno;
    err = fwrite(bytes, 1, size, out) == size ? 0 : -errno;
    return fclose(out) < 0 && err == 0 ? -errno : err;
}

/* Opens a file below a folder that may be anybody's: neither the file nor a
 * folder on the way is a link. */
static int open_below(int dir_fd, const char *name)
{
    char part[PATH_MAX];
    int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
    int at = dup(dir_fd);
    for (const char *slash; at >= 0 && (slash = strchr(name, '/'));
         name = slash + 1) {
        path_format(part, "%.*s", (int)(slash - name), name);
        int next = openat(at, part, flags | O_DIRECTORY);
        close(at);
        at = next;
    }
    if (at < 0)
        return -errno;
    int fd = openat(at, name, flags);
    int err = fd < 0 ? -errno : fd;
    close(at);
    return err;
}

static int copy_from(int fd, const char *into, const char *name, char *bytes,
                     char why[WHY_MAX])
{
    struct stat status = {0};
    size_t size = 0;
    ssize_t got = 1;
    if (fstat(fd, &status) < 0)
        return blame(why, -errno, name);
    if (!S_ISREG(status.st_mode)) {
        snprintf(why, WHY_MAX, "found %.300s, which is no regular file", name);
        return -EINVAL;
    }
    while (got > 0 && size <= SUBMISSION_BYTES_MAX) {
        got = read(fd, bytes + size, SUBMISSION_BYTES_MAX + 1 - size);
        size += got > 0 ? (size_t)got : 0;
    }
    if (got < 0)
        return blame(why, -errno, name);
    if (size > SUBMISSION_BYTES_MAX)
        return too_big(why, name);
    int err = keep(into, name, bytes, size);
    return err < 0 ? why_errno(why, err, name) : 0;
}

static int miss(const char *path, const char *name, int err, char why[WHY_MAX])
{
    if (err == -ENOENT)
        snprintf(why, WHY_MAX, "found no %.200s in %.300s; expected it there",
                 name, path);
    else if (err == -ELOOP || err == -ENOTDIR)
        snprintf(why, WHY_MAX,
                 "found a link, %.200s, in %.300s; expected a "
                 "regular file",
                 name, path);
    else
        why_errno(why, err, name);
    return -EINVAL;
}

static int take_folder(const struct lab *lab, int dir_fd, const char *path,
                       const char *into, char *bytes, char why[WHY_MAX])
{
    int err = 0;
    for (unsigned i = 0; err == 0 && i < lab->files_count; i++) {
        int fd = open_below(dir_fd, lab->files[i]);
        if (fd < 0)
            return miss(path, lab->files[i], fd, why);
        err = copy_from(fd, into, lab->files[i], bytes, why);
        close(fd);
    }
    return err;
}

/* Which of the lab's files an entry is, by its name, perhaps in one folder;
 * -1: none. */
static int file_of(const struct lab *lab, const char *name)
{
    const char *slash = strchr(name, '/');
    if (strncmp(name, "./", 2) == 0)
        return file_of(lab, name + 2);
    for (unsigned i = 0; i < lab->files_count; i++)
        if (strcmp(name, lab->files[i]) == 0 ||
            (slash && strcmp(slash + 1, lab->files[i]) == 0))
            return (int)i;
    return -1;
}

/* Reads what the lab does not want: to skip it takes as long. */
static int pass_over(struct archive *archive, size_t *unpacked,
                     char why[WHY_MAX])
{
    const void *block;
    size_t size;
    la_int64_t at;
    int read;
    while ((read = archive_read_data_block(archive, &block, &size, &at)) ==
           ARCHIVE_OK) {
        *unpacked += size;
        if (*unpacked > UNPACKED_BYTES_MAX) {
            snprintf(why, WHY_MAX,
                     "found more than %d MiB in the archive; expected source",
                     UNPACKED_BYTES_MAX >> 20);
            return -EINVAL;
        }
    }
    return read == ARCHIVE_EOF || read == ARCHIVE_FAILED ? 0 : -EINVAL;
}

static int take_entry(const struct lab *lab, struct archive *archive,
                      struct archive_entry *entry, const char *into,
                      char *bytes, bool *taken, size_t *unpacked,
                      char why[WHY_MAX])
{
    const char *name = archive_entry_pathname(entry);
    size_t size = 0;
    la_ssize_t got = 1;
    if (!name || !lab_is_name(name)) {
        snprintf(why, WHY_MAX,
                 "found the name '%.300s' in the archive; "
                 "expected one below its folder",
                 name ? name : "");
        return -EINVAL;
    }
    int file = file_of(lab, name);
    if (file < 0 || archive_entry_filetype(entry) != AE_IFREG || taken[file])
        return pass_over(archive, unpacked, why);
    while (got > 0 && size <= SUBMISSION_BYTES_MAX) {
        got = archive_read_data(archive, bytes + size,
                                SUBMISSION_BYTES_MAX + 1 - size);
        size += got > 0 ? (size_t)got : 0;
    }
    if (got < 0)
        return -EINVAL;
    if (size > SUBMISSION_BYTES_MAX)
        return too_big(why, name);
    taken[file] = true;
    int err = keep(into, lab->files[file], bytes, size);
    return err < 0 ? why_errno(why, err, name) : 0;
}

static int take_entries(const struct lab *lab, struct archive *archive,
                        const char *path, const char *into, char *bytes,
                        char why[WHY_MAX])
{
    bool taken[100] = {0};
    struct archive_entry *entry;
    int err = 0, read = ARCHIVE_OK;
    size_t unpacked = 0;
    *why = '\0';
    for (int i = 0; err == 0 && i < ENTRIES_MAX; i++) {
        read = archive_read_next_header(archive, &entry);
        if (read != ARCHIVE_OK && read != ARCHIVE_WARN)
            break;
        err =
            take_entry(lab, archive, entry, into, bytes, taken, &unpacked, why);
    }
    if (err == 0 && read != ARCHIVE_EOF)
        err = -EINVAL;
    if (err < 0 && !*why)
        snprintf(why, WHY_MAX,
                 "found %.300s, which is neither a folder nor a "
                 "whole archive",
                 path);
    for (unsigned i = 0; err == 0 && i < lab->files_count; i++)
        if (!taken[i])
            err = miss(path, lab->files[i], -ENOENT, why);
    return err;
}

static int take_archive(const struct lab *lab, const char *path,
                        const char *into, char *bytes, char why[WHY_MAX])
{
    struct archive *archive = archive_read_new();
    if (!archive)
        return why_errno(why, -ENOMEM, path);
    /* libarchive knows more formats than students use; each is code that anyone
     * could reach, and one takes plain text for an archive. */
    archive_read_support_filter_gzip(archive);
    archive_read_support_filter_bzip2(archive);
    archive_read_support_filter_xz(archive);
    archive_read_support_filter_zstd(archive);
    archive_read_support_format_zip(archive);
    archive_read_support_format_tar(archive);
    archive_read_support_format_7zip(archive);
    int err = file_check(path);
    if (err < 0)
        err = blame(why, err, path);
    else if (archive_read_open_filename(archive, path, 1 << 16) != ARCHIVE_OK) {
        snprintf(why, WHY_MAX,
                 "found %.300s, which is neither a folder nor an "
                 "archive",
                 path);
        err = -EINVAL;
    } else
        err = take_entries(lab, archive, path, into, bytes, why);
    archive_read_free(archive);
    return err;
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
    char *bytes = malloc(SUBMISSION_BYTES_MAX + 1);
    if (!bytes)
        return why_errno(why, -ENOMEM, path);
    int dir_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), err;
    if (dir_fd >= 0)
        err = take_folder(lab, dir_fd, path, into, bytes, why);
    else if (errno == ENOTDIR)
        err = take_archive(lab, path, into, bytes, why);
    else
        err = blame(why, -errno, path);
    if (dir_fd >= 0)
        close(dir_fd);
    free(bytes);
    return err;
}
