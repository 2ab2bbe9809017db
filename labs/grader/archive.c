/* archive.c -- takes a lab's files out of an archive that anyone may have made. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "labs/grader/take.h"

#define ENTRIES_MAX        10000
#define FILES_MAX          100         /* as lab.yaml has it */
#define UNPACKED_BYTES_MAX (256 << 20) /* to skip an entry takes as long */

/* What is known of an archive that is being read. */
struct unpacking {
    const struct taking *taking;
    struct archive *archive;
    size_t unpacked;
    struct {
        int found, folders; /* times, in so many folders; the fewest count */
    } files[FILES_MAX];
};

static bool is_hidden(const char *name)
{
    for (const char *part = name; part; part = strchr(part, '/')) {
        part += *part == '/';
        if ((*part == '.' && part[1] != '/') ||
            strncmp(part, "__MACOSX/", 9) == 0)
            return true;
    }
    return false;
}

/* Which of the lab's files an entry is, and in how many folders; -1: none. */
static int file_of(const struct lab *lab, const char *name, int *folders)
{
    if (is_hidden(name))
        return -1;
    while (strncmp(name, "./", 2) == 0)
        name += 2;
    for (*folders = 0; name; ++*folders) {
        for (unsigned i = 0; i < lab->files_count; i++)
            if (strcmp(name, lab->files[i]) == 0)
                return (int)i;
        name = strchr(name, '/');
        name += name ? 1 : 0;
    }
    return -1;
}

/* Counts what was unpacked, of which there is no end in some archives. */
static int count(struct unpacking *unpacking, size_t size)
{
    unpacking->unpacked += size;
    if (unpacking->unpacked <= UNPACKED_BYTES_MAX)
        return 0;
    snprintf(unpacking->taking->why, WHY_MAX,
             "found more than %d MiB in the archive; expected source",
             UNPACKED_BYTES_MAX >> 20);
    return -EINVAL;
}

/* Reads what the lab does not want. */
static int pass_over(struct unpacking *unpacking)
{
    const void *block;
    size_t size;
    la_int64_t at;
    int read, err = 0;
    while (err == 0 &&
           (read = archive_read_data_block(unpacking->archive, &block, &size,
                                           &at)) == ARCHIVE_OK)
        err = count(unpacking, size);
    if (err == 0 && read != ARCHIVE_EOF && read != ARCHIVE_FAILED)
        err = -EINVAL;
    return err;
}

static int take_file(struct unpacking *unpacking, const char *name, int file)
{
    size_t size = 0;
    la_ssize_t got = 1;
    while (got > 0 && size <= TAKE_BYTES_MAX) {
        got = archive_read_data(unpacking->archive,
                                unpacking->taking->bytes + size,
                                TAKE_BYTES_MAX + 1 - size);
        size += got > 0 ? (size_t)got : 0;
    }
    if (got < 0)
        return -EINVAL;
    if (size > TAKE_BYTES_MAX)
        return take_too_big(unpacking->taking->why, name);
    int err =
        take_keep(unpacking->taking->into, unpacking->taking->lab->files[file],
                  unpacking->taking->bytes, size);
    return err < 0 ? why_errno(unpacking->taking->why, err, name)
                   : count(unpacking, size);
}

static int take_entry(struct unpacking *unpacking, struct archive_entry *entry)
{
    const char *name = archive_entry_pathname(entry);
    int folders, file;
    if (!name) /* which no file of a lab has */
        return pass_over(unpacking);
    if (!lab_is_name(name)) {
        snprintf(unpacking->taking->why, WHY_MAX,
                 "found the name '%.300s' in the archive; "
                 "expected one below its folder",
                 name);
        return -EINVAL;
    }
    file = file_of(unpacking->taking->lab, name, &folders);
    if (file < 0 || archive_entry_filetype(entry) != AE_IFREG)
        return pass_over(unpacking);
    if (archive_entry_is_data_encrypted(entry)) {
        snprintf(unpacking->taking->why, WHY_MAX,
                 "found %.300s with a password; expected none", name);
        return -EINVAL;
    }
    int least = unpacking->files[file].folders;
    if (unpacking->files[file].found && folders >= least) {
        unpacking->files[file].found += folders == least;
        return pass_over(unpacking);
    }
    unpacking->files[file].found = 1;
    unpacking->files[file].folders = folders;
    return take_file(unpacking, name, file);
}

/* Each file once, where it is in the fewest folders? */
static int look_at_all(const struct unpacking *unpacking, const char *path)
{
    const struct lab *lab = unpacking->taking->lab;
    for (unsigned i = 0; i < lab->files_count; i++) {
        if (unpacking->files[i].found == 0)
            return take_miss(unpacking->taking->why, path, lab->files[i]);
        if (unpacking->files[i].found == 1)
            continue;
        snprintf(unpacking->taking->why, WHY_MAX,
                 "found %d files %.200s in %.300s; expected one",
                 unpacking->files[i].found, lab->files[i], path);
        return -EINVAL;
    }
    return 0;
}

static int take_entries(struct unpacking *unpacking, const char *path)
{
    struct archive_entry *entry;
    int err = 0, read = ARCHIVE_OK;
    for (int i = 0; err == 0 && i < ENTRIES_MAX; i++) {
        read = archive_read_next_header(unpacking->archive, &entry);
        if (read != ARCHIVE_OK && read != ARCHIVE_WARN)
            break;
        err = take_entry(unpacking, entry);
    }
    if (err == 0 && read != ARCHIVE_EOF)
        err = -EINVAL;
    if (err < 0 && !*unpacking->taking->why)
        snprintf(unpacking->taking->why, WHY_MAX,
                 "found %.300s, which is neither a folder nor a "
                 "whole archive",
                 path);
    return err < 0 ? err : look_at_all(unpacking, path);
}

/* libarchive knows more formats than students use; each is code that anyone
 * could reach, and one takes plain text for an archive. */
static void choose_formats(struct archive *archive)
{
    archive_read_support_filter_gzip(archive);
    archive_read_support_filter_bzip2(archive);
    archive_read_support_filter_xz(archive);
    archive_read_support_filter_zstd(archive);
    archive_read_support_format_zip(archive);
    archive_read_support_format_tar(archive);
    archive_read_support_format_7zip(archive);
}

static int open_and_take(struct unpacking *unpacking, int fd, const char *path)
{
    choose_formats(unpacking->archive);
    if (archive_read_open_fd(unpacking->archive, fd, 1 << 16) == ARCHIVE_OK)
        return take_entries(unpacking, path);
    snprintf(unpacking->taking->why, WHY_MAX,
             "found %.300s, which is neither a folder nor an archive", path);
    return -EINVAL;
}

/* A name in UTF-8 can be had from libarchive only where the locale has that. */
int archive_take(const struct taking *taking, int fd, const char *path)
{
    struct unpacking unpacking = {.taking = taking,
                                  .archive = archive_read_new()};
    if (!unpacking.archive)
        return why_errno(taking->why, -ENOMEM, path);
    *taking->why = '\0';
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
    locale_t before = uselocale(utf8);
    int err = open_and_take(&unpacking, fd, path);
    uselocale(before);
    if (utf8)
        freelocale(utf8);
    archive_read_free(unpacking.archive);
    return err;
}
