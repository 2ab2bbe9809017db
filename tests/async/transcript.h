/* transcript.h -- for scheduler tests: what happened, in order, as one text.
 *
 * Tasks only say what they see; assertions are made after the run, on the
 * stack that cmocka jumps back to. async_run() fails with -EBUSY when a libuv
 * handle leaks, so every test that asserts its result also asserts that. */
#ifndef OVERLAP_TESTS_ASYNC_TRANSCRIPT_H
#define OVERLAP_TESTS_ASYNC_TRANSCRIPT_H

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "async/async.h"
#include "tests/unit.h"

#define HOUR_NS UINT64_C(3600000000000)
#define MS_NS   UINT64_C(1000000)

static char transcript[4096];

/* Adds a word to the transcript. */
static inline void say(const char *word)
{
    size_t used = strlen(transcript);
    snprintf(transcript + used, sizeof transcript - used, "%s%s",
             used ? " " : "", word);
}

/* Adds "word=ENAME" for an error, or "word=7" for another result. */
static inline void say_result(const char *word, long result)
{
    char text[80];
    if (result < 0)
        snprintf(text, sizeof text, "%s=%s", word,
                 strerrorname_np((int)-result));
    else
        snprintf(text, sizeof text, "%s=%ld", word, result);
    say(text);
}

/* Before each test: a test that hangs must fail. */
static inline int clear_transcript(void **state)
{
    (void)state;
    alarm(120);
    transcript[0] = '\0';
    return 0;
}

/* Runs `fn`, and asserts its result and what was said. */
#define assert_run(fn, result, text)                                           \
    do {                                                                       \
        assert_int_equal(async_run(fn, NULL), result);                         \
        assert_string_equal(transcript, text);                                 \
    } while (0)

#define TEST(name) cmocka_unit_test_setup(name, clear_transcript)

#endif
