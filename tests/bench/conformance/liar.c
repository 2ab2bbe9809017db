/* liar.c -- overlap-threads with one rule of the protocol broken.
 *
 * It runs the real program, which is beside it, and spoils what goes in or
 * comes out. The word after "liar-" in its own name says how: the conformance
 * test must refuse it and say why. With "+WORKLOAD" after that, it lists only
 * that workload and noop, so that the test takes less time. */
#include <jansson.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS_MAX 40

static char *record_path, *trace_path;

/* Drops an option, so that the program never sees it. */
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
    signal(SIGINT, SIG_IGN); /* the program must answer it */
    while (waitpid(pid, &status, 0) < 0)
        ;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* For "infinite" and "nan", writes what is no JSON number as wall_ns. */
static void put_text(FILE *file, const char *text, const char *how)
{
    const char *wall = strstr(text, "\"wall_ns\":");
    const char *number = strcmp(how, "infinite") == 0 ? "1e400" : "NaN";
    if (wall && (strcmp(how, "infinite") == 0 || strcmp(how, "nan") == 0)) {
        fprintf(file, "%.*s\"wall_ns\":%s", (int)(wall - text), text, number);
        text = wall + strcspn(wall, ",");
    }
    fprintf(file, "%s\n", text);
}

static void tell_in_us(json_t *spans)
{
    const char *name;
    json_t *ns;
    json_object_foreach(spans, name, ns)
    {
        json_integer_set(ns, json_integer_value(ns) / 1000);
    }
}

/* Lies that the record alone gives away. */
static void spoil_fields(json_t *record, const char *how)
{
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
    else if (strcmp(how, "older") == 0) { /* than findings and --variant */
        json_object_del(record, "findings");
        json_object_del(json_object_get(record, "plan"), "variant");
    } else if (strcmp(how, "negative") == 0)
        json_object_set_new(record, "sys_ns", json_integer(-1));
    else if (strcmp(how, "throng") == 0)
        json_object_set_new(record, "peak_in_flight", json_integer(1000));
    else if (strcmp(how, "sum") == 0)
        json_object_set_new(record, "canceled", json_integer(7));
}

/* Lies about figures; the trace gives most of them away. */
static void spoil_figures(json_t *record, const char *how)
{
    json_t *service = json_object_get(record, "service_ns");
    json_t *failures = json_object_get(record, "failures");
    if (strcmp(how, "waited") == 0)
        json_object_set_new(record, "waited_ns", json_integer(0));
    else if (strcmp(how, "service") == 0)
        tell_in_us(service);
    else if (strcmp(how, "peak") == 0)
        json_object_set_new(record, "peak_in_flight", json_integer(0));
    else if (strcmp(how, "failures") == 0) /* of another task */
        json_object_set_new(json_array_get(failures, 0), "index",
                            json_integer(0));
    else if (strcmp(how, "hidden") == 0)
        json_array_clear(failures);
    else if (strcmp(how, "misfortune") == 0 && /* only when a task failed */
             json_array_size(failures) > 0)
        json_object_del(record, "latency_ns");
}

static void spoil_record(const char *how)
{
    json_t *record = record_path ? json_load_file(record_path, 0, NULL) : NULL;
    if (!record)
        return;
    spoil_fields(record, how);
    spoil_figures(record, how);
    char *text = json_dumps(record, JSON_COMPACT);
    FILE *file = fopen(record_path, "w");
    if (file && text)
        put_text(file, text, how);
    if (file)
        fclose(file);
    free(text);
    json_decref(record);
}

/* One line of the trace. */
struct line {
    long long index, worker, begin_ns, end_ns, err, cpu_ns;
    char waits[4096];
};

static void spoil_line(struct line *line, const char *how)
{
    if (strcmp(how, "twice") == 0 && line->index == 1)
        line->index = 0;
    else if (strcmp(how, "worker") == 0)
        line->worker += 1000;
    else if (strcmp(how, "crowd") == 0)
        line->worker = 0;
    else if (strcmp(how, "backwards") == 0)
        line->begin_ns = line->end_ns + 1;
    else if (strcmp(how, "late") == 0)
        line->end_ns += 3600000000000;
    else if (strcmp(how, "luck") == 0 && line->worker >= 0)
        line->err = 0;
    else if (strcmp(how, "sign") == 0)
        line->err = -line->err;
    else if (strcmp(how, "cpu") == 0)
        line->cpu_ns = 2 * (line->end_ns - line->begin_ns) + 1;
    else if (strcmp(how, "waits") == 0)
        snprintf(line->waits, sizeof line->waits, "0-1");
}

static void put_line(FILE *file, const struct line *line, const char *how)
{
    fprintf(file, "%lld,%lld,%lld,%lld,%lld", line->index, line->worker,
            line->begin_ns, line->end_ns, line->err);
    if (strcmp(how, "columns") == 0) /* waits where cpu_ns belongs */
        fprintf(file, ",%s", line->waits);
    else if (strcmp(how, "terse") != 0)
        fprintf(file, ",%lld,%s", line->cpu_ns, line->waits);
    fputc('\n', file);
}

/* Reads up to as many lines as there is room for. */
static int read_lines(struct line *lines, int room)
{
    char text[5000];
    int count = 0;
    FILE *file = trace_path ? fopen(trace_path, "r") : NULL;
    while (file && count < room && fgets(text, sizeof text, file)) {
        struct line *line = &lines[count];
        line->waits[0] = '\0';
        count +=
            sscanf(text, "%lld,%lld,%lld,%lld,%lld,%lld,%4095s", &line->index,
                   &line->worker, &line->begin_ns, &line->end_ns, &line->err,
                   &line->cpu_ns, line->waits) >= 6;
    }
    if (file)
        fclose(file);
    return count;
}

/* "order" puts the first task last, as if results came as they were completed;
 * "short" leaves it out. */
static void spoil_trace(const char *how)
{
    static struct line lines[100];
    int count = read_lines(lines, 100);
    bool first_apart = !strcmp(how, "order") || !strcmp(how, "short");
    FILE *file = count ? fopen(trace_path, "w") : NULL;
    if (!file)
        return;
    fputs("index,worker,begin_ns,end_ns,err\n", file);
    for (int i = 0; i < count; i++)
        spoil_line(&lines[i], how);
    for (int i = first_apart; i < count; i++)
        put_line(file, &lines[i], how);
    if (strcmp(how, "order") == 0)
        put_line(file, &lines[0], how);
    fclose(file);
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

static int lie(const char *how, const char *workload, char **words)
{
    if (strcmp(how, "width") == 0)
        drop_option(words, "--width", 1);
    if (strcmp(how, "rate") == 0)
        drop_option(words, "--rate", 1);
    if (strcmp(how, "timeout") == 0)
        drop_option(words, "--timeout", 1);
    if (strcmp(how, "keep-going") == 0)
        drop_option(words, "--keep-going", 0);
    if (strcmp(how, "no-trace") == 0)
        drop_option(words, "--trace", 1);
    if (strcmp(how, "overwrites") == 0 && record_path)
        unlink(record_path);
    bool lists = words[1] && strcmp(words[1], "--list") == 0;
    if (lists && strcmp(how, "list") == 0)
        return puts("workloads:\n  noop") == EOF;
    if (lists && workload)
        return printf("noop\n%s\n", workload) < 0;
    if (strcmp(how, "stdout") == 0 && record_path && *record_path == '-')
        return puts("{\"model\": \"liar\"}") == EOF;
    if (strcmp(how, "meter") == 0 && drop_option(words, "--meter", 0)) {
        fputs("found --meter; expected no such option\n", stderr);
        return 2;
    }
    int status = run(words);
    if (strcmp(how, "no-trace") != 0)
        spoil_trace(how);
    spoil_record(how);
    if (strcmp(how, "chatty") == 0 && status == 2)
        fputs("usage: …\n", stderr);
    return strcmp(how, "success") == 0 ? 0 : status;
}

int main(int argc, char **argv)
{
    char program[4096], *words[WORDS_MAX] = {program};
    char *how = strstr(argv[0], "liar-");
    char *slash = strrchr(argv[0], '/');
    if (!how || !slash || argc >= WORDS_MAX)
        return 3;
    snprintf(program, sizeof program, "%.*s/overlap-threads",
             (int)(slash - argv[0]), argv[0]);
    memcpy(words + 1, argv + 1, (size_t)argc * sizeof *argv);
    find_files(words);
    char *plus = strchr(how, '+');
    if (plus)
        *plus++ = '\0';
    return lie(how + strlen("liar-"), plus, words);
}
