/* try.c -- a first look at your workers. Change it as you like: it is not handed
 * in, and the grader looks at more. */
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workers.h"

enum { REQUESTS = 6, BIG_BYTES = 1 << 20 };

/* In capitals. A request that begins with '!' kills its worker, if there is no
 * file of that name yet. */
static struct message shout(struct message request)
{
    struct message answer = {malloc(request.size + 1), request.size};
    if (request.size > 1 && request.bytes[0] == '!' &&
        access("killed", F_OK) < 0) {
        fclose(fopen("killed", "w"));
        kill(getpid(), SIGKILL);
    }
    for (size_t i = 0; i < request.size; i++)
        answer.bytes[i] = (char)toupper((unsigned char)request.bytes[i]);
    return answer;
}

static void expect(const char *what, int truth, const char *expected)
{
    printf("%s %s; expected %s\n", truth ? "ok  " : "FAIL", what, expected);
}

static void try_words(struct workers *workers, const char *what, char **words)
{
    struct message requests[REQUESTS], answers[REQUESTS] = {{NULL, 0}};
    int right = 0;
    for (int i = 0; i < REQUESTS; i++)
        requests[i] = (struct message){words[i], strlen(words[i])};
    int err = workers_map(workers, REQUESTS, requests, answers);
    for (int i = 0; i < REQUESTS; i++) {
        right += answers[i].size == requests[i].size && answers[i].bytes &&
                 toupper(words[i][0]) == answers[i].bytes[0];
        free(answers[i].bytes);
    }
    printf("%s %s: workers_map() returned %d, %d answers right; expected 0, "
           "%d\n",
           err == 0 && right == REQUESTS ? "ok  " : "FAIL", what, err, right,
           REQUESTS);
}

static void try_big(struct workers *workers)
{
    struct message request = {malloc(BIG_BYTES), BIG_BYTES};
    struct message answer = {NULL, 0};
    memset(request.bytes, 'x', BIG_BYTES);
    workers_map(workers, 1, &request, &answer);
    expect("a message of 1 MiB",
           answer.size == BIG_BYTES && answer.bytes[BIG_BYTES - 1] == 'X',
           "its answer");
    free(request.bytes);
    free(answer.bytes);
}

int main(void)
{
    char *words[] = {"one", "two", "three", "four", "five", "six"};
    char *deadly[] = {"one", "two", "!three", "four", "five", "six"};
    struct workers *workers = workers_open(3, shout);
    if (!workers) {
        puts("FAIL workers_open() returned NULL");
        return 1;
    }
    try_words(workers, "six requests, three workers", words);
    unlink("killed");
    try_words(workers, "a worker that is killed", deadly);
    unlink("killed");
    try_big(workers);
    workers_close(workers);
    expect("after workers_close()", waitpid(-1, NULL, WNOHANG) < 0,
           "no process that nobody has waited for");
    return 0;
}
