#!/bin/bash
# test_few_files.sh -- with however few descriptors a model works, or says in
# one line that it cannot.
#
#   test_few_files.sh BIN-DIR
set -u
export LC_ALL=C
bin=$1
models="sequential async threads processes hybrid"
[ ! -x "$bin/overlap-openmp" ] || models="$models openmp"
failures=0 refused=0
out=$(mktemp) err=$(mktemp)
trap 'rm -f "$out" "$err"' EXIT

for model in $models; do
    for files in 5 6 7 8 10 12 16 24; do
        for workload in sleep files; do
            { (ulimit -n $files
                exec "$bin/overlap-$model" $workload --tasks 2); } \
                    2>"$err" >"$out"
            status=$?
            # Where counters of coverage cannot be written, that is told, too.
            said=$(grep -v '^profiling:' "$err")
            case $status:$(printf '%s' "$said" | grep -c .) in
            [01]:0) ;; # the tasks' own failures are in the table
            2:1) refused=$((refused + 1)) ;;
            127:1) ;; # too few for its libraries, says the loader
            *)
                echo "ulimit -n $files, overlap-$model $workload:" \
                    "exit $status, said: $said"
                failures=$((failures + 1))
                ;;
            esac
        done
    done
done
if [ $refused -eq 0 ]; then
    echo "every model ran with 5 descriptors: that is no test"
    exit 1
fi
[ $failures -eq 0 ]
