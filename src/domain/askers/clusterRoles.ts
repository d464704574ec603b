/**
 * Which service accounts may use the identities that are bound to a cluster: its own roles decide.
 * Source: https://learn.microsoft.com/azure/aks/identity-bindings
 */
import { objectsAt, textAt, textsAt, type JsonObject } from '../arm/json.ts';
import type { ServiceAccount } from '../workloads/serviceAccount.ts';
import type { ClusterObjects } from './model.ts';

const verb = 'use-managed-identity';
const group = 'cid.wi.aks.azure.com';
const kindsNeeded = ['ClusterRole', 'ClusterRoleBinding'];

/** Returns whether an account may use the identity with a client ID; `undefined` if not all roles of the cluster were read. */
export function mayUseIdentity(
  { objects, kinds, isWhole }: Pick<ClusterObjects, 'objects' | 'kinds' | 'isWhole'>,
  account: ServiceAccount,
  clientId: string,
): boolean | undefined {
  const roles = new Set(
    objects.flatMap(({ kind, name, json }) => (kind === 'ClusterRole' && allows(json, clientId) ? [name] : [])),
  );
  const isAllowed = objects.some(
    ({ kind, json }) =>
      kind === 'ClusterRoleBinding' &&
      roles.has(textAt(json, 'roleRef.name') ?? '') &&
      objectsAt(json, 'subjects').some((subject) => isOf(subject, account)),
  );
  if (isAllowed) return true;
  return isWhole && kindsNeeded.every((kind) => kinds.has(kind)) ? false : undefined;
}

function allows(role: JsonObject, clientId: string): boolean {
  return objectsAt(role, 'rules').some((rule) => {
    const has = (list: string, wanted: string): boolean =>
      textsAt(rule, list).some((each) => each === '*' || each.toLowerCase() === wanted.toLowerCase());
    return (
      has('verbs', verb) &&
      has('apiGroups', group) &&
      has('resources', clientId) &&
      textsAt(rule, 'resourceNames').length === 0
    );
  });
}

/** An account is meant by its name, or through one of the groups that Kubernetes puts it in. */
function isOf(subject: JsonObject, { namespace, serviceAccount }: ServiceAccount): boolean {
  const [kind, name = ''] = [textAt(subject, 'kind'), textAt(subject, 'name')];
  if (kind === 'ServiceAccount') return name === serviceAccount && textAt(subject, 'namespace') === namespace;
  if (kind === 'User') return name === `system:serviceaccount:${namespace}:${serviceAccount}`;
  const groups = ['system:authenticated', 'system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  return kind === 'Group' && groups.includes(name);
}

/** True for the kinds that only decide about identity bindings, and about who may act. */
export function isOfBindings(resource: string): boolean {
  return /^(?:cluster)?role(?:binding)?s\.rbac\.authorization\.k8s\.io$/.test(resource);
}
