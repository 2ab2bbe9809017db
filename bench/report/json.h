/* json.h -- what a report says, for programs: docs/results.md has the schema.
 *
 * Each call returns a new object, or NULL: no memory. A figure that there is
 * none of is null. */
#ifndef OVERLAP_BENCH_REPORT_JSON_H
#define OVERLAP_BENCH_REPORT_JSON_H

#include <jansson.h>

#include "bench/judge/judge.h"
#include "bench/judge/measures.h"

/* Every verdict, with its tests and their reasons; and every figure of every
 * cell. They are verdicts.json and figures.json. */
json_t *verdicts_json(const struct judgement *judgement);
json_t *figures_json(const struct measures *measures);

/* Each takes over `item`. A list or object that lacks it, for want of memory,
 * becomes NULL, and so does all that it becomes part of. */
void json_append(json_t **list, json_t *item);
void json_put(json_t **object, const char *key, json_t *item);

/* A text, or null for NULL. That of others, or one cut off within a character,
 * may be no UTF-8. */
json_t *text_json(const char *text);

/* A number, or null for NAN; and {"low", "high", "level"}, or null. */
json_t *figure_json(double figure);
json_t *interval_json(const struct interval *interval);

#endif
