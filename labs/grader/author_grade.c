/* author_grade.c -- does each answer of a lab get its points? */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/path.h"
#include "core/base/scratch.h"
#include "labs/grader/author.h"
#include "labs/grader/class.h"
#include "labs/grader/wall.h"

#define ANSWERS_MAX 100
#define JOBS        4 /* they mostly wait */

/* The ids of the checks that a grade says were failed, in the lab's order; or
 * those that an answer is to fail. */
static void failed_in(const json_t *grade, char *text, size_t size)
{
    const json_t *check;
    size_t index;
    *text = '\0';
    json_array_foreach(
        json_object_get(grade, "checks"), index,
        check) if (!json_is_true(json_object_get(check, "passed")))
        snprintf(text + strlen(text), size - strlen(text), " %s",
                 json_string_value(json_object_get(check, "id")));
}

static void failed_by(const struct lab *lab, const struct lab_answer *answer,
                      char *text, size_t size)
{
    *text = '\0';
    for (unsigned c = 0; c < lab->checks_count; c++)
        for (unsigned i = 0; i < answer->fails_count; i++)
            if (strcmp(answer->fails[i], lab->checks[c].id) == 0)
                snprintf(text + strlen(text), size - strlen(text), " %s",
                         lab->checks[c].id);
}

static const char *trouble_of(const json_t *grade)
{
    const json_t *found = json_object_get(grade, "trouble");
    if (!found)
        found = json_object_get(grade, "error");
    return grade ? json_string_value(found) : "it has no grade";
}

static bool differs(FILE *out, const struct class_request *class, int index,
                    const struct lab_answer *answer)
{
    char seen[1000], expected[1000];
    json_t *grade = class_grade(class, index);
    int points = (int)json_integer_value(json_object_get(grade, "score"));
    const char *trouble = trouble_of(grade);
    failed_in(grade, seen, sizeof seen);
    failed_by(class->each.lab, answer, expected, sizeof expected);
    bool wrong =
        trouble || points != answer->points || strcmp(seen, expected) != 0;
    fprintf(out, "%-8s %-20s %3d of %-3d", wrong ? "DIFFERS" : "ok",
            answer->name, points, answer->points);
    if (wrong)
        fprintf(out, "  failed:%s; expected:%s%s%s", seen, expected,
                trouble ? "; " : "", trouble ? trouble : "");
    putc('\n', out);
    json_decref(grade);
    return wrong;
}

/* Limits alone don't keep a cheat from killing all that its user runs. */
static bool is_too_dangerous(FILE *out, const struct lab_answer *answer,
                             const struct wall *wall)
{
    static const char cheat[] = "cheat-";
    if (wall->kind != WALL_LIMITS ||
        strncmp(answer->name, cheat, sizeof cheat - 1) != 0)
        return false;
    fprintf(out,
            "skipped  %-20s found no walls; expected bubblewrap, or root\n",
            answer->name);
    return true;
}

static int grade_in(FILE *out, const struct grade_request *request,
                    const struct lab_answers *answers, const char *only,
                    const char *scratch, char why[WHY_MAX])
{
    const struct lab_answer *chosen[ANSWERS_MAX];
    static char paths[ANSWERS_MAX][PATH_MAX];
    const char *submissions[ANSWERS_MAX];
    struct class_request class = {.each = *request,
                                  .submissions = submissions,
                                  .jobs = JOBS,
                                  .same_seed = true,
                                  .output = scratch};
    int err = 0, wrong = 0;
    struct wall wall = {0};
    wall_probe(&wall);
    for (unsigned i = 0; err == 0 && i < answers->answers_count; i++) {
        const struct lab_answer *answer = &answers->answers[i];
        if (!author_wants(only, answer) || is_too_dangerous(out, answer, &wall))
            continue;
        chosen[class.count] = answer;
        submissions[class.count] =
            path_format(paths[class.count], "%s/%s", scratch, answer->name);
        err = author_assemble(request->lab, answer->name, paths[class.count++],
                              why);
    }
    setenv("LAB_CACHE_ALL", "1", 1); /* lab.py: they are one author's */
    if (err == 0)
        err = class_run(&class, why);
    for (int i = 0; err == 0 && i < class.count; i++)
        wrong += differs(out, &class, i, chosen[i]);
    return err < 0 ? err : wrong;
}

int author_grade(FILE *out, const struct grade_request *request,
                 const char *only, char why[WHY_MAX])
{
    struct lab_answers *answers;
    struct scratch scratch = {0};
    int err = lab_answers_load(&answers, request->lab, why);
    if (err == 0)
        err = scratch_make(&scratch, NULL, why, WHY_MAX);
    if (err == 0)
        err = grade_in(out, request, answers, only, scratch.path, why);
    scratch_remove(&scratch);
    lab_answers_free(answers);
    return err;
}
