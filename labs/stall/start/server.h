/* server.h -- a server of requests, in one thread. */
#ifndef SERVER_H
#define SERVER_H

/* Answers the requests that come in lines from the socket `clients`, until it
 * ends. They carry a number of the client's, with which the answer begins:
 *
 *   request            answer
 *   ID ping            ID pong
 *   ID sum SEED STEPS  ID RESULT, that of work()
 *   ID ask KEY         ID VALUE, which upstream knows
 *
 * Answers may come in another order than the requests. Upstream, a server
 * elsewhere, is asked with the line "SERIAL KEY", where each question has
 * another serial, and answers, in any order, "SERIAL VALUE". */
void server_run(int clients, int upstream);

/* Computes: from a state, the state so many steps later. So work(s, a + b) is
 * work(work(s, a), b). Given: 1,000 steps take a few microseconds. */
unsigned work(unsigned state, long steps);

#endif
