/* libpq.h -- libpq, loaded when it is first needed (library.h). */
#ifndef OVERLAP_CORE_IO_DB_LIBPQ_H
#define OVERLAP_CORE_IO_DB_LIBPQ_H

#include <libpq-fe.h>

#define LIBPQ_FUNCTIONS(X)                                                     \
    X(clear)                                                                   \
    X(connectPoll)                                                             \
    X(connectStartParams)                                                      \
    X(consumeInput)                                                            \
    X(errorMessage)                                                            \
    X(finish)                                                                  \
    X(flush)                                                                   \
    X(fname)                                                                   \
    X(getResult)                                                               \
    X(getisnull)                                                               \
    X(getvalue)                                                                \
    X(isBusy)                                                                  \
    X(libVersion)                                                              \
    X(nfields)                                                                 \
    X(ntuples)                                                                 \
    X(resultErrorField)                                                        \
    X(resultErrorMessage)                                                      \
    X(resultStatus)                                                            \
    X(sendPrepare)                                                             \
    X(sendQuery)                                                               \
    X(sendQueryParams)                                                         \
    X(sendQueryPrepared)                                                       \
    X(setSingleRowMode)                                                        \
    X(setNoticeReceiver)                                                       \
    X(setnonblocking)                                                          \
    X(socket)                                                                  \
    X(status)                                                                  \
    X(transactionStatus)

struct libpq {
#define LIBPQ_MEMBER(name) __typeof__ (&(PQ##name))(name);
    LIBPQ_FUNCTIONS(LIBPQ_MEMBER)
#undef LIBPQ_MEMBER
};

/* Its functions, all NULL until libpq_load(). */
extern struct libpq libpq;

/* Opens libpq, once. Any thread may call it; a program that forks calls it
 * before that. Returns 0, or -ELIBACC: not installed, or lacks a function. */
int libpq_load(void);

#endif
