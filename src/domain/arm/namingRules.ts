/** The rules of ARM and AKS for names and values: each returns `undefined` or a sentence to show next to the field. */
import { ipv4Number, cidrOf } from './cidr.ts';
import { asClause, say, type Words } from '../../sentences/words.ts';

/** A rule returns `undefined` if the text is valid; otherwise it returns a sentence that says what is expected. */
export type NamingRule = (text: string) => Words | undefined;

/** Says which value a rule is about, unless it is shown next to the field. */
export function problemWithName(valueName: Words, problem: Words | undefined): Words | undefined {
  return problem && say`${valueName}: ${asClause(problem)}.`;
}

/** The page that lists ARM's rules for names. */
export const nameRulesSource =
  'https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules';
/** The page that lists AKS's rules for a cluster's network. */
export const networkRulesSource = 'https://learn.microsoft.com/azure/aks/configure-azure-cni';

/** Requires 1-90 letters, digits, `_`, `-`, `.` or parentheses, and no period at the end. */
export const resourceGroupName: NamingRule = (text) =>
  /^[\p{L}\p{N}_\-.()]{1,90}$/u.test(text) && !text.endsWith('.')
    ? undefined
    : say`Use 1-90 letters, digits, underscores, hyphens, periods or parentheses; do not end with a period.`;

/** Requires 3-128 letters, digits, `-` or `_`, starting with a letter or digit. */
export const identityName: NamingRule = (text) =>
  /^[A-Za-z0-9][A-Za-z0-9_-]{2,127}$/.test(text)
    ? undefined
    : say`Use 3-128 letters, digits, hyphens or underscores; start with a letter or digit.`;

/** Requires 1-63 letters, digits, `-` or `_`, with a letter or digit at both ends. */
export const clusterName: NamingRule = (text) =>
  /^[A-Za-z0-9]$|^[A-Za-z0-9][A-Za-z0-9_-]{0,61}[A-Za-z0-9]$/.test(text)
    ? undefined
    : say`Use 1-63 letters, digits, hyphens or underscores; start and end with a letter or digit.`;

/** Requires lower-case letters and digits, a letter first, at most 12 characters on Linux and 6 on Windows. */
export function nodePoolName(text: string, osType = 'Linux'): Words | undefined {
  const longest = osType.toLowerCase() === 'windows' ? 6 : 12;
  return /^[a-z][a-z0-9]*$/.test(text) && text.length <= longest
    ? undefined
    : say`Use 1-${longest} lowercase letters or digits; start with a letter.`;
}

/** Requires 1-54 letters, digits or hyphens, with a letter or digit at both ends. */
export const dnsPrefix: NamingRule = (text) =>
  /^[A-Za-z0-9]$|^[A-Za-z0-9][A-Za-z0-9-]{0,52}[A-Za-z0-9]$/.test(text)
    ? undefined
    : say`Use 1-54 letters, digits or hyphens; start and end with a letter or digit.`;

/** Requires the name of a resource group of at most 80 characters. */
export const nodeResourceGroupName: NamingRule = (text) =>
  resourceGroupName(text) ?? (text.length <= 80 ? undefined : say`Use at most 80 characters.`);

/** Requires a Kubernetes version such as `1.33` or `1.33.2`. */
export const kubernetesVersion: NamingRule = (text) =>
  /^\d+\.\d+(\.\d+)?$/.test(text) ? undefined : say`Enter a version such as 1.33 or 1.33.2.`;

/** Requires 1-1000 nodes for the first pool. */
export function nodeCount(count: number): Words | undefined {
  return Number.isInteger(count) && count >= 1 && count <= 1000 ? undefined : say`Enter a number from 1 to 1000.`;
}

/** Requires a valid user name for the administrator of Linux nodes. */
export const adminUsername: NamingRule = (text) =>
  /^[A-Za-z][-A-Za-z0-9_]{0,31}$/.test(text)
    ? undefined
    : say`Use 1-32 letters, digits, hyphens or underscores; start with a letter.`;

/** Requires a public key in OpenSSH's one-line form, and says so if the text is a private key. */
export const sshPublicKey: NamingRule = (text) => {
  const [type, key] = text.trim().split(/\s+/);
  const isKnownType = /^(ssh-rsa|ssh-ed25519|ecdsa-sha2-nistp(256|384|521))$/.test(type ?? '');
  if (text.includes('PRIVATE KEY'))
    return say`This is a private key. Only the public key (the .pub file) may leave your machine.`;
  return isKnownType && /^AAAA[A-Za-z0-9+/]{20,}={0,2}$/.test(key ?? '') && !/[\r\n]/.test(text.trim())
    ? undefined
    : say`Enter one line that starts with ssh-rsa, ssh-ed25519 or ecdsa-sha2-..., as in a .pub file.`;
};

/** Requires an IPv4 range in CIDR form. */
export const cidr: NamingRule = (text) => (cidrOf(text) ? undefined : say`Enter an IPv4 range such as 10.2.0.0/24.`);

/** Requires a range for service addresses: an IPv4 range between /12 and /30. */
export const serviceCidr: NamingRule = (text) => {
  const range = cidrOf(text);
  if (!range) return cidr(text);
  return range.prefix >= 12 && range.prefix <= 30 ? undefined : say`Enter a range between /12 and /30.`;
};

/** Requires an address in the service range that is neither one of its first two nor its last. */
export function dnsServiceIP(text: string, range: string): Words | undefined {
  const address = ipv4Number(text);
  const within = cidrOf(range);
  if (address === undefined) return say`Enter an IPv4 address such as 10.2.0.10.`;
  if (!within) return cidr(range);
  if (address < within.first || address > within.last) {
    return say`Enter an address inside the Service CIDR ${range}.`;
  }
  if (address - within.first < 2 || address === within.last) {
    return say`Kubernetes reserves the first and last addresses of ${range}. Enter another one.`;
  }
  return undefined;
}

/** Requires at most 50 tags, names of 1-512 characters without `<>%&\?/`, and values of at most 256 characters. */
export function tagsProblem(tags: Readonly<Record<string, string>>): Words | undefined {
  const entries = Object.entries(tags);
  if (entries.length > 50) return say`A resource has at most 50 tags.`;
  const wrong = entries.find(([name, value]) => !/^[^<>%&\\?/]{1,512}$/.test(name) || value.length > 256);
  return wrong ? say`The tag "${wrong[0]}" has characters or a length that ARM refuses.` : undefined;
}
