/* request.h -- what is to be graded. */
#ifndef OVERLAP_LABS_GRADER_REQUEST_H
#define OVERLAP_LABS_GRADER_REQUEST_H

#include <stdint.h>

#include "labs/grader/lab.h"

struct grade_request {
    const struct lab *lab;
    const char *submission; /* a folder or an archive */
    const char *bin_dir;    /* overlap's programs */
    const char *grader_dir; /* lab.py and driver.h */
    uint64_t seed;
    bool reveals; /* what hidden checks saw, too */
};

#endif
