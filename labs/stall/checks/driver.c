/* driver.c -- runs a server between the judge and itself: the judge plays its
 * clients and its upstream.
 *
 * Lines it hears: "client TEXT" and "upstream TEXT" reach the server as a line,
 * "piece TEXT" as the part of one from upstream. What the server says comes back
 * with the same first words. "hold" has the next work() say "work" and wait for
 * "free"; "count" is answered by how often it was called, for how many steps. */
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include "driver.h"
#include "server.h"

static int client[2], upstream[2]; /* ours, the server's */
static atomic_bool hold;
static atomic_long calls, steps_done;
static sem_t go;

unsigned work(unsigned state, long steps)
{
    calls++;
    steps_done += steps;
    if (atomic_exchange(&hold, false)) {
        driver_say("work");
        while (sem_wait(&go) != 0)
            ;
    }
    while (steps-- > 0)
        state = state * 1664525U + 1013904223U;
    return state;
}

/* Tells the judge the lines of a socket, once they are whole. */
static void *tell(void *arg)
{
    const int *ours = arg;
    char text[DRIVER_LINE_MAX / 2];
    size_t length = 0;
    while (read(*ours, text + length, 1) == 1) {
        if (length < sizeof text - 1 && text[length] != '\n') {
            length++;
            continue;
        }
        text[length] = '\0';
        length = 0;
        driver_say("%s %s", ours == client ? "client" : "upstream", text);
    }
    return NULL;
}

static void do_line(const char *line)
{
    const char *text = strchr(line, ' ');
    text = text ? text + 1 : "";
    if (strncmp(line, "client ", 7) == 0)
        dprintf(client[0], "%s\n", text);
    else if (strncmp(line, "upstream ", 9) == 0)
        dprintf(upstream[0], "%s\n", text);
    else if (strncmp(line, "piece ", 6) == 0)
        dprintf(upstream[0], "%s", text);
    else if (strcmp(line, "hold") == 0)
        hold = true;
    else if (strcmp(line, "free") == 0)
        sem_post(&go);
    else if (strcmp(line, "count") == 0)
        driver_say("count %ld %ld", calls, steps_done);
}

static void *listen_to_judge(void *unused)
{
    char line[DRIVER_LINE_MAX];
    (void)unused;
    while (driver_hear(line))
        do_line(line);
    _exit(0);
}

int main(void)
{
    pthread_t threads[3];
    if (sem_init(&go, 0, 0) < 0 ||
        socketpair(AF_UNIX, SOCK_STREAM, 0, client) < 0 ||
        socketpair(AF_UNIX, SOCK_STREAM, 0, upstream) < 0)
        return 1;
    if (pthread_create(&threads[0], NULL, tell, client) != 0 ||
        pthread_create(&threads[1], NULL, tell, upstream) != 0 ||
        pthread_create(&threads[2], NULL, listen_to_judge, NULL) != 0)
        return 1;
    driver_say("ready");
    server_run(client[1], upstream[1]);
    return 1;
}
