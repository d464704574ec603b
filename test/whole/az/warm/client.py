"""The `az` of a path that has the server beside it run each command, with the streams of this process."""

import os
import socket
import sys

with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as server:
    server.connect(os.path.join(os.path.dirname(__file__), 'socket'))
    # A file that a shell has open for this process has another name in the process that runs the command.
    own = f'/proc/{os.getpid()}/fd/'
    arguments = [os.fsencode(argument.replace('@/dev/fd/', f'@{own}')) for argument in sys.argv[1:]]
    environment = [b'%s=%s' % item for item in os.environb.items()]
    message = b'\0'.join([os.getcwdb(), b'%d' % len(arguments), *arguments, *environment])
    socket.send_fds(server, [message], [0, 1, 2])
    code = int(server.recv(16))
sys.exit(code if code >= 0 else 128 - code)
