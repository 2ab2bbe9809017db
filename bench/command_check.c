/* command_check.c -- overlap check: is a program fit for a suite? */
#include <errno.h>

#include "bench/commands.h"
#include "bench/conformance/conformance.h"
#include "core/base/process.h"

static const struct command_line line = {
    .words = "PROGRAM",
    .about = "Runs a program, in any language, and says whether it keeps the "
             "runner's protocol\n"
             "(docs/protocol.md): if so, a cell of a suite may name it as its "
             "`executable`.\n"
             "Exit status: 0 if it does, 1 if it breaks a rule.\n",
    .examples = "  overlap check build/bin/overlap-threads\n"
                "  overlap check ./my-runner.py\n",
    .least = 1,
    .most = 1,
};

int command_check(const struct places *places, int argc, char **argv)
{
    (void)places;
    int status = command_read(&line, NULL, argc, argv, NULL);
    if (status >= 0)
        return status;
    process_begin();
    char why[WHY_MAX];
    int failed = conformance_test(argv[1], stdout, why);
    if (failed == -EINTR)
        return 130;
    if (failed < 0)
        return command_refuse("%s", why);
    return failed > 0;
}
