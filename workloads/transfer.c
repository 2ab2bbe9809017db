/* transfer.c -- moves money between two accounts in one transaction. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/io/db/database.h"
#include "core/work.h"
#include "core/workload.h"
#include "workloads/parts/tables.h"

#define BALANCE 1000000000 /* of each account: tasks cannot take that much */

static const char sql_fill[] =
    "WITH RECURSIVE ids(id) AS (SELECT CAST(1 AS BIGINT)"
    " UNION ALL SELECT id + 1 FROM ids WHERE id < $1)"
    " INSERT INTO accounts SELECT id, 1000000000 FROM ids";

/* A transaction records which task made it: when a transfer fails during its
 * commit, only that tells the check whether it was committed. */
static const char *const sql_create[] = {
    "CREATE TABLE accounts(id INTEGER PRIMARY KEY, balance BIGINT NOT NULL)",
    "CREATE TABLE moves(task INTEGER PRIMARY KEY)",
    sql_fill,
    "ANALYZE accounts",
    NULL,
};

static const char sql_move[] = "INSERT INTO moves VALUES ($1) RETURNING task";
static const char sql_add[] =
    "UPDATE accounts SET balance = balance + $2 WHERE id = $1 RETURNING id";

/* What a task has to do; its index alone determines it. */
struct transfer {
    int64_t from, to, amount;
};

static struct transfer transfer_of(int index, int64_t accounts)
{
    assert(accounts > 1);
    int64_t from = (int64_t)index * 7907 % accounts;
    int64_t step = 1 + index % (accounts - 1);
    return (struct transfer){.from = from + 1,
                             .to = (from + step) % accounts + 1,
                             .amount = index % 100 + 1};
}

static uint64_t answer_of(int index, const struct transfer *transfer)
{
    return (uint64_t)(index + transfer->from + transfer->to);
}

static int transfer_setup(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    if (plan->size < 2) {
        snprintf(why, WORKLOAD_WHY_MAX, "--size: expected at least 2 accounts");
        return -EINVAL;
    }
    if (plan->db && !io_database_is_postgres(plan->db)) {
        snprintf(why, WORKLOAD_WHY_MAX,
                 "--db: found '%.60s', expected postgresql://…, since it "
                 "writes only to tables of its own",
                 plan->db);
        return -EINVAL;
    }
    return tables_make(plan, sql_create, true, why);
}

/* Locks accounts in the order of their ids, whichever way the money goes, so
 * that no two transactions wait for each other. */
static int transfer_task(struct io *io, const struct job *job, uint64_t *answer)
{
    struct transfer transfer = transfer_of(job->index, job->plan->size);
    struct io_statement take = {
        .sql = sql_add, .key = transfer.from, .amount = -transfer.amount};
    struct io_statement give = {
        .sql = sql_add, .key = transfer.to, .amount = transfer.amount};
    bool takes_first = transfer.from < transfer.to;
    struct io_statement *first = takes_first ? &take : &give;
    first->then = takes_first ? &give : &take;
    struct io_statement move = {
        .sql = sql_move, .key = job->index, .then = first};
    struct io_rows rows;
    int err = tables_ask(io, job->index, &move, &rows);
    if (err)
        return err;
    *answer = (uint64_t)rows.sum;
    return rows.count == 3 ? 0 : -ENOENT;
}

/* Was the transfer made? Yes if its task succeeded, no if it never began; for
 * the others the table knows. 1, 0, or a negative errno value and a sentence in
 * `why`. */
static int was_made(const struct result *results, int index,
                    char why[WORKLOAD_WHY_MAX])
{
    struct io_rows rows;
    if (!results[index].err || results[index].worker < 0)
        return !results[index].err;
    int err = tables_look_up("SELECT task FROM moves WHERE task = $1", index,
                             &rows, why);
    return err ? err : rows.count > 0;
}

/* Works out what each account should hold, and how many transfers were made. */
static int sum_up(const struct plan *plan, const struct result *results,
                  int64_t *balances, int *made, char why[WORKLOAD_WHY_MAX])
{
    for (int64_t i = 0; i < plan->size; i++)
        balances[i] = BALANCE;
    for (int i = 0; i < plan->tasks; i++) {
        struct transfer transfer = transfer_of(i, plan->size);
        int is_made = was_made(results, i, why);
        if (is_made < 0)
            return is_made;
        if (!results[i].err && results[i].answer != answer_of(i, &transfer)) {
            snprintf(why, WORKLOAD_WHY_MAX,
                     "task %d changed rows that are not its own", i);
            return -EILSEQ;
        }
        balances[transfer.from - 1] -= is_made ? transfer.amount : 0;
        balances[transfer.to - 1] += is_made ? transfer.amount : 0;
        *made += is_made;
    }
    return 0;
}

static int compare_moves(int made, char why[WORKLOAD_WHY_MAX])
{
    struct io_rows rows;
    int err = tables_look_up("SELECT count(*) FROM moves", 0, &rows, why);
    if (err || rows.sum == made)
        return err;
    snprintf(why, WORKLOAD_WHY_MAX,
             "%d transfers were made, but the table has %lld", made,
             (long long)rows.sum);
    return -EILSEQ;
}

static int compare_balances(const struct plan *plan, const int64_t *balances,
                            char why[WORKLOAD_WHY_MAX])
{
    struct io_rows rows;
    for (int64_t id = 1; id <= plan->size; id++) {
        int err = tables_look_up("SELECT balance FROM accounts WHERE id = $1",
                                 id, &rows, why);
        if (err)
            return err;
        if (rows.sum != balances[id - 1]) {
            snprintf(why, WORKLOAD_WHY_MAX,
                     "account %lld holds %lld, expected %lld", (long long)id,
                     (long long)rows.sum, (long long)balances[id - 1]);
            return -EILSEQ;
        }
    }
    return 0;
}

/* If every balance is right, so is their sum. */
static int transfer_check(const struct plan *plan, const struct result *results,
                          char why[WORKLOAD_WHY_MAX])
{
    int64_t *balances = calloc((size_t)plan->size, sizeof(*balances));
    int made = 0, err = balances ? 0 : -ENOMEM;
    err = err ? err : sum_up(plan, results, balances, &made, why);
    err = err ? err : compare_moves(made, why);
    err = err ? err : compare_balances(plan, balances, why);
    free(balances);
    return err;
}

const struct workload workload_transfer = {
    .name = "transfer",
    .summary = "moves money between two accounts in one transaction",
    .kind = WORKLOAD_IO,
    .size_type = SIZE_COUNT,
    .size_meaning = "accounts",
    .uses = USES_DATABASE | USES_FILES | USES_ONE_PLACE,
    .default_tasks = 200,
    .default_size = 100,
    .max_size = 100000,
    .sweep = tables_sweep,
    .setup = transfer_setup,
    .task = transfer_task,
    .check = transfer_check,
    .explain = tables_explain,
    .teardown = tables_drop,
};
