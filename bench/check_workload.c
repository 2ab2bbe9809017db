/* check_workload.c -- is a workload from a library fit for a suite? */
#include "bench/check_workload.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/run/trial.h"
#include "bench/suite/suite.h"
#include "core/base/path.h"
#include "core/base/scratch.h"
#include "core/base/text.h"

#define FIRST "overlap-sequential"
/* Exit statuses; above the second, that of a program killed by a signal. */
enum { REFUSED = 2, SIGNALLED = 128 };

struct checking {
    char library[PATH_MAX];
    struct scratch folder;
    char answer[40]; /* sequential's */
    struct trial trial;
    char end[80]; /* how it ended without a word */
    int failed;
};

static int is_other_model(const struct dirent *entry)
{
    return suite_is_model(entry->d_name) && strcmp(entry->d_name, FIRST) != 0;
}

static const char *text_of(const struct trial *trial, const char *key)
{
    return json_string_value(json_object_get(trial->record, key));
}

/* Of a run without a record. */
static const char *explain(struct checking *checking)
{
    const struct trial *trial = &checking->trial;
    int code = trial->exit_code;
    const char *killer = code > SIGNALLED ? sigdescr_np(code - SIGNALLED) : 0;
    if (*trial->errors)
        return trial->errors;
    if (*trial->record_why)
        return trial->record_why;
    if (killer)
        snprintf(checking->end, sizeof checking->end,
                 "killed by signal %d (%s)", code - SIGNALLED, killer);
    else
        snprintf(checking->end, sizeof checking->end,
                 "ended with status %d and no record", code);
    return checking->end;
}

/* What is wrong with the run, or NULL. */
static const char *find_fault(struct checking *checking)
{
    const struct trial *trial = &checking->trial;
    const char *fault = trial_fault(trial);
    if (fault)
        return fault;
    if (!trial->record)
        return explain(checking);
    if (trial->exit_code)
        return *trial->errors ? trial->errors : "a task failed";
    const char *answer = text_of(trial, "answer");
    if (!*checking->answer)
        snprintf(checking->answer, sizeof checking->answer, "%s", answer);
    return strcmp(answer, checking->answer) != 0
               ? "its answer is not sequential's"
               : NULL;
}

static void print_line(const char *outcome, const char *model, const char *why)
{
    printf("%-7s %s", outcome, model);
    if (why)
        printf(": %.*s", (int)strcspn(why, "\n"), why);
    putchar('\n');
}

/* False: go no further. */
static bool run(struct checking *checking, const char *bin_dir,
                const char *file)
{
    char program[PATH_MAX], *args[] = {checking->library};
    const char *model = file + strlen("overlap-");
    path_format(program, "%s/%s", bin_dir, file);
    trial_run(&checking->trial,
              &(struct trial_plan){.program = program,
                                   .dir = checking->folder.path,
                                   .args = args,
                                   .args_count = 1});
    const struct trial *trial = &checking->trial;
    bool goes_on = trial->err != -EINTR;
    const char *fault = goes_on ? find_fault(checking) : NULL;
    bool first = strcmp(file, FIRST) == 0;
    if (fault && !first && !trial->err && trial->exit_code == REFUSED)
        print_line("refuses", model, fault);
    else if (goes_on)
        print_line(fault ? "fails" : "ok", model, fault);
    if (fault && (first || trial->exit_code != REFUSED))
        checking->failed++;
    trial_close(&checking->trial);
    return goes_on && !(fault && first);
}

static int run_all(struct checking *checking, const char *bin_dir)
{
    struct dirent **found;
    bool goes_on = run(checking, bin_dir, FIRST);
    int count = scandir(bin_dir, &found, is_other_model, alphasort);
    for (int i = 0; i < count; i++) {
        goes_on = goes_on && run(checking, bin_dir, found[i]->d_name);
        free(found[i]);
    }
    if (count >= 0)
        free(found);
    return goes_on || checking->failed ? checking->failed : -EINTR;
}

int check_workload(const char *library, const char *bin_dir, char why[WHY_MAX])
{
    struct checking *checking = calloc(1, sizeof *checking);
    if (!checking)
        return why_errno(why, -ENOMEM, library);
    int err = realpath(library, checking->library) ? 0 : -errno;
    if (err < 0)
        why_errno(why, err, library);
    else
        err = scratch_make(&checking->folder, NULL, why, WHY_MAX);
    if (err == 0)
        err = run_all(checking, bin_dir);
    scratch_remove(&checking->folder);
    free(checking);
    return err;
}
