/* units.h -- numbers with units, as people write them. */
#ifndef OVERLAP_CORE_BASE_UNITS_H
#define OVERLAP_CORE_BASE_UNITS_H

#include <stddef.h>
#include <stdint.h>

/* Each parses all of `text`, which has no sign. Returns 0, -EINVAL: not such a
 * number, or -ERANGE: too large. */

/* "1000", "20k", "1M": a whole number; k, M, G are powers of 1000. */
int units_parse_count(const char *text, int64_t *count);

/* "0.5", "40", "20k": a number per second, perhaps a fraction. */
int units_parse_rate(const char *text, double *per_s);

/* "4096", "64KiB", "1.5MiB", "2MB": bytes, a whole number of them; K, KiB, M,
 * MiB, GiB are powers of 1024; k, kB, MB, GB of 1000. */
int units_parse_bytes(const char *text, int64_t *bytes);

/* "20ms", "1.5s", "300us", "2min"; a bare number is milliseconds. */
int units_parse_duration_ns(const char *text, uint64_t *ns);

#define UNITS_TEXT_MAX 24

/* For people: "1.50 s", "20.3 ms", "812 ns"; "64.0 KiB", "512 B". Both write
 * into `text` and return it. */
char *units_format_ns(double ns, char text[UNITS_TEXT_MAX]);
char *units_format_bytes(double bytes, char text[UNITS_TEXT_MAX]);

#endif
