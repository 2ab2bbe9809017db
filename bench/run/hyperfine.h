/* hyperfine.h -- what hyperfine measured of one run, from the JSON it wrote. */
#ifndef OVERLAP_BENCH_RUN_HYPERFINE_H
#define OVERLAP_BENCH_RUN_HYPERFINE_H

struct hyperfine_run {
    double time_s, user_s, sys_s;
    int exit_code;
};

/* Reads the one run in the file `path`, as any hyperfine writes it: up to 1.x
 * or since 2.0. 0, or -EPROTO: it is not what we know. */
int hyperfine_read(const char *path, struct hyperfine_run *run);

#endif
