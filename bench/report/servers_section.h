/* servers_section.h -- what the clients of servers saw, and where servers
 * differ. */
#ifndef OVERLAP_BENCH_REPORT_SERVERS_SECTION_H
#define OVERLAP_BENCH_REPORT_SERVERS_SECTION_H

#include <stdio.h>

#include "bench/judge/measures.h"

/* Of experiment `index`, if it serves: against the number of connections, where
 * that is swept, what its clients found, and the server's own CPU time and
 * memory; then, unless the machine was too noisy to say, from how many
 * connections on each server differs from the loop, and by how much. */
void section_servers(FILE *md, const struct measures *all, int index);

#endif
