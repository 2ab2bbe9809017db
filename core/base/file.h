/* file.h -- files that are read and written whole. */
#ifndef OVERLAP_CORE_BASE_FILE_H
#define OVERLAP_CORE_BASE_FILE_H

#include <limits.h>
#include <stdio.h>

/* Reads a whole file into *text, which the caller frees. 0, or a negative
 * errno value. */
int file_read(const char *path, char **text);

/* A file that is there whole or not at all: it is written beside its place,
 * and moved there. */
struct file {
    FILE *out; /* to write to */
    char path[PATH_MAX], beside[PATH_MAX];
};

/* 0, or a negative errno value: then there is nothing to end. */
int file_begin(struct file *file, const char *path);

/* Puts the file in its place. If it could not be written, or the caller has an
 * `err`, nothing is left of it, and what was there before stays. Returns 0 or
 * what went wrong first. */
int file_end(struct file *file, int err);

/* Both at once, with this text, or … */
int file_write(const char *path, const char *text);

/* … with what the file `from` has, byte by byte. */
int file_copy(const char *path, const char *from);

#endif
