#!/bin/bash
# lint.sh -- runs every linter over the tree: a line a linter, and its findings.
#
# Exit status: 0 nothing was found; 1 something was; 2 a linter is missing.
set -uo pipefail
export LC_ALL=C
unset CDPATH
cd "$(dirname "$0")/.." || exit 2

for tool in cmake clang clang-format clang-tidy cppcheck shellcheck; do
    if ! command -v "$tool" >/dev/null; then
        echo "lint: $tool is missing. Run: make setup lint" >&2
        exit 2
    fi
done
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT

# Every file of the project, each followed by NUL: what git tracks or would
# track; in a tree without git, or inside another's, whatever was not built.
files() {
    if [ "$(git rev-parse --show-cdup 2>/dev/null || echo none)" = "" ]; then
        git ls-files -z --cached --others --exclude-standard
    else
        find . \( -name .git -o -path './build*' -o -path './results/*' \) \
            -prune -o -type f -printf '%P\0'
    fi
}

# Runs a linter, and prints its line with its findings below.
findings=0
lint() { # name, count of files, command...
    local name=$1 count=$2 begin=$SECONDS verdict=ok
    shift 2
    "$@" >"$work/out" 2>&1 || verdict=failed
    printf 'lint: %-13s %3d files, %3d s: %s\n' \
        "$name" "$count" $((SECONDS - begin)) "$verdict"
    if [ "$verdict" = failed ]; then
        sed "s|$PWD/||g" "$work/out"
        findings=1
    fi
}

# One line a finding: the source and the caret below it add nothing.
format() {
    clang-format --dry-run -Werror "$@" 2>&1 | grep ': error: '
    return "${PIPESTATUS[0]}"
}

# clang-tidy counts on standard error what it suppressed; its findings are on
# standard output. Each file has its own log, so that they do not mix; what it
# finds in a header comes once for every file that includes it: print it once.
tidy() {
    local status=0
    printf '%s\0' "$@" | xargs -0 -P "$(nproc)" -n 1 sh -c 'clang-tidy \
        -p build-lint --quiet "$@" >"$0/tidy.$$" 2>"$0/noise.$$"' "$work" ||
        status=1
    awk '/: (error|warning): / { show = !seen[$0]++ } show' "$work"/tidy.* \
        >"$work/findings"
    if [ "$status" -ne 0 ] && [ ! -s "$work/findings" ]; then
        cat "$work"/noise.*
    fi
    cat "$work/findings"
    return "$status"
}

sources=() units=() scripts=()
while IFS= read -r -d '' file; do
    [ -f "$file" ] || continue
    case $file in
    labs/*/answers/solution/*.c) sources+=("$file") units+=("$file") ;;
    labs/*/answers/*) ;; # wrong on purpose
    *.c) sources+=("$file") units+=("$file") ;;
    *.h) sources+=("$file") ;;
    *) if head -n 1 "$file" | grep -aqE '^#!.*[/ ](ba|da)?sh( |$)'; then
        scripts+=("$file")
    fi ;;
    esac
done < <(files | sort -z)

lint clang-format ${#sources[@]} format "${sources[@]}"
lint shellcheck ${#scripts[@]} shellcheck "${scripts[@]}"
lint rooms ${#sources[@]} tools/rooms.sh "${sources[@]}"
if ! cmake --preset lint >"$work/cmake" 2>&1; then
    cat "$work/cmake"
    echo "lint: cannot configure. Is something missing? Run: make setup lint" >&2
    exit 2
fi

# In other locales [a-z] may lack the i, and the decimal point be a comma. With
# CDPATH, cd prints a folder, or finds another.
for script in "${scripts[@]}"; do
    if ! grep -q 'LC_ALL=C' "$script"; then
        echo "lint: $script does not set LC_ALL=C; expected it in every script"
        findings=1
    fi
    if grep -qF 'cd "$(dirname' "$script" && ! grep -qx 'unset CDPATH' "$script"; then
        echo "lint: $script does not unset CDPATH; expected it before cd"
        findings=1
    fi
done

# A file that no target compiles is dead, and its flags are unknown.
known=()
for unit in "${units[@]}"; do
    if grep -qF "\"$PWD/$unit\"" build-lint/compile_commands.json; then
        known+=("$unit")
    else
        echo "lint: $unit belongs to no target in any CMakeLists.txt"
        findings=1
    fi
done
# cppcheck reads no system headers: it has to be told which macros loop.
lint cppcheck ${#known[@]} cppcheck --quiet --inline-suppr --error-exitcode=1 \
    --enable=warning,performance,portability -j "$(nproc)" \
    '-Djson_object_foreach(object,key,value)=while((key="",value=object))' \
    '-Djson_array_foreach(array,index,value)=while((index=0,value=array))' \
    --project=build-lint/compile_commands.json
lint clang-tidy ${#known[@]} tidy "${known[@]}"
exit "$findings"
