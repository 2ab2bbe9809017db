/* fuzz_results.c -- any files as the results folder of somebody else.
 *
 * The input is the files one after the other: a line "=== NAME" begins each,
 * and what follows the last newline before the next is its end. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/report/compared.h"
#include "bench/report/report.h"
#include "bench/report/summary.h"
#include "bench/results/folder.h"
#include "bench/results/results.h"
#include "core/base/file.h"
#include "tests/fuzz/fuzz.h"
#include "tests/tree.h"

static const char *const names[] = {
    "suite.yaml",
    "claims/all.yaml",
    "environment.json",
    "schedule.json",
    "records.jsonl",
    "semantic/H1-1.json",
    "traces/waits-async.csv",
};
static const char begins[] = "=== ";

static char dir[64];

/* gnuplot's are processes: too many. The report says that it was not found. The
 * linker wants this name: --wrap=gnuplot_end. */
/* NOLINTBEGIN(bugprone-reserved-identifier) */
int __wrap_gnuplot_end(FILE *script, char **svg, char why[WHY_MAX]);
int __wrap_gnuplot_end(FILE *script, char **svg, char why[WHY_MAX])
{
    fclose(script);
    *svg = NULL;
    snprintf(why, WHY_MAX, "gnuplot was not found");
    return 0;
}
/* NOLINTEND(bugprone-reserved-identifier) */

static void remove_folder(void)
{
    tree_remove(dir);
}

static void make_folder(void)
{
    static const char *const folders[] = {"claims", "semantic", "traces"};
    char path[PATH_MAX];
    if (dir[0] && access(dir, F_OK) == 0)
        return;
    snprintf(dir, sizeof dir, "%s/overlap-fuzz-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    fuzz_expect(mkdtemp(dir), "a folder");
    atexit(remove_folder);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        fuzz_expect(mkdir(folder_path(path, dir, folders[i]), 0777) == 0,
                    "a folder");
}

static const char *name_of(const char *text)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strncmp(text, names[i], strlen(names[i])) == 0 &&
            text[strlen(names[i])] == '\n')
            return names[i];
    return NULL;
}

static void write_bytes(const char *name, const char *text, size_t size)
{
    char path[PATH_MAX];
    int fd = open(folder_path(path, dir, name),
                  O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    fuzz_expect(fd >= 0 && write(fd, text, size) == (ssize_t)size, "a file");
    close(fd);
}

static void write_files(const char *text, size_t size)
{
    char path[PATH_MAX];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(folder_path(path, dir, names[i]));
    const char *end = text + size, *next;
    for (const char *at = text; at < end; at = next) {
        next = memmem(at + 1, (size_t)(end - at) - 1, "\n=== ", 5);
        next = next ? next + 1 : end;
        const char *name = strncmp(at, begins, 4) == 0 ? name_of(at + 4) : NULL;
        if (!name)
            continue;
        at += 4 + strlen(name) + 1;
        write_bytes(name, at, (size_t)(next - at));
    }
}

static size_t count(const char *text, const char *what)
{
    size_t found = 0;
    while ((text = strstr(text, what))) {
        found++;
        text += strlen(what);
    }
    return found;
}

/* What the report wrote, as text, with nothing in it that is not meant. */
static void expect_file(const char *name, const char *meant, size_t most)
{
    char path[PATH_MAX], *text;
    fuzz_expect(file_read(folder_path(path, dir, name), &text) == 0,
                "a file of the report");
    fuzz_expect(count(text, meant) == most, meant);
    for (char *at = text; *at; at++) /* a line ends so in CSV */
        if (at[0] == '\r' && at[1] == '\n')
            *at = ' ';
    fuzz_expect_lines(text);
    free(text);
}

static void expect_printed(const struct judgement *judgement)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    struct changes *changes;
    fuzz_expect(out, "memory");
    fuzz_expect(changes_find(&changes, judgement->results, judgement->results,
                             false) == 0,
                "what changed");
    const struct compared compared = {judgement, judgement, changes};
    summary_write(out, judgement);
    compared_write(out, &compared, false);
    fclose(out);
    fuzz_expect_lines(text);
    changes_free(changes);
    free(text);
}

static void report(const struct results *results)
{
    char why[WHY_MAX] = "";
    struct judgement *judgement;
    fuzz_expect(judge(&judgement, results) == 0, "verdicts");
    fuzz_expect(report_write(judgement, why) == 0, "a report");
    expect_printed(judgement);
    expect_file("results.csv", "\r\n", (size_t)results->runs_count + 1);
    expect_file("report.md", "## The machine\n", 1);
    expect_file("report.html", "<script", 1);
    judgement_free(judgement);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char why[WHY_MAX] = "";
    struct results *results;
    char *text = fuzz_text(data, size);
    make_folder();
    write_files(text, size);
    if (results_open(&results, dir, why) < 0) {
        fuzz_expect_line(why);
    } else {
        report(results);
        results_free(results);
    }
    free(text);
    return 0;
}
