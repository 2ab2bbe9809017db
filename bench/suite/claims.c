/* claims.c -- the claims and their tests, read from a folder of YAML files. */
#include "bench/suite/claims.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/suite/validate_claims.h"
#include "bench/suite/yaml.h"
#include "core/base/path.h"

/* Appends `count` items of `size` bytes to the list. 0, or -ENOMEM. */
static int list_append(void *list, unsigned *length, const void *items,
                       unsigned count, size_t size)
{
    void **at = list;
    void *longer = realloc(*at, (*length + count + 1) * size);
    if (!longer)
        return -ENOMEM;
    if (count)
        memcpy((char *)longer + *length * size, items, count * size);
    *at = longer;
    *length += count;
    return 0;
}

static int claims_add(struct claims *claims, struct claims_file *file)
{
    int err = list_append(&claims->claims, &claims->claims_count, file->claims,
                          file->claims_count, sizeof *claims->claims);
    if (err == 0)
        err = list_append(&claims->documents, &claims->documents_count,
                          file->documents, file->documents_count,
                          sizeof *claims->documents);
    return err ? err
               : list_append(&claims->files, &claims->files_count, &file, 1,
                             sizeof file);
}

static int file_load(struct claims *claims, const char *path, char why[WHY_MAX])
{
    void *read;
    int err =
        yaml_read(&read, path, claims_rows, sizeof(struct claims_file), why);
    if (err < 0)
        return err;
    struct claims_file *file = read;
    err = claims_validate(claims, file, why);
    if (err == 0)
        err = claims_add(claims, file);
    if (err == -ENOMEM)
        snprintf(why, WHY_MAX, "%.200s: not enough memory", path);
    if (err < 0)
        yaml_close(file->place.file);
    return err;
}

static int is_yaml(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".yaml") == 0;
}

static int folder_load(struct claims *claims, const char *dir,
                       char why[WHY_MAX])
{
    char path[PATH_MAX];
    struct dirent **found;
    int err = 0, count = scandir(dir, &found, is_yaml, alphasort);
    if (count <= 0) {
        err = count < 0 ? -errno : -ENOENT;
        snprintf(why, WHY_MAX, "%.200s: %s; expected *.yaml files of claims",
                 dir, count < 0 ? strerror(-err) : "found none in it");
    }
    for (int i = 0; i < count; i++) {
        path_format(path, "%s/%s", dir, found[i]->d_name);
        if (err == 0)
            err = file_load(claims, path, why);
        free(found[i]);
    }
    if (count >= 0)
        free(found);
    return err;
}

int claims_load(struct claims **claims, const char *path, char why[WHY_MAX])
{
    struct stat status;
    struct claims *made = calloc(1, sizeof *made);
    bool folder = path && stat(path, &status) == 0 && S_ISDIR(status.st_mode);
    snprintf(why, WHY_MAX, "not enough memory for claims");
    *claims = NULL;
    int err = !made    ? -ENOMEM
              : !path  ? 0
              : folder ? folder_load(made, path, why)
                       : file_load(made, path, why);
    if (err < 0) {
        claims_free(made);
        return err;
    }
    why[0] = '\0';
    *claims = made;
    return 0;
}

void claims_free(struct claims *claims)
{
    if (!claims)
        return;
    for (unsigned i = 0; i < claims->files_count; i++)
        yaml_close(claims->files[i]->place.file);
    free(claims->files);
    free(claims->documents);
    free(claims->claims);
    free(claims);
}
