/* fuzz_request.c -- any bytes as what a client says to a server. */
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "workloads/parts/request.h"

/* The same, in memory of its own, so that a byte too far shows. */
static size_t read_copy(const uint8_t *data, size_t size,
                        struct request *request)
{
    char *copy = malloc(size ? size : 1);
    fuzz_expect(copy, "memory");
    memcpy(copy, data, size);
    size_t len = request_read(copy, size, request);
    free(copy);
    return len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct request request, again;
    if (size == 0)
        return 0;
    size_t len = read_copy(data, size, &request);
    fuzz_expect(len <= size, "no more than there is");
    if (len == 0)
        return 0;
    bool is_bare = data[len - 1] == '\n' && (len == 1 || data[len - 2] != '\r');
    fuzz_expect(is_bare ||
                    (len >= 4 && memcmp(data + len - 4, "\r\n\r\n", 4) == 0),
                "an empty line at the end of a head");
    fuzz_expect(!is_bare || request.status == 400, "no line of another end");
    fuzz_expect(*request_reason(request.status),
                "a status that we answer with");
    fuzz_expect(request.status == 200 || !request.keep_alive,
                "nothing after what was refused");
    const char *method = request.is_head ? "HEAD " : "GET ";
    fuzz_expect(request.status != 200 ||
                    memcmp(data, method, strlen(method)) == 0,
                "only GET and HEAD");
    fuzz_expect(read_copy(data, len - 1, &again) == 0, "a head to be whole");
    fuzz_expect(read_copy(data, len, &again) == len &&
                    again.status == request.status,
                "what follows a head to be no part of it");
    return 0;
}
