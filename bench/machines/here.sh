#!/bin/sh
# here.sh -- mpirun on this machine: by root, too, and more ranks than cores.
#
#   here.sh WORDS OF MPIRUN... COMMAND...
#
# Open MPI wants all three to be asked for; MPICH does not look at them.
# Exit status: mpirun's; 77 where there is none, with the reason.
set -eu
export LC_ALL=C
command -v mpirun >/dev/null || {
    echo "skipped: mpirun is missing (make setup test)" >&2
    exit 77
}
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_rmaps_base_oversubscribe=1
exec mpirun "$@"
