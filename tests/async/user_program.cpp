/* user_program.cpp -- the library used from C++, in a program with names of its
 * own. */
#include <async/async.h>
#include <core/io/db/database.h>
#include <core/permits.h>
#include <cstdio>
#include <cstdlib>

struct query {
    int rows;
};
struct session;
struct watch;
int libcurl = 1;

extern "C" int task_free(int cost)
{
    return cost + libcurl;
}

extern "C" int clock_open(void)
{
    return 2;
}

static int work(struct io *io, void *arg)
{
    int err = io_permit_take(io, static_cast<struct io_permits *>(arg));
    if (err)
        return err;
    err = io_sleep(io, 1000000);
    io_permits_give(static_cast<struct io_permits *>(arg));
    return err;
}

static int run(struct io *io, void *arg)
{
    struct async_group group;
    struct async_options options = async_options();
    async_group_open(&group, io);
    options.group = &group;
    options.stack_bytes = ASYNC_STACK_SMALL + 2048;
    int err = 0;
    for (int i = 0; !err && i < 5; i++)
        err = async_spawn_with(io, &options, work, arg, nullptr);
    int failed = async_group_wait(&group);
    return err ? err : failed;
}

static int ask(struct io *io, void *arg)
{
    struct io_database database = io_database();
    struct io_statement statement = io_statement();
    struct io_rows rows;
    (void)arg;
    database.name = ":memory:";
    database.writes = true;
    int err = io_database_open(&database);
    statement.db = &database;
    statement.sql = "SELECT 42";
    err = err ? err : io_query(io, &statement, &rows);
    io_database_close(&database);
    return err ? err : static_cast<int>(rows.sum);
}

int main()
{
    struct io_permits permits;
    struct query query = {1};
    if (io_permits_open(&permits, 2) || async_run(run, &permits))
        return EXIT_FAILURE;
    io_permits_close(&permits);
    std::printf("%d %d\n", async_run(ask, nullptr),
                task_free(query.rows) + clock_open());
}
