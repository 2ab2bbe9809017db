/* test_rows.c -- rows and values are the same in both databases, under both
 * ios. */
#include "core/io/blocking.h"
#include "core/io/db/database.h"
#include "tests/async/transcript.h"
#include "tests/servers.h"

#define THREE  "(VALUES (1, 'one'), (2, NULL), (3, 'three')) AS t"
#define COUNT  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
#define TO_TEN COUNT " WHERE i < 10) SELECT i FROM n"

static const struct io_value none[1]; /* NULL, or no value at all */
static struct io_database database;
static char *url;

/* Says the row: "1|one". */
static int on_row(void *arg, const struct io_row *row)
{
    char text[80] = "";
    (void)arg;
    for (int i = 0; i < row->columns; i++) {
        const char *value = io_row_text(row, i);
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%s%s", i ? "|" : "",
                 value ? value : "NULL");
    }
    say(text);
    return 0;
}

static int on_names(void *arg, const struct io_row *row)
{
    (void)arg;
    say(io_row_name(row, 0));
    say(io_row_name(row, 1));
    say_result("missing", io_row_name(row, 2) || io_row_text(row, 2) ||
                              io_row_text(row, -1));
    return 0;
}

static int on_numbers(void *arg, const struct io_row *row)
{
    int64_t *sum = arg;
    *sum += io_row_number(row, 0) + io_row_number(row, 1);
    return 0;
}

/* Takes two rows. */
static int on_too_many(void *arg, const struct io_row *row)
{
    int *taken = arg;
    (void)row;
    return ++*taken > 2 ? -E2BIG : 0;
}

/* Says the result. */
static struct io_rows try_to_ask(struct io *io, struct io_statement query)
{
    struct io_rows rows;
    query.db = &database;
    int err = io_query(io, &query, &rows);
    say_result("rows", err ? err : rows.count);
    return rows;
}

/* And why it failed. */
static void ask(struct io *io, struct io_statement query)
{
    struct io_rows rows = try_to_ask(io, query);
    if (rows.reason[0])
        say(rows.reason);
}

static int reads(struct io *io, void *arg)
{
    (void)arg;
    int64_t sum = 0;
    ask(io,
        (struct io_statement){.sql = "SELECT * FROM " THREE, .on_row = on_row});
    ask(io, (struct io_statement){
                .sql = "SELECT column1 AS number, column2 AS word FROM " THREE
                       " WHERE column1 = $1",
                .key = 3,
                .on_row = on_names});
    ask(io, (struct io_statement){.sql = "SELECT column1, column2 FROM " THREE,
                                  .on_row = on_numbers,
                                  .arg = &sum});
    say_result("sum", sum);
    return 0;
}

static int asks_with_values(struct io *io, void *arg)
{
    (void)arg;
    static const char sql[] = "SELECT $1 || '!', $2 - 1, $3 || ''";
    const struct io_value odd[] = {
        {.kind = IO_TEXT, .text = "'; DROP TABLE t; -- \xc3\xbc"},
        {.kind = IO_NUMBER, .number = -5000000000},
        {.kind = IO_NULL},
    };
    const struct io_value usual[] = {
        {.kind = IO_TEXT, .text = ""},
        {.kind = IO_NUMBER, .number = INT64_MAX},
        {.kind = IO_TEXT, .text = "x"},
    };
    struct io_value many[IO_VALUES_MAX + 1] = {{0}};
    ask(io, (struct io_statement){
                .sql = sql, .values = odd, .value_count = 3, .on_row = on_row});
    ask(io,
        (struct io_statement){
            .sql = sql, .values = usual, .value_count = 3, .on_row = on_row});
    ask(io, (struct io_statement){
                .sql = "SELECT 1", .values = many, .value_count = 33});
    return 0;
}

/* A text that is made up at run time, in the same place each time. */
static int asks_anew(struct io *io, void *arg)
{
    char sql[16];
    (void)arg;
    for (int i = 1; i <= 12; i++) {
        snprintf(sql, sizeof sql, "SELECT %d", i);
        ask(io, (struct io_statement){.sql = sql,
                                      .values = i % 2 ? none : NULL,
                                      .on_row = i % 4 ? NULL : on_row});
    }
    return 0;
}

static int refuses(struct io *io, void *arg)
{
    int taken = 0;
    (void)arg;
    ask(io, (struct io_statement){
                .sql = TO_TEN, .on_row = on_too_many, .arg = &taken});
    say_result("taken", taken);
    ask(io, (struct io_statement){.sql = TO_TEN});
    return 0;
}

/* The rows never end. */
static int is_late(struct io *io, void *arg)
{
    int64_t sum = 0;
    (void)arg;
    io->deadline_ns = io_now_ns() + 50 * MS_NS;
    try_to_ask(io, (struct io_statement){.sql = COUNT ") SELECT i, 0 FROM n",
                                         .on_row = on_numbers,
                                         .arg = &sum});
    io->deadline_ns = IO_NEVER;
    ask(io, (struct io_statement){.sql = "SELECT 1"});
    return 0;
}

static int transacts(struct io *io, void *arg)
{
    (void)arg;
    const struct io_value first[] = {{.kind = IO_NUMBER, .number = 1},
                                     {.kind = IO_TEXT, .text = "one"}};
    const struct io_value second[] = {{.kind = IO_NUMBER, .number = 2},
                                      {.kind = IO_NULL}};
    static const char put[] = "INSERT INTO mine VALUES ($1, $2)";
    const struct io_statement read = {
        .sql = "SELECT id, word FROM mine ORDER BY id", .on_row = on_row};
    const struct io_statement then = {
        .sql = put, .values = second, .value_count = 2, .then = &read};
    ask(io, (struct io_statement){
                .sql = put, .values = first, .value_count = 2, .then = &then});
    try_to_ask(
        io, (struct io_statement){
                .sql = put, .values = first, .value_count = 2, .then = &then});
    return 0;
}

static void expect_of(struct io_database given, async_fn *fn, const char *text)
{
    struct blocking blocking;
    database = given;
    database.writes = true;
    database.opening = "CREATE TEMP TABLE mine(id INT PRIMARY KEY, word TEXT)";
    assert_int_equal(io_database_open(&database), 0);
    blocking_open(&blocking, -1);
    assert_int_equal(fn(&blocking.io, NULL), 0);
    blocking_close(&blocking);
    assert_string_equal(transcript, text);
    io_database_close(&database);
    assert_int_equal(io_database_open(&database), 0);
    transcript[0] = '\0';
    assert_run(fn, 0, text);
    io_database_close(&database);
    transcript[0] = '\0';
}

/* Of both databases, under both ios. */
static void expect(async_fn *fn, const char *text)
{
    expect_of((struct io_database){.name = ""}, fn, text);
    if (url)
        expect_of((struct io_database){.name = url}, fn, text);
}

static void rows_are_handed_over_in_order(void **state)
{
    (void)state;
    expect(reads, "1|one 2|NULL 3|three rows=3 number word missing=0 rows=1 "
                  "rows=3 sum=6");
}

static void values_are_text_numbers_and_null(void **state)
{
    (void)state;
    expect(asks_with_values,
           "'; DROP TABLE t; -- \xc3\xbc!|-5000000001|NULL rows=1 "
           "!|9223372036854775806|x rows=1 "
           "rows=EINVAL expected 32 values at most");
}

static void a_text_that_has_changed_is_another_statement(void **state)
{
    (void)state;
    expect(asks_anew, "rows=1 rows=1 rows=1 4 rows=1 rows=1 rows=1 rows=1 8 "
                      "rows=1 rows=1 rows=1 rows=1 12 rows=1");
}

static void whoever_takes_no_more_rows_ends_the_query(void **state)
{
    (void)state;
    expect(refuses, "rows=E2BIG Argument list too long taken=3 rows=10");
}

static void a_query_whose_rows_never_end_is_late(void **state)
{
    (void)state;
    expect(is_late, "rows=ETIMEDOUT rows=1");
}

static void the_statements_of_a_transaction_have_values_each(void **state)
{
    (void)state;
    expect(transacts, "1|one 2|NULL rows=2 rows=EIO");
}

static int reads_no_columns(struct io *io, void *arg)
{
    (void)arg;
    ask(io, (struct io_statement){.sql = "SELECT", .on_row = on_row});
    ask(io, (struct io_statement){.sql = "SELECT FROM generate_series(1, 3)"});
    return 0;
}

static void rows_may_have_no_columns(void **state)
{
    (void)state;
    if (!url)
        skip_because("PostgreSQL does not run (make setup test)");
    expect_of((struct io_database){.name = url}, reads_no_columns,
              "rows=1 rows=3");
}

int main(void)
{
    url = server_find("OVERLAP_DB_URL");
    const struct CMUnitTest tests[] = {
        TEST(rows_are_handed_over_in_order),
        TEST(values_are_text_numbers_and_null),
        TEST(a_text_that_has_changed_is_another_statement),
        TEST(whoever_takes_no_more_rows_ends_the_query),
        TEST(a_query_whose_rows_never_end_is_late),
        TEST(the_statements_of_a_transaction_have_values_each),
        TEST(rows_may_have_no_columns),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    free(url);
    return failed;
}
