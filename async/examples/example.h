/* example.h -- what the examples share: their options, seconds and pages. */
#ifndef OVERLAP_ASYNC_EXAMPLES_EXAMPLE_H
#define OVERLAP_ASYNC_EXAMPLES_EXAMPLE_H

#include <stdbool.h>
#include <stdint.h>

/* Reads the command line: --literal, --help, and URLs. */
void example_begin(int argc, char **argv);

/* What main() returns for `err`; a failure is printed to standard error. */
int example_end(int err);

/* `count` of the document's seconds, in nanoseconds: a tenth of the real ones,
 * unless --literal was given. */
uint64_t seconds(double count);

/* Real seconds since io_now_ns() returned `begin_ns`. */
double seconds_since(uint64_t begin_ns);

/* The first URL of the command line, or NULL. */
const char *example_url(void);

#define EXAMPLE_PAGES_MAX 32

struct pages {
    int count;
    const char *urls[EXAMPLE_PAGES_MAX];
};

/* The URLs of the command line. If there are none, starts the loopback server
 * and returns `count` of its pages, answered after `first_s` (the first) to
 * `last_s` (the last) of the document's seconds. */
struct pages example_pages(int count, double first_s, double last_s);

/* What the loopback server has counted since it was last asked. */
struct counts {
    int connections, requests;
    int at_once; /* the most requests at one time */
};

/* False: the loopback server was not started, or its answer not understood. */
bool example_counts(struct counts *counts);

#endif
