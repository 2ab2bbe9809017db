/* judge.h -- runs a lab's own checks, outside the walls, and notes results. */
#ifndef OVERLAP_LABS_GRADER_JUDGE_H
#define OVERLAP_LABS_GRADER_JUDGE_H

#include <jansson.h>

#include "labs/grader/request.h"
#include "labs/grader/wall.h"

/* Starts the program checks/judge, or checks/judge.py, for the files in
 * `scratch`/submission, and puts what it says of each check into the grade.
 * 0; -EPROTO and a line in `why`: it failed, and the checks that it said
 * nothing about have no points; -EINTR. */
int judge_run(json_t *grade, const struct grade_request *request,
              const struct wall *wall, const char *scratch, char why[WHY_MAX]);

#endif
