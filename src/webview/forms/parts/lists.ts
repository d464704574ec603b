/**
 * Lists to choose from, read when a form asks for them: a form is a pure function that calls `choices.get(request)`; a
 * list that has not been read is `loading`, and is then read.
 */
import { rightFrom, type ActivationChoice } from '../../../domain/access/activationChoices.ts';
import type { Account } from '../../../domain/arm/via.ts';
import { unknownTexts, type Unknown } from '../../../domain/arm/unknown.ts';
import type { IdentityService } from '../../../app/identityService.ts';
import type { IdentityCredential } from '../../../domain/cluster/facts.ts';
import type { ClusterSummary } from '../../../domain/cluster/clusterSummary.ts';
import type { RoleDefinition, Subscription, UserAssignedIdentity } from '../../../domain/cluster/model.ts';
import { unknownsOfHistory } from '../../../domain/history/historyUnknowns.ts';
import { adminCredentialFetchers, type CredentialFetcher } from '../../../domain/history/text/fetchers.ts';
import { accountsOfIngresses } from '../../../domain/gateway/shares.ts';
import type { ServiceAccount } from '../../../domain/workloads/serviceAccount.ts';
import type { MappedPlace } from '../../../domain/gateway/mapping.ts';
import type { OtherIssuer } from '../../../domain/workloads/otherIssuers.ts';
import type { AroundThing } from '../../../domain/around/things/thing.ts';
import type { NamedWorkload } from '../../../app/facts/clusterWorkloads.ts';
import type { HeldInPlace } from '../../../app/facts/heldInPlace.ts';
import type { IdentitySlot } from '../../../domain/plan/plan.ts';
import type { UnusedRoles } from '../../../domain/findings/leftovers/unusedRoles.ts';
import { failureWords, failureOf, lackOf, type Failure } from '../../../errors.ts';
import { t, shownText, shownTexts } from '../../../sentences/language.ts';

/** A list that a form may ask for. */
export type ChoiceRequest =
  | { readonly kind: 'subscriptions' }
  | { readonly kind: 'clusters' }
  | { readonly kind: 'identities'; readonly subscriptionId: string }
  | { readonly kind: 'groups'; readonly subscriptionId: string }
  | { readonly kind: 'locations'; readonly subscriptionId: string }
  | { readonly kind: 'regionsOf'; readonly subscriptionId: string; readonly type: string }
  | { readonly kind: 'subnets'; readonly subscriptionId: string }
  | { readonly kind: 'resources'; readonly subscriptionId: string; readonly type: string }
  | { readonly kind: 'roles'; readonly scope: string }
  | { readonly kind: 'unusedRoles'; readonly clusterId: string }
  /** What the identity in a slot of a cluster holds, as one item. */
  | { readonly kind: 'heldInPlace'; readonly clusterId: string; readonly of: IdentitySlot }
  /** The issuers whose credentials could be moved to a cluster. */
  | { readonly kind: 'otherIssuers'; readonly clusterId: string }
  /** The zones and vaults that application routing of a cluster works with. */
  | { readonly kind: 'gatewayPlaces'; readonly clusterId: string }
  /** The accounts that Ingresses in a cluster need for Gateways, if somebody looked into it. */
  | { readonly kind: 'gatewayAccounts'; readonly clusterId: string }
  | { readonly kind: 'workloads'; readonly clusterId: string }
  /** Who fetched the admin credential of a cluster, as long as Azure keeps its log. */
  | { readonly kind: 'adminFetches'; readonly clusterId: string }
  /** The cluster's bindings of Trusted Access. */
  | { readonly kind: 'trustedAccess'; readonly clusterId: string }
  /** Kubernetes versions and sizes of nodes that a region offers. */
  | { readonly kind: 'versions'; readonly subscriptionId: string; readonly location: string }
  | { readonly kind: 'vmSizes'; readonly subscriptionId: string; readonly location: string }
  /** Whether the user may perform an action at a scope, as one verdict. */
  | { readonly kind: 'callerCan'; readonly action: string; readonly scope: string }
  /** The eligible roles that give all of the rights, each as `rightText` writes it. */
  | { readonly kind: 'activations'; readonly rights: readonly string[]; readonly account?: Account }
  /** The federated credentials of the identities of a subscription. */
  | { readonly kind: 'credentials'; readonly subscriptionId: string }
  /** What a principal holds in a subscription. */
  | { readonly kind: 'held'; readonly principalId: string; readonly subscriptionId: string }
  | { readonly kind: 'sshKeys' };

/** A public SSH key of the user's: its file, and the key in one line. */
export interface SshKey {
  readonly file: string;
  readonly key: string;
}

type ItemOf<T> = Awaited<T> extends readonly (infer Item)[] ? Item : never;

/** The items of each list. */
export interface ChoiceItems {
  readonly subscriptions: Subscription;
  readonly clusters: ClusterSummary;
  readonly identities: UserAssignedIdentity;
  readonly groups: ItemOf<ReturnType<IdentityService['resourceGroups']>>;
  readonly locations: ItemOf<ReturnType<IdentityService['locations']>>;
  readonly regionsOf: string;
  readonly subnets: ItemOf<ReturnType<IdentityService['subnets']>>;
  readonly resources: ItemOf<ReturnType<IdentityService['resourcesOfType']>>;
  readonly roles: RoleDefinition;
  /** One item for the cluster. */
  readonly unusedRoles: UnusedRoles;
  readonly heldInPlace: HeldInPlace;
  readonly otherIssuers: OtherIssuer;
  readonly gatewayPlaces: MappedPlace;
  readonly gatewayAccounts: ServiceAccount;
  readonly workloads: NamedWorkload;
  readonly adminFetches: CredentialFetcher;
  readonly trustedAccess: AroundThing;
  readonly versions: ItemOf<ReturnType<IdentityService['kubernetesVersions']>>;
  readonly vmSizes: ItemOf<ReturnType<IdentityService['vmSizes']>>;
  readonly callerCan: Awaited<ReturnType<IdentityService['callerCan']>>;
  readonly activations: ActivationChoice;
  readonly credentials: IdentityCredential;
  readonly held: ItemOf<ReturnType<IdentityService['roleAssignmentsOf']>>;
  readonly sshKeys: SshKey;
}

/** A list as far as it has been read; `problem` says in words what could not be read. */
export interface ChoiceList<T> {
  readonly loading: boolean;
  readonly items: readonly T[];
  readonly problem?: string;
}

/** The lists, by request. */
export interface Choices {
  get<K extends ChoiceRequest['kind']>(
    request: Extract<ChoiceRequest, { kind: K }> & { kind: K },
  ): ChoiceList<ChoiceItems[K]>;
}

/** The lists that have been read, until they are forgotten. */
export interface KeptChoices extends Choices {
  readonly forget: () => void;
}

/** Reads lists from the service, each once until `forget`; `onChange` is called when one has arrived. */
export function createChoices(
  service: () => Promise<IdentityService>,
  sshKeys: () => Promise<readonly SshKey[]>,
  onChange: () => void,
): KeptChoices {
  let lists = new Map<string, ChoiceList<unknown>>();
  let subscriptions: readonly unknown[] = [];
  const load = async (request: ChoiceRequest, into: Map<string, ChoiceList<unknown>>): Promise<void> => {
    const list = await readList(request, service, sshKeys).catch((error: unknown) => ({
      loading: false,
      items: [],
      problem: problemIn(failureOf(error)),
    }));
    into.set(requestKey(request), list);
    if (request.kind === 'subscriptions' && list.items.length > 0) subscriptions = list.items;
    if (into === lists) onChange();
  };
  const get = (request: ChoiceRequest): ChoiceList<unknown> => {
    if (!hasPlace(request)) return { loading: get({ kind: 'subscriptions' }).loading, items: [] };
    const knownList = lists.get(requestKey(request));
    if (knownList) return knownList;
    // The names of subscriptions stay while they are read again.
    const isKept = request.kind === 'subscriptions';
    const list = { loading: true, items: isKept ? subscriptions : [] };
    lists.set(requestKey(request), list);
    void load(request, lists);
    return list;
  };
  return { get: get as Choices['get'], forget: () => void (lists = new Map()) };
}

/** A short sentence, even if Azure's own for a missing permission is long. */
function problemIn(failure: Failure): string {
  const lack = lackOf(failure);
  if (lack === undefined) return shownText(failureWords(failure));
  const { armCode: _, ...rest } = failure;
  return shownText(failureWords({ ...rest, message: t`Your account doesn't have the permission ${lack.action}.` }));
}

/** While the subscriptions are being read, forms name none. */
function hasPlace(request: ChoiceRequest): boolean {
  if ('scope' in request) return !request.scope.startsWith('/subscriptions//') && request.scope !== '/subscriptions/';
  if ('location' in request && request.location === '') return false;
  if ('clusterId' in request && request.clusterId === '') return false;
  return !('subscriptionId' in request) || request.subscriptionId !== '';
}

function requestKey(request: ChoiceRequest): string {
  return JSON.stringify(Object.values(request)).toLowerCase();
}

async function readList(
  request: ChoiceRequest,
  service: () => Promise<IdentityService>,
  sshKeys: () => Promise<readonly SshKey[]>,
): Promise<ChoiceList<unknown>> {
  if (request.kind === 'sshKeys') return loadedList(await sshKeys());
  const from = await service();
  switch (request.kind) {
    case 'subscriptions':
      return fromListing(await from.subscriptions());
    case 'clusters':
      return fromListing(await from.clusters());
    case 'identities':
      return fromListing(await from.identities({ subscriptionIds: [request.subscriptionId] }));
    case 'groups':
      return loadedList(await from.resourceGroups(request.subscriptionId));
    case 'locations':
      return loadedList(await from.locations(request.subscriptionId));
    case 'regionsOf':
      return loadedList(await from.regionsOf(request.type, request.subscriptionId));
    case 'subnets':
      return loadedList(await from.subnets(request.subscriptionId));
    case 'resources':
      return loadedList(await from.resourcesOfType(request.type, request.subscriptionId));
    case 'roles':
      return loadedList(await from.roleDefinitions(request.scope));
    case 'unusedRoles':
      return loadedList([await from.unusedRoles(request.clusterId)]);
    case 'heldInPlace':
      return loadedList([await from.heldInPlace(request.clusterId, request.of)]);
    case 'otherIssuers': {
      const { issuers, unknown } = await from.otherIssuers(request.clusterId);
      return partialList(issuers, unknown);
    }
    case 'gatewayPlaces': {
      const { places, unknown } = await from.gatewayMapping(request.clusterId);
      return partialList(places, unknown);
    }
    case 'gatewayAccounts':
      return loadedList(accountsOfIngresses(from.lookInto(request.clusterId)));
    case 'workloads': {
      const { workloads, unknown } = await from.workloads(request.clusterId);
      return partialList(workloads, unknown);
    }
    case 'adminFetches': {
      const history = await from.history(request.clusterId, new Date(Date.now() - daysLogged * 86_400_000));
      return partialList(adminCredentialFetchers(history.entries), unknownsOfHistory(history));
    }
    case 'trustedAccess': {
      const { things, unknown } = await from.trustedAccess(request.clusterId);
      return partialList(things, unknown);
    }
    case 'versions':
      return loadedList(await from.kubernetesVersions(request.subscriptionId, request.location));
    case 'vmSizes':
      return loadedList(await from.vmSizes(request.subscriptionId, request.location));
    case 'callerCan':
      return loadedList([await from.callerCan(request.action, request.scope)]);
    case 'activations': {
      return loadedList(await from.activations(request.rights.map(rightFrom), request.account));
    }
    case 'credentials': {
      const answer = await from.credentialsIn(request.subscriptionId);
      if (answer?.kind === 'found') {
        const { all, unknown } = answer.value;
        return partialList(all, unknown);
      }
      return {
        ...loadedList([]),
        problem: answer?.kind === 'unreadable' ? shownText(answer.reason) : t`The subscription was not found.`,
      };
    }
    case 'held':
      return loadedList(await from.roleAssignmentsOf(request.principalId, request.subscriptionId));
  }
}

/** As long as Azure keeps its activity log. */
export const daysLogged = 90;

function loadedList<T>(items: readonly T[]): ChoiceList<T> {
  return { loading: false, items };
}

/** Returns what could be read, and why there may be more. */
function partialList<T>(items: readonly T[], unknown: readonly Unknown[]): ChoiceList<T> {
  return {
    ...loadedList(items),
    ...(unknown.length === 0 ? {} : { problem: shownTexts(unknownTexts(unknown)).join(' ') }),
  };
}

function fromListing<T>(listing: {
  readonly items: readonly T[];
  readonly failures: readonly { readonly failure: Failure }[];
}): ChoiceList<T> {
  const [first] = listing.failures;
  return {
    loading: false,
    items: listing.items,
    ...(first ? { problem: shownText(failureWords(first.failure)) } : {}),
  };
}
