/* yaml_file.c -- a YAML file read by a schema, and its faults told in one line.
 *
 * libcyaml checks the file against the schema and logs what is wrong, then a
 * backtrace of fields with their lines, innermost first. The path so given
 * leads back into the schema, which knows what was expected there. */
#include "bench/suite/yaml_file.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DEPTH_MAX = 8, FILE_MAX_BYTES = 1 << 20 };

const cyaml_strval_t yaml_truth[YAML_TRUTH_COUNT] = {
    {"false", 0},
    {"true", 1},
};

/* What the log told. */
struct fault {
    char found[160];
    unsigned line;              /* 0: unknown */
    char fields[DEPTH_MAX][64]; /* innermost first */
    int depth;
};

static void fault_add_place(struct fault *fault, const char *place)
{
    unsigned line;
    const char *at = strstr(place, "(line: ");
    if (at && sscanf(at, "(line: %u", &line) == 1 && fault->line == 0)
        fault->line = line;
    if (fault->depth < DEPTH_MAX &&
        sscanf(place, "  in mapping field '%63[^']'",
               fault->fields[fault->depth]) == 1)
        fault->depth++;
}

static void on_log(cyaml_log_t level, void *ctx, const char *format,
                   va_list args)
{
    (void)level;
    struct fault *fault = ctx;
    char text[256];
    vsnprintf(text, sizeof text, format, args);
    text[strcspn(text, "\n")] = '\0';
    if (strncmp(text, "  in ", 5) == 0)
        fault_add_place(fault, text);
    else if (fault->found[0] == '\0')
        snprintf(fault->found, sizeof fault->found, "%.150s",
                 strncmp(text, "Load: ", 6) ? text : text + 6);
}

static const cyaml_schema_value_t *
schema_descend(const cyaml_schema_value_t *value, const char *key)
{
    while (value->type == CYAML_SEQUENCE)
        value = value->sequence.entry;
    if (value->type != CYAML_MAPPING)
        return NULL;
    const cyaml_schema_field_t *field = value->mapping.fields;
    while (field->key && strcasecmp(field->key, key))
        field++;
    return field->key ? &field->value : NULL;
}

/* The schema at the place of the fault. */
static const cyaml_schema_value_t *
fault_schema(const struct fault *fault, const cyaml_schema_value_t *schema)
{
    for (int i = fault->depth - 1; i >= 0 && schema; i--)
        schema = schema_descend(schema, fault->fields[i]);
    return schema;
}

static void text_append(char *text, size_t size, const char *more)
{
    size_t used = strlen(text);
    snprintf(text + used, size - used, "%s%s", used ? ", " : "", more);
}

static void expected_name(const cyaml_schema_value_t *value, char *text,
                          size_t size)
{
    static const char *const names[CYAML__TYPE_COUNT] = {
        [CYAML_INT] = "a whole number", [CYAML_UINT] = "a whole number",
        [CYAML_FLOAT] = "a number",     [CYAML_STRING] = "some text",
        [CYAML_SEQUENCE] = "a list",    [CYAML_BOOL] = "true or false",
    };
    if (value->type == CYAML_ENUM)
        for (unsigned i = 0; i < value->enumeration.count; i++)
            text_append(text, size, value->enumeration.strings[i].str);
    else if (value->type == CYAML_MAPPING)
        for (const cyaml_schema_field_t *f = value->mapping.fields; f->key; f++)
            text_append(text, size, f->key);
    else if (names[value->type])
        text_append(text, size, names[value->type]);
}

/* libcyaml names the line of the last key it knew: the unknown one comes on
 * that line or later. */
static unsigned key_line(const char *text, unsigned line, const char *key)
{
    size_t length = strlen(key);
    unsigned at = 1;
    for (; *text; at++) {
        size_t span = strcspn(text, "\n");
        const char *start = text + strspn(text, " \t-\"'{");
        if (at >= line && strncmp(start, key, length) == 0)
            return at;
        text += span + (text[span] == '\n');
    }
    return line;
}

static void fault_write(struct fault *fault, const char *path, const char *text,
                        cyaml_err_t err, const cyaml_schema_value_t *schema,
                        char why[WHY_MAX])
{
    char expected[200] = "";
    const cyaml_schema_value_t *value = fault_schema(fault, schema);
    bool inside = strncmp(fault->found, "Expecting ", 10) != 0 &&
                  err != CYAML_ERR_SEQUENCE_ENTRIES_MIN &&
                  err != CYAML_ERR_SEQUENCE_ENTRIES_MAX;
    while (value && inside && value->type == CYAML_SEQUENCE)
        value = value->sequence.entry;
    const char *key = strrchr(fault->found, ' ');
    if (err == CYAML_ERR_INVALID_KEY && key)
        fault->line = key_line(text, fault->line, key + 1);
    if (err == CYAML_ERR_LIBYAML_PARSER)
        text_append(expected, sizeof expected, "YAML");
    else if (value && err != CYAML_ERR_MAPPING_FIELD_MISSING)
        expected_name(value, expected, sizeof expected);
    bool named = fault->depth && err != CYAML_ERR_INVALID_KEY;
    snprintf(why, WHY_MAX, "%.100s:%u: %s%s%s%s%s", path, fault->line,
             named ? fault->fields[0] : "", named ? ": " : "",
             fault->found[0] ? fault->found : cyaml_strerror(err),
             expected[0] ? "; expected " : "", expected);
}

/* The whole file, ended by a NUL; the caller frees it. */
static int file_read_all(const char *path, char **text, size_t *length)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return -errno;
    int err = 0;
    *text = malloc(FILE_MAX_BYTES + 1);
    if (!*text) {
        err = -ENOMEM;
        goto out;
    }
    *length = fread(*text, 1, FILE_MAX_BYTES, file);
    (*text)[*length] = '\0';
    if (ferror(file))
        err = -errno;
    else if (*length == FILE_MAX_BYTES)
        err = -EFBIG;
out:
    fclose(file);
    return err;
}

int yaml_load(const char *path, const cyaml_schema_value_t *schema, void **data,
              char why[WHY_MAX])
{
    struct fault fault = {0};
    char *text = NULL;
    size_t length = 0;
    *data = NULL;
    int err = file_read_all(path, &text, &length);
    if (err < 0) {
        snprintf(why, WHY_MAX, "%.200s: %s; expected a readable YAML file",
                 path, strerror(-err));
        goto out;
    }
    const cyaml_config_t config = {.log_fn = on_log,
                                   .log_ctx = &fault,
                                   .mem_fn = cyaml_mem,
                                   .log_level = CYAML_LOG_WARNING};
    cyaml_err_t bad = cyaml_load_data((const uint8_t *)text, length, &config,
                                      schema, data, NULL);
    if (bad == CYAML_OK && *data)
        goto out;
    if (bad == CYAML_OK) /* libcyaml takes an empty file for no data */
        snprintf(fault.found, sizeof fault.found, "Nothing in the file");
    err = bad == CYAML_ERR_OOM ? -ENOMEM : -EINVAL;
    fault.line += fault.line == 0;
    fault_write(&fault, path, text, bad, schema, why);
out:
    free(text);
    return err;
}

void yaml_unload(const cyaml_schema_value_t *schema, void *data)
{
    const cyaml_config_t config = {.mem_fn = cyaml_mem};
    cyaml_free(&config, schema, data, 0);
}

int yaml_number(const char *text, double *number)
{
    char *end;
    *number = strtod(text, &end);
    return end == text || *end || !isfinite(*number) ? -EINVAL : 0;
}
