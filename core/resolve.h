/* resolve.h -- a host's addresses, looked up without blocking a loop. */
#ifndef OVERLAP_CORE_RESOLVE_H
#define OVERLAP_CORE_RESOLVE_H

#include <netdb.h>
#include <stdint.h>

#include "core/io.h"

/* The addresses of `host`'s TCP port, at least one, which the caller gives to
 * freeaddrinfo(). An address is taken as it is; a name is looked up in a thread
 * of its own, which a caller that can't wait any more leaves to itself. Returns
 * 0; -EHOSTUNREACH: there is no such name; -EAGAIN: nobody could tell; -ENOMEM
 * or -EMFILE. Suspends. */
int resolve(struct io *io, const char *host, uint16_t port,
            struct addrinfo **found);

#endif
