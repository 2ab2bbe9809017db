/* take.c -- keeps a file of a submission, or says why not. */
#include "labs/grader/take.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/path.h"

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

int take_keep(const char *into, const char *name, const char *bytes,
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

/* Whatever the errno value. */
int take_blame(char why[WHY_MAX], int err, const char *name)
{
    why_errno(why, err, name);
    return -EINVAL;
}

int take_too_big(char why[WHY_MAX], const char *name)
{
    snprintf(why, WHY_MAX, "found more than 1 MiB in %.300s; expected source",
             name);
    return -EINVAL;
}

int take_miss(char why[WHY_MAX], const char *path, const char *name)
{
    snprintf(why, WHY_MAX, "found no %.200s in %.300s; expected it there", name,
             path);
    return -EINVAL;
}
