"""Runs the Azure CLI for each client in a fork of one Python, in which the libraries stay loaded that earlier commands needed.

    python server.py <az> <socket>

What belongs to az itself is loaded by each command anew: a command reads its own environment, and finds nothing of the
commands before it but what lies on disk. A client sends its folder, arguments and environment with its three streams, and
is told how the command ended. The server ends with its input.
"""

import contextlib
import gc
import importlib
import os
import runpy
import selectors
import signal
import socket
import sys


def is_library(name):
    return name.split('.')[0] not in ('__main__', 'knack') and not name.startswith('azure.cli')


def load(libraries):
    for name in libraries:
        # What does not load by itself is left to the commands that need it.
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    # A fork that ends would otherwise copy all of their memory, to look for what it can free.
    gc.freeze()


def become(script, message, streams):
    """Makes this process one that was just started by the client."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    folder, count, *words = message.split(b'\0')
    arguments, environment = words[:int(count)], words[int(count):]
    os.chdir(folder)
    os.environ.clear()
    os.environb.update(word.split(b'=', 1) for word in environment)
    sys.argv = [script, *map(os.fsdecode, arguments)]
    sys.path[0] = os.path.dirname(script)


def run(script, loaded):
    before = set(sys.modules)
    try:
        runpy.run_path(script, run_name='__main__')
    finally:
        loaded.writelines(f'{name}\n' for name in sys.modules if name not in before and is_library(name))
        loaded.flush()


class Command:
    """A command that runs in a fork until it ends or its client goes away."""

    def __init__(self, selector, client, child, loaded):
        self.selector, self.client, self.child, self.loaded = selector, client, child, loaded
        self.end = os.pidfd_open(child)
        selector.register(self.end, selectors.EVENT_READ, self.finish)
        selector.register(client, selectors.EVENT_READ, self.abandon)

    def abandon(self):
        self.selector.unregister(self.client)
        os.kill(self.child, signal.SIGTERM)

    def finish(self):
        _, status = os.waitpid(self.child, 0)
        self.selector.unregister(self.end)
        os.close(self.end)
        # A client that went away is not watched any more, and not told.
        with contextlib.suppress(KeyError, BrokenPipeError):
            self.selector.unregister(self.client)
            self.client.send(b'%d' % os.waitstatus_to_exitcode(status))
        self.client.close()
        with self.loaded as names:
            names.seek(0)
            load(names.read().split())


def main(script, path):
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(path)
    listener.listen(64)
    selector = selectors.DefaultSelector()
    selector.register(sys.stdin, selectors.EVENT_READ)
    selector.register(listener, selectors.EVENT_READ)
    print('ready', flush=True)
    while True:
        (key, _), *_ = selector.select()
        if key.fileobj is sys.stdin:
            return
        if key.fileobj is not listener:
            key.data()
            continue
        client, _ = listener.accept()
        message, streams, _, _ = socket.recv_fds(client, 1 << 20, 3)
        loaded = os.fdopen(os.memfd_create('loaded'), 'w+')
        child = os.fork()
        if child == 0:
            become(script, message, streams)
            return run(script, loaded)
        for stream in streams:
            os.close(stream)
        Command(selector, client, child, loaded)


main(*sys.argv[1:])
