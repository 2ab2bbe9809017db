/* fuzz_no_proxy.c -- any text as no_proxy: this machine is always asked
 * directly, and so is a host that the text names, however long it is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/wire.h"

#define OTHER "192.0.2.7" /* no machine's: RFC 5737 */

static void expect_direct(const char *url)
{
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    char asked[WIRE_BYTES_MAX];
    struct io_reply reply;
    int err = wire_get(url, answer, strlen(answer), &reply, asked);
    if (err)
        fprintf(stderr, "found: %s\n", reply.reason);
    fuzz_expect(err == 0, "an answer");
    fuzz_expect(strncmp(asked, "GET / ", 6) == 0, "no proxy to be asked");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size), *named;
    fuzz_expect(asprintf(&named, "%s," OTHER, text) > 0, "memory");
    setenv("http_proxy", "http://127.0.0.1:9/", 1);
    setenv("no_proxy", text, 1);
    expect_direct("http://127.0.0.1:8080/");
    setenv("no_proxy", named, 1);
    expect_direct("http://" OTHER "/");
    free(named);
    free(text);
    return 0;
}
