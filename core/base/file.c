/* file.c -- reads and writes whole files. */
#include "core/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/path.h"

#define WRITERS_MAX 1000 /* of one file at a time */

/* Opens only what is there to be read at once. Returns a descriptor or a
 * negative errno value. */
static int open_regular(const char *path, struct stat *is)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    int err = fd < 0 || fstat(fd, is) < 0 ? -errno
              : S_ISDIR(is->st_mode)      ? -EISDIR
              : !S_ISREG(is->st_mode)     ? -EMEDIUMTYPE
                                          : 0;
    if (err && fd >= 0)
        close(fd);
    return err ? err : fd;
}

int file_check(const char *path)
{
    struct stat is = {0};
    int fd = open_regular(path, &is);
    if (fd >= 0)
        close(fd);
    return fd < 0 ? fd : 0;
}

int file_open(FILE **file, const char *path)
{
    struct stat is = {0};
    *file = NULL;
    int fd = open_regular(path, &is);
    if (fd < 0)
        return fd;
    int err = is.st_size > FILE_BYTES_MAX ? -EFBIG : 0;
    if (!err && !(*file = fdopen(fd, "r")))
        err = -errno;
    if (err)
        close(fd);
    return err;
}

const char *file_strerror(int err)
{
    if (err == -EMEDIUMTYPE)
        return "not a regular file";
    if (err == -EFBIG)
        return "too large";
    return strerror(-err);
}

int file_read(const char *path, char **text)
{
    *text = NULL;
    FILE *file;
    int opened = file_open(&file, path);
    if (opened)
        return opened;
    size_t capacity = 0;
    errno = 0;
    ssize_t length = getdelim(text, &capacity, '\0', file);
    int err = length < 0 ? -errno : !(*text)[length - 1] ? -EILSEQ : 0;
    fclose(file);
    if (length < 0 && !err) { /* an empty file */
        free(*text);
        *text = strdup("");
        err = *text ? 0 : -ENOMEM;
    }
    if (err) {
        free(*text);
        *text = NULL;
    }
    return err;
}

/* What is there, and may not be a regular file, must not be renamed over:
 * /dev/null would be gone. */
static bool is_special(const char *path)
{
    struct stat is;
    return lstat(path, &is) < 0 ? errno != ENOENT : !S_ISREG(is.st_mode);
}

/* Straight into a device, or where a symbolic link leads. A FIFO that nobody
 * reads is refused, not waited for. */
static int begin_through(struct file *file)
{
    int fd = open(file->path,
                  O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK | O_CLOEXEC, 0666);
    if (fd < 0)
        return -errno;
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
    file->out = fdopen(fd, "w");
    if (file->out)
        return 0;
    int err = -errno;
    close(fd);
    return err;
}

/* Opens file->beside and locks it. Its descriptor, or a negative errno value;
 * -EWOULDBLOCK: another writer has it. */
static int take_beside(const struct file *file)
{
    struct stat opened = {0}, named = {0};
    int fd =
        open(file->beside, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0)
        return -errno;
    int err = flock(fd, LOCK_EX | LOCK_NB) < 0 ? -errno : 0;
    if (err == -ENOLCK || err == -EOPNOTSUPP)
        err = 0; /* a file system without locks */
    if (!err && (fstat(fd, &opened) < 0 || lstat(file->beside, &named) < 0 ||
                 opened.st_ino != named.st_ino))
        err = -EWOULDBLOCK; /* renamed just now */
    if (!err && ftruncate(fd, 0) < 0)
        err = -errno;
    if (err)
        close(fd);
    return err ? err : fd;
}

/* Is that name another's: a writer's, or something that we may not write to? */
static bool is_taken(int err)
{
    return err == -EWOULDBLOCK || err == -EACCES || err == -ELOOP ||
           err == -EISDIR;
}

static int begin_beside(struct file *file)
{
    int fd = -EWOULDBLOCK;
    for (int i = 1; i <= WRITERS_MAX && is_taken(fd); i++) {
        path_format(file->beside, "%s.%d~", file->path, i);
        fd = take_beside(file);
    }
    if (fd < 0)
        return fd;
    /* Once the stream is closed, whose errors we want, we still have the lock
     * until the file has its name. */
    file->lock_fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    file->out = file->lock_fd < 0 ? NULL : fdopen(fd, "w");
    if (file->out)
        return 0;
    int err = -errno;
    unlink(file->beside);
    if (file->lock_fd >= 0)
        close(file->lock_fd);
    close(fd);
    return err;
}

int file_begin(struct file *file, const char *path)
{
    path_format(file->path, "%s", path);
    file->through = is_special(file->path);
    return file->through ? begin_through(file) : begin_beside(file);
}

/* ferror() remembers an earlier failed write, such as for a full disk;
 * fclose() may find another. */
int file_end(struct file *file, int err)
{
    if (!err && fflush(file->out))
        err = -errno;
    if (!err && ferror(file->out))
        err = -EIO;
    if (fclose(file->out) && !err)
        err = -errno;
    if (file->through)
        return err;
    if (!err && rename(file->beside, file->path) < 0)
        err = -errno;
    if (err)
        unlink(file->beside);
    close(file->lock_fd);
    return err;
}

int file_write(const char *path, const char *text)
{
    struct file file;
    int err = file_begin(&file, path);
    if (err)
        return err;
    return file_end(&file, fputs(text, file.out) == EOF ? -errno : 0);
}

static int copy_bytes(FILE *to, FILE *from)
{
    char bytes[8192];
    size_t got;
    while ((got = fread(bytes, 1, sizeof bytes, from)) > 0)
        if (fwrite(bytes, 1, got, to) != got)
            return -errno;
    return ferror(from) ? -errno : 0;
}

int file_copy(const char *path, const char *from)
{
    struct file file;
    FILE *source;
    int err = file_open(&source, from);
    if (err)
        return err;
    err = file_begin(&file, path);
    if (!err)
        err = file_end(&file, copy_bytes(file.out, source));
    fclose(source);
    return err;
}

FILE *file_unnamed(void)
{
    int fd = memfd_create("overlap", 0);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w+");
    if (fd >= 0 && !file)
        close(fd);
    return file;
}
