/* picture.c -- writes a picture of numbered colours as a PNG file. */
#include "workloads/parts/picture.h"

#include <errno.h>
#include <fcntl.h>
#include <png.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 4096

static int fail(const char *path, const char *what, int err,
                char why[WORKLOAD_WHY_MAX])
{
    snprintf(why, WORKLOAD_WHY_MAX, "the picture %.80s: %.60s", path, what);
    return err;
}

/* The file that becomes the picture, opened as `scratch`. */
static int scratch_open(const char *path, char scratch[PATH_BYTES])
{
    int length = snprintf(scratch, PATH_BYTES, "%s.%ld", path, (long)getpid());
    if (length >= PATH_BYTES)
        return -ENAMETOOLONG;
    int fd = open(scratch, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    return fd < 0 ? -errno : fd;
}

int picture_ready(const char *path, char why[WORKLOAD_WHY_MAX])
{
    char scratch[PATH_BYTES];
    struct stat there;
    if (stat(path, &there) == 0 && S_ISDIR(there.st_mode))
        return fail(path, "is a directory, expected a file", -EISDIR, why);
    int fd = scratch_open(path, scratch);
    if (fd < 0)
        return fail(path, strerror(-fd), fd, why);
    close(fd);
    unlink(scratch);
    return 0;
}

static int png_write(FILE *file, const uint8_t *pixels, uint32_t side,
                     const struct colour *colours, char message[64])
{
    png_image image = {
        .version = PNG_IMAGE_VERSION,
        .width = side,
        .height = side,
        .format = PNG_FORMAT_RGB_COLORMAP,
        .colormap_entries = 256,
    };
    if (png_image_write_to_stdio(&image, file, 0, pixels, 0, colours))
        return 0;
    snprintf(message, 64, "%s", image.message);
    return -EIO;
}

int picture_write(const char *path, const uint8_t *pixels, uint32_t side,
                  const struct colour *colours, char why[WORKLOAD_WHY_MAX])
{
    char scratch[PATH_BYTES], message[64] = "";
    int fd = scratch_open(path, scratch);
    if (fd < 0)
        return fail(path, strerror(-fd), fd, why);
    FILE *file = fdopen(fd, "wb");
    int err = file ? png_write(file, pixels, side, colours, message) : -errno;
    if (file ? fclose(file) : close(fd))
        err = err ? err : -errno;
    if (!err && rename(scratch, path))
        err = -errno;
    if (!err)
        return 0;
    unlink(scratch);
    return fail(path, *message ? message : strerror(-err), err, why);
}
