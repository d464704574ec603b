/** Which clusters have an identity binding for an identity. */
import { isOwnerMissing, type Answer } from '../arm/answer.ts';
import { unknownWith, withTitle, type Unknown } from '../arm/unknown.ts';
import { idKey, type ArmId } from '../arm/resourceId.ts';
import { say, verbatim } from '../../sentences/words.ts';

/** The name of the credential that all bindings of an identity share; AKS makes it and never removes it. */
export const bindingCredential = 'aks-identity-binding';

const bindingIssuer = /^https:\/\/ib\.oic\.(?:prod-)?aks\.azure\.(?:com|us|cn)\//i;

/** Returns true for the issuer of identity bindings, which all clusters share. */
export function isBindingIssuer(issuer: string): boolean {
  return bindingIssuer.test(issuer);
}

/** Returns true for the credential without which no binding of the identity works. */
export function isOfBindings({ name, issuer }: { readonly name: string; readonly issuer: string }): boolean {
  return name.toLowerCase() === bindingCredential || isBindingIssuer(issuer);
}

/** An identity binding, and the cluster whose pods use the identity through it. */
export interface BindingUse {
  readonly name: string;
  readonly cluster: string;
  readonly clusterId: string;
}

/** The facts that decide which clusters have to be asked. */
export interface BindingUseInput {
  readonly clusters: Answer<readonly { readonly id: ArmId; readonly name: string }[]> | undefined;
  readonly credentials: Answer<readonly { readonly name: string; readonly issuer: string }[]> | undefined;
  /** True to ask even if the identity lacks the credential that AKS makes with its first binding. */
  readonly asksAll: boolean;
  readonly bindingsOf: (
    clusterId: ArmId,
  ) => Answer<readonly { readonly name: string; readonly identityId: ArmId }[]> | undefined;
}

/** The most clusters that are asked for their bindings one by one because of an identity. */
export const mostBindingLists = 100;

/** Returns the bindings of the identity, and why there may be more; `undefined` until everything has been read. */
export function bindingsOfIdentity(
  identityId: ArmId,
  { clusters, credentials, asksAll, bindingsOf }: BindingUseInput,
): { readonly users: readonly BindingUse[]; readonly unknown: readonly Unknown[] } | undefined {
  if (clusters === undefined || credentials === undefined) return undefined;
  // The gaps of the list of clusters count for their bindings.
  const listedClusters = clusters.kind === 'found' ? clusters.value : [];
  const mayBe =
    credentials.kind === 'unreadable' || (credentials.kind === 'found' && credentials.value.some(isOfBindings));
  if (!mayBe && !asksAll) return { users: [], unknown: [] };
  if (listedClusters.length > mostBindingLists) {
    const reason = say`The bindings of ${listedClusters.length} clusters would have to be listed one by one.`;
    return { users: [], unknown: [unknownWith('notAsked', 'bindings', reason)] };
  }
  const lists = listedClusters.map((cluster) => ({ cluster, answer: bindingsOf(cluster.id) }));
  if (lists.some(({ answer }) => answer === undefined)) return undefined;
  return {
    users: lists.flatMap(({ cluster, answer }) =>
      (answer?.kind === 'found' ? answer.value : [])
        .filter((binding) => idKey(binding.identityId) === idKey(identityId))
        .map(({ name }) => ({ name, cluster: cluster.name, clusterId: cluster.id })),
    ),
    unknown: lists.flatMap(({ cluster, answer }) => {
      const bindingsUnknown = whyBindingsUnknown(cluster.id, answer);
      return bindingsUnknown === undefined
        ? []
        : [withTitle(say`The bindings of ${cluster.name} can't be read`, bindingsUnknown)];
    }),
  };
}

/**
 * Says why a list of bindings is unknown, if it is. A deleted cluster has none; if AKS offers no such list, a version
 * that was not asked may still have some.
 */
export function whyBindingsUnknown(clusterId: ArmId, answer: Answer<unknown> | undefined): Unknown | undefined {
  if (answer?.kind === 'unreadable') return answer;
  if (answer?.kind !== 'missing' || isOwnerMissing(answer)) return undefined;
  const reason = answer.armCode === undefined ? say`Azure does not list them.` : verbatim(answer.armCode);
  return unknownWith('failed', 'bindings', reason, clusterId);
}
