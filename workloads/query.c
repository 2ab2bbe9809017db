/* query.c -- asks a database for a row by its key and for a group's total. */
#include <errno.h>
#include <stdio.h>

#include "core/io/db/database.h"
#include "core/work.h"
#include "core/workload.h"
#include "workloads/parts/tables.h"

#define GROUPS 100 /* each is 1 % of the rows */

/* A row's value is a pure function of its id; value_of() is the same one. */
static const char sql_fill[] =
    "WITH RECURSIVE ids(id) AS (SELECT CAST(1 AS BIGINT)"
    " UNION ALL SELECT id + 1 FROM ids WHERE id < $1)"
    " INSERT INTO items SELECT id, id % 100, id * 7919 % 10007 FROM ids";

static const char *const sql_create[] = {
    "CREATE TABLE items(id INTEGER PRIMARY KEY, grp INTEGER, value INTEGER)",
    sql_fill,
    "CREATE INDEX items_by_grp ON items(grp)",
    "ANALYZE items",
    NULL,
};

/* Counts the rows with keys that tasks will ask for. The term that is 0 makes
 * it fail if a column is missing. */
static const char sql_count[] =
    "SELECT count(id) + 0 * (count(grp) + count(value)) FROM items"
    " WHERE id BETWEEN 1 AND $1";

/* With --delay, the server sleeps while it looks. */
static char sql_value[96], sql_total[96];

static int64_t value_of(int64_t id)
{
    return id * 7919 % 10007;
}

static int64_t task_id(int index, int64_t rows)
{
    return (int64_t)index * 7907 % rows + 1;
}

static int64_t task_group(int index)
{
    return index % GROUPS;
}

static uint64_t answer_of(int64_t value, int64_t total)
{
    return (uint64_t)total * 10007u + (uint64_t)value;
}

static void write_sql(const struct plan *plan)
{
    char delay[40] = "";
    if (plan->delay_ns)
        snprintf(delay, sizeof delay, ", pg_sleep(%.6f)",
                 (double)plan->delay_ns / 1e9);
    snprintf(sql_value, sizeof sql_value,
             "SELECT value FROM items%s WHERE id = $1", delay);
    snprintf(sql_total, sizeof sql_total,
             "SELECT sum(value) FROM items%s WHERE grp = $1", delay);
}

/* Is there a table such as we need, with a row for every key we ask for? */
static int query_examine(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    struct io_rows rows;
    char found[WORKLOAD_WHY_MAX];
    int err = tables_borrow(plan, why);
    if (err)
        return err;
    if (tables_look_up(sql_count, plan->size, &rows, found)) {
        snprintf(why, WORKLOAD_WHY_MAX,
                 "%.150s; expected a SQLite file with items(id, grp, value)",
                 found);
        return -EINVAL;
    }
    if (rows.sum < plan->size) {
        snprintf(why, WORKLOAD_WHY_MAX,
                 "found %lld rows in items with ids from 1 to %lld, expected "
                 "%lld",
                 (long long)rows.sum, (long long)plan->size,
                 (long long)plan->size);
        return -EINVAL;
    }
    return 0;
}

static bool is_borrowed(const struct plan *plan)
{
    return plan->db && !io_database_is_postgres(plan->db);
}

static int query_setup(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    if (plan->size < 1) {
        snprintf(why, WORKLOAD_WHY_MAX, "--size: expected at least 1 row");
        return -EINVAL;
    }
    write_sql(plan);
    return is_borrowed(plan) ? query_examine(plan, why)
                             : tables_make(plan, sql_create, false, why);
}

static int query_task(struct io *io, const struct job *job, uint64_t *answer)
{
    struct io_statement by_id = {.sql = sql_value,
                                 .key = task_id(job->index, job->plan->size)};
    struct io_statement by_group = {.sql = sql_total,
                                    .key = task_group(job->index)};
    struct io_rows value, total;
    int err = tables_ask(io, job->index, &by_id, &value);
    err = err ? err : tables_ask(io, job->index, &by_group, &total);
    if (err)
        return err;
    *answer = answer_of(value.sum, total.sum);
    return value.count == 1 ? 0 : -ENOENT;
}

static int query_check(const struct plan *plan, const struct result *results,
                       char why[WORKLOAD_WHY_MAX])
{
    if (is_borrowed(plan))
        return WORKLOAD_UNCHECKED;
    int64_t totals[GROUPS] = {0};
    for (int64_t id = 1; id <= plan->size; id++)
        totals[id % GROUPS] += value_of(id);
    for (int i = 0; i < plan->tasks; i++) {
        int64_t value = value_of(task_id(i, plan->size));
        if (!results[i].err &&
            results[i].answer != answer_of(value, totals[task_group(i)])) {
            snprintf(why, WORKLOAD_WHY_MAX,
                     "task %d got values that the table does not hold", i);
            return -EILSEQ;
        }
    }
    return 0;
}

const struct workload workload_query = {
    .name = "query",
    .summary = "asks a database for a row by its key and for a group's total",
    .kind = WORKLOAD_IO,
    .size_type = SIZE_COUNT,
    .size_meaning = "rows in the table",
    .uses = USES_DATABASE | USES_DELAY | USES_FILES,
    .default_tasks = 200,
    .default_size = 20000,
    .max_size = 100000000,
    .sweep = tables_sweep,
    .setup = query_setup,
    .task = query_task,
    .check = query_check,
    .explain = tables_explain,
    .teardown = tables_drop,
};
