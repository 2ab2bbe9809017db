#!/bin/bash
# machines.sh -- makes two machines of this one, alpha and beta, and runs a
# command on alpha: network namespaces of their own, with a wire between them.
#
#   machines.sh DELAY COMMAND...    (DELAY: 0, or 100us, 10ms each way)
#
# Open MPI finds them in its environment: `mpirun -np 4 …` puts every other rank
# on beta, over TCP, by a remote agent that is nsenter. A delay is netem's or,
# where the kernel has none, that of wire.py. Nothing of it is seen from
# outside, and nothing is left.
#
# Exit status: the command's; 77 where namespaces are forbidden, with the reason.
set -euo pipefail
export LC_ALL=C
unset CDPATH

skip() {
    echo "skipped: $*" >&2
    exit 77
}

if [ "${OVERLAP_MACHINES:-}" != inside ]; then
    [ $# -ge 2 ] || {
        echo "usage: machines.sh DELAY COMMAND..." >&2
        exit 2
    }
    for tool in ip nsenter mpirun; do
        command -v $tool >/dev/null || skip "$tool is missing (make setup test)"
    done
    unshare -rnmpu --fork --mount-proc true 2>/dev/null ||
        skip "namespaces are forbidden here"
    OVERLAP_MACHINES=inside exec unshare -rnmpu --fork --mount-proc \
        --kill-child "$0" "$@"
fi

delay=$1
shift
tools=$(cd "$(dirname "$0")" && pwd)
house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT

# A machine lives as long as a process in its namespaces.
on() { # machine, command...
    local pid=$1
    shift
    nsenter -t "$pid" -n -u "$@"
}
machine() { # name
    unshare -nu sleep infinity >"$house/log" 2>&1 &
    pid=$!
    until [ "$(readlink /proc/$pid/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do
        sleep 0.01
    done
    on $pid hostname "$1"
    on $pid ip link set lo up
}
machine alpha && alpha=$pid
machine beta && beta=$pid

veth() {
    ip link add wire netns "$alpha" type veth peer name wire netns "$beta"
}
netem() {
    on "$alpha" tc qdisc add dev wire root netem delay "$delay" &&
        on "$beta" tc qdisc add dev wire root netem delay "$delay"
} 2>/dev/null
if [ "$delay" = 0 ]; then
    veth
elif veth && ! netem; then
    on "$alpha" ip link del wire
    "$tools/wire.py" "$alpha" "$beta" "$delay" >"$house/wire" 2>&1 &
    until [ -s "$house/wire" ]; do sleep 0.05; done
    grep -qx ready "$house/wire" || skip "no delay: $(tail -n 1 "$house/wire")"
fi
for machine in "$alpha 1 2" "$beta 2 1"; do
    read -r pid own other <<<"$machine"
    on "$pid" ip addr add "10.77.0.$own" peer "10.77.0.$other" dev wire
    on "$pid" ip link set wire up
done

cat >"$house/agent" <<END
#!/bin/sh
shift
exec nsenter -t $beta -n -u sh -c "\$*"
END
chmod +x "$house/agent"
printf '10.77.0.%d slots=64\n' 1 2 >"$house/hosts"
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 \
    OMPI_MCA_orte_default_hostfile=$house/hosts \
    OMPI_MCA_rmaps_base_mapping_policy=node:OVERSUBSCRIBE \
    OMPI_MCA_hwloc_base_binding_policy=none \
    OMPI_MCA_mpi_yield_when_idle=1 \
    OMPI_MCA_plm_rsh_agent=$house/agent \
    OMPI_MCA_oob_tcp_if_include=wire OMPI_MCA_btl_tcp_if_include=wire \
    OMPI_MCA_osc=^ucx
status=0
on "$alpha" "$@" || status=$?
exit $status
