"""Run inside a container: the network's DNS answers and the instance metadata does not, or it exits saying why."""

import socket
import sys

ADDRESS = "169.254.169.254"
# Transaction 1, recursion desired, one question: the name servers of the root.
QUESTION = b"\x00\x01\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00" + b"\x00" + b"\x00\x02\x00\x01"


def dns_answers() -> bool:
    for _ in range(3):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.settimeout(3)
            try:
                # Connected, so that a refusal of the network arrives at once.
                asking.connect((ADDRESS, 53))
                asking.send(QUESTION)
                if asking.recv(4096)[:2] == QUESTION[:2]:
                    return True
            except OSError:
                pass
    return False


def metadata_answers() -> bool:
    try:
        socket.create_connection((ADDRESS, 80), timeout=3).close()
    except OSError:
        return False
    return True


if metadata_answers():
    sys.exit("A container reaches the instance metadata: see sudo iptables -S DOCKER-USER.")
if not dns_answers():
    sys.exit("A container gets no answer from the network's DNS at 169.254.169.254, port 53.")
