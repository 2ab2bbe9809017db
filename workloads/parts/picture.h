/* picture.h -- writes a picture of numbered colours as a PNG file. */
#ifndef OVERLAP_WORKLOADS_PARTS_PICTURE_H
#define OVERLAP_WORKLOADS_PARTS_PICTURE_H

#include <stdint.h>

#include "core/workload.h"

struct colour {
    uint8_t red, green, blue;
};

/* Can a file be put at `path`? To be asked before the work that a no would
 * waste. 0, or a negative errno value and a sentence in `why`. */
int picture_ready(const char *path, char why[WORKLOAD_WHY_MAX]);

/* Writes a square picture: `side` rows of `side` numbers in `pixels`, each an
 * index into the 256 `colours`. The file is written whole or not at all, and
 * the same picture gives the same bytes. Returns as above. */
int picture_write(const char *path, const uint8_t *pixels, uint32_t side,
                  const struct colour *colours, char why[WORKLOAD_WHY_MAX]);

#endif
