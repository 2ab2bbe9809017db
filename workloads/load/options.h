/* options.h -- the command line of overlap-load. */
#ifndef OVERLAP_WORKLOADS_LOAD_OPTIONS_H
#define OVERLAP_WORKLOADS_LOAD_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/why.h"

struct load_options {
    int connections;
    int requests;         /* over each connection; 0: until the duration ends */
    uint64_t duration_ns; /* 0: until the requests are answered */
    double rate_per_s;    /* 0: each when the one before it was answered */
    uint64_t slow_ns;     /* between the first connection's bytes; 0: none */
    const char *samples;  /* a file, or NULL */
    bool json, help, version;

    /* Out of the URL. */
    bool echo; /* echo://, else http:// */
    char host[256];
    uint16_t port;
    char path[1024];
};

/* Returns 0, or -EINVAL with a line in `why`. */
int load_options_parse(struct load_options *options, int argc, char **argv,
                       char why[WHY_MAX]);
void load_options_help(void);

#endif
