/* grade.c -- grades one submission: grade.json, from which all else is made. */
#include "labs/grader/grade.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/process.h"
#include "core/base/scratch.h"
#include "core/base/text.h"
#include "labs/grader/judge.h"
#include "labs/grader/submission.h"
#include "labs/grader/wall.h"

static json_t *isolation_json(const struct wall *wall)
{
    bool whole = wall->kind == WALL_BUBBLEWRAP;
    bool apart = wall->kind != WALL_LIMITS;
    return json_pack("{s:s, s:b, s:b, s:b, s:b}", "by", wall_kinds[wall->kind],
                     "network", whole, "files", whole, "processes", apart,
                     "limits", true);
}

static json_t *checks_json(const struct lab *lab)
{
    json_t *checks = json_array();
    for (unsigned i = 0; i < lab->checks_count; i++) {
        const struct lab_check *check = &lab->checks[i];
        json_array_append_new(
            checks,
            json_pack("{s:s, s:s, s:i, s:i, s:b, s:s, s:s, s:s, s:b, s:f}",
                      "id", check->id, "title", check->title, "points", 0,
                      "max", check->points, "passed", false, "seen",
                      "the check did not end", "expected", "a result", "hint",
                      check->hint, "hidden", check->hidden, "seconds", 0.0));
    }
    return checks;
}

static json_t *grade_json(const struct grade_request *request,
                          const struct wall *wall)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:I, s:o, s:i, s:i, s:o}", "schema",
                     "overlap/grade/1", "lab", request->lab->name, "title",
                     request->lab->title, "version", OVERLAP_VERSION, "seed",
                     (json_int_t)request->seed, "isolation",
                     isolation_json(wall), "score", 0, "max", LAB_POINTS,
                     "checks", checks_json(request->lab));
}

/* No check could look at it. */
static void grade_refuse(json_t *grade, const char *why)
{
    size_t index;
    json_t *check;
    json_object_set_new(grade, "error", json_string(why));
    json_array_foreach(json_object_get(grade, "checks"), index, check)
    {
        json_object_set_new(check, "seen", json_string(why));
        json_object_set_new(check, "expected",
                            json_string("the files of the lab"));
    }
}

/* Adds up the points, and leaves of what is hidden the name. */
static void grade_complete(json_t *grade, bool reveals)
{
    static const char *const secret[] = {"seen", "expected", "hint"};
    size_t index;
    json_t *check;
    json_int_t score = 0;
    json_array_foreach(json_object_get(grade, "checks"), index, check)
    {
        score += json_integer_value(json_object_get(check, "points"));
        if (reveals || !json_is_true(json_object_get(check, "hidden")))
            continue;
        for (size_t i = 0; i < sizeof secret / sizeof *secret; i++)
            json_object_set_new(check, secret[i], json_string(""));
    }
    json_object_set_new(grade, "score", json_integer(score));
}

/* What a submission may fill must be there, or it is to blame for our disk. */
static int find_room(const char *path, const struct wall *wall,
                     char why[WHY_MAX])
{
    struct statvfs disk;
    if (statvfs(path, &disk) < 0)
        return why_errno(why, -errno, path);
    unsigned long long free_mib = disk.f_bavail * disk.f_frsize >> 20;
    if (free_mib >= (unsigned)wall->disk_mib)
        return 0;
    snprintf(why, WHY_MAX,
             "found %llu MiB free for temporary files; expected the %d that a "
             "submission may fill",
             free_mib, wall->disk_mib);
    return -ENOSPC;
}

/* A folder that the submission's user can pass through, and no other. */
static int scratch_open(struct scratch *scratch, const struct wall *wall,
                        char why[WHY_MAX])
{
    scratch_sweep(NULL);
    int err = scratch_make(scratch, NULL, why, WHY_MAX);
    if (err == 0)
        err = find_room(scratch->path, wall, why);
    if (err < 0 || !wall->uid)
        return err;
    if (chown(scratch->path, (uid_t)-1, wall->uid) < 0 ||
        chmod(scratch->path, 0710) < 0)
        return why_errno(why, -errno, scratch->path);
    return 0;
}

static int grade_in(json_t *grade, const struct grade_request *request,
                    const struct wall *wall, const struct scratch *scratch,
                    char why[WHY_MAX])
{
    char files[PATH_MAX];
    path_format(files, "%s/submission", scratch->path);
    if (mkdir(files, 0755) < 0)
        return why_errno(why, -errno, files);
    int err = submission_take(request->lab, request->submission, files, why);
    if (err == -EINVAL)
        grade_refuse(grade, text_sanitise(why));
    if (err < 0)
        return err;
    return judge_run(grade, request, wall, scratch->path, why);
}

int grade_make(json_t **grade, const struct grade_request *request,
               char why[WHY_MAX])
{
    struct scratch scratch = {0};
    struct wall wall = {.seconds = request->lab->limits.seconds,
                        .memory_mib = request->lab->limits.memory_mib,
                        .processes = request->lab->limits.processes,
                        .disk_mib = request->lab->limits.disk_mib};
    wall_probe(&wall);
    *grade = grade_json(request, &wall);
    int err = scratch_open(&scratch, &wall, why);
    if (err == 0)
        err = grade_in(*grade, request, &wall, &scratch, why);
    scratch_remove(&scratch);
    if (err == 0 || err == -EINVAL || err == -EPROTO)
        grade_complete(*grade, request->reveals);
    else {
        json_decref(*grade);
        *grade = NULL;
    }
    return err;
}
