/* start.c -- which labs there are, and the folder in which a student begins. */
#include "labs/grader/start.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/path.h"
#include "labs/grader/whole.h"

/* Whatever has a lab.yaml is one. */
static int list_one(FILE *out, const char *labs_dir, const char *name,
                    char why[WHY_MAX])
{
    char path[PATH_MAX];
    struct lab *lab;
    path_format(path, "%s/%s/lab.yaml", labs_dir, name);
    if (*name == '.' || access(path, F_OK) < 0)
        return 0;
    int err = lab_load(&lab, path_format(path, "%s/%s", labs_dir, name), why);
    if (err == 0)
        fprintf(out, "%-10s %2d h  %s\n", lab->name, lab->hours, lab->summary);
    lab_free(lab);
    return err;
}

int start_list(FILE *out, const char *labs_dir, char why[WHY_MAX])
{
    struct dirent **found;
    int count = scandir(labs_dir, &found, NULL, alphasort), err = 0;
    if (count < 0)
        return why_errno(why, -errno, labs_dir);
    for (int i = 0; i < count; i++) {
        if (err == 0)
            err = list_one(out, labs_dir, found[i]->d_name, why);
        free(found[i]);
    }
    free(found);
    return err;
}

static int copy(const char *to_dir, const char *from, char why[WHY_MAX]);

static int copy_folder(const char *to, const char *from, char why[WHY_MAX])
{
    char path[PATH_MAX];
    struct dirent **found;
    int count = scandir(from, &found, NULL, alphasort), err = 0;
    if (count < 0)
        return why_errno(why, -errno, from);
    for (int i = 0; i < count; i++) {
        const char *name = found[i]->d_name;
        if (err == 0 && strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
            err = copy(to, path_format(path, "%s/%s", from, name), why);
        free(found[i]);
    }
    free(found);
    return err;
}

/* Copies a file, with its mode, or a folder, into a folder. */
static int copy(const char *to_dir, const char *from, char why[WHY_MAX])
{
    char to[PATH_MAX];
    struct stat status;
    path_format(to, "%s/%s", to_dir, strrchr(from, '/') + 1);
    if (stat(from, &status) < 0)
        return why_errno(why, -errno, from);
    if (S_ISDIR(status.st_mode))
        return mkdir(to, 0755) < 0 ? why_errno(why, -errno, to)
                                   : copy_folder(to, from, why);
    int err = file_copy(to, from);
    if (err == 0 && chmod(to, status.st_mode & 0777) < 0)
        err = -errno;
    return err < 0 ? why_errno(why, err, strrchr(to, '/') + 1) : 0;
}

static int fill(const char *into, const void *arg, char why[WHY_MAX])
{
    const struct lab *lab = arg;
    char path[PATH_MAX];
    int err = copy_folder(into, path_format(path, "%s/start", lab->dir), why);
    return err < 0
               ? err
               : copy(into, path_format(path, "%s/README.md", lab->dir), why);
}

int start_make(const struct lab *lab, const char *dir, char why[WHY_MAX])
{
    return whole_make(dir, fill, lab, why);
}
