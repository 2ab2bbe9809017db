/* file.h -- reads and writes whole files. */
#ifndef OVERLAP_CORE_BASE_FILE_H
#define OVERLAP_CORE_BASE_FILE_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

/* More than any file that we read; it must fit into memory. */
#define FILE_BYTES_MAX (64 << 20)

/* Is this a file that a library can open without waiting? 0, -EISDIR,
 * -EMEDIUMTYPE: another kind of file than a regular one, or another negative
 * errno value. */
int file_check(const char *path);

/* Opens a file to be read, which may be anybody's: never waits, not even for
 * the other end of a FIFO. Returns 0, -EISDIR, -EMEDIUMTYPE: another kind of
 * file than a regular one, -EFBIG: more than FILE_BYTES_MAX, or another
 * negative errno value, with NULL in *file. */
int file_open(FILE **file, const char *path);

/* The meaning of a negative errno value, as for people: that of -EMEDIUMTYPE
 * is "not a regular file". */
const char *file_strerror(int err);

/* Reads a whole file into *text, which the caller frees. Returns 0 or a
 * negative errno value, as file_open(); -EILSEQ: it has a NUL byte, where a
 * string would end. */
int file_read(const char *path, char **text);

/* A file that appears whole or not at all: it is written under another name
 * in the same folder, then renamed. That name is locked meanwhile, so of two
 * writers each has its own, and one that a killed writer has left is used
 * again. Devices, FIFOs and what symbolic links lead to are written to
 * directly. */
struct file {
    FILE *out;    /* write here */
    bool through; /* private, as is the rest */
    int lock_fd;
    char path[PATH_MAX], beside[PATH_MAX];
};

/* Returns 0, or a negative errno value: then do not call file_end(). */
int file_begin(struct file *file, const char *path);

/* Moves the file into place. If it could not be written, or `err` is an error
 * of the caller's, it is deleted, and an older file at `path` stays as it is.
 * Returns 0 or the first error. */
int file_end(struct file *file, int err);

/* Both at once, writing `text`. */
int file_write(const char *path, const char *text);

/* Both at once, copying the file `from`. */
int file_copy(const char *path, const char *from);

/* A file in memory, which needs no folder that can be written; the programs
 * that we start inherit it. NULL if errno says why not. fclose() frees it. */
FILE *file_unnamed(void);

#endif
