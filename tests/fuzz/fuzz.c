/* fuzz.c -- what the fuzzers share. */
#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/text.h"

void fuzz_expect(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "expected: %s\n", what);
    abort();
}

const char *fuzz_file(const uint8_t *data, size_t size)
{
    static char path[40];
    static int fd = -1;
    if (fd < 0)
        fd = memfd_create("input", MFD_CLOEXEC);
    fuzz_expect(fd >= 0 && ftruncate(fd, 0) == 0 &&
                    pwrite(fd, data, size, 0) == (ssize_t)size,
                "the input to be written");
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return path;
}

char *fuzz_text(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    fuzz_expect(text != NULL, "memory");
    memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

static void expect_harmless(const char *text, char *(*sanitise)(char *))
{
    char *harmless = strdup(text);
    fuzz_expect(harmless, "memory");
    if (strcmp(sanitise(harmless), text) != 0)
        fprintf(stderr, "found: %s\n", harmless);
    fuzz_expect(strcmp(harmless, text) == 0, "no control character");
    free(harmless);
}

void fuzz_expect_line(const char *text)
{
    fuzz_expect(*text, "a line that says what is wrong");
    expect_harmless(text, text_sanitise);
}

void fuzz_expect_lines(const char *text)
{
    expect_harmless(text, text_sanitise_lines);
}
