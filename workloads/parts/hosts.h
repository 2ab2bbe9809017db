/* hosts.h -- a limit on the requests in flight to each host. */
#ifndef OVERLAP_WORKLOADS_PARTS_HOSTS_H
#define OVERLAP_WORKLOADS_PARTS_HOSTS_H

#include "core/permits.h"
#include "core/workload.h"

/* All zero: no limit. A host is a scheme, a name and a port. */
struct hosts {
    struct io_permits *permits; /* one set for each of `count` hosts */
    int count, url_count;
    int *of_url; /* index of a URL's permits, or -1; NULL: there are none */
};

/* Makes plan->per_host permits for each host that more tasks than that ask;
 * tasks take the `count` URLs in turn. Hosts that a redirect leads to are not
 * counted. Call it before there are workers, and after libcurl is loaded. 0, or
 * a negative errno value. */
int hosts_open(struct hosts *hosts, const struct plan *plan,
               const char *const *urls, int count);
void hosts_close(struct hosts *hosts);

/* The permits of which a request to URL number `url` needs one; NULL: none. */
const struct io_permits *hosts_permits(const struct hosts *hosts, int url);

#endif
