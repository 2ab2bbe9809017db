/* server.c -- the loopback server that an experiment's cells share. */
#include "bench/run/server.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/machine.h"
#include "core/base/path.h"
#include "core/base/process.h"
#include "core/base/text.h"
#include "core/io/http/libcurl.h"
#include "core/record/fields.h"

#define DESCRIPTORS_TO_KEEP 32 /* for what is no connection */
#define START_LIMIT_MS      5000

static bool server_runs(struct bench_server *server)
{
    int exit_code;
    if (server->pid > 0 && process_wait(server->pid, 0, &exit_code) == 0)
        server->pid = 0;
    return server->pid > 0;
}

static pid_t start(const struct suite_server *wanted, const char *bin_dir,
                   int out_fd)
{
    char path[PATH_MAX];
    char *const options[][2] = {
        {"--delay", wanted->delay},
        {"--size", wanted->size},
        {"--limit", wanted->limit},
        {"--pause-every", wanted->pause_every},
        {"--pause-for", wanted->pause_for},
    };
    enum { OPTIONS = sizeof options / sizeof *options };
    char *argv[2 * OPTIONS + 2] = {path};
    int count = 1;
    path_format(path, "%s/overlap-server", bin_dir);
    if (access(path, X_OK) < 0)
        return -errno;
    for (int i = 0; i < OPTIONS; i++)
        if (options[i][1]) {
            argv[count++] = options[i][0];
            argv[count++] = options[i][1];
        }
    return process_start(argv, out_fd, -1, NULL);
}

int server_ensure(struct bench_server *server,
                  const struct suite_server *wanted, const char *bin_dir,
                  char why[WHY_MAX])
{
    int ends[2];
    if (server_runs(server))
        return 0;
    if (pipe2(ends, O_CLOEXEC) < 0) {
        int err = -errno;
        snprintf(why, WHY_MAX, "overlap-server: %s", strerror(-err));
        return err;
    }
    pid_t pid = start(wanted, bin_dir, ends[1]);
    close(ends[1]);
    int err = pid < 0 ? pid : 0;
    if (err == 0) {
        server->pid = pid;
        err = text_read_line(ends[0], server->url, sizeof server->url,
                             START_LIMIT_MS);
    }
    if (err < 0) {
        snprintf(why, WHY_MAX,
                 "overlap-server: %s; expected its URL within %d s",
                 err == -EPIPE ? "it ended at once" : strerror(-err),
                 START_LIMIT_MS / 1000);
        server_stop(server);
    }
    close(ends[0]);
    return err;
}

/* GETs a page of our own server, over a new connection; the caller frees
 * *text. */
static int server_get(const struct bench_server *server, const char *page,
                      char **text)
{
    char url[sizeof server->url + 32];
    size_t size;
    *text = NULL;
    int err = libcurl_load();
    if (err)
        return err;
    snprintf(url, sizeof url, "%s%s", server->url, page);
    CURLcode code = CURLE_OUT_OF_MEMORY;
    CURL *easy = libcurl.easy_init();
    FILE *body = open_memstream(text, &size);
    if (easy && body) {
        libcurl.easy_setopt(easy, CURLOPT_URL, url);
        libcurl.easy_setopt(easy, CURLOPT_NOPROXY, "*");
        libcurl.easy_setopt(easy, CURLOPT_FAILONERROR, 1L);
        libcurl.easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)START_LIMIT_MS);
        libcurl.easy_setopt(easy, CURLOPT_WRITEDATA, body);
        code = libcurl.easy_perform(easy);
    }
    if (body)
        fclose(body);
    libcurl.easy_cleanup(easy);
    return libcurl_err(code);
}

int server_reset(const struct bench_server *server)
{
    char *text;
    int err = server_get(server, "stats?reset=1", &text);
    free(text);
    return err;
}

int server_report(const struct bench_server *server, json_t *record)
{
    static const char in[] = "server."; /* the fields that it fills */
    char *text;
    int err = server_get(server, "stats", &text);
    json_t *stats = err ? NULL : json_loads(text, 0, NULL);
    free(text);
    if (!stats)
        return err ? err : -EPROTO;
    json_t *report = json_object();
    for (const struct field *field = fields; field->path; field++) {
        const char *key = field->path + sizeof in - 1;
        if (strncmp(field->path, in, sizeof in - 1) == 0)
            json_object_set(report, key, json_object_get(stats, key));
    }
    json_t *accepted = json_object_get(report, "accepted");
    json_integer_set(accepted,
                     json_integer_value(accepted) - 1); /* without ours */
    json_decref(stats);
    return json_object_set_new(record, "server", report) ? -ENOMEM : 0;
}

bool server_refuses(const struct experiment *experiment,
                    const struct cell *cell, char why[WHY_MAX])
{
    int tasks = cell->tasks ? *cell->tasks : experiment->tasks;
    int width = cell->width && *cell->width ? *cell->width : tasks;
    int files = machine_max_files();
    int most = files > DESCRIPTORS_TO_KEEP ? files - DESCRIPTORS_TO_KEEP : 0;
    if (width > tasks && tasks)
        width = tasks;
    if (width <= most)
        return false;
    snprintf(why, WHY_MAX,
             "overlap-server: found %d connections, expected at most %d, which "
             "is what ulimit -n allows",
             width, most);
    return true;
}

void server_stop(struct bench_server *server)
{
    if (server->pid > 0)
        process_stop(server->pid);
    server->pid = 0;
}
