/* fuzz_record.c -- any text as the record of a run. */
#include <stdlib.h>

#include "core/record/validate.h"
#include "tests/fuzz/fuzz.h"

/* A record that is valid stays so when it is written and read again. */
static void expect_again(const json_t *record)
{
    char why[WHY_MAX] = "";
    json_t *again = NULL;
    char *text = json_dumps(record, JSON_COMPACT);
    fuzz_expect(text && validate_line(text, &again, why) == 0,
                "a valid record to stay valid");
    json_decref(again);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char why[WHY_MAX] = "";
    json_t *record;
    char *line = fuzz_text(data, size);
    if (validate_line(line, &record, why) == 0)
        expect_again(record);
    else
        fuzz_expect_line(why);
    json_decref(record);
    free(line);
    return 0;
}
