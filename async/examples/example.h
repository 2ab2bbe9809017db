/* example.h -- what the examples share: their seconds, and their pages. */
#ifndef OVERLAP_ASYNC_EXAMPLES_EXAMPLE_H
#define OVERLAP_ASYNC_EXAMPLES_EXAMPLE_H

#include <stdbool.h>
#include <stdint.h>

/* Reads the command line: --literal, --help, and URLs. */
void example_begin(int argc, char **argv);

/* What main() returns for `err`; it is told on standard error. */
int example_end(int err);

/* That many of the document's seconds, in nanoseconds: a tenth of them, but
 * all of them with --literal. */
uint64_t seconds(double count);

/* How many have gone by since a reading of io_now_ns(); by the clock. */
double seconds_since(uint64_t begin_ns);

#define EXAMPLE_PAGES_MAX 32

struct pages {
    int count;
    const char *urls[EXAMPLE_PAGES_MAX];
};

/* The URLs of the command line. Without any, `count` pages of the loopback
 * server, which it starts: the first of them is answered after `first_s`
 * seconds, the last after `last_s`. */
struct pages example_pages(int count, double first_s, double last_s);

/* What the loopback server has counted since it was last asked. */
struct counts {
    int connections, requests;
    int at_once; /* requests: the peak */
};

/* False when it was not asked for any page. */
bool example_counts(struct counts *counts);

#endif
