/** IPv4 ranges, as AKS uses them, and the addresses of this computer. */

/** A range of IPv4 addresses, each written as a number. */
export interface Cidr {
  readonly first: number;
  readonly last: number;
  readonly prefix: number;
}

/** Returns an IPv4 address as a number, or `undefined` if the text is not an IPv4 address. */
export function ipv4Number(text: string): number | undefined {
  const octets = text.trim().split('.');
  if (octets.length !== 4 || octets.some((octet) => !/^(0|[1-9]\d{0,2})$/.test(octet) || Number(octet) > 255))
    return undefined;
  return octets.reduce((value, octet) => value * 256 + Number(octet), 0);
}

/** Returns the range of a text such as `10.2.0.0/24`, or `undefined` if the text is not an IPv4 range. */
export function cidrOf(text: string): Cidr | undefined {
  const [address, length, ...rest] = text.trim().split('/');
  const value = ipv4Number(address ?? '');
  if (value === undefined || rest.length > 0 || !/^\d{1,2}$/.test(length ?? '') || Number(length) > 32)
    return undefined;
  const size = 2 ** (32 - Number(length));
  const first = Math.floor(value / size) * size;
  return { first, last: first + size - 1, prefix: Number(length) };
}

/** Returns true if the two ranges share an address, and false if one of the texts is not an IPv4 range. */
export function rangesOverlap(a: string, b: string): boolean {
  const first = cidrOf(a);
  const second = cidrOf(b);
  return first !== undefined && second !== undefined && first.first <= second.last && second.first <= first.last;
}

/** Returns the address at a position in a range, 0 for the first; `undefined` if the range is smaller. */
export function addressIn(range: string, place: number): string | undefined {
  const within = cidrOf(range);
  if (within === undefined || within.first + place > within.last) return undefined;
  const value = within.first + place;
  return [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join('.');
}

/** Returns true for addresses of this computer: 127.0.0.0/8, ::1 and localhost. */
export function isLoopback(url: URL): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(url.hostname);
}
