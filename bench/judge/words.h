/* words.h -- figures and strings as a reader of the report sees them. */
#ifndef OVERLAP_BENCH_JUDGE_WORDS_H
#define OVERLAP_BENCH_JUDGE_WORDS_H

#include <stdio.h>

#include "bench/results/statistics.h"

/* A short text by value, so that a call can be an argument of printf(). */
struct words {
    char text[64];
};

/* Each of these is "—" for what is no figure: NAN, or beyond all bounds. */
struct words words_time(double seconds);                   /* "107 ms" */
struct words words_bytes(double bytes);                    /* "55.0 MiB" */
struct words words_times(double ratio);                    /* "2.86×" */
struct words words_count(double count);                    /* "1,234" */
struct words words_plural(double count, const char *noun); /* "1 block" */
struct words
words_number(double number); /* "1,234"; two decimals if no integer */
struct words words_decimal(double number); /* "0.95": two decimals */
struct words words_percent(double share);  /* 0.93: "93 %" */
struct words words_off(double ratio); /* 1.07: "+7 %"; from 2 on "2.30×" */
struct words words_p(double p);       /* "0.012", "< 0.001" */

/* "305 ms – 307 ms", and "2.85 – 2.86" without a unit; "—" when level is 0. */
struct words words_time_interval(struct interval seconds);
struct words words_times_interval(struct interval ratio);

/* "1.02× (1.01× to 1.03×)"; only the first when level is 0. */
struct words words_estimate(double ratio, struct interval interval);

/* Writes a string that came from data as plain Markdown text: nothing in it can
 * be markup or HTML, or end a table cell or a line. NULL writes "—". */
void words_markdown(FILE *out, const char *text);

/* Writes one word of a command line, quoted for a shell where needed. Control
 * characters become spaces, so that the line stays one line. */
void words_shell(FILE *out, const char *text);

/* The anchor that code forges give a heading: lower case, spaces to hyphens,
 * other punctuation dropped. */
void words_anchor(FILE *out, const char *heading);

#endif
