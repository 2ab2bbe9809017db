/* words.h -- figures and strings as a reader of the report sees them. */
#ifndef OVERLAP_BENCH_JUDGE_WORDS_H
#define OVERLAP_BENCH_JUDGE_WORDS_H

#include <stdio.h>

#include "bench/results/statistics.h"

/* A short text by value, so that a call can stand where it is printed. */
struct words {
    char text[64];
};

/* Each of these is "—" for NAN: there is no such figure. */
struct words words_time(double seconds);   /* "107 ms" */
struct words words_bytes(double bytes);    /* "55.0 MiB" */
struct words words_times(double ratio);    /* "2.86×" */
struct words words_count(double count);    /* "1,234" */
struct words words_number(double number);  /* "1,234"; else two decimals */
struct words words_decimal(double number); /* "0.95": two decimals */
struct words words_off(double ratio); /* "+7 %" above 1; from 2 on "2.30×" */
struct words words_p(double p);       /* "0.012", "< 0.001" */

/* The two ends, in the unit of the first two; "—" when level is 0. */
struct words words_time_interval(struct interval seconds);
struct words words_times_interval(struct interval ratio);

/* Writes a string that came from data as plain Markdown text: nothing in it
 * is markup, HTML, the end of a table cell or of a line. NULL writes "—". */
void words_markdown(FILE *out, const char *text);

/* Writes one word of a command line, quoted for a shell where needed. Control
 * characters become spaces: the line stays one line. */
void words_shell(FILE *out, const char *text);

/* The anchor that code forges give a heading: lower case, spaces to hyphens,
 * other punctuation dropped. */
void words_anchor(FILE *out, const char *heading);

#endif
