"""Start one program so that it cannot outlive whoever started it.

Run as `python -I -S launch.py PARENT SIGNAL UID GID PROGRAM [ARGUMENT…]`. It is a program of its own because the
death signal must be asked for after the change of user, which clears it, and because running Python code between
fork and exec is unsafe once a process has threads.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(signal_number: int) -> None:
    """Ask the kernel to send this process `signal_number` when the thread that started it ends (Linux only)."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)


def main(arguments: list[str]) -> None:
    """Change user where asked, tie this process to its parent, then become the program."""
    parent, signal_number, uid, gid = (int(value) for value in arguments[:4])
    program = arguments[4:]
    if os.getuid() == 0 and uid != 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    die_with_parent(signal_number)
    if os.getppid() != parent:
        sys.exit("The process that started this one has already ended.")
    os.execv(program[0], program)  # noqa: S606 - to become the program is the point


if __name__ == "__main__":
    main(sys.argv[1:])
