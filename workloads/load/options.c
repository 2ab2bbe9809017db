/* options.c -- the command line of overlap-load. */
#include "workloads/load/options.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/option_help.h"
#include "core/base/option_parse.h"
#include "core/base/text.h"

#define AT(member) offsetof(struct load_options, member)

static const struct option rows[] = {
    {"connections", OPTION_COUNT, AT(connections), "N",
     .help = "how many, all at once; by default 10", .least = 1,
     .most = 1000000},
    {"requests", OPTION_COUNT, AT(requests), "N",
     .help = "over each connection; by default 1000, or what the duration "
             "allows",
     .least = 1, .most = 100000000},
    {"duration", OPTION_DURATION, AT(duration_ns), "T",
     .help = "send no more after this long", .least = 1},
    {"rate", OPTION_RATE, AT(rate_per_s), "R",
     .help = "R requests are due each second, whether or not earlier ones "
             "were answered; by default each when its connection is free",
     .most = 1000000000},
    {"slow", OPTION_DURATION, AT(slow_ns), "T",
     .help = "the first connection sends a byte each T, and is not counted",
     .least = 1},
    {"samples", OPTION_TEXT, AT(samples), "FILE",
     .help = "write each latency here, a line each, in ns"},
    {"json", OPTION_FLAG, AT(json), NULL,
     .help = "print \"started\", and the figures as one line of JSON"},
    {"help", OPTION_FLAG, AT(help), NULL, .help = "print this", .letter = 'h'},
    {"version", OPTION_FLAG, AT(version), NULL, .help = "print the version"},
    {0},
};

void load_options_help(void)
{
    puts("Usage: overlap-load [options] URL\n"
         "Sends requests to http://HOST[:PORT]/PATH or, 64 bytes each, to an "
         "echo\n"
         "server at echo://HOST:PORT, and says how long the answers took. A\n"
         "request's time counts from when it was due, not from when it could "
         "be sent.\n");
    option_print_help(stdout, rows, 0, NULL, NULL);
}

static int parse_port(const char *text, uint16_t *port)
{
    char *end;
    if (*text < '0' || *text > '9')
        return -EINVAL;
    unsigned long number = strtoul(text, &end, 10);
    if (*end || number < 1 || number > UINT16_MAX)
        return -EINVAL;
    *port = (uint16_t)number;
    return 0;
}

/* "http://HOST[:PORT][/PATH]", with brackets around an IPv6 address. */
static int parse_url(const char *url, struct load_options *options)
{
    char place[sizeof options->host + 8];
    options->echo = strncmp(url, "echo://", 7) == 0;
    if (!options->echo && strncmp(url, "http://", 7) != 0)
        return -EINVAL;
    url += 7;
    size_t len = strcspn(url, "/?#");
    if (len == 0 || len >= sizeof place ||
        strcspn(url, " \t\r\n") < strlen(url))
        return -EINVAL;
    if (snprintf(options->path, sizeof options->path, "%s%s",
                 url[len] == '/' ? "" : "/",
                 url + len) >= (int)sizeof options->path)
        return -EINVAL;
    memcpy(place, url, len);
    place[len] = '\0';
    char *host = place, *after = strchr(place, ':');
    if (*host == '[') {
        char *bracket = strchr(++host, ']');
        if (!bracket)
            return -EINVAL;
        *bracket = '\0';
        after = bracket[1] ? bracket + 1 : NULL;
    }
    options->port = 80;
    if (after) {
        if (*after != ':' || parse_port(after + 1, &options->port))
            return -EINVAL;
        *after = '\0';
    }
    snprintf(options->host, sizeof options->host, "%.255s", host);
    return *host && (after || !options->echo) ? 0 : -EINVAL;
}

int load_options_parse(struct load_options *options, int argc, char **argv,
                       char why[WHY_MAX])
{
    uint64_t given;
    *options = (struct load_options){.connections = 10};
    int words = option_parse(rows, options, argc, argv, &given, why);
    if (words < 0 || options->help || options->version)
        return words < 0 ? words : 0;
    if (words != 1 || parse_url(argv[1], options)) {
        snprintf(why, WHY_MAX,
                 "found '%.200s', expected one URL such as "
                 "http://127.0.0.1:8080/ or echo://127.0.0.1:8080",
                 words == 0 ? "none" : argv[words > 1 ? 2 : 1]);
        text_sanitise(why);
        return -EINVAL;
    }
    if (!options->requests && !options->duration_ns)
        options->requests = 1000;
    return 0;
}
