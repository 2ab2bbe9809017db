/* hyperfine.h -- what hyperfine measured of one run, from the JSON it wrote. */
#ifndef OVERLAP_BENCH_RUN_HYPERFINE_H
#define OVERLAP_BENCH_RUN_HYPERFINE_H

struct hyperfine_run {
    double time_s, user_s, sys_s;
    int exit_code;
};

/* Reads the one run in the file `path`, as hyperfine 1 or 2 writes it. 0, or
 * -EPROTO: it is neither. */
int hyperfine_read(const char *path, struct hyperfine_run *run);

#endif
