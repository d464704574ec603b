import { isIP, isIPv6 } from 'node:net';

/** Says whether only this machine can reach the address: `localhost`, 127.0.0.0/8 or `::1`. */
export function isLoopback(address: string): boolean {
  return /^(127(\.\d{1,3}){3}|localhost|::1)$/i.test(address);
}

/** Returns true for the name of a host, or an address, without a port. */
export function isHostName(name: string): boolean {
  return (
    isIP(name) !== 0 ||
    /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/i.test(name)
  );
}

/** The name or address in a `Host` header, in lower case and without brackets; `undefined` if it has none. */
export function hostOf(header: string): string | undefined {
  const [, address, name] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]\s/@]+))(?::\d{1,5})?$/i.exec(header) ?? [];
  return (address ?? name)?.toLowerCase();
}

/** Writes a name or an address as in a URL, where IPv6 addresses have brackets. */
export function inUrl(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}
