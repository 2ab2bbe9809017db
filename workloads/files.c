/* files.c -- writes a file, reads it back and digests it, or only reads.
 *
 * rewrite  writes and reads back: what was just written is in memory.
 * fsync    the same, but waits until the file is on the disk before reading.
 * warm     reads files that setup wrote, and that are still in memory.
 * cold     the same, but setup had the kernel drop them from memory.
 *
 * Reads, writes and syncs go through the io. Opening, closing and removing a
 * file, filling a buffer and digesting it are short, so every model does them
 * in place. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#include "core/base/scratch.h"
#include "core/io/blocking.h"
#include "core/work.h"
#include "core/workload.h"
#include "workloads/parts/residency.h"

#define CHUNK_BYTES  (256 * 1024)
#define SAMPLE_EVERY 16   /* see files_check() */
#define STRAY_SHARE  0.01 /* of the pages that may be in the wrong place */

enum files_variant { REWRITE, FSYNC, WARM, COLD };

static const char *const variants[] = {[REWRITE] = "rewrite",
                                       [FSYNC] = "fsync",
                                       [WARM] = "warm",
                                       [COLD] = "cold",
                                       NULL};

static struct scratch
    folder; /* its descriptor is inherited by forked workers */
static double resident_share; /* of the files' pages, once setup is done */

static void files_teardown(void)
{
    scratch_remove(&folder);
}

static void files_sweep(const struct plan *plan)
{
    scratch_sweep(plan->dir);
}

/* The contents of file `index` from offset `at`, a multiple of 8. */
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

/* Moves all `len` bytes, in as many calls as it takes. */
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

static int file_open(int index, int flags)
{
    char name[16];
    snprintf(name, sizeof name, "%d", index);
    int fd = openat(folder.fd, name, flags | O_CLOEXEC, 0600);
    return fd < 0 ? -errno : fd;
}

static void file_remove(int index)
{
    char name[16];
    snprintf(name, sizeof name, "%d", index);
    unlinkat(folder.fd, name, 0);
}

static bool only_reads(const struct plan *plan)
{
    return plan->variant == WARM || plan->variant == COLD;
}

static int files_task(struct io *io, const struct job *job, uint64_t *answer)
{
    bool reads = only_reads(job->plan);
    void *buf = malloc(CHUNK_BYTES);
    if (!buf)
        return -ENOMEM;
    int err = 0;
    int fd =
        file_open(job->index, reads ? O_RDONLY : O_CREAT | O_EXCL | O_RDWR);
    if (fd < 0) {
        err = fd;
        goto out;
    }
    if (!reads)
        err = file_fill(io, fd, job, buf);
    if (!err && job->plan->variant == FSYNC)
        err = io_file_sync(io, fd);
    err = err ? err : file_digest(io, fd, job, buf, answer);
    close(fd);
    if (!reads)
        file_remove(job->index);
out:
    free(buf);
    return err;
}

/* Syncs the file to the disk before the clock starts, so that nothing is
 * written while tasks read. */
static int file_prepare(const struct plan *plan, int index, void *buf)
{
    const struct job job = {.plan = plan, .index = index};
    struct blocking blocking;
    int fd = file_open(index, O_CREAT | O_EXCL | O_RDWR);
    if (fd < 0)
        return fd;
    blocking_open(&blocking, -1);
    int err = file_fill(&blocking.io, fd, &job, buf);
    err = err ? err : io_file_sync(&blocking.io, fd);
    if (!err && plan->variant == COLD)
        err = residency_evict(fd);
    blocking_close(&blocking);
    close(fd);
    return err;
}

static int files_look(const struct plan *plan)
{
    int64_t pages = 0, resident = 0;
    int err = 0;
    for (int i = 0; i < plan->tasks && !err; i++) {
        int fd = file_open(i, O_RDONLY);
        if (fd < 0)
            return fd;
        err = residency_count(fd, plan->size, &pages, &resident);
        close(fd);
    }
    resident_share = pages ? (double)resident / (double)pages : 0;
    return err;
}

/* Writes the files that tasks will read, and verifies where they are. */
static int files_prepare(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    void *buf = malloc(CHUNK_BYTES);
    int err = buf ? 0 : -ENOMEM;
    for (int i = 0; i < plan->tasks && !err; i++)
        err = file_prepare(plan, i, buf);
    free(buf);
    err = err ? err : files_look(plan);
    if (err) {
        snprintf(why, WORKLOAD_WHY_MAX, "the files could not be prepared: %s",
                 strerrordesc_np(-err));
        return err;
    }
    double wanted = plan->variant == WARM ? 1 : 0;
    if (fabs(resident_share - wanted) <= STRAY_SHARE)
        return 0;
    snprintf(why, WORKLOAD_WHY_MAX,
             "not testable here: found %.0f %% of the files in memory, "
             "expected %.0f %%; a file system in memory keeps all of it there",
             100 * resident_share, 100 * wanted);
    return -ENOTSUP;
}

static int files_setup(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    int err = scratch_make(&folder, plan->dir, why, WORKLOAD_WHY_MAX);
    return !err && only_reads(plan) ? files_prepare(plan, why) : err;
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

/* Checks only every 16th task, a different set in each run: recomputing all of
 * them would take a good part of the run's time. Beyond that, the combined
 * answer must be the same under every model. */
static int files_check(const struct plan *plan, const struct result *results,
                       char why[WORKLOAD_WHY_MAX])
{
    uint64_t *words = malloc(CHUNK_BYTES);
    int err = words ? 0 : -ENOMEM;
    int first = plan->tasks < SAMPLE_EVERY
                    ? 0
                    : (int)(results[0].begin_ns / 1000 % SAMPLE_EVERY);
    for (int i = first; i < plan->tasks && !err; i += SAMPLE_EVERY)
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

static int files_findings(const struct plan *plan, const struct result *results,
                          struct finding found[WORKLOAD_FINDS_MAX])
{
    (void)results;
    found[0] = (struct finding){"resident_share", resident_share};
    return only_reads(plan);
}

const struct workload workload_files = {
    .name = "files",
    .summary = "writes a file, reads it back and digests it, or only reads",
    .kind = WORKLOAD_IO,
    .size_type = SIZE_BYTES,
    .size_meaning = "bytes of each file",
    .uses = USES_FILES | USES_FILE_CALLS,
    .default_tasks = 16,
    .default_size = 1 << 20,
    .max_size = (int64_t)1 << 40,
    .variants = variants,
    .sweep = files_sweep,
    .setup = files_setup,
    .task = files_task,
    .check = files_check,
    .findings = files_findings,
    .teardown = files_teardown,
};
