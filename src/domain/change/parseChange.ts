/** From untrusted JSON (a panel message, an API argument, a stored entry) to a change; everything unknown is refused. */
import { noWayBack, Refusal } from '../arm/refusal.ts';
import type { Change, ChangeKind, Draft } from './change.ts';

/** What a field may hold; a field is required unless it stands in `optional`. */
type Shape =
  | { readonly type: 'text' }
  | { readonly type: 'flag' }
  | { readonly type: 'number' }
  | { readonly type: 'texts' }
  | { readonly type: 'tags' }
  | { readonly type: 'oneOf'; readonly values: readonly string[] }
  | { readonly type: 'object'; readonly fields: Fields }
  | { readonly type: 'choice'; readonly of: readonly Fields[] };

type Fields = Readonly<Record<string, Shape | { readonly optional: Shape }>>;

const text: Shape = { type: 'text' };
const flag: Shape = { type: 'flag' };
const texts: Shape = { type: 'texts' };
const tags = { optional: { type: 'tags' } } as const;

function oneOf(...values: readonly string[]): Shape {
  return { type: 'oneOf', values };
}

function object(fields: Fields): Shape {
  return { type: 'object', fields };
}

const controlPlane: Shape = {
  type: 'choice',
  of: [{ kind: oneOf('systemAssigned') }, { kind: oneOf('userAssigned'), identityId: text }],
};

const optionalText = { optional: text };

const shapes: Readonly<Record<ChangeKind, Fields>> = {
  createResourceGroup: { subscriptionId: text, name: text, location: text, tags },
  createIdentity: { subscriptionId: text, resourceGroup: text, name: text, location: text, tags },
  deleteIdentity: { identityId: text },
  createCluster: {
    subscriptionId: text,
    resourceGroup: text,
    name: text,
    location: text,
    controlPlane,
    kubelet: { optional: object({ identityId: text }) },
    network: {
      optional: object({
        plugin: { optional: oneOf('azure', 'kubenet', 'none') },
        pluginMode: { optional: oneOf('overlay') },
        subnetId: optionalText,
        serviceCidr: optionalText,
        dnsServiceIP: optionalText,
        podCidr: optionalText,
        outboundType: {
          optional: oneOf('loadBalancer', 'userDefinedRouting', 'managedNATGateway', 'userAssignedNATGateway'),
        },
      }),
    },
    privateCluster: { optional: object({ privateDnsZone: optionalText }) },
    registries: { optional: texts },
    nodePool: {
      optional: object({
        name: optionalText,
        count: { optional: { type: 'number' } },
        vmSize: optionalText,
        osType: optionalText,
      }),
    },
    kubernetesVersion: optionalText,
    dnsPrefix: optionalText,
    nodeResourceGroup: optionalText,
    linux: { optional: object({ adminUsername: text, sshPublicKey: text }) },
    oidcIssuer: { optional: flag },
    workloadIdentity: { optional: flag },
    tags,
  },
  setControlPlane: { clusterId: text, controlPlane },
  setKubelet: { clusterId: text, identityId: text, controlPlane: { optional: controlPlane } },
  upgradeNodeImages: { clusterId: text, pools: { optional: texts } },
  assignRole: {
    principalId: text,
    principalType: { optional: oneOf('ServicePrincipal') },
    role: { type: 'choice', of: [{ name: text }, { id: text }] },
    scope: text,
    tenantId: optionalText,
  },
  removeRole: { roleAssignmentId: text, tenantId: optionalText },
  attachRegistry: { clusterId: text, registryId: text },
  detachRegistry: { clusterId: text, registryId: text },
};

/** The value as a change; throws a `Refusal` that says which field is wrong. A field that is `undefined` counts as absent. */
export function parseChange(value: unknown): Change {
  const { kind, fields, rest } = kindOf(value);
  return { kind, ...parseFields(rest, fields, kind) } as Change;
}

/** As `parseChange`, for a change that is still being put together: any of its fields may be missing. */
export function parseDraft(value: unknown): Draft {
  const { kind, fields, rest } = kindOf(value);
  const optional = Object.entries(fields).map(([name, field]) => [
    name,
    'optional' in field ? field : { optional: field },
  ]);
  return { kind, ...parseFields(rest, Object.fromEntries(optional) as Fields, kind) };
}

function kindOf(value: unknown): { readonly kind: ChangeKind; readonly fields: Fields; readonly rest: unknown } {
  if (!isRecord(value)) throw new Refusal('A change has to be an object with a "kind".');
  const { kind } = value;
  if (typeof kind !== 'string') throw new Refusal('A change has to be an object with a "kind".');
  if (!isChangeKind(kind)) {
    throw new Refusal(`"${kind}" is not a kind of change. Known are ${Object.keys(shapes).join(', ')}.`);
  }
  const { kind: _, ...rest } = value;
  return { kind, fields: shapes[kind], rest };
}

function isChangeKind(kind: string): kind is ChangeKind {
  return Object.hasOwn(shapes, kind);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseFields(value: unknown, fields: Fields, path: string): Record<string, unknown> {
  if (!isRecord(value)) throw new Refusal(`${path} has to be an object.`);
  const given = Object.keys(value).filter((key) => value[key] !== undefined);
  const unknown = given.find((key) => !Object.hasOwn(fields, key));
  if (unknown !== undefined) throw new Refusal(`${path} has no field "${unknown}".`);
  const entries = Object.entries(fields).flatMap(([key, field]) => {
    const isOptional = 'optional' in field;
    if (!given.includes(key)) {
      if (isOptional) return [];
      throw new Refusal(`${path}.${key} is missing.`);
    }
    return [[key, parseValue(value[key], isOptional ? field.optional : field, `${path}.${key}`)] as const];
  });
  return Object.fromEntries(entries);
}

function parseValue(value: unknown, shape: Shape, path: string): unknown {
  switch (shape.type) {
    case 'text':
      return parseText(value, path);
    case 'flag':
      if (typeof value !== 'boolean') throw new Refusal(`${path} has to be true or false.`);
      return value;
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) throw new Refusal(`${path} has to be a number.`);
      return value;
    case 'texts':
      if (!Array.isArray(value)) throw new Refusal(`${path} has to be a list.`);
      return value.map((item: unknown, index) => parseText(item, `${path}[${index}]`));
    case 'tags':
      return parseTags(value, path);
    case 'oneOf':
      if (typeof value === 'string' && shape.values.includes(value)) return value;
      throw new Refusal(`${path} has to be ${shape.values.join(' or ')}.`);
    case 'object':
      return parseFields(value, shape.fields, path);
    case 'choice':
      return parseChoice(value, shape.of, path);
  }
}

function parseText(value: unknown, path: string): string {
  if (typeof value !== 'string' || value.trim() === '')
    throw new Refusal(`${path} has to be a text that is not empty.`);
  return value.trim();
}

function parseTags(value: unknown, path: string): Record<string, string> {
  if (!isRecord(value)) throw new Refusal(`${path} has to be an object of texts.`);
  const wrong = Object.keys(value).find((key) => typeof value[key] !== 'string');
  if (wrong !== undefined) throw new Refusal(`${path}.${wrong} has to be a text.`);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)]));
}

/** The alternative that fits; of those that don't, the one with the same `kind` (or the first) says what is wrong. */
function parseChoice(value: unknown, alternatives: readonly Fields[], path: string): unknown {
  const given = isRecord(value) ? value : {};
  if (given['kind'] === 'servicePrincipal') throw new Refusal(noWayBack.text, noWayBack.source);
  const fitting = alternatives.filter((fields) => {
    const { kind } = fields;
    if (!kind || 'optional' in kind || kind.type !== 'oneOf') return Object.keys(fields).some((key) => key in given);
    return typeof given['kind'] === 'string' && kind.values.includes(given['kind']);
  });
  const [fields, another] = fitting;
  if (!isRecord(value) || !fields || another)
    throw new Refusal(`${path} has to be ${alternatives.map(sketch).join(' or ')}.`);
  return parseFields(value, fields, path);
}

function sketch(fields: Fields): string {
  const parts = Object.entries(fields).map(([key, field]) =>
    'type' in field && field.type === 'oneOf' ? `${key}: ${field.values.join('|')}` : key,
  );
  return `{ ${parts.join(', ')} }`;
}
