/* progress.c -- how far a bench is, on standard error. */
#include "bench/run/progress.h"

#include <math.h>
#include <sys/ioctl.h>

#include "core/base/output.h"

#include "core/base/text.h"

#define BAR_COLUMNS 24

void progress_begin(struct progress *progress, FILE *out, uint64_t now_ms)
{
    progress->out = out;
    progress->terminal = output_redraws(out);
    progress->color = output_is_coloured(out);
    progress->start_ms = now_ms;
    progress->to_go_s = NAN;
}

/* "1:05", "1:02:05"; into `text`, which it returns. */
static char *put_clock(double seconds, char text[24])
{
    unsigned all = 0;
    if (seconds > 0)
        all = seconds < 359999 ? (unsigned)lround(seconds) : 359999;
    unsigned hours = all / 3600, minutes = all / 60 % 60;
    if (hours > 0)
        snprintf(text, 24, "%u:%02u:%02u", hours, minutes, all % 60);
    else
        snprintf(text, 24, "%u:%02u", minutes, all % 60);
    return text;
}

static int columns(const struct progress *progress)
{
    struct winsize size;
    if (ioctl(fileno(progress->out), TIOCGWINSZ, &size) < 0 || !size.ws_col)
        return 80;
    return size.ws_col;
}

static void times_text(const struct progress *progress, uint64_t now_ms,
                       char *text, size_t size)
{
    char elapsed[24], to_go[24];
    double seconds = (double)(now_ms - progress->start_ms) / 1000;
    put_clock(seconds, elapsed);
    if (isnan(progress->to_go_s))
        snprintf(text, size, "%s elapsed", elapsed);
    else
        snprintf(text, size, "%s elapsed, about %s to go", elapsed,
                 put_clock(progress->to_go_s, to_go));
}

void progress_draw(const struct progress *progress, uint64_t now_ms)
{
    if (!progress->terminal)
        return;
    char bar[BAR_COLUMNS + 1] = "", times[80], line[400];
    double share =
        progress->total ? (double)progress->done / progress->total : 0;
    for (int i = 0; i < BAR_COLUMNS; i++)
        bar[i] = i < share * BAR_COLUMNS ? '#' : '.';
    times_text(progress, now_ms, times, sizeof times);
    snprintf(line, sizeof line, " %d/%d  %s  %s", progress->done,
             progress->total, times, progress->cell);
    /* A line that wraps cannot be redrawn. */
    int room = columns(progress) - 1;
    int rest = room - BAR_COLUMNS;
    fprintf(progress->out, "\r\033[K%s%.*s%s%.*s",
            progress->color ? "\033[36m" : "", room, bar,
            progress->color ? "\033[0m" : "", rest > 0 ? rest : 0, line);
    fflush(progress->out);
}

void progress_block(struct progress *progress, int block, uint64_t now_ms)
{
    char times[80];
    progress->block = block;
    if (progress->terminal)
        return;
    times_text(progress, now_ms, times, sizeof times);
    if (block == 0)
        fprintf(progress->out, "warm-up block, %s\n", times);
    else
        fprintf(progress->out, "block %d of %d, %s\n", block, progress->blocks,
                times);
    fflush(progress->out);
}

void progress_end(const struct progress *progress)
{
    if (progress->terminal)
        fputs("\r\033[K", progress->out);
    fflush(progress->out);
}

void progress_note(const struct progress *progress, const char *text)
{
    progress_end(progress);
    text_put(progress->out, text);
    fputc('\n', progress->out);
    fflush(progress->out);
}
