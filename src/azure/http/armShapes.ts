/** The parts of Azure's answers that findings and plans depend on; an answer without them is rejected. */
import {
  defineShape,
  flag,
  isRecord,
  list,
  open,
  optional,
  record,
  table,
  text,
  type Shape,
} from '../../shape/shape.ts';

const name = defineShape<string>('a text', (value) => typeof value === 'string' && value !== '');
const texts = list(text);
/** A resource about which nothing is said is not known: each has at least its state. */
const content = defineShape<object>(
  'an object with members',
  (value) => isRecord(value) && Object.keys(value).length > 0,
);
const withContent = open({ properties: content });
const withProperties = open({ properties: record });

/** One entry of the permissions of a role or a deny assignment. */
const permission = open({
  actions: texts,
  notActions: optional(texts),
  dataActions: optional(texts),
  notDataActions: optional(texts),
});

/** The shapes of items of ARM's lists and of single resources. */
export const armShapes = {
  /** Anything that identifies itself, which every resource does. */
  thing: record,
  permission,
  tenant: open({ tenantId: name }),
  subscription: open({ subscriptionId: name }),
  cluster: open({ id: name, properties: content }),
  resource: open({ id: name, type: name }),
  withIdentity: open({ id: name, type: name, identity: record }),
  identity: open({ id: name, location: text, properties: open({ principalId: name }) }),
  credential: open({ properties: open({ issuer: text }) }),
  binding: open({ id: name, properties: open({ managedIdentity: open({ resourceId: name }) }) }),
  denyAssignment: open({
    id: name,
    properties: open({
      permissions: list(open({ actions: optional(texts), notActions: optional(texts) })),
      doNotApplyToChildScopes: optional(flag),
    }),
  }),
  eligibleRole: open({ properties: open({ scope: name, roleDefinitionId: name }) }),
  assignment: open({ properties: open({ scope: name, roleDefinitionId: name, principalId: name }) }),
  activationRequest: open({
    name,
    properties: open({ scope: name, roleDefinitionId: name, principalId: name, requestType: name, status: name }),
  }),
  rolePolicy: open({ properties: open({ roleDefinitionId: name, effectiveRules: list(record) }) }),
  roleDefinition: open({ name, properties: open({ roleName: optional(text), permissions: list(record) }) }),
  upgradeProfile: withProperties,
  feature: open({ properties: open({ state: name }) }),
  provider: open({ resourceTypes: list(record) }),
  kubernetesVersions: open({ values: list(record) }),
  directoryObject: open({ id: name }),
} satisfies Readonly<Record<string, Shape<unknown>>>;

/** The same for models of the SDK. */
export const sdkShapes = {
  roleAssignment: open({ id: name, scope: name, principalId: name, roleDefinitionId: name }),
  identity: open({ id: name, principalId: name }),
} satisfies Readonly<Record<string, Shape<unknown>>>;

/** What resources must have in addition to a name, by type in lower case. */
const ofType: Readonly<Record<string, Shape<unknown>>> = {
  'microsoft.managedidentity/userassignedidentities': open({ properties: open({ principalId: name }) }),
  'microsoft.containerservice/managedclusters/trustedaccessrolebindings': open({
    properties: open({ sourceResourceId: name, roles: texts }),
  }),
  'microsoft.keyvault/vaults': open({
    properties: open({
      enableRbacAuthorization: optional(orNull(flag)),
      accessPolicies: optional(orNull(list(record))),
    }),
  }),
  'microsoft.containerregistry/registries': withProperties,
  'microsoft.network/virtualnetworks/subnets': withProperties,
  'microsoft.network/applicationgateways': withProperties,
  'microsoft.servicenetworking/trafficcontrollers': withContent,
  'microsoft.servicenetworking/trafficcontrollers/associations': withContent,
  'microsoft.network/virtualnetworks': open({ properties: open({ subnets: optional(list(record)) }) }),
  'microsoft.compute/diskencryptionsets': open({
    identity: optional(table(defineShape<unknown>('anything', () => true))),
  }),
};

/** Returns what each resource of a type has in addition to its name. */
export function shapeOfType(type: string): Shape<unknown> {
  return ofType[type.toLowerCase()] ?? record;
}

/** Returns the shape of the resource with this id and type: it must be this one, and have what its type requires. */
export function resourceShape(id: string, type: string): Shape<unknown> {
  const ownShape = shapeOfType(type);
  const last = id.split('/').at(-1)?.toLowerCase();
  return {
    ...ownShape,
    read(value, path) {
      const properties = isRecord(value) ? value : {};
      const isIt = [properties['id'], properties['name']].some(
        (segment) => typeof segment === 'string' && segment.split('/').at(-1)?.toLowerCase() === last,
      );
      return isIt ? ownShape.read(value, path) : name.read(undefined, path);
    },
  };
}

function orNull(shape: Shape<unknown>): Shape<unknown> {
  return { wanted: shape.wanted, schema: {}, read: (value, path) => (value === null ? null : shape.read(value, path)) };
}
