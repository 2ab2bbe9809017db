/* answer.h -- what the loopback server answers, and when. */
#ifndef OVERLAP_WORKLOADS_SERVER_ANSWER_H
#define OVERLAP_WORKLOADS_SERVER_ANSWER_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>

#include "workloads/server/queue.h"
#include "workloads/server/stats.h"

/* Larger bodies are generated while they are sent. */
#define SERVER_BODY_KEPT    (1 << 20)
#define SERVER_DELAY_MAX_NS 3600000000000u

struct server {
    uint64_t delay_ns;    /* how long each answer is held back */
    int64_t size_bytes;   /* of each body */
    uint64_t limit_per_s; /* requests allowed a second; 0: no limit */
    uint64_t pause_every_ns, pause_for_ns; /* see server_paused_until() */
    double tokens;                         /* in the limit's bucket */
    uint64_t refilled_ns;                  /* when it was last topped up */
    struct server_stats stats;
    struct server_queue queue;
    struct MHD_Response *usual; /* shared by all answers of size_bytes, or
                                   NULL where that is over SERVER_BODY_KEPT */
    char body[SERVER_BODY_KEPT];
};

/* Readies a server whose first five members are set. 0, or -ENOMEM. */
int server_open(struct server *server);
void server_close(struct server *server);

/* The server does nothing for the last pause_for_ns of every pause_every_ns,
 * counted from the start or the last reset of the statistics. Returns when the
 * pause in progress at `now_ns` ends; 0: none is in progress. */
uint64_t server_paused_until(const struct server *server, uint64_t now_ns);

/* Resumes every connection whose answer is due. */
void server_release(struct server *server, uint64_t now_ns);

/* libmicrohttpd's callbacks; `cls` is the struct server. */
enum MHD_Result server_on_request(void *cls, struct MHD_Connection *connection,
                                  const char *url, const char *method,
                                  const char *version, const char *upload,
                                  size_t *upload_bytes, void **state);
void server_on_completed(void *cls, struct MHD_Connection *connection,
                         void **state, enum MHD_RequestTerminationCode why);
void server_on_connection(void *cls, struct MHD_Connection *connection,
                          void **state,
                          enum MHD_ConnectionNotificationCode what);

#endif
