/* fuzz.h -- what the fuzzers share.
 *
 * A fuzzer is one function that takes any bytes, as the file or the text that
 * somebody else wrote, and aborts if what comes of them is not as promised. In
 * the preset "fuzz" libFuzzer makes the bytes up; in every other build
 * replay.c takes them from the corpus. */
#ifndef OVERLAP_TESTS_FUZZ_FUZZ_H
#define OVERLAP_TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* By libFuzzer's name. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The path of a file with these bytes, until the next call. */
const char *fuzz_file(const uint8_t *data, size_t size);

/* The bytes as a string, which ends at the first NUL; freed by the caller. */
char *fuzz_text(const uint8_t *data, size_t size);

/* Aborts, saying what it is about, unless `holds`. */
void fuzz_expect(bool holds, const char *what);

/* Aborts unless the text may reach a terminal: one line that is not empty, or,
 * of a whole file, lines. */
void fuzz_expect_line(const char *text);
void fuzz_expect_lines(const char *text);

#endif
