/* fuzz_reply.c -- any bytes as what a server answers, Retry-After included. */
#include <errno.h>
#include <stdlib.h>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/wire.h"
#include "workloads/parts/retry.h"

#define SECOND_NS UINT64_C(1000000000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char asked[WIRE_BYTES_MAX];
    struct io_reply reply;
    unsetenv("http_proxy");
    int err = wire_get("http://127.0.0.1:8080/", data, size, &reply, asked);
    fuzz_expect(err <= 0 && *asked, "to be asked");
    if (err == 0) {
        fuzz_expect(reply.status < 400, "a status that is no error");
        return 0;
    }
    fuzz_expect_line(reply.reason);
    fuzz_expect(reply.retry_after_s >= 0, "a wait that is not in the past");
    uint64_t wait_ns = retry_wait_ns(&reply, err, 1);
    fuzz_expect(wait_ns == 0 ||
                    (wait_ns >= SECOND_NS / 20 && wait_ns <= 61 * SECOND_NS),
                "no wait, or one of 50 ms to about a minute");
    return 0;
}
