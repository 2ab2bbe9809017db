#!/bin/bash
# lab-repeat.sh -- grades every answer of every lab, again and again, beside two
# processes that do nothing but compute, each time from another seed.
#
#   lab-repeat.sh TIMES [LAB...]
#
# Prints each answer whose points or failed checks were not those of its
# answers.yaml, and how many grades there were. Exit status: 0 no difference.
set -euo pipefail
export LC_ALL=C
unset CDPATH
cd "$(dirname "$0")/.."
if [[ ! ${1-} =~ ^[1-9][0-9]*$ ]]; then
    echo "usage: lab-repeat.sh TIMES [LAB...]; TIMES is 1 or more" >&2
    exit 2
fi
times=$1
shift
if [ $# -eq 0 ]; then
    mapfile -t labs < <(cd labs && printf '%s\n' */lab.yaml | cut -d / -f 1)
    set -- "${labs[@]}"
fi
burners=()
for _ in 1 2; do
    sh -c 'while :; do :; done' &
    burners+=($!)
done
trap 'kill "${burners[@]}"' EXIT

grades=0 differ=0
for ((seed = 1; seed <= times; seed++)); do
    for lab; do
        said=$(build/bin/overlap lab check "$lab" --grade --seed "$seed") || true
        grades=$((grades + $(grep -cE '^(ok|DIFFERS) ' <<<"$said")))
        different=$(grep -cvE '^ok |: nothing is wrong$' <<<"$said" || true)
        differ=$((differ + different))
        [ "$different" -eq 0 ] || sed -n "/^ok /!s/^/$lab, seed $seed: /p" <<<"$said"
    done
    echo "$seed of $times: $grades grades, $differ differences"
done
[ "$differ" -eq 0 ]
