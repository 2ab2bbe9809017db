/* retry.c -- which failures may pass, and how long to wait for that.
 *
 * Waits grow exponentially, to relieve a server that is overloaded, and are
 * random in part, so that requests that failed together do not come back
 * together. */
#include "workloads/parts/retry.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <sys/random.h>

#define FIRST_NS    100000000u
#define LONGEST_NS  10000000000u
#define HEEDED_MAX  60 /* seconds */
#define DOUBLED_MAX 7  /* FIRST_NS doubled so often exceeds LONGEST_NS */

static bool may_pass(const struct io_reply *reply, int err)
{
    if (err != -EPROTO)
        return err == -ECONNREFUSED || err == -EBADMSG || err == -ETIMEDOUT;
    return reply->status == 429 || reply->status == 502 ||
           reply->status == 503 || reply->status == 504;
}

uint64_t retry_wait_ns(const struct io_reply *reply, int err, int tries)
{
    assert(tries >= 1);
    if (!may_pass(reply, err) || reply->retry_after_s > HEEDED_MAX)
        return 0;
    int doubled = tries - 1 < DOUBLED_MAX ? tries - 1 : DOUBLED_MAX;
    uint64_t longest_ns = (uint64_t)FIRST_NS << doubled;
    if (longest_ns > LONGEST_NS)
        longest_ns = LONGEST_NS;
    uint64_t chance = 0;
    ssize_t got = getrandom(&chance, sizeof chance, 0);
    (void)got; /* if it fails, all wait equally long */
    uint64_t wait_ns = longest_ns / 2 + chance % (longest_ns / 2);
    if (reply->retry_after_s <= 0)
        return wait_ns;
    uint64_t asked_ns = (uint64_t)reply->retry_after_s * 1000000000u;
    return asked_ns > wait_ns ? asked_ns + wait_ns : wait_ns;
}
