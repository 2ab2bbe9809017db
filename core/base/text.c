/* text.c -- small helpers for text. */
#include "core/base/text.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void text_append(char *text, size_t capacity, const char *format, ...)
{
    size_t length = strlen(text);
    va_list args;
    va_start(args, format);
    vsnprintf(text + length, capacity - length, format, args);
    va_end(args);
}

/* As Levenshtein (1966) counts them. */
static int distance(const char *a, const char *b)
{
    enum { LETTERS_MAX = 32 };
    int row[LETTERS_MAX];
    int letters = (int)strlen(b);
    if (letters >= LETTERS_MAX)
        return LETTERS_MAX;
    for (int j = 0; j <= letters; j++)
        row[j] = j;
    for (int i = 0; a[i]; i++) {
        int diagonal = row[0];
        row[0] = i + 1;
        for (int j = 0; j < letters; j++) {
            int changed = diagonal + (a[i] != b[j]);
            diagonal = row[j + 1];
            int shorter = row[j] < row[j + 1] ? row[j] : row[j + 1];
            row[j + 1] = changed <= shorter ? changed : shorter + 1;
        }
    }
    return row[letters];
}

bool text_is_nearer(const char *word, const char *known, int *least)
{
    int differs = distance(word, known);
    if (differs >= *least || differs > (int)strlen(known) / 2)
        return false;
    *least = differs;
    return true;
}

int text_read_file(const char *path, char **text)
{
    *text = NULL;
    FILE *file = fopen(path, "re");
    if (!file)
        return -errno;
    size_t capacity = 0;
    errno = 0;
    ssize_t length = getdelim(text, &capacity, '\0', file);
    int err = length < 0 ? -errno : 0;
    fclose(file);
    if (length < 0 && !err) { /* an empty file */
        free(*text);
        *text = strdup("");
        err = *text ? 0 : -ENOMEM;
    }
    if (err) {
        free(*text);
        *text = NULL;
    }
    return err;
}

int text_read_line(int fd, char *line, size_t size, int timeout_ms)
{
    size_t len = 0;
    struct pollfd from = {.fd = fd, .events = POLLIN};
    while (len + 1 < size) {
        int ready = poll(&from, 1, timeout_ms);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return -ETIMEDOUT;
        ssize_t got = read(fd, line + len, 1);
        if (got <= 0)
            return -EPIPE;
        if (line[len] == '\n') {
            line[len] = '\0';
            return 0;
        }
        len++;
    }
    return -EPROTO;
}
