/* loopback.h -- starts and ends the server that tasks fetch from. */
#ifndef OVERLAP_WORKLOADS_PARTS_LOOPBACK_H
#define OVERLAP_WORKLOADS_PARTS_LOOPBACK_H

#include "workloads/parts/beside.h"

#define LOOPBACK_URL_MAX 64

/* All zero before it is started. */
struct loopback {
    struct beside server;
    char url[LOOPBACK_URL_MAX]; /* "http://127.0.0.1:8080/"; "": not started */
};

/* Starts the overlap-server from the folder of the running program and returns
 * once it accepts connections. 0, or a negative errno value and a sentence in
 * `why`. Call it before there are other threads. */
int loopback_start(struct loopback *loopback, char why[WORKLOAD_WHY_MAX]);

/* Ends the server; does nothing if it was not started. */
void loopback_stop(struct loopback *loopback);

/* The CRC-32 of the body that the server sends when asked for `bytes` bytes:
 * 'a' … 'z', over and over. */
uint32_t loopback_digest(size_t bytes);

#endif
