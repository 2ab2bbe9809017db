/* text.c -- small helpers for text. */
#include "core/base/text.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
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

void text_mark_cut(char *text, size_t capacity, int length)
{
    static const char mark[] = "…";
    if (length < 0 || (size_t)length < capacity)
        return;
    size_t at = capacity - sizeof mark;
    while (at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80)
        at--; /* to the first byte of a character */
    memcpy(text + at, mark, sizeof mark);
}

/* The edit distance of Levenshtein (1966). */
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

/* Returns the length of the UTF-8 sequence at `at`, and its character. 0: it is
 * not valid; -1: it is cut off by the end of the text. */
static int decode(const unsigned char *at, uint32_t *character)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    int length = *at < 0x80   ? 1
                 : *at < 0xc2 ? 0
                 : *at < 0xe0 ? 2
                 : *at < 0xf0 ? 3
                 : *at < 0xf5 ? 4
                              : 0;
    *character = length > 1 ? *at & (0xffu >> (length + 1)) : *at;
    for (int i = 1; i < length; i++) {
        if (!at[i])
            return -1;
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        *character = *character << 6 | (at[i] & 0x3f);
    }
    bool surrogate = *character >= 0xd800 && *character < 0xe000;
    return surrogate || *character < least[length] || *character > 0x10ffff
               ? 0
               : length;
}

/* Not a control character, line separator or bidirectional control. */
static bool is_harmless(uint32_t c)
{
    return c == '\t' || (c >= 0x20 && c < 0x7f) ||
           (c >= 0xa0 && c != 0x61c && c != 0x200e && c != 0x200f &&
            (c < 0x2028 || c > 0x202e) && (c < 0x2066 || c > 0x2069));
}

const char *text_next(const char *text, char shown[TEXT_SHOWN_MAX])
{
    uint32_t character;
    int length = decode((const unsigned char *)text, &character);
    shown[0] = '\0';
    if (length < 0)
        return strchr(text, '\0');
    bool keep = length > 0 && is_harmless(character);
    size_t shown_bytes = keep ? (size_t)length : 1;
    memcpy(shown, keep ? text : "?", shown_bytes);
    shown[shown_bytes] = '\0';
    return text + (length ? length : 1);
}

void text_put(FILE *out, const char *text)
{
    char shown[TEXT_SHOWN_MAX];
    while (*text) {
        text = text_next(text, shown);
        fputs(shown, out);
    }
}

void text_put_csv(FILE *out, const char *text)
{
    char shown[TEXT_SHOWN_MAX];
    const char *quote = text[strcspn(text, ",\"")] ? "\"" : "";
    fputs(quote, out);
    if (*text && strchr("=+-@\t", *text))
        fputc('\'', out);
    while (*text) {
        text = text_next(text, shown);
        fputs(*shown == '"' ? "\"\"" : shown, out);
    }
    fputs(quote, out);
}

/* What is shown is never longer than what it stands for. */
static char *sanitise(char *text, bool lines)
{
    char shown[TEXT_SHOWN_MAX], *to = text;
    for (const char *from = text; *from;) {
        if (lines && *from == '\n') {
            *to++ = *from++;
            continue;
        }
        from = text_next(from, shown);
        for (int i = 0; shown[i]; i++)
            *to++ = shown[i];
    }
    *to = '\0';
    return text;
}

char *text_sanitise(char *text)
{
    return sanitise(text, false);
}

char *text_sanitise_lines(char *text)
{
    return sanitise(text, true);
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
            return ready ? -errno : -ETIMEDOUT;
        ssize_t got = read(fd, line + len, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got ? -errno : -EPIPE;
        if (line[len] == '\n') {
            line[len] = '\0';
            return 0;
        }
        len++;
    }
    return -EPROTO;
}
