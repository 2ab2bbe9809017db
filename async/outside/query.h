/* query.h -- io_query() on the loop. */
#ifndef OVERLAP_ASYNC_OUTSIDE_QUERY_H
#define OVERLAP_ASYNC_OUTSIDE_QUERY_H

#include "async/runtime/loop.h"

int task_query(struct io *io, const struct io_statement *query,
               uint64_t until_ns, struct io_rows *rows);

#endif
