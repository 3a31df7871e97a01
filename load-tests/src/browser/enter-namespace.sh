#!/bin/sh
# Runs a command in a network namespace of its own that has loopback and one more interface.
# The namespace has no name, so that the kernel removes it with its last process, however that ends.
#
#   enter-namespace.sh <interface> <address> <command> [<argument> ...]
set -e
PATH=$PATH:/usr/sbin:/sbin

# Whoever may not make a network namespace may do so as the root of a user namespace, where that is allowed.
unshare --net true 2>/dev/null || user='--user --map-root-user'

# The interface's other end stays inside too: nothing leaves the namespace.
exec unshare $user --net sh -ec '
  interface=$1 address=$2
  shift 2
  ip link set lo up
  ip link add "$interface" type veth peer name "$interface-peer"
  ip address add "$address/24" dev "$interface"
  ip link set "$interface" up
  ip link set "$interface-peer" up
  ip route add default dev "$interface"
  exec "$@"
' sh "$@"
