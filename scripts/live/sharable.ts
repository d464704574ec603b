/** What a file may say that is sent to others. */
import { randomUUID } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { homedir } from 'node:os';
import { redactSecrets, secretNames } from '../../src/domain/arm/redact.ts';
import { maskGuids } from '../../src/domain/report/mask.ts';

/** The members in which Azure says who somebody is, where, or what people wrote: their names are an answer, their values are nobody's business. */
const personal =
  /^(?:tags|hierarchy|policies|additionalInfo|(?:.*\/claims\/)?(?:upn|e?mail(?:address)?|given_?name|family_?name|sur_?name|unique_?name)|caller|clientIpAddress|ipaddr|claims|(?:created|updated|modified|lastModified|changed)By|\w*principalName|\w*displayName|(?:subscription|tenant|owner)Name|description|userName|signInName)$/i;
const secret = new RegExp(`(?:${secretNames})"$`, 'i');

/** GUIDs are replaced by others that only this run makes, because those of directories are known for each domain. */
const namespace = randomUUID();

/** No answer is longer; looking for names takes the square of it. */
const mostCharacters = 4000;

/** The hosts that are named: those that are the same for everybody. */
const publicHosts = new Set([
  ...['management.azure.com', 'management.usgovcloudapi.net', 'management.chinacloudapi.cn', 'graph.microsoft.com'],
  ...['login.microsoftonline.com', 'login.microsoftonline.us', 'login.partner.microsoftonline.cn', 'sts.windows.net'],
  ...['aka.ms', 'go.microsoft.com', 'learn.microsoft.com', 'docs.microsoft.com', 'portal.azure.com'],
  // Of the names of claims, and what the questions themselves name.
  ...['schemas.microsoft.com', 'schemas.xmlsoap.org', 'token.actions.githubusercontent.com'],
  'aks-identity-live.invalid',
]);
/** The headers whose values are shown, if they look like this; of all others only the name. */
const harmless: Readonly<Record<string, RegExp>> = {
  'api-supported-versions': /^\d{4}-\d\d-\d\d(?:-preview)?(?:, ?\d{4}-\d\d-\d\d(?:-preview)?)*$/,
  'content-length': /^\d+$/,
  'content-type': /^application\/json(?:; ?charset=utf-8)?$/i,
  'retry-after': /^\d{1,6}$/,
};

/** What such a file lacks, in words. */
export const leftOut =
  'IDs, secrets, names and mail addresses of people, values of tags, what policies and sign-ins say beside their codes, the management groups of entries, names and addresses of machines, your home folder and answers that are not of Azure Resource Manager are left out; names of resources and their groups are not.';

/** Returns headers by their names, with the values of those that say nothing of anybody. */
export function sharableHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      harmless[name.toLowerCase()]?.test(value) === true ? value : '...',
    ]),
  );
}

/** Returns answers of Azure without what is left out. */
export function sharable(answers: unknown, home = homedir()): unknown {
  const shared = (value: unknown, name: string): unknown => {
    if (personal.test(name) || secret.test(`"${name}"`)) return hidden(value, home);
    if (typeof value === 'string') return name === 'apiGroups' ? value : sharedText(value);
    if (Array.isArray(value)) return value.map((one) => shared(one, name));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [masked(key, home), shared(one, key)]));
  };
  /** JSON in a text has members, too; if it is cut off, nobody can tell which. */
  const sharedText = (text: string): string => {
    if (!/^\s*(?:\[\s*)*\{/.test(text)) return masked(text.slice(0, mostCharacters), home);
    try {
      return JSON.stringify(shared(JSON.parse(text), ''));
    } catch {
      return '...';
    }
  };
  return shared(answers, '');
}

/** The same members, each with no more than that it is there. */
function hidden(value: unknown, home: string): unknown {
  if (typeof value !== 'object' || value === null) return '...';
  return Object.fromEntries(Object.keys(value).map((name) => [masked(name, home), '...']));
}

function masked(text: string, home: string): string {
  const known = redactSecrets(withoutHome(withoutFreeText(text), home))
    .replaceAll(/(https?:\/\/[^\s?#"'<>]+)([?#][^\s"'<>]*)/gi, withoutQuery)
    .replaceAll(/[^\s"'<>()\\/:,;@]+@[^\s"'<>()\\/:,;@]+/g, 'somebody')
    .replaceAll(/(?<=\/managementGroups\/)(?!(?:read|write|delete|subscriptions)\b)[^\s"'<>()\\/?#,]+/gi, '...')
    // How Node says that a machine does not answer.
    .replaceAll(/\b(E[A-Z_]{4,}) (?!address\b)[^\s"'<>()\\/:,;]+(?=:\d|[\s"',;)]|$)/g, '$1 host')
    // DOMAIN\user
    .replaceAll(/[^\s"'<>()[\]{}|\\/:,;=]+\\+[^\s"'<>()[\]{}|\\/:,;=]+/g, 'somebody')
    .replaceAll(/(?<![\w:])[\da-f]{0,4}(?::[\da-f]{0,4}){2,7}(?:\.\d{1,3}){0,3}(?!\w)/gi, withoutIPv6)
    .replaceAll(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, 'address')
    .replaceAll(/\b([\da-f]{8})([\da-f]{4})([\da-f]{4})([\da-f]{4})([\da-f]{12})\b/gi, (_, ...parts: string[]) =>
      maskGuids(parts.slice(0, 5).join('-'), namespace).replaceAll('-', ''),
    )
    .replaceAll(/(?<=https?:\/\/)(?!\[?address\b)[^\s/?#"'<>:]+(?::\d+)?/gi, withoutHost)
    .replaceAll(/(?<![\p{L}\p{N}_.-])(?:[\p{L}\p{N}_-]+\.)+\p{L}{2,}(?![\p{L}\p{N}_-])/gu, withoutHost)
    .replaceAll(/[\w+/-]{30,}={1,2}/g, '[value]')
    .replaceAll(/(?<![\w+=-])[\w+=-]{40,}/g, withoutOpaque);
  return maskGuids(known, namespace);
}

/** What people have named stands in the words of sign-ins and policies, within quotation marks, and in headers. */
function withoutFreeText(text: string): string {
  const signIn = text.match(/AADSTS\d+/g);
  const [begins = ''] = /^(?:no answer|not asked): /.exec(text) ?? [];
  if (signIn !== null) return `${begins}${[...new Set(signIn)].join(', ')} ...`;
  return text
    .replaceAll(/(?<=\b(?:Policy identifiers|Reasons|Headers|Policy (?:Definition|Assignment) Name): )[\s\S]+$/g, '...')
    .replaceAll(/\bDNS:[^\s,;'"]+/g, 'DNS:host')
    .replaceAll(/\b(CN|OU?)=[^,;'"]+/g, '$1=...')
    .replaceAll(/(?<!\w)(['"])([^'"\n]*)\1(?!\w)/g, withoutQuoted)
    .replaceAll(
      /(?<=\b(?:client|user|tenant|directory|subscription|principal|account) ['"])[^'"]+(?=['"])/gi,
      withoutName,
    );
}

/** What has spaces, people may have named; commands, and lists of versions and regions, are nobody's. */
function withoutQuoted(quoted: string, mark: string, inside: string): string {
  const isPlain = !/\s/.test(inside) || /^az [a-z -]+$/.test(inside) || /^[a-z\d.-]+(?:, ?[a-z\d.-]+)+$/.test(inside);
  return isPlain ? quoted : `${mark}...${mark}`;
}

/** A GUID and a mail address are replaced later on. */
function withoutName(text: string): string {
  return /^[\da-f-]{32,36}$/i.test(text) || text.includes('@') ? text : '...';
}

/** In a container, home may be the root; within JSON in a text, its backslashes are doubled. */
function withoutHome(text: string, home: string): string {
  if (home.length <= 1) return text;
  return text.replaceAll(JSON.stringify(home).slice(1, -1), '~').replaceAll(home, '~');
}

/** Of what an address is asked for, only the version: signatures and places in a list are there, too. */
function withoutQuery(_: string, address: string, query: string): string {
  const [version] = /(?<=[?&])api-version=\d{4}-\d\d-\d\d(?:-preview)?(?![\w-])/i.exec(query) ?? [];
  return version === undefined ? address : `${address}?${version}`;
}

/** A colon may end the sentence's part rather than the address. */
function withoutIPv6(text: string): string {
  const address = /[^:]:$/.test(text) ? text.slice(0, -1) : text;
  return isIPv6(address) && /[\da-f]/i.test(address) ? `address${text.slice(address.length)}` : text;
}

/** Namespaces of Microsoft's resource types look like hosts, too. */
function withoutHost(text: string): string {
  return publicHosts.has(text.toLowerCase()) || /^(?:microsoft\.[a-z]+|properties\.[\w.]+)$/i.test(text)
    ? text
    : 'host';
}

/** Long words of digits and letters of both cases are no names. */
function withoutOpaque(text: string): string {
  return [/\d/, /[a-z]/, /[A-Z]/].every((kind) => kind.test(text)) ? '[value]' : text;
}
