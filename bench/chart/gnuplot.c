/* gnuplot.c -- a gnuplot script in, an SVG out. */
#include "bench/chart/gnuplot.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/process.h"
#include "core/base/text.h"

#define LIMIT_MS        30000
#define LABEL_BYTES_MAX 28

FILE *gnuplot_begin(int width, int height, int font_size)
{
    FILE *script = file_unnamed();
    if (script)
        fprintf(script,
                "set encoding utf8\n"
                "set terminal svg size %d,%d dynamic rounded"
                " font 'sans-serif,%d' background '#ffffff'\n"
                "set border 0\n"
                "set tics nomirror scale 0\n"
                "set grid xtics lt 1 lw 1 lc rgb '#c8c8c8'\n"
                "unset key\n",
                width, height, font_size);
    return script;
}

/* Single quotes keep gnuplot from reading anything into a string. What could
 * be markup in the SVG becomes a space. */
void gnuplot_put_label(FILE *script, const char *text)
{
    char shown[TEXT_SHOWN_MAX];
    fputc('\'', script);
    for (const char *c = text, *next; *c; c = next) {
        next = text_next(c, shown);
        if (c - text >= LABEL_BYTES_MAX) {
            fputs("…", script);
            break;
        }
        if (*c == '\'')
            fputs("''", script);
        else
            fputs(strchr("<>&\t\n", *c) ? " " : shown, script);
    }
    fputc('\'', script);
}

/* All that was written to a file, as a string; NULL if errno says why not. */
static char *read_all(FILE *file)
{
    struct stat info;
    if (fstat(fileno(file), &info) < 0)
        return NULL;
    char *text = calloc(1, (size_t)info.st_size + 1);
    if (text && pread(fileno(file), text, (size_t)info.st_size, 0) < 0) {
        free(text);
        text = NULL;
    }
    return text;
}

/* gnuplot titles each plot by its command, which a browser would show as a
 * tooltip: "$R0 using 1:2". */
static void drop_titles(char *svg)
{
    static const char begin[] = "<title>", end[] = "</title>";
    char *title, *after;
    while ((title = strstr(svg, begin)) && (after = strstr(title, end))) {
        after += sizeof end - 1;
        memmove(title, after, strlen(after) + 1);
        svg = title;
    }
}

/* gnuplot's complaint is the line that names the place in the script. */
static void explain(char why[WHY_MAX], int exit_code, FILE *err)
{
    if (exit_code == PROCESS_NOT_FOUND) {
        snprintf(why, WHY_MAX, "gnuplot was not found");
        return;
    }
    char *text = read_all(err);
    char *line = text ? strstr(text, " line ") : NULL;
    snprintf(why, WHY_MAX, "gnuplot ended with exit status %d%s%.*s", exit_code,
             line ? ", at" : "", line ? (int)strcspn(line, "\n") : 0,
             line ? line : "");
    text_sanitise(why);
    free(text);
}

/* If its disk is full, gnuplot writes half a picture and reports success. */
static bool is_whole(const char *svg)
{
    static const char end[] = "</svg>";
    size_t length = strlen(svg);
    while (length > 0 && isspace((unsigned char)svg[length - 1]))
        length--;
    return strncmp(svg, "<?xml", 5) == 0 && length >= sizeof end - 1 &&
           strncmp(svg + length - (sizeof end - 1), end, sizeof end - 1) == 0;
}

static int run(FILE *script, FILE *out, FILE *err, int *exit_code)
{
    char path[32];
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fileno(script));
    char *argv[] = {"gnuplot", "-d", path,
                    NULL}; /* -d: ignore the user's settings */
    pid_t pid = process_start(argv, fileno(out), fileno(err), NULL);
    if (pid < 0)
        return pid;
    int waited = process_wait(pid, LIMIT_MS, exit_code);
    if (waited < 0)
        process_stop(pid);
    return waited;
}

int gnuplot_end(FILE *script, char **svg, char why[WHY_MAX])
{
    FILE *out = file_unnamed();
    FILE *err = out ? file_unnamed() : NULL;
    int exit_code = 0;
    int ran = out && err && fflush(script) == 0 ? 0 : -errno;
    if (ran == 0 && ferror(script))
        ran = -EIO;
    *svg = NULL;
    if (ran == 0)
        ran = run(script, out, err, &exit_code);
    if (ran == -ETIMEDOUT)
        snprintf(why, WHY_MAX, "gnuplot had not ended after %d s",
                 LIMIT_MS / 1000);
    else if (ran < 0)
        snprintf(why, WHY_MAX, "gnuplot: %s", strerror(-ran));
    else if (exit_code == 0 && !(*svg = read_all(out)))
        snprintf(why, WHY_MAX, "gnuplot's picture: %s",
                 strerrordesc_np(ran = -errno));
    if (*svg && !is_whole(*svg)) {
        free(*svg);
        *svg = NULL;
    }
    if (*svg)
        drop_titles(*svg);
    if (ran == 0 && !*svg)
        explain(why, exit_code, err);
    if (out)
        fclose(out);
    if (err)
        fclose(err);
    fclose(script);
    return ran == -EINTR ? ran : 0;
}
