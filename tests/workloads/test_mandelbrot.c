/* test_mandelbrot.c -- mandelbrot: one picture, however it is divided. */
#include "workloads/mandelbrot.c" /* NOLINT(bugprone-suspicious-include) */

#include <dirent.h>
#include <limits.h>
#include <png.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/workloads/answers.h"

#define PIXELS 60

/* Each test that writes has a directory of its own. */
static char dir[] = "/tmp/overlap-test-XXXXXX";

static int dir_make(void **state)
{
    (void)state;
    snprintf(dir + strlen(dir) - 6, 7, "XXXXXX");
    return mkdtemp(dir) ? 0 : -1;
}

static int dir_remove(void **state)
{
    (void)state;
    return rmdir(dir);
}

static void name_make(char name[PATH_MAX], const char *file)
{
    snprintf(name, PATH_MAX, "%s/%s", dir, file);
}

static int files_there(void)
{
    DIR *open = opendir(dir);
    int count = 0;
    assert_non_null(open);
    for (struct dirent *entry; (entry = readdir(open));)
        count += entry->d_name[0] != '.';
    closedir(open);
    return count;
}

static void render(int tasks, const char *output, uint16_t *steps)
{
    struct plan plan =
        answers_make(&workload_mandelbrot, tasks, PIXELS, output);
    assert_int_equal(answers_check(&plan), 0);
    if (steps)
        memcpy(steps, picture.steps, picture_bytes());
    mandelbrot_teardown();
}

static void the_picture_does_not_depend_on_the_tasks(void **state)
{
    (void)state;
    static uint16_t one[PIXELS * PIXELS], other[PIXELS * PIXELS];
    static const int tasks[] = {2, 7, PIXELS, PIXELS + 4};
    render(1, NULL, one);
    for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++) {
        memset(other, 0, sizeof other);
        render(tasks[i], NULL, other);
        assert_memory_equal(one, other, sizeof one);
    }
}

/* Points whose fate is known: 0, -1 and i stay, -2.1 leaves at once. */
static void known_points_are_in_or_out(void **state)
{
    (void)state;
    assert_int_equal(pixel_render(0, 0), STEPS_MAX);
    assert_int_equal(pixel_render(-1, 0), STEPS_MAX);
    assert_int_equal(pixel_render(0, 1), STEPS_MAX);
    assert_int_equal(pixel_render(-2.1, 0), 1);
    assert_int_equal(pixel_render(1, 0), 3); /* 1, 2, 5 */
}

static void both_loops_agree_on_every_pixel(void **state)
{
    (void)state;
    static uint16_t steps[PIXELS * PIXELS];
    picture.side = PIXELS;
    render(1, NULL, steps);
    for (size_t row = 0; row < PIXELS; row++)
        for (size_t column = 0; column < PIXELS; column++)
            assert_int_equal(steps[row * PIXELS + column],
                             pixel_define(coordinate(LEFT, column) +
                                          coordinate(BOTTOM, row) * I));
}

static void a_wrong_answer_is_refused(void **state)
{
    (void)state;
    struct plan plan = answers_make(&workload_mandelbrot, 7, PIXELS, NULL);
    for (int i = 0; i < plan.tasks; i++)
        expect_flip_refused(&plan, i);
    mandelbrot_teardown();
}

/* The digests agree with the pixels, but the pixels are wrong. */
static void a_wrong_picture_is_refused(void **state)
{
    (void)state;
    struct plan plan = answers_make(&workload_mandelbrot, 7, PIXELS, NULL);
    for (int i = 0; i < PIXELS * PIXELS; i++)
        picture.steps[i]++;
    for (int i = 0; i < plan.tasks; i++)
        results[i].answer = band_digest(band_of(&plan, i));
    assert_int_equal(answers_check(&plan), -EILSEQ);
    mandelbrot_teardown();
}

static size_t file_read(const char *name, char *buf, size_t max)
{
    FILE *file = fopen(name, "rb");
    assert_non_null(file);
    size_t bytes = fread(buf, 1, max, file);
    fclose(file);
    return bytes;
}

static void the_file_does_not_depend_on_the_tasks(void **state)
{
    (void)state;
    static char one[1 << 16], other[1 << 16];
    char first[PATH_MAX], second[PATH_MAX];
    name_make(first, "1.png");
    name_make(second, "2.png");
    render(1, first, NULL);
    render(13, second, NULL);
    size_t bytes = file_read(first, one, sizeof one);
    assert_int_equal(file_read(second, other, sizeof other), bytes);
    assert_memory_equal(one, other, bytes);
    assert_int_equal(files_there(), 2);
    unlink(first);
    unlink(second);
}

static void the_file_is_the_picture(void **state)
{
    (void)state;
    static uint8_t pixels[PIXELS * PIXELS][3];
    static uint16_t steps[PIXELS * PIXELS];
    char name[PATH_MAX];
    png_image image = {.version = PNG_IMAGE_VERSION};
    name_make(name, "picture.png");
    render(4, name, steps);
    assert_true(png_image_begin_read_from_file(&image, name));
    assert_int_equal(image.width, PIXELS);
    assert_int_equal(image.height, PIXELS);
    image.format = PNG_FORMAT_RGB;
    assert_true(png_image_finish_read(&image, NULL, pixels, 0, NULL));
    for (int i = 0; i < PIXELS * PIXELS; i++) {
        bool black = !pixels[i][0] && !pixels[i][1] && !pixels[i][2];
        assert_int_equal(black, steps[i] == STEPS_MAX);
    }
    unlink(name);
}

static void an_incomplete_picture_is_not_written(void **state)
{
    (void)state;
    char name[PATH_MAX];
    name_make(name, "picture.png");
    struct plan plan = answers_make(&workload_mandelbrot, 4, PIXELS, name);
    results[2].err = -ECANCELED;
    assert_int_equal(answers_check(&plan), 0);
    mandelbrot_teardown();
    assert_int_equal(files_there(), 0);
}

static void a_place_that_cannot_be_written_is_told_at_once(void **state)
{
    (void)state;
    char name[PATH_MAX];
    struct plan plan = {.tasks = 4, .size = PIXELS, .output = dir};
    assert_int_equal(mandelbrot_setup(&plan, why), -EISDIR);
    assert_non_null(strstr(why, dir));
    mandelbrot_teardown();
    name_make(name, "no/such/place.png");
    plan.output = name;
    assert_int_equal(mandelbrot_setup(&plan, why), -ENOENT);
    mandelbrot_teardown();
    assert_int_equal(files_there(), 0);
}

static void a_failed_write_leaves_nothing(void **state)
{
    (void)state;
    char name[PATH_MAX];
    name_make(name, "is-a-directory");
    static uint8_t pixels[4];
    static struct colour colours[256];
    assert_int_equal(mkdir(name, 0700), 0);
    assert_int_equal(picture_write(name, pixels, 2, colours, why), -EISDIR);
    assert_non_null(strstr(why, "directory"));
    assert_int_equal(files_there(), 1);
    rmdir(name);
}

#define IN_DIR(test) cmocka_unit_test_setup_teardown(test, dir_make, dir_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_picture_does_not_depend_on_the_tasks),
        cmocka_unit_test(known_points_are_in_or_out),
        cmocka_unit_test(both_loops_agree_on_every_pixel),
        cmocka_unit_test(a_wrong_answer_is_refused),
        cmocka_unit_test(a_wrong_picture_is_refused),
        IN_DIR(the_file_does_not_depend_on_the_tasks),
        IN_DIR(the_file_is_the_picture),
        IN_DIR(an_incomplete_picture_is_not_written),
        IN_DIR(a_place_that_cannot_be_written_is_told_at_once),
        IN_DIR(a_failed_write_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
