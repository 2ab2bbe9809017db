/* words.c -- figures and strings as a reader of the report sees them. */
#include "bench/judge/words.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "core/base/text.h"
#include "core/base/units.h"

#define NO_FIGURE   "—"
#define FIGURE_MOST 1e18 /* above it not all digits are written */

#define DECIMALS_MOST 9

/* Decimals for three significant digits, but no more than two of them; what is
 * so small that it has less than two digits then gets these. */
static int digits_behind_point(double number)
{
    double size = fabs(number);
    if (size > 0 && size < 0.0995)
        return (int)fmin(1 - floor(log10(size)), DECIMALS_MOST);
    return size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
}

static struct words words_of(double number, int decimals, const char *unit)
{
    struct words words = {NO_FIGURE};
    if (fabs(number) > FIGURE_MOST && isfinite(number))
        snprintf(words.text, sizeof(words.text), "%.3g%s", number, unit);
    else if (isfinite(number))
        snprintf(words.text, sizeof(words.text), "%.*f%s", decimals, number,
                 unit);
    return words;
}

struct words words_time(double seconds)
{
    struct words words = {NO_FIGURE};
    if (isfinite(seconds * 1e9))
        units_format_ns(seconds * 1e9, words.text);
    return words;
}

struct words words_bytes(double bytes)
{
    struct words words = {NO_FIGURE};
    if (isfinite(bytes))
        units_format_bytes(bytes, words.text);
    return words;
}

struct words words_times(double ratio)
{
    return words_of(ratio, digits_behind_point(ratio), "×");
}

struct words words_decimal(double number)
{
    return words_of(number, 2, "");
}

struct words words_number(double number)
{
    return number == nearbyint(number) ? words_count(number)
                                       : words_decimal(number);
}

struct words words_percent(double share)
{
    return words_of(share * 100, 0, " %");
}

struct words words_off(double ratio)
{
    struct words words = {NO_FIGURE};
    if (ratio >= 2)
        return words_times(ratio);
    if (isfinite(ratio))
        snprintf(words.text, sizeof(words.text), "%+.0f %%", (ratio - 1) * 100);
    return words;
}

struct words words_p(double p)
{
    if (p < 0.001)
        return (struct words){"< 0.001"};
    return words_of(p, 3, "");
}

struct words words_count(double count)
{
    struct words digits = words_of(count, 0, "");
    if (!isfinite(count) || fabs(count) < 1000 || fabs(count) > 1e15)
        return digits;
    struct words words = {""};
    size_t len = strlen(digits.text);
    char *to = words.text;
    for (size_t i = 0; i < len; i++) {
        size_t left = len - i;
        if (i > 0 && left % 3 == 0 && isdigit((unsigned char)to[-1]))
            *to++ = ',';
        *to++ = digits.text[i];
    }
    return words;
}

struct words words_plural(double count, const char *noun)
{
    bool one = count >= 1 && count <= 1;
    struct words words;
    snprintf(words.text, sizeof words.text, "%.30s %.30s%s",
             words_count(count).text, noun, one ? "" : "s");
    return words;
}

struct words words_time_interval(struct interval seconds)
{
    struct words words = {NO_FIGURE};
    if (seconds.level > 0)
        snprintf(words.text, sizeof(words.text), "%.24s – %.24s",
                 words_time(seconds.low).text, words_time(seconds.high).text);
    return words;
}

struct words words_times_interval(struct interval ratio)
{
    struct words words = {NO_FIGURE};
    if (ratio.level > 0)
        snprintf(words.text, sizeof(words.text), "%.*f – %.*f",
                 digits_behind_point(ratio.low), ratio.low,
                 digits_behind_point(ratio.high), ratio.high);
    return words;
}

struct words words_estimate(double ratio, struct interval interval)
{
    struct words words = words_times(ratio);
    if (interval.level > 0)
        snprintf(words.text, sizeof(words.text), "%.16s (%.16s to %.16s)",
                 words_times(ratio).text, words_times(interval.low).text,
                 words_times(interval.high).text);
    return words;
}

/* An underscore inside a word is no markup, so snake_case stays readable. */
static int is_markup(const char *text, size_t at)
{
    if (text[at] == '_')
        return at == 0 || !isalnum((unsigned char)text[at - 1]) ||
               !isalnum((unsigned char)text[at + 1]);
    if (at == 0 && strchr("#+-=", text[at]))
        return 1;
    return strchr("\\`*[]<>|&~!$", text[at]) != NULL;
}

void words_markdown(FILE *out, const char *text)
{
    if (!text)
        text = NO_FIGURE;
    char shown[TEXT_SHOWN_MAX];
    for (const char *c = text, *next; *c; c = next) {
        next = text_next(c, shown);
        if (is_markup(text, (size_t)(c - text)))
            fputc('\\', out);
        fputs(isspace((unsigned char)*c) ? " " : shown, out);
    }
}

static int is_plain_word(const char *text)
{
    for (const char *c = text; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr("_-./:@%+=,", *c))
            return 0;
    return *text != '\0';
}

void words_shell(FILE *out, const char *text)
{
    if (is_plain_word(text)) {
        fputs(text, out);
        return;
    }
    char shown[TEXT_SHOWN_MAX];
    fputc('\'', out);
    for (const char *c = text, *next; *c; c = next) {
        next = text_next(c, shown);
        if (*c == '\'')
            fputs("'\\''", out);
        else
            fputs(isspace((unsigned char)*c) ? " " : shown, out);
    }
    fputc('\'', out);
}

void words_anchor(FILE *out, const char *heading)
{
    char shown[TEXT_SHOWN_MAX];
    for (const char *c = heading; *c;) {
        c = text_next(c, shown);
        unsigned char byte = (unsigned char)*shown;
        if (isalnum(byte) || byte == '-' || byte == '_')
            fputc(tolower(byte), out);
        else if (byte == ' ')
            fputc('-', out);
        else if (byte >= 0x80)
            fputs(shown, out);
    }
}
