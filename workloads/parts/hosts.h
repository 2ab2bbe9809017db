/* hosts.h -- at most so many requests at one time to each host. */
#ifndef OVERLAP_WORKLOADS_PARTS_HOSTS_H
#define OVERLAP_WORKLOADS_PARTS_HOSTS_H

#include "core/permits.h"
#include "core/workload.h"

/* All zero: no limit. A host is a scheme, a name and a port. */
struct hosts {
    struct io_permits *permits; /* of each host that more tasks ask than may */
    int count, url_count;
    int *of_url; /* which of those a URL has, or -1; NULL: there are none */
};

/* Makes plan->per_host permits for each host that more of the plan's tasks
 * ask; they take the `count` URLs in turn. Where a redirect leads does not
 * count. Call it before there are workers, and once libcurl is loaded. 0, or
 * a negative errno value. */
int hosts_open(struct hosts *hosts, const struct plan *plan,
               const char *const *urls, int count);
void hosts_close(struct hosts *hosts);

/* What a request to URL number `url` needs one of; NULL: nothing. */
const struct io_permits *hosts_permits(const struct hosts *hosts, int url);

#endif
