/** IPv4 ranges, as far as AKS asks for them. */

/** A range of IPv4 addresses. */
export interface Cidr {
  readonly first: number;
  readonly last: number;
  readonly prefix: number;
}

/** An IPv4 address as a number; `undefined` where the text is none. */
export function addressOf(text: string): number | undefined {
  const octets = text.trim().split('.');
  if (octets.length !== 4 || octets.some((octet) => !/^(0|[1-9]\d{0,2})$/.test(octet) || Number(octet) > 255))
    return undefined;
  return octets.reduce((value, octet) => value * 256 + Number(octet), 0);
}

/** A range such as `10.2.0.0/24`, wherever in the range its address lies; `undefined` where the text is none. */
export function cidrOf(text: string): Cidr | undefined {
  const [address, length, ...rest] = text.trim().split('/');
  const value = addressOf(address ?? '');
  if (value === undefined || rest.length > 0 || !/^\d{1,2}$/.test(length ?? '') || Number(length) > 32)
    return undefined;
  const size = 2 ** (32 - Number(length));
  const first = Math.floor(value / size) * size;
  return { first, last: first + size - 1, prefix: Number(length) };
}

/** True if the ranges share an address; false also where one of the texts is no IPv4 range. */
export function overlap(a: string, b: string): boolean {
  const [one, other] = [cidrOf(a), cidrOf(b)];
  return one !== undefined && other !== undefined && one.first <= other.last && other.first <= one.last;
}
