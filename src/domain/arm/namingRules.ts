/** What ARM and AKS ask of names and values: each rule gives `undefined` or a sentence to show beside the field. */
import { addressOf, cidrOf } from './cidr.ts';

/** A rule: `undefined` where the text is right, else what is asked, in a sentence. */
export type Rule = (text: string) => string | undefined;

/** The page with ARM's rules for names. */
export const nameRulesSource =
  'https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules';
/** The page with AKS's rules for the network of a cluster. */
export const networkRulesSource = 'https://learn.microsoft.com/azure/aks/configure-azure-cni';

/** A resource group: 1-90 letters, digits, `_`, `-`, `.` and parentheses, no period at the end. */
export const resourceGroupName: Rule = (text) =>
  /^[\p{L}\p{N}_\-.()]{1,90}$/u.test(text) && !text.endsWith('.')
    ? undefined
    : 'A resource group name has 1-90 letters, digits, underscores, hyphens, periods or parentheses and does not end with a period.';

/** A user-assigned managed identity: 3-128 letters, digits, `-` and `_`, a letter or digit first. */
export const identityName: Rule = (text) =>
  /^[A-Za-z0-9][A-Za-z0-9_-]{2,127}$/.test(text)
    ? undefined
    : 'An identity name has 3-128 letters, digits, hyphens or underscores and starts with a letter or digit.';

/** A managed cluster: 1-63 letters, digits, `-` and `_`, a letter or digit at both ends. */
export const clusterName: Rule = (text) =>
  /^[A-Za-z0-9]$|^[A-Za-z0-9][A-Za-z0-9_-]{0,61}[A-Za-z0-9]$/.test(text)
    ? undefined
    : 'A cluster name has 1-63 letters, digits, hyphens or underscores and starts and ends with a letter or digit.';

/** A node pool: lower-case letters and digits, a letter first, up to 12 characters on Linux and 6 on Windows. */
export function nodePoolName(text: string, osType = 'Linux'): string | undefined {
  const longest = osType.toLowerCase() === 'windows' ? 6 : 12;
  return /^[a-z][a-z0-9]*$/.test(text) && text.length <= longest
    ? undefined
    : `A ${osType} node pool name has 1-${longest} lower-case letters or digits and starts with a letter.`;
}

/** A DNS prefix: 1-54 letters, digits and hyphens, a letter or digit at both ends. */
export const dnsPrefix: Rule = (text) =>
  /^[A-Za-z0-9]$|^[A-Za-z0-9][A-Za-z0-9-]{0,52}[A-Za-z0-9]$/.test(text)
    ? undefined
    : 'A DNS prefix has 1-54 letters, digits or hyphens and starts and ends with a letter or digit.';

/** A node resource group: as a resource group, but 80 characters at most. */
export const nodeResourceGroupName: Rule = (text) =>
  resourceGroupName(text) ?? (text.length <= 80 ? undefined : 'A node resource group name has at most 80 characters.');

/** A Kubernetes version: `1.33` or `1.33.2`. */
export const kubernetesVersion: Rule = (text) =>
  /^\d+\.\d+(\.\d+)?$/.test(text) ? undefined : 'A Kubernetes version looks like 1.33 or 1.33.2.';

/** The number of nodes of the first pool: 1-1000. */
export function nodeCount(count: number): string | undefined {
  return Number.isInteger(count) && count >= 1 && count <= 1000 ? undefined : 'A system node pool has 1-1000 nodes.';
}

/** The administrator of Linux nodes. */
export const adminUsername: Rule = (text) =>
  /^[A-Za-z][-A-Za-z0-9_]{0,31}$/.test(text)
    ? undefined
    : 'The user name has 1-32 letters, digits, hyphens or underscores and starts with a letter.';

/** A public key in the one-line form of OpenSSH. */
export const sshPublicKey: Rule = (text) => {
  const [type, key] = text.trim().split(/\s+/);
  const known = /^(ssh-rsa|ssh-ed25519|ecdsa-sha2-nistp(256|384|521))$/.test(type ?? '');
  if (text.includes('PRIVATE KEY'))
    return 'This is a private key. Only the public key (the .pub file) may leave your machine.';
  return known && /^AAAA[A-Za-z0-9+/]{20,}={0,2}$/.test(key ?? '') && !/[\r\n]/.test(text.trim())
    ? undefined
    : 'An SSH public key is one line that starts with ssh-rsa, ssh-ed25519 or ecdsa-sha2-..., as in a .pub file.';
};

/** An IPv4 range in CIDR form. */
export const cidr: Rule = (text) => (cidrOf(text) ? undefined : `"${text}" is not an IPv4 range such as 10.2.0.0/24.`);

/** The range of service addresses: an IPv4 range of /12 or smaller. */
export const serviceCidr: Rule = (text) => {
  const range = cidrOf(text);
  if (!range) return cidr(text);
  return range.prefix >= 12 && range.prefix <= 30 ? undefined : 'The service range has to be between /12 and /30.';
};

/** The address of the cluster's DNS service: inside the service range, not its first addresses and not its last. */
export function dnsServiceIP(text: string, range: string): string | undefined {
  const [address, within] = [addressOf(text), cidrOf(range)];
  if (address === undefined) return `"${text}" is not an IPv4 address.`;
  if (!within) return cidr(range);
  if (address < within.first || address > within.last) {
    return `The DNS service IP ${text} has to lie in the service range ${range}.`;
  }
  if (address - within.first < 2 || address === within.last) {
    return `The DNS service IP ${text} is the first or last address of ${range}, which Kubernetes keeps for itself.`;
  }
  return undefined;
}

/** Tags: at most 50, names of 1-512 characters without `<>%&\?/`, values of at most 256. */
export function tags(all: Readonly<Record<string, string>>): string | undefined {
  const entries = Object.entries(all);
  if (entries.length > 50) return 'A resource has at most 50 tags.';
  const wrong = entries.find(([name, value]) => !/^[^<>%&\\?/]{1,512}$/.test(name) || value.length > 256);
  return wrong ? `The tag "${wrong[0]}" has characters or a length that ARM refuses.` : undefined;
}
