/**
 * What the pure room may want to know about Azure, and how it asks.  A planner or diagnosis is a pure function over
 * `Facts`. It calls `facts.get(read)`; an answer that has not been read yet comes back `undefined` and the read is
 * noted. The app room reads all noted things side by side and calls the function again until nothing is missing, so the
 * function itself decides what has to be read, and nothing else is.
 */
import type { Via } from '../arm/via.ts';
import type {
  Cluster,
  DenyAssignment,
  EligibleAssignment,
  EligibleRole,
  ActivationRules,
  OwnActivations,
  Permission,
  RoleAssignment,
  CreationTimes,
  RoleDefinition,
  Subscription,
  UserAssignedIdentity,
} from './model.ts';
import type { AskedOnly, DirectoryObject } from './askedOnly.ts';
import type { JsonObject } from '../arm/json.ts';
import type { ArmId } from '../arm/resourceId.ts';
import type { SubscriptionNames } from '../arm/scopeWords.ts';
import type { Answer } from '../arm/answer.ts';
import type { Unknown } from '../arm/unknown.ts';
import type { IngressLook } from './ingressLook.ts';
import type { Phrase, Words } from '../../sentences/words.ts';

interface ReadSignature<Names, Value> {
  readonly names: Readonly<Names>;
  readonly value: Value;
}

/** What can be read, by kind: what identifies it, and its value. */
export interface Reads {
  /** Any resource by its id (groups, subnets, vaults, registries, identities ...). */
  readonly resource: ReadSignature<{ id: ArmId }, JsonObject>;
  /** A managed cluster, translated; the same request as `resource` and never answered from a cache. */
  readonly cluster: ReadSignature<{ id: ArmId }, Cluster>;
  /**
   * Every cluster of the connection, for "used by". May come from Resource Graph, unless `fromArm` asks for what ARM
   * lists now, which is `unreadable` if there are too many subscriptions.
   */
  readonly clusters: ReadSignature<{ fromArm?: true }, readonly Cluster[]>;
  /**
   * Every cluster of the connection in the newest API versions that Azure offers, newer than the one used for changes:
   * for finding out who uses an identity, never for writing back. Empty if Azure offers nothing newer; with a gap if
   * newer versions are refused.
   */
  readonly newerClusters: ReadSignature<unknown, readonly Cluster[]>;
  /** Every user-assigned identity of the connection, for naming principals; may come from Resource Graph. */
  readonly identities: ReadSignature<unknown, readonly UserAssignedIdentity[]>;
  /** The resources of a type in a subscription, such as `Microsoft.KeyVault/vaults`. */
  readonly resourcesOfType: ReadSignature<{ subscriptionId: string; type: string }, readonly JsonObject[]>;
  /** The resources of a type in every subscription of the connection; may come from Resource Graph. `fromArm` as for `clusters`. */
  readonly everyResource: ReadSignature<{ type: string; fromArm?: true }, readonly JsonObject[]>;
  /**
   * What is below a resource: `members` of a Fleet, or `providers/Microsoft.KubernetesConfiguration/extensions` of a
   * cluster, which may come from Resource Graph if many clusters are checked. `inPreview` asks for what only the newest
   * preview of the API shows; empty if none is offered.
   */
  readonly listBelow: ReadSignature<{ id: ArmId; list: string; inPreview?: true }, readonly JsonObject[]>;
  /** When the resources of a type in a subscription were created: ISO 8601, by `idKey`. */
  readonly creationTimes: ReadSignature<{ subscriptionId: string; type: string }, CreationTimes>;
  /** The regions in which a subscription can have resources of a type, such as `westeurope`; empty if they are not known. */
  readonly regions: ReadSignature<{ subscriptionId: string; type: string }, readonly string[]>;
  /** The principal's assignments at and above the scope, including through groups: `atScope() and assignedTo('{id}')`. */
  readonly assignments: ReadSignature<{ scope: string; principalId: string }, readonly RoleAssignment[]>;
  /** The principal's direct assignments anywhere at or below the subscription: `principalId eq '{id}'`. */
  readonly assignmentsOf: ReadSignature<{ subscriptionId: string; principalId: string }, readonly RoleAssignment[]>;
  /** The principal's assignments at, above and below the subscription, including through groups: `assignedTo('{id}')`. */
  readonly assignedIn: ReadSignature<{ subscriptionId: string; principalId: string }, readonly RoleAssignment[]>;
  /** The access policies of key vaults that name the principal, in every subscription of the connection; may come from Resource Graph. */
  readonly vaultPolicies: ReadSignature<{ principalId: string }, readonly VaultPolicy[]>;
  /** The principal's direct assignments in every subscription of the connection; may come from Resource Graph. */
  readonly assignmentsEverywhere: ReadSignature<{ principalId: string }, readonly RoleAssignment[]>;
  /** Everyone's assignments at, above and below the subscription. */
  readonly everyAssignmentIn: ReadSignature<{ subscriptionId: string }, readonly RoleAssignment[]>;
  /** Everyone's assignments that apply at the scope, made there or above: `atScope()`. */
  readonly assignmentsAt: ReadSignature<{ scope: string }, readonly RoleAssignment[]>;
  /** One assignment by its id. */
  readonly assignment: ReadSignature<{ id: string }, RoleAssignment>;
  /** A role definition by GUID; `scope` is where it has to be assignable. */
  readonly role: ReadSignature<{ guid: string; scope: string }, RoleDefinition>;
  /** A role definition by its display name, ignoring case. */
  readonly roleNamed: ReadSignature<{ name: string; scope: string }, RoleDefinition>;
  readonly denyAssignments: ReadSignature<{ scope: string }, readonly DenyAssignment[]>;
  /** Every deny assignment at, above and below a subscription. */
  readonly denyAssignmentsIn: ReadSignature<{ subscriptionId: string }, readonly DenyAssignment[]>;
  /**
   * The accounts that can be asked about the scope or id, in the order in which they are asked; all of one directory.
   * Refused if a scope above all subscriptions is in several directories, unless `inDirectoryOf` says which one is
   * meant. Sends nothing if only one directory is known.
   */
  readonly accounts: ReadSignature<{ scope: string; inDirectoryOf?: ArmId }, readonly Via[]>;
  /** What the signed-in user may do at the scope. */
  readonly callerPermissions: ReadSignature<{ scope: string }, readonly Permission[]>;
  /** The signed-in user's assignments at and above the scope, including through groups; missing if it is not known who that is. */
  readonly callerAssignments: ReadSignature<{ scope: string }, readonly RoleAssignment[]>;
  /** The roles at, above and below the scope that the signed-in user can activate. */
  readonly eligibleRoles: ReadSignature<{ scope: string }, readonly EligibleRole[]>;
  /**
   * The roles at and above the scope that anybody can activate: `atScope()`. With `own` those that the signed-in user
   * can, also as a member of groups, and also below the scope: `asTarget()`.
   */
  readonly eligibleAt: ReadSignature<{ scope: string; own?: true }, readonly EligibleAssignment[]>;
  /** The object id of the signed-in user; missing if the sign-in doesn't show it. */
  readonly callerId: ReadSignature<{ scope: string }, string>;
  /** What is asked of those who activate a role for which they are eligible at the scope. */
  readonly activationRules: ReadSignature<{ scope: string; guid: string }, ActivationRules>;
  /** The signed-in user's requests to activate roles at, above and below the scope; missing if it is not known who that is. */
  readonly ownActivations: ReadSignature<{ scope: string }, OwnActivations>;
  /** The newest node image for a pool. */
  readonly upgradeProfile: ReadSignature<{ poolId: ArmId }, { readonly latestNodeImageVersion?: string }>;
  /**
   * Resources of any type, in all subscriptions, that have a user-assigned identity: scale sets, machines, web apps ...
   * `fromArm` as for `clusters`.
   */
  readonly carriers: ReadSignature<{ identityId: ArmId; fromArm?: true }, readonly ResourceWithIdentity[]>;
  /** Federated credentials of a user-assigned identity. */
  readonly federatedCredentials: ReadSignature<{ identityId: ArmId }, readonly FederatedCredential[]>;
  /**
   * Every visible federated credential, or those of one subscription: from Resource Graph if it lists them, otherwise
   * one list for each identity; unreadable if these are too many. `fromArm` as for `clusters`, for all subscriptions
   * only. `few` asks no more than a handful of identities one by one.
   */
  readonly credentials: ReadSignature<{ subscriptionId?: string; fromArm?: true; few?: true }, CredentialListing>;
  /**
   * The existing subscriptions of a directory that are not visible, according to its root management group; of every
   * visible directory if the text is empty.
   */
  readonly hiddenSubscriptions: ReadSignature<{ directory: string }, readonly string[]>;
  /** The identity bindings of a cluster. */
  readonly bindings: ReadSignature<{ clusterId: ArmId }, readonly IdentityBinding[]>;
  /** The registration state of a preview feature of AKS in a subscription: `Registered`, `NotRegistered` ... */
  readonly feature: ReadSignature<{ subscriptionId: string; name: string }, string>;
  /** The direct assignments of several principals in every subscription of the connection; may come from Resource Graph. */
  readonly assignmentsOfAll: ReadSignature<{ principalIds: readonly string[] }, readonly RoleAssignment[]>;
  readonly subscription: ReadSignature<{ id: string }, Subscription>;
  /**
   * The users, groups and applications with these object ids that the directory of a subscription has, from Microsoft
   * Graph; unreadable if that is another directory than `directory`. Asked only if `asksDirectory` allows it.
   */
  readonly directoryObjects: ReadSignature<
    { subscriptionId: string; ids: readonly string[]; directory?: string },
    readonly DirectoryObject[]
  >;
}

/** The kinds of reads. */
export type ReadKind = keyof Reads;

/** A read of one of these kinds, with the account and directory to use if the id alone does not determine them. */
export type ReadOf<K extends ReadKind> = { [P in K]: { readonly kind: P } & Reads[P]['names'] & Via }[K];

/** A read from ARM, with the account and directory to use if the id alone does not determine them. */
export type Read = ReadOf<ReadKind>;

/** The answer to a read of one of these kinds. */
export type AnswerTo<K extends ReadKind> = Answer<Reads[K]['value']>;

/** A credential that lets a Kubernetes service account act as the identity. */
export interface FederatedCredential {
  readonly name: string;
  readonly issuer: string;
  /** Empty if there is an expression instead, even if the API did not show it. */
  readonly subject: string;
  readonly audiences: readonly string[];
  /** The expression that subjects have to match, in a flexible credential. */
  readonly expression?: string;
}

/** A federated credential, and the identity that has it. */
export interface IdentityCredential extends FederatedCredential {
  readonly identityId: ArmId;
}

/** The visible federated credentials, and why there may be more. */
export interface CredentialListing {
  readonly all: readonly IdentityCredential[];
  /** What could not be read. */
  readonly unknown: readonly Unknown[];
  /** True if identities in the node resource groups of clusters were left out, because there are so many. */
  readonly isWithoutNodeGroups?: boolean;
}

/** An identity bound to a cluster, so that its pods can use it without a credential of their own. */
export interface IdentityBinding {
  readonly id: ArmId;
  readonly name: string;
  readonly identityId: ArmId;
  readonly clientId?: string;
  readonly tenantId?: string;
  readonly issuer?: string;
  readonly provisioningState: string;
  readonly eTag?: string;
}

/** A resource, other than a cluster, that has a user-assigned identity. */
export interface ResourceWithIdentity {
  readonly id: string;
  readonly name: string;
  readonly type: string;
}

/** What a key vault's access policy allows a principal. */
export interface VaultPolicy {
  readonly vaultId: ArmId;
  readonly tenantId: string;
  readonly objectId: string;
  /** The application that the principal has to use. */
  readonly applicationId?: string;
  /** By what they apply to: `{ secrets: ['get'] }`. */
  readonly permissions: Readonly<Record<string, readonly string[]>>;
  /** True if the vault uses roles, so that its access policies have no effect. */
  readonly isIdle?: true;
}

/** A principal that was an identity of a cluster until one of our changes replaced it. */
export interface ReplacedIdentity {
  readonly principalId: string;
  /** A name for use in a sentence. */
  readonly name: Phrase;
  readonly as: 'controlPlane' | 'kubelet';
  /** Left out if an earlier version of the extension noted the change. */
  readonly kind?: 'systemAssigned' | 'userAssigned' | 'servicePrincipal';
  readonly clusterId: ArmId;
  readonly at: Date;
  /** The title of the change. */
  readonly by: Words;
}

/** A registry from which the nodes of a cluster could pull until one of our changes removed their role. */
export interface DetachedRegistry {
  readonly clusterId: ArmId;
  readonly registryId: ArmId;
  /** The kubelet identity that had the role. */
  readonly principalId: string;
  readonly at: Date;
  /** The title of the change. */
  readonly by: Words;
}

/** Hours after which the previous identity's token has expired; the documentation says "several". */
export const tokenRefreshHours = 8;

/** The answers that have been read so far; `get` returns `undefined` and notes the read if there is no answer yet. */
export interface Facts extends AskedOnly {
  readonly now: Date;
  /** Hours for which an identity counts as in use after it was replaced; left out: `tokenRefreshHours`. */
  readonly tokenRefreshHours?: number;
  /** The identities that our changes replaced, according to the journal. */
  readonly replaced?: readonly ReplacedIdentity[];
  /** True if the resources around clusters (Fleets, extensions ...) are read as well. */
  readonly looksAround?: boolean;
  /** The registries that our changes detached and did not attach again, according to the journal. */
  readonly detached?: readonly DetachedRegistry[];
  /** What looks into clusters showed of application routing and identity bindings, by `idKey`; a cluster that was not looked into has none. */
  readonly looks?: ReadonlyMap<string, IngressLook>;
  /**
   * Returns the same facts for finding these codes or kinds, or judging the need with this number: reads that fail make
   * these unknown. Left out if no one asks what is unknown.
   */
  readonly forTopics?: (topics: readonly string[]) => Facts;
  /** Notes that what these facts are for is unknown although everything was read. Left out if no one asks what is unknown. */
  readonly leaveOpen?: (unknown: Unknown) => void;
  get<K extends ReadKind>(read: Extract<Read, { kind: K }> & { kind: K }): AnswerTo<K> | undefined;
}

/** Returns a text that is the same for reads that ask the same, whatever the case of their ids. */
export function readKey(read: Read): string {
  let key = '';
  const parts = read as unknown as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(parts).sort()) {
    const part = parts[name];
    const text = typeof part === 'string' ? part : JSON.stringify(part);
    // The length keeps parts from being confused.
    if (text !== undefined) key += `${name}:${text.length}:${text},`;
  }
  return key.toLowerCase();
}

/** Returns a resource's JSON if it could be read. */
export function resourceAt(id: string, facts: Facts): JsonObject | undefined {
  const answer = facts.get({ kind: 'resource', id: id as ArmId });
  return answer?.kind === 'found' ? answer.value : undefined;
}

/** Returns the display names of subscriptions, as far as they can be read. */
export function subscriptionNames(facts: Facts): SubscriptionNames {
  // A missing name makes no finding unknown.
  const factsForNone = facts.forTopics?.([]) ?? facts;
  return (id) => {
    const answer = factsForNone.get({ kind: 'subscription', id });
    return answer?.kind === 'found' && answer.value.name !== id ? answer.value.name : undefined;
  };
}
