/* pack.c -- a lab for a platform: one zip file to upload. */
#include "labs/grader/pack.h"

#include <archive.h>
#include <archive_entry.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/process.h"
#include "labs/grader/pack_text.h"

const char *const pack_names[] = {"gradescope", "classroom50", "actions",
                                  "autolab", NULL};

/* What goes into an archive, and what has gone wrong with it. */
struct pack {
    struct archive *archive;
    const struct lab *lab;
    char tree[PATH_MAX]; /* overlap's sources */
    int err;
};

/* What libarchive says, as an errno value. */
static int archive_err(struct archive *archive)
{
    int err = archive_errno(archive);
    return err > 0 ? -err : -EIO;
}

/* Adds a file; the times are all the same, so that equal packs are equal. */
static void add(struct pack *pack, const char *name, const char *bytes,
                size_t size, mode_t mode)
{
    struct archive_entry *entry = archive_entry_new();
    if (!entry) {
        pack->err = -ENOMEM;
        return;
    }
    archive_entry_set_pathname(entry, name);
    archive_entry_set_size(entry, (la_int64_t)size);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, mode & 0111 ? 0755 : 0644);
    archive_entry_set_mtime(entry, 1000000000, 0);
    if (archive_write_header(pack->archive, entry) != ARCHIVE_OK ||
        archive_write_data(pack->archive, bytes, size) != (la_ssize_t)size)
        pack->err = archive_err(pack->archive);
    archive_entry_free(entry);
}

/* A picture has NUL bytes, so file_read() will not do. */
static char *slurp(const char *path, size_t *size)
{
    FILE *in = fopen(path, "re"), *out;
    char *bytes = NULL, part[4096];
    size_t got;
    if (!in)
        return NULL;
    out = open_memstream(&bytes, size);
    while (out && (got = fread(part, 1, sizeof part, in)) > 0)
        fwrite(part, 1, got, out);
    fclose(in);
    if (!out || fclose(out) == 0)
        return bytes;
    free(bytes);
    return NULL;
}

static void add_file(struct pack *pack, const char *path, const char *name,
                     mode_t mode, bool ours)
{
    size_t size = 0;
    char *bytes = slurp(path, &size);
    char *text = bytes && ours ? pack_text(bytes, pack->lab) : NULL;
    if (!bytes || (ours && !text))
        pack->err = -EIO;
    else
        add(pack, name, text ? text : bytes, text ? strlen(text) : size, mode);
    free(text);
    free(bytes);
}

/* Adds a folder's files as `prefix`/... `ours`: with the lab's name in them. A
 * link to a file becomes that file, since what it points to may stay behind. */
static void
add_folder(struct pack *pack, const char *dir, const char *prefix, bool ours,
           bool (*wanted)(const struct pack *pack, const char *path))
{
    char path[PATH_MAX], name[PATH_MAX];
    struct dirent **found;
    struct stat status;
    int count = scandir(dir, &found, NULL, alphasort);
    if (count < 0)
        pack->err = -errno;
    for (int i = 0; i < count; i++) {
        const char *last = found[i]->d_name;
        path_format(path, "%s/%s", dir, last);
        path_format(name, "%s%s%s", prefix, *prefix ? "/" : "", last);
        if (!pack->err && process_pause(0) < 0)
            pack->err = -EINTR;
        if (!pack->err && strcmp(last, ".") != 0 && strcmp(last, "..") != 0 &&
            (!wanted || wanted(pack, path)) && lstat(path, &status) == 0) {
            if (S_ISDIR(status.st_mode))
                add_folder(pack, path, name, ours, wanted);
            else if (stat(path, &status) == 0 && S_ISREG(status.st_mode))
                add_file(pack, path, name, status.st_mode, ours);
        }
        free(found[i]);
    }
    if (count >= 0)
        free(found);
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* Of the sources: what a build without tests reads. Of the labs: this one,
 * without its answers. */
static bool is_wanted(const struct pack *pack, const char *path)
{
    static const char *const others[] = {"build", "tests/",      "results",
                                         "docs",  "tools/fresh", NULL};
    char answers[PATH_MAX];
    const char *name = path + strlen(pack->tree) + 1;
    const char *last = strrchr(path, '/') + 1;
    struct stat status;
    if (*last == '.' || strcmp(last, "__pycache__") == 0)
        return false;
    if (strcmp(name, "tests/coverage.c") == 0)
        return true; /* the build names it */
    for (int i = 0; others[i]; i++)
        if (begins(name, others[i]))
            return false;
    if (strcmp(path, path_format(answers, "%s/answers", pack->lab->dir)) == 0)
        return false;
    if (!begins(name, "labs/") || strchr(name + 5, '/') ||
        strcmp(path, pack->lab->dir) == 0 || strcmp(last, "grader") == 0)
        return true;
    return lstat(path, &status) == 0 && !S_ISDIR(status.st_mode);
}

static void add_tree(struct pack *pack, const char *prefix)
{
    char dir[PATH_MAX];
    add_folder(pack, pack->tree, prefix, false, is_wanted);
    path_format(dir, "%s/labs", pack->tree);
    if (pack->err || begins(pack->lab->dir, dir))
        return;
    /* A lab of the lecturer's own joins the others. */
    char tree[PATH_MAX];
    path_format(tree, "%s", pack->tree);
    path_format(pack->tree, "%.*s",
                (int)(strrchr(pack->lab->dir, '/') - pack->lab->dir),
                pack->lab->dir);
    path_format(dir, "%s/labs/%s", prefix, pack->lab->name);
    add_folder(pack, pack->lab->dir, dir, false, is_wanted);
    path_format(pack->tree, "%s", tree);
}

static int archive_begin(struct pack *pack, const char *format, int fd)
{
    pack->archive = archive_write_new();
    if (!pack->archive)
        return -ENOMEM;
    archive_write_set_format_by_name(pack->archive, format);
    return archive_write_open_fd(pack->archive, fd) == ARCHIVE_OK ? 0 : -EIO;
}

static void archive_end(struct pack *pack)
{
    if (archive_write_close(pack->archive) != ARCHIVE_OK && !pack->err)
        pack->err = archive_err(pack->archive);
    archive_write_free(pack->archive);
}

/* Autolab wants a tar file with all but its Makefile. */
static void add_tar(struct pack *pack, const char *name)
{
    struct pack tar = *pack;
    char path[64];
    FILE *file = file_unnamed();
    if (!file) {
        pack->err = -errno;
        return;
    }
    tar.err = archive_begin(&tar, "ustar", fileno(file));
    if (!tar.err) {
        add_tree(&tar, "overlap");
        archive_end(&tar);
    }
    pack->err = tar.err;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(file));
    if (!pack->err)
        add_file(pack, path, name, 0644, false);
    fclose(file);
}

static void fill(struct pack *pack, const char *grader_dir,
                 const char *platform)
{
    char path[PATH_MAX];
    path_format(path, "%s/packs/%s", grader_dir, platform);
    add_folder(pack, path, "", true, NULL);
    if (strcmp(platform, "autolab") == 0)
        add_tar(pack, "autograde.tar");
    else
        add_tree(pack, "overlap");
}

/* What a platform could only find out when a student hands in. */
static int find_faults(const struct lab *lab, char why[WHY_MAX])
{
    static const char *const judges[] = {"checks/judge", "checks/judge.py"};
    char path[PATH_MAX];
    bool found = false;
    for (size_t i = 0; i < sizeof judges / sizeof *judges; i++)
        found = found || access(path_format(path, "%s/%s", lab->dir, judges[i]),
                                R_OK) == 0;
    if (!found) {
        snprintf(why, WHY_MAX,
                 "found neither checks/judge nor checks/judge.py in %.300s",
                 lab->dir);
        return -ENOENT;
    }
    for (const char *c = lab->name; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr("-_.", *c)) {
            snprintf(why, WHY_MAX,
                     "found a lab named '%.200s'; expected letters, digits, - "
                     "and _, since it becomes a word in scripts",
                     lab->name);
            return -EINVAL;
        }
    return 0;
}

/* The sources are around the labs, unless this is an installed overlap. */
static int find_tree(struct pack *pack, const char *grader_dir,
                     char why[WHY_MAX])
{
    char path[PATH_MAX];
    if (!realpath(grader_dir, path))
        return why_errno(why, -errno, grader_dir);
    *strrchr(path, '/') = '\0';
    *strrchr(path, '/') = '\0';
    path_format(pack->tree, "%s", path);
    path_format(path, "%s/CMakeLists.txt", pack->tree);
    if (access(path, R_OK) == 0)
        return 0;
    snprintf(why, WHY_MAX,
             "found no overlap sources in %.300s; expected an "
             "overlap that runs where it was built",
             pack->tree);
    return -ENOENT;
}

int pack_make(const struct lab *lab, const char *grader_dir,
              const char *platform, const char *path, char why[WHY_MAX])
{
    struct pack pack = {.lab = lab};
    struct file file;
    int err = find_faults(lab, why);
    if (err == 0)
        err = find_tree(&pack, grader_dir, why);
    if (err < 0)
        return err;
    err = file_begin(&file, path);
    if (err < 0)
        return why_errno(why, err, path);
    pack.err = archive_begin(&pack, "zip", fileno(file.out));
    if (!pack.err)
        fill(&pack, grader_dir, platform);
    if (pack.archive)
        archive_end(&pack);
    err = file_end(&file, pack.err);
    return err < 0 ? why_errno(why, err, path) : 0;
}
