/* files.c -- writes a file, reads it back and digests it.
 *
 * Reads and writes go through the io. Opening, closing and removing a file,
 * filling a buffer and digesting it are done in place under every model: they
 * are short. The reads are warm: what was just written is in memory. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#include "core/work.h"
#include "core/workload.h"
#include "scratch.h"

#define CHUNK_BYTES  (256 * 1024)
#define SAMPLE_EVERY 16 /* see files_check() */

static char folder[PATH_MAX];
static int folder_fd = -1; /* inherited by forked workers */

static int files_setup(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    int err = scratch_make(plan, folder, why);
    if (err)
        return err;
    folder_fd = open(folder, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
    if (folder_fd >= 0)
        return 0;
    err = -errno;
    snprintf(why, WORKLOAD_WHY_MAX, "cannot open the folder just made: %s",
             strerrordesc_np(-err));
    scratch_remove(folder);
    return err;
}

static void files_teardown(void)
{
    if (folder_fd >= 0)
        close(folder_fd);
    folder_fd = -1;
    scratch_remove(folder);
}

/* What stands at offset `at` (a multiple of 8) of file `index`. */
static void chunk_fill(uint64_t *words, int index, int64_t at)
{
    uint64_t x = ((uint64_t)index + 1) * 0x9e3779b97f4a7c15u;
    x += (uint64_t)at / 8 * 0xbf58476d1ce4e5b9u;
    for (size_t i = 0; i < CHUNK_BYTES / 8; i++) {
        words[i] = x ^ (x >> 29);
        x += 0xbf58476d1ce4e5b9u;
    }
}

static size_t chunk_len(int64_t size, int64_t at)
{
    return size - at < CHUNK_BYTES ? (size_t)(size - at) : CHUNK_BYTES;
}

typedef ssize_t chunk_io(struct io *io, int fd, void *buf, size_t len,
                         off_t at);

static ssize_t chunk_write(struct io *io, int fd, void *buf, size_t len,
                           off_t at)
{
    return io_file_write(io, fd, buf, len, at);
}

/* All `len` bytes, in as many calls as it takes. */
static int chunk_move(chunk_io *move, struct io *io, int fd, char *buf,
                      size_t len, off_t at)
{
    while (len > 0) {
        ssize_t moved = move(io, fd, buf, len, at);
        if (moved <= 0)
            return moved ? (int)moved : -EIO;
        buf += moved;
        at += moved;
        len -= (size_t)moved;
    }
    return 0;
}

static int file_fill(struct io *io, int fd, const struct job *job, void *buf)
{
    int64_t size = job->plan->size;
    for (int64_t at = 0; at < size; at += CHUNK_BYTES) {
        chunk_fill(buf, job->index, at);
        int err = chunk_move(chunk_write, io, fd, buf, chunk_len(size, at), at);
        if (err)
            return err;
    }
    return 0;
}

/* The digest of each chunk seeds that of the next. */
static int file_digest(struct io *io, int fd, const struct job *job, void *buf,
                       uint64_t *digest)
{
    int64_t size = job->plan->size;
    *digest = 0;
    for (int64_t at = 0; at < size; at += CHUNK_BYTES) {
        size_t len = chunk_len(size, at);
        int err = chunk_move(io_file_read, io, fd, buf, len, at);
        if (err)
            return err;
        *digest = XXH64(buf, len, *digest);
    }
    return 0;
}

static int files_task(struct io *io, const struct job *job, uint64_t *answer)
{
    char name[16];
    snprintf(name, sizeof name, "%d", job->index);
    void *buf = malloc(CHUNK_BYTES);
    if (!buf)
        return -ENOMEM;
    int err = 0;
    int fd =
        openat(folder_fd, name, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) {
        err = -errno;
        goto out;
    }
    err = file_fill(io, fd, job, buf);
    err = err ? err : file_digest(io, fd, job, buf, answer);
    close(fd);
    unlinkat(folder_fd, name, 0);
out:
    free(buf);
    return err;
}

static uint64_t digest_expect(int index, int64_t size, uint64_t *words)
{
    uint64_t digest = 0;
    for (int64_t at = 0; at < size; at += CHUNK_BYTES) {
        chunk_fill(words, index, at);
        digest = XXH64(words, chunk_len(size, at), digest);
    }
    return digest;
}

/* Every 16th task only: to compute them all again would cost a good part of
 * the run. The others are vouched for by the answer being the same under
 * every model. */
static int files_check(const struct plan *plan, const struct result *results,
                       char why[WORKLOAD_WHY_MAX])
{
    uint64_t *words = malloc(CHUNK_BYTES);
    int err = words ? 0 : -ENOMEM;
    for (int i = 0; i < plan->tasks && !err; i += SAMPLE_EVERY)
        if (!results[i].err &&
            results[i].answer != digest_expect(i, plan->size, words))
            err = -EILSEQ;
    free(words);
    if (err)
        snprintf(why, WORKLOAD_WHY_MAX,
                 err == -EILSEQ ? "a file read back differs from the one "
                                  "written"
                                : "not enough memory to check");
    return err;
}

const struct workload workload_files = {
    .name = "files",
    .summary = "writes a file, reads it back and digests it",
    .kind = WORKLOAD_IO,
    .size_type = SIZE_BYTES,
    .size_meaning = "bytes of each file",
    .default_tasks = 16,
    .default_size = 1 << 20,
    .max_size = (int64_t)1 << 40,
    .setup = files_setup,
    .task = files_task,
    .check = files_check,
    .teardown = files_teardown,
};
