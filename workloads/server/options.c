/* options.c -- the command line of overlap-server. */
#include "workloads/server/options.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>

#include "core/base/option_help.h"
#include "core/base/option_parse.h"
#include "workloads/server/answer.h"

#define AT(member) offsetof(struct server_options, member)

static const struct option rows[] = {
    {"port", OPTION_COUNT, AT(port), "N",
     .help = "listen on this port; 0, the default: one that the kernel picks",
     .most = UINT16_MAX},
    {"delay", OPTION_DURATION, AT(delay_ns), "D",
     .help = "hold each answer back for this long: 20ms, 1s",
     .most = SERVER_DELAY_MAX_NS},
    {"size", OPTION_SIZE, AT(size_bytes), "S",
     .help = "bytes in each body: 512, 64KiB; by default 1KiB"},
    {"limit", OPTION_NUMBER, AT(limit_per_s), "R",
     .help = "answer 429 above R requests a second, after a burst of R/10 (at "
             "least 1)",
     .least = 1},
    {"pause-every", OPTION_DURATION, AT(pause_every_ns), "E",
     .help = "pause at the end of every E, counted from the start or the last "
             "/stats?reset …",
     .least = 1},
    {"pause-for", OPTION_DURATION, AT(pause_for_ns), "F",
     .help = "… for F, answering nobody", .least = 1},
    {"help", OPTION_FLAG, AT(help), NULL, .help = "print this", .letter = 'h'},
    {"version", OPTION_FLAG, AT(version), NULL, .help = "print the version"},
    {0},
};

void server_options_help(void)
{
    puts("Usage: overlap-server [options]\n"
         "Answers HTTP requests on 127.0.0.1 and prints its URL on one line.\n"
         "It ends when the program that started it does, or on SIGTERM.\n");
    option_print_help(stdout, rows, 0, NULL, NULL);
    puts("\n"
         "Every path answers 200 and the letters a to z, repeated. A URL's\n"
         "query changes that one answer:\n"
         "  ?delay=20ms  ?size=1024  ?status=404  (200 to 599), and\n"
         "  ?cut=1       closes the connection after half of the body.\n"
         "/stats answers with counts, as JSON: accepted (connections, the\n"
         "asker's included), requests, refused (by --limit), in_flight,\n"
         "peak_in_flight, window_ns (100 ms), arrivals (in each window, for\n"
         "five minutes), arrivals_peak_100ms (the most in a window that moves\n"
         "by 10 ms), elapsed_ns, and cpu_ns, the CPU time of this server.\n"
         "A request for /stats is not counted.\n"
         "/stats?reset answers the same and restarts the counts.");
}

/* Either both are given, --pause-for the shorter, or neither is. */
static bool pauses_fit(const struct server_options *options)
{
    return options->pause_for_ns < options->pause_every_ns
               ? options->pause_for_ns > 0
               : options->pause_every_ns == 0 && options->pause_for_ns == 0;
}

int server_options_parse(struct server_options *options, int argc, char **argv,
                         char why[WHY_MAX])
{
    uint64_t given;
    *options = (struct server_options){.size_bytes = 1024};
    int words = option_parse(rows, options, argc, argv, &given, why);
    if (words < 0)
        return words;
    if (words > 0)
        snprintf(why, WHY_MAX, "found '%s', expected only options", argv[1]);
    else if (!pauses_fit(options))
        snprintf(why, WHY_MAX,
                 "expected --pause-every and a shorter --pause-for");
    else
        return 0;
    return -EINVAL;
}
