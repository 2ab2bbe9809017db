/* fetch_once.c -- makes one fetch on the loop and prints how it ended. */
#include <stdio.h>
#include <string.h>

#include "async/async.h"

static int fetch(struct io *io, void *arg)
{
    struct io_reply reply;
    int err = io_http_get(io, arg, &reply);
    printf("%s: %s\n", strerrorname_np(-err), reply.reason);
    return 0;
}

int main(void)
{
    return async_run(fetch, "http://127.0.0.1:1/") ? 1 : 0;
}
