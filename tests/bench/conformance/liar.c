/* liar.c -- overlap-threads, but for one broken rule of the protocol.
 *
 * It runs the real program, which lies beside it, and spoils what goes in or
 * comes out as its own name says after "liar-": the conformance test must
 * refuse it and say why. */
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS_MAX 40

static char *record_path, *trace_path;

/* Leaves out an option, so that the program knows nothing of it. */
static int drop_option(char **words, const char *option, int values)
{
    int kept = 1, dropped = 0;
    for (int i = 1; words[i]; i++) {
        if (strcmp(words[i], option) == 0) {
            i += values;
            dropped++;
        } else {
            words[kept++] = words[i];
        }
    }
    words[kept] = NULL;
    return dropped;
}

static int run(char **words)
{
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        execv(words[0], words);
        _exit(127);
    }
    signal(SIGINT, SIG_IGN); /* it is the program's to answer */
    while (waitpid(pid, &status, 0) < 0)
        ;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void spoil_record(const char *how)
{
    json_t *record = record_path ? json_load_file(record_path, 0, NULL) : NULL;
    if (!record)
        return;
    if (strcmp(how, "answer") == 0)
        json_object_set_new(record, "answer", json_string("00000000deadbeef"));
    else if (strcmp(how, "field") == 0)
        json_object_del(record, "context_switches");
    else if (strcmp(how, "guess") == 0)
        json_object_del(json_object_get(record, "missing"), "threads");
    else if (strcmp(how, "latency") == 0)
        json_object_set(record, "latency_ns",
                        json_object_get(record, "service_ns"));
    else if (strcmp(how, "finding") == 0)
        json_object_set_new(record, "findings",
                            json_pack("{s:s}", "lost", "2"));
    else if (strcmp(how, "older") == 0) { /* than findings and variants */
        json_object_del(record, "findings");
        json_object_del(json_object_get(record, "plan"), "variant");
    } else if (strcmp(how, "sum") == 0)
        json_object_set_new(record, "canceled", json_integer(7));
    char *text = json_dumps(record, JSON_COMPACT);
    FILE *file = fopen(record_path, "w");
    if (file && text)
        fprintf(file, "%s\n", text);
    if (file)
        fclose(file);
    free(text);
    json_decref(record);
}

/* Puts the first task last, as if results came as they were done. */
static void spoil_trace(void)
{
    char heading[200], first[200], line[200];
    FILE *file = trace_path ? fopen(trace_path, "r") : NULL;
    if (!file)
        return;
    char *text = NULL;
    size_t size;
    FILE *copy = open_memstream(&text, &size);
    if (fgets(heading, sizeof heading, file) &&
        fgets(first, sizeof first, file)) {
        fputs(heading, copy);
        while (fgets(line, sizeof line, file))
            fputs(line, copy);
        fputs(first, copy);
    }
    fclose(copy);
    fclose(file);
    file = fopen(trace_path, "w");
    if (file) {
        fputs(text, file);
        fclose(file);
    }
    free(text);
}

static void find_files(char **words)
{
    for (int i = 0; words[i]; i++) {
        if (strcmp(words[i], "--record") == 0)
            record_path = words[i + 1];
        if (strcmp(words[i], "--trace") == 0)
            trace_path = words[i + 1];
    }
}

static int lie(const char *how, char **words)
{
    if (strcmp(how, "width") == 0)
        drop_option(words, "--width", 1);
    if (strcmp(how, "rate") == 0)
        drop_option(words, "--rate", 1);
    if (strcmp(how, "timeout") == 0)
        drop_option(words, "--timeout", 1);
    if (strcmp(how, "keep-going") == 0)
        drop_option(words, "--keep-going", 0);
    if (strcmp(how, "overwrites") == 0 && record_path)
        unlink(record_path);
    int status = run(words);
    if (strcmp(how, "order") == 0)
        spoil_trace();
    else
        spoil_record(how);
    if (strcmp(how, "chatty") == 0 && status == 2)
        fputs("usage: …\n", stderr);
    return strcmp(how, "success") == 0 ? 0 : status;
}

int main(int argc, char **argv)
{
    char program[4096], *words[WORDS_MAX] = {program};
    const char *how = strstr(argv[0], "liar-");
    char *slash = strrchr(argv[0], '/');
    if (!how || !slash || argc >= WORDS_MAX)
        return 3;
    snprintf(program, sizeof program, "%.*s/overlap-threads",
             (int)(slash - argv[0]), argv[0]);
    memcpy(words + 1, argv + 1, (size_t)argc * sizeof *argv);
    find_files(words);
    return lie(how + strlen("liar-"), words);
}
