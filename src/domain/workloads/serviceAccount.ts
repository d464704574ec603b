/** Kubernetes service accounts, and the subjects of their tokens. */
import { say, type Words } from '../../sentences/words.ts';

/** A Kubernetes service account, by namespace and name. */
export interface ServiceAccount {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** Returns the subject of a service account's tokens. */
export function tokenSubject({ namespace, serviceAccount }: ServiceAccount): string {
  return `system:serviceaccount:${namespace}:${serviceAccount}`;
}

/** Returns the service account in a subject; `undefined` if it is none. */
export function serviceAccountOf(subject: string): ServiceAccount | undefined {
  const [, namespace, serviceAccount] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(subject) ?? [];
  if (namespace === undefined || serviceAccount === undefined) return undefined;
  if (namespaceProblem(namespace) !== undefined || accountProblem(serviceAccount) !== undefined) return undefined;
  return { namespace, serviceAccount };
}

/**
 * Returns the controller that uses this account name according to its own instructions.
 * Sources: https://github.com/Azure/karpenter-provider-azure,
 * https://learn.microsoft.com/azure/application-gateway/for-containers/quickstart-deploy-application-gateway-for-containers-alb-controller,
 * https://github.com/kubernetes-sigs/external-dns/blob/master/docs/tutorials/azure.md,
 * https://fluxcd.io/flux/components/
 */
export function controllerOf({ namespace, serviceAccount }: ServiceAccount): string | undefined {
  if (serviceAccount === 'karpenter-sa') return 'Karpenter';
  if (serviceAccount === 'alb-controller-sa') return 'ALB controller';
  if (serviceAccount === 'external-dns') return 'external-dns';
  return namespace === 'flux-system' && fluxAccounts.has(serviceAccount) ? 'Flux' : undefined;
}

/** Returns a service account in words: `namespace/account`, with the controller that uses that name. */
export function accountWords(account: ServiceAccount): string {
  const controller = controllerOf(account);
  return `${account.namespace}/${account.serviceAccount}${controller === undefined ? '' : ` (${controller})`}`;
}

const fluxAccounts: ReadonlySet<string> = new Set([
  'source-controller',
  'kustomize-controller',
  'helm-controller',
  'notification-controller',
  'image-reflector-controller',
  'image-automation-controller',
  'fluxconfig-agent',
]);

/** Says what is wrong with the name of a namespace, if anything is. */
export function namespaceProblem(text: string): Words | undefined {
  return /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text)
    ? undefined
    : say`Use 1-63 lower-case letters, digits or hyphens; start and end with a letter or digit.`;
}

/** Says what is wrong with the name of a service account, if anything is. */
export function accountProblem(text: string): Words | undefined {
  const isName = text.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text);
  return isName
    ? undefined
    : say`Use 1-253 lower-case letters, digits, hyphens or dots; start and end with a letter or digit.`;
}
