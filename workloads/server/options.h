/* options.h -- the command line of overlap-server. */
#ifndef OVERLAP_WORKLOADS_SERVER_OPTIONS_H
#define OVERLAP_WORKLOADS_SERVER_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/why.h"

struct server_options {
    int port; /* 0: the kernel picks one */
    uint64_t delay_ns, limit_per_s;
    int64_t size_bytes;
    uint64_t pause_every_ns, pause_for_ns;
    bool help, version;
};

/* Fills in what is given, and defaults for the rest. 0, or -EINVAL with a line
 * in `why`. */
int server_options_parse(struct server_options *options, int argc, char **argv,
                         char why[WHY_MAX]);

/* Prints the text of --help. */
void server_options_help(void);

#endif
