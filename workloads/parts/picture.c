/* picture.c -- writes a picture of numbered colours as a PNG file. */
#include "workloads/parts/picture.h"

#include <errno.h>
#include <png.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/file.h"

static int fail(const char *path, const char *what, int err,
                char why[WORKLOAD_WHY_MAX])
{
    snprintf(why, WORKLOAD_WHY_MAX, "the picture %.80s: %.60s", path, what);
    return err;
}

int picture_ready(const char *path, char why[WORKLOAD_WHY_MAX])
{
    struct file file;
    struct stat there;
    if (stat(path, &there) == 0 && S_ISDIR(there.st_mode))
        return fail(path, "is a directory, expected a file", -EISDIR, why);
    int err = file_begin(&file, path);
    if (err)
        return fail(path, strerrordesc_np(-err), err, why);
    file_end(&file, -ECANCELED); /* this was only a trial */
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
    struct file file;
    char message[64] = "";
    int err = file_begin(&file, path);
    if (!err)
        err = file_end(&file,
                       png_write(file.out, pixels, side, colours, message));
    if (!err)
        return 0;
    return fail(path, *message ? message : strerrordesc_np(-err), err, why);
}
