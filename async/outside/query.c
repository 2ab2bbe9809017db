/* query.c -- queries: PostgreSQL's on the loop, SQLite's in the pool. */
#include "async/outside/query.h"

#include <errno.h>

#include "async/outside/pool.h"
#include "async/runtime/suspend.h"
#include "core/io/db/session.h"

/* A query, as the loop is asked to take it further. */
struct question {
    const struct io_statement *query;
    struct io_rows *rows;
    struct io_session *session;
    int result; /* of the last step, as postgres_step() returns it */
};

static void on_take(void *arg)
{
    struct question *question = arg;
    question->session = session_take(question->query->db);
}

static void on_begin(void *arg)
{
    struct question *question = arg;
    question->result = postgres_begin(&question->session->postgres,
                                      question->query, question->rows);
}

static void on_step(void *arg)
{
    struct question *question = arg;
    question->result = postgres_step(&question->session->postgres);
}

static void on_give(void *arg)
{
    const struct question *question = arg;
    session_give(question->query->db, question->session);
}

/* A new session must look up the server's name, and libpq may block for that:
 * so a pool thread begins it. */
static int begin(struct io *io, struct question *question)
{
    if (!postgres_is_idle(&question->session->postgres)) {
        int err = async_offload(io, on_begin, question);
        return err ? err : question->result;
    }
    task_call(task_of(io), on_begin, question);
    return question->result;
}

/* Where rows come faster than they are taken there is never a wait for the time
 * to run out in. */
static int go_on(struct io *io, struct question *question, uint64_t until_ns)
{
    int fd = postgres_fd(&question->session->postgres);
    int ready = io_over(io->stop, until_ns);
    ready = ready ? ready : async_wait_fd(io, fd, question->result);
    if (ready < 0)
        return ready;
    task_call(task_of(io), on_step, question);
    return question->result;
}

int task_query(struct io *io, const struct io_statement *query,
               uint64_t until_ns, struct io_rows *rows)
{
    if (!query->db->is_postgres)
        return pool_query(io, query, until_ns, rows);
    struct question question = {.query = query, .rows = rows};
    task_call(task_of(io), on_take, &question);
    if (!question.session)
        return -ENOMEM;
    int result = begin(io, &question);
    while (result > 0)
        result = go_on(io, &question, until_ns);
    task_call(task_of(io), on_give, &question);
    return result;
}
