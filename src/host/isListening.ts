import { connect } from 'node:net';

/** Milliseconds within which a program on this machine takes a call, if there is one. */
const patience = 1500;

/** True if a program of this machine takes connections at the address; a refusal is known at once. */
export function listens({ hostname, port, protocol }: URL): Promise<boolean> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const socket = connect({ host, port: Number(port) || (protocol === 'https:' ? 443 : 80), timeout: patience });
  return new Promise((resolve) => {
    const end = (answer: boolean) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', end(true));
    socket.once('error', end(false));
    socket.once('timeout', end(false));
  });
}
