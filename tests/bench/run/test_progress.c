/* test_progress.c -- the one line that a bench redraws on a terminal. */
#include "tests/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "bench/run/progress.h"

static FILE *screen;    /* a terminal, and ... */
static int keyboard;    /* ... its other end, which sees what is written */
static char seen[2000]; /* there, since the last look */

static int open_terminal(void **state)
{
    (void)state;
    keyboard = posix_openpt(O_RDWR | O_NOCTTY);
    if (keyboard < 0 || grantpt(keyboard) || unlockpt(keyboard))
        return -1;
    screen = fopen(ptsname(keyboard), "r+");
    setenv("TERM", "xterm", 1);
    unsetenv("NO_COLOR");
    return screen ? 0 : -1;
}

static int close_terminal(void **state)
{
    (void)state;
    fclose(screen);
    return close(keyboard);
}

static void resize(unsigned short columns)
{
    const struct winsize size = {.ws_row = 24, .ws_col = columns};
    assert_int_equal(ioctl(keyboard, TIOCSWINSZ, &size), 0);
}

/* A terminal may hand over what was written in parts: a bell is the last. */
static const char *look(void)
{
    fputc('\a', screen);
    fflush(screen);
    char *end = seen;
    do {
        ssize_t got = read(keyboard, end, (size_t)(seen + sizeof seen - end));
        assert_true(got > 0);
        end += got;
    } while (end[-1] != '\a');
    end[-1] = '\0';
    return seen;
}

static struct progress begin(void)
{
    struct progress progress = {.total = 8, .done = 2, .cell = "waits/async"};
    progress_begin(&progress, screen, 1000);
    return progress;
}

static void a_terminal_shows_a_bar_and_the_times(void **state)
{
    (void)state;
    resize(0); /* it doesn't know its size: 80 */
    struct progress progress = begin();
    progress_draw(&progress, 62000);
    assert_string_equal(look(),
                        "\r\033[K\033[36m######..................\033[0m"
                        " 2/8  1:01 elapsed  waits/async");
    progress.done = 8;
    progress.to_go_s = 3725;
    progress_draw(&progress, 62000);
    assert_string_equal(look(),
                        "\r\033[K\033[36m########################\033[0m"
                        " 8/8  1:01 elapsed, about 1:02:05 to go  waits/async");
    progress_end(&progress);
    assert_string_equal(look(), "\r\033[K");
}

static void a_line_never_wraps(void **state)
{
    (void)state;
    struct progress progress = begin();
    resize(30);
    progress_draw(&progress, 1000);
    assert_string_equal(look(),
                        "\r\033[K\033[36m######..................\033[0m"
                        " 2/8 ");
    resize(10); /* not even for the bar */
    progress_draw(&progress, 1000);
    assert_string_equal(look(), "\r\033[K\033[36m######...\033[0m");
}

static void a_block_is_no_line_of_its_own_on_a_terminal(void **state)
{
    (void)state;
    struct progress progress = begin();
    progress_block(&progress, 3, 1000);
    assert_int_equal(progress.block, 3);
    progress_note(&progress, "left out");
    assert_string_equal(look(), "\r\033[Kleft out\r\n");
}

static void colours_can_be_turned_off(void **state)
{
    (void)state;
    resize(80);
    setenv("NO_COLOR", "", 1); /* as if it were not set */
    assert_true(begin().color);
    setenv("NO_COLOR", "1", 1);
    struct progress progress = begin();
    progress.total = progress.done = 0;
    unsetenv("NO_COLOR");
    progress_draw(&progress, 1000);
    assert_string_equal(look(), "\r\033[K........................ 0/0  0:00 "
                                "elapsed  waits/async");
}

static void a_terminal_that_cannot_redraw_gets_plain_lines(void **state)
{
    (void)state;
    setenv("TERM", "dumb", 1);
    assert_false(begin().terminal);
    unsetenv("TERM");
    struct progress progress = begin();
    setenv("TERM", "xterm", 1);
    progress.blocks = 6;
    progress.to_go_s = 1e9; /* shown as far as there is room */
    progress_draw(&progress, 1000);
    progress_block(&progress, 3, 1000);
    assert_string_equal(look(),
                        "block 3 of 6, 0:00 elapsed, about 99:59:59 to go\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_terminal_shows_a_bar_and_the_times),
        cmocka_unit_test(a_line_never_wraps),
        cmocka_unit_test(a_block_is_no_line_of_its_own_on_a_terminal),
        cmocka_unit_test(colours_can_be_turned_off),
        cmocka_unit_test(a_terminal_that_cannot_redraw_gets_plain_lines),
    };
    return cmocka_run_group_tests(tests, open_terminal, close_terminal);
}
