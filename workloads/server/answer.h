/* answer.h -- what the loopback server answers, and when. */
#ifndef OVERLAP_WORKLOADS_SERVER_ANSWER_H
#define OVERLAP_WORKLOADS_SERVER_ANSWER_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>

#include "workloads/server/queue.h"
#include "workloads/server/stats.h"

/* Larger bodies are made as they are sent. */
#define SERVER_BODY_KEPT    (1 << 20)
#define SERVER_DELAY_MAX_NS 3600000000000u

struct server {
    uint64_t delay_ns;    /* each answer is held back so long */
    int64_t size_bytes;   /* of each body */
    uint64_t limit_per_s; /* requests allowed a second; 0 = no limit */
    uint64_t pause_every_ns, pause_for_ns; /* see server_paused_until() */
    double tokens;                         /* of the limit's bucket, … */
    uint64_t refilled_ns;                  /* … which was last filled then */
    struct server_stats stats;
    struct server_queue queue;
    struct MHD_Response *usual; /* shared by all answers of that size */
    char body[SERVER_BODY_KEPT];
};

/* Readies a server whose first five members are set. 0 or -ENOMEM. */
int server_open(struct server *server);
void server_close(struct server *server);

/* At the end of each stretch of pause_every_ns, counted from the start or the
 * last reset of the statistics, the server does nothing for pause_for_ns. When
 * the pause that it is in at `now_ns` is over; 0: it is in none. */
uint64_t server_paused_until(const struct server *server, uint64_t now_ns);

/* Lets every connection whose answer is due go on. */
void server_release(struct server *server, uint64_t now_ns);

/* What libmicrohttpd calls, each with a struct server. */
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
