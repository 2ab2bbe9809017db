/* hash.c -- SHA-256 over a buffer, again and again.
 *
 * Each round hashes the previous round's digest and then the buffer, so no
 * round can be skipped. The check recomputes one whole task: with few tasks,
 * that is a noticeable part of the work. */
#include <errno.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mixer.h"
#include "core/work.h"
#include "core/workload.h"

#define ROUNDS       64
#define DIGEST_BYTES 32

/* Looked up once: that takes longer than hashing a short buffer. */
static EVP_MD *sha256;

struct hashing {
    int index;
    size_t bytes;
    uint64_t answer;
    int err;
};

/* Bytes that differ from task to task. */
static void buffer_fill(unsigned char *buf, size_t bytes, int index)
{
    uint64_t state = (uint64_t)index << 32;
    for (size_t at = 0; at < bytes; at += sizeof(uint64_t)) {
        uint64_t word = mixer_next(&state);
        size_t left = bytes - at;
        memcpy(buf + at, &word, left < sizeof word ? left : sizeof word);
    }
}

/* digest = SHA-256 of the previous digest, unless this is the first, and
 * `buf`. */
static int digest_next(EVP_MD_CTX *context, const unsigned char *buf,
                       size_t bytes, unsigned char digest[DIGEST_BYTES],
                       bool first)
{
    bool ok = EVP_DigestInit_ex2(context, sha256, NULL) &&
              EVP_DigestUpdate(context, digest, first ? 0 : DIGEST_BYTES) &&
              EVP_DigestUpdate(context, buf, bytes) &&
              EVP_DigestFinal_ex(context, digest, NULL);
    return ok ? 0 : -EIO;
}

/* Answers with the first eight bytes of the last digest. */
static int buffer_hash(EVP_MD_CTX *context, const unsigned char *buf,
                       size_t bytes, uint64_t *answer)
{
    unsigned char digest[DIGEST_BYTES];
    int err = digest_next(context, buf, bytes, digest, true);
    for (int round = 1; !err && round < ROUNDS; round++)
        err = digest_next(context, buf, bytes, digest, false);
    *answer = 0;
    for (size_t i = 0; !err && i < sizeof *answer; i++)
        *answer = *answer << 8 | digest[i];
    return err;
}

static void hashing_do(void *arg)
{
    struct hashing *hashing = arg;
    unsigned char *buf = malloc(hashing->bytes);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    hashing->err = -ENOMEM;
    if (buf && context) {
        buffer_fill(buf, hashing->bytes, hashing->index);
        hashing->err =
            buffer_hash(context, buf, hashing->bytes, &hashing->answer);
    }
    EVP_MD_CTX_free(context);
    free(buf);
}

static int hash_setup(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    (void)plan;
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    if (sha256)
        return 0;
    snprintf(why, WORKLOAD_WHY_MAX, "libcrypto has no SHA-256 here");
    return -ENOSYS;
}

static int hash_task(struct io *io, const struct job *job, uint64_t *answer)
{
    struct hashing hashing = {.index = job->index,
                              .bytes = (size_t)job->plan->size};
    int err = io_compute(io, hashing_do, &hashing);
    if (err || hashing.err)
        return err ? err : hashing.err;
    *answer = hashing.answer;
    return 0;
}

/* A task that succeeded, a different one in each run; -1: none did. */
static int sample_pick(const struct plan *plan, const struct result *results)
{
    uint64_t from = results[0].begin_ns / 1000 % (uint64_t)plan->tasks;
    for (int i = 0; i < plan->tasks; i++) {
        int index = (int)((from + (uint64_t)i) % (uint64_t)plan->tasks);
        if (!results[index].err)
            return index;
    }
    return -1;
}

static int hash_check(const struct plan *plan, const struct result *results,
                      char why[WORKLOAD_WHY_MAX])
{
    int index = sample_pick(plan, results);
    if (index < 0)
        return 0;
    struct hashing hashing = {.index = index, .bytes = (size_t)plan->size};
    hashing_do(&hashing);
    if (hashing.err || hashing.answer == results[index].answer)
        return hashing.err;
    snprintf(why, WORKLOAD_WHY_MAX,
             "task %d found digest %016llx, expected %016llx", index,
             (unsigned long long)results[index].answer,
             (unsigned long long)hashing.answer);
    return -EILSEQ;
}

static void hash_teardown(void)
{
    EVP_MD_free(sha256);
    sha256 = NULL;
}

const struct workload workload_hash = {
    .name = "hash",
    .summary = "hashes a buffer with SHA-256, repeatedly",
    .kind = WORKLOAD_CPU,
    .size_type = SIZE_BYTES,
    .size_meaning = "bytes",
    .uses = USES_COMPUTE,
    .default_tasks = 200,
    .default_size = 65536,
    .max_size = 1 << 28,
    .setup = hash_setup,
    .task = hash_task,
    .check = hash_check,
    .teardown = hash_teardown,
};
