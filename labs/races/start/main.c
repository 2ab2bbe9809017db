/* main.c -- runs a suspect alone, then under many schedules, and compares.
 *
 *     program threads|tasks SEEDS|SCRIPT VALUE...    a thread or task a value
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "schedule.h"
#include "suspect.h"

enum { PARTS_MAX = 8 };

static struct part {
    int who, value;
    pthread_t thread;
} parts[PARTS_MAX];
static int parts_count;

/* What a run tells, from its process. */
static struct told {
    bool ended;
    long result;
} * told;

/* No step of a schedule is in here. */
__attribute__((no_sanitize("thread"))) static void *part_run(void *arg)
{
    struct part *part = arg;
    suspect_part(part->who, part->value);
    return NULL;
}

static long run_alone(void)
{
    suspect_begin();
    for (int i = 0; i < parts_count; i++)
        suspect_part(parts[i].who, parts[i].value);
    return suspect_result();
}

static long run_together(void)
{
    suspect_begin();
    for (int i = 0; i < parts_count; i++)
        pthread_create(&parts[i].thread, NULL, part_run, &parts[i]);
    for (int i = 0; i < parts_count; i++)
        pthread_join(parts[i].thread, NULL);
    return suspect_result();
}

/* One schedule, in a process of its own. True: the result is as it should be. */
static bool try_one(const char *name, unsigned seed, long alone)
{
    int status = 0;
    fflush(stdout);
    told->ended = false;
    pid_t pid = fork();
    if (pid == 0) {
        if (seed)
            sched_seed(seed);
        told->result = run_together();
        told->ended = true;
        exit(0);
    }
    waitpid(pid, &status, 0);
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (code == 0 && told->ended && told->result == alone)
        return true;
    if (code == SCHED_STUCK)
        printf("%s: stuck: all wait, none can go on\n", name);
    else if (code == SCHED_ENDLESS)
        printf("%s: endless: a million steps, and no end\n", name);
    else if (code == SCHED_RACE)
        printf("%s: reported by ThreadSanitizer\n", name);
    else if (code == 0 && told->ended)
        printf("%s: wrong: %ld; one after another it is %ld\n", name,
               told->result, alone);
    else
        printf("%s: crashed\n", name);
    return false;
}

static bool try_seeds(unsigned seeds, long alone)
{
    char name[30];
    for (unsigned seed = 1; seed <= seeds; seed++) {
        snprintf(name, sizeof name, "schedule %u", seed);
        if (!try_one(name, seed, alone))
            return false;
    }
    printf("passed %u schedules\n", seeds);
    return true;
}

int main(int argc, char **argv)
{
    if (argc < 4 || argc > 3 + PARTS_MAX) {
        fputs("expected: threads|tasks SEEDS|SCRIPT VALUE...\n", stderr);
        return 2;
    }
    for (int i = 3; i < argc; i++)
        parts[parts_count++] = (struct part){i - 2, atoi(argv[i]), 0};
    told = mmap(NULL, sizeof *told, PROT_READ | PROT_WRITE,
                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (told == MAP_FAILED)
        return 2;
    long alone = run_alone();
    printf("alone %ld\n", alone);
    if (strcmp(argv[1], "tasks") == 0)
        sched_tasks();
    char *end;
    unsigned seeds = (unsigned)strtoul(argv[2], &end, 10);
    if (*end == '\0' && seeds > 9) /* fewer: a script, which has one turn */
        return try_seeds(seeds, alone) ? 0 : 1;
    if (sched_script(argv[2]))
        return try_one("script", 0, alone) ? puts("passed the script"), 0 : 1;
    fprintf(stderr, "found the script '%s'; expected one like \"1@12 2 1\"\n",
            argv[2]);
    return 2;
}
