/* loopback.c -- starts and ends the server that tasks fetch from. */
#include "workloads/parts/loopback.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define SERVER "overlap-server"

int loopback_start(struct loopback *loopback, char why[WORKLOAD_WHY_MAX])
{
    char *argv[] = {SERVER, NULL};
    int err = beside_start(&loopback->server, argv, "http:", why);
    if (err)
        return err;
    snprintf(loopback->url, sizeof loopback->url, "%.60s",
             loopback->server.line);
    close(loopback->server.out_fd);
    loopback->server.out_fd = -1;
    return 0;
}

void loopback_stop(struct loopback *loopback)
{
    beside_stop(&loopback->server);
    *loopback = (struct loopback){0};
}

uint32_t loopback_digest(size_t bytes)
{
    unsigned char block[26 * 64];
    uLong digest = 0;
    for (size_t i = 0; i < sizeof block; i++)
        block[i] = (unsigned char)('a' + i % 26);
    while (bytes > 0) {
        size_t len = bytes < sizeof block ? bytes : sizeof block;
        digest = crc32_z(digest, block, len);
        bytes -= len;
    }
    return (uint32_t)digest;
}
