/* rows.c -- a question to a database, whose answer comes row by row.
 *
 * It asks SQLite, or PostgreSQL if a postgresql:// URL is given. What a program
 * is told goes into a statement as values, never as part of its text.
 *
 *     Ada Lovelace, born 1815
 *     Grace Hopper, born 1906
 *     2 of them were born before 1910.
 */
#include <errno.h>
#include <stdio.h>

#include "async/async.h"
#include "async/examples/example.h"
#include "core/io/db/database.h"

static int add(struct io *io, struct io_database *db, const char *name,
               int64_t born)
{
    const struct io_value values[] = {
        {.kind = IO_TEXT, .text = name},
        {.kind = IO_NUMBER, .number = born},
    };
    const struct io_statement insert = {
        .db = db,
        .sql = "INSERT INTO people VALUES ($1, $2)",
        .values = values,
        .value_count = 2,
    };
    struct io_rows rows;
    return io_query(io, &insert, &rows);
}

static int on_person(void *arg, const struct io_row *row)
{
    int *count = arg;
    ++*count;
    int put = printf("%s, born %s\n", io_row_text(row, 0), io_row_text(row, 1));
    return put < 0 ? -EIO : 0;
}

static int list(struct io *io, struct io_database *db, int64_t before)
{
    int count = 0;
    const struct io_value year = {.kind = IO_NUMBER, .number = before};
    const struct io_statement select = {
        .db = db,
        .sql = "SELECT name, born FROM people WHERE born < $1 ORDER BY born",
        .values = &year,
        .value_count = 1,
        .on_row = on_person,
        .arg = &count,
    };
    struct io_rows rows;
    struct async_timeout limit;
    async_timeout_open(&limit, io, seconds(50));
    int err = async_timeout_close(&limit, io_query(io, &select, &rows));
    if (err)
        fprintf(stderr, "%s\n", rows.reason);
    else
        printf("%d of them were born before %d.\n", count, (int)before);
    return err;
}

static int run(struct io *io, void *arg)
{
    struct io_database *db = arg;
    int err = add(io, db, "Grace Hopper", 1906);
    err = err ? err : add(io, db, "Alan Turing", 1912);
    err = err ? err : add(io, db, "Ada Lovelace", 1815);
    return err ? err : list(io, db, 1910);
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    const char *given = example_url();
    struct io_database db = {
        .name = given ? given : "", /* a file that is gone when it is closed */
        .writes = true,
        .opening = "CREATE TEMP TABLE people (name TEXT, born INTEGER)",
    };
    int err = io_database_open(&db);
    if (err)
        return example_end(err);
    err = async_run(run, &db);
    io_database_close(&db);
    return example_end(err);
}
