/* grade.h -- grades one submission: grade.json, from which all else is made. */
#ifndef OVERLAP_LABS_GRADER_GRADE_H
#define OVERLAP_LABS_GRADER_GRADE_H

#include <jansson.h>

#include "labs/grader/request.h"

/* Grades it. There is a grade even if the submission cannot be taken, with no
 * points, and -EINVAL; 0: it was graded. -EPROTO: it has a grade, but the lab's
 * own checks failed. Else there is none, *grade is NULL, and the result is
 * -EINTR (a signal asks us to end) or another negative errno value. Whenever it
 * is not 0 there is a line in `why`. */
int grade_make(json_t **grade, const struct grade_request *request,
               char why[WHY_MAX]);

#endif
