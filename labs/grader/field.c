/* field.c -- what a grade says. */
#include "labs/grader/field.h"

const char *field_text(const json_t *json, const char *key)
{
    const char *text = json_string_value(json_object_get(json, key));
    return text ? text : "";
}

int field_whole(const json_t *json, const char *key)
{
    return (int)json_integer_value(json_object_get(json, key));
}

bool field_truth(const json_t *json, const char *key)
{
    return json_is_true(json_object_get(json, key));
}

bool field_hides(const json_t *check)
{
    return field_truth(check, "hidden") && !*field_text(check, "hint");
}
