/** Which product a pod is of, by the labels that its own manifests give it. */
import type { Component, PodFact } from './model.ts';

/** The labels by which manifests and charts name what a pod is. */
export const namingLabels = ['app.kubernetes.io/name', 'app.kubernetes.io/component', 'app', 'component', 'name'];

const byName: Readonly<Record<string, Component>> = {
  'keda-operator': 'keda',
  'external-secrets': 'external-secrets',
  'cert-manager': 'cert-manager',
  'external-dns': 'external-dns',
  'source-controller': 'flux',
  'kustomize-controller': 'flux',
  'image-reflector-controller': 'flux',
  'helm-controller': 'flux',
  'notification-controller': 'flux',
  'image-automation-controller': 'flux',
  velero: 'velero',
  'azure-service-operator': 'service-operator',
};

/** Returns the product; `workload` for everything that is none of those which other objects or Secrets configure. */
export function componentOf({
  labels,
  account,
  containers,
}: Pick<PodFact, 'labels' | 'account' | 'containers'>): Component {
  if (labels['app.kubernetes.io/part-of'] === 'argocd') return 'argo-cd';
  if ((labels['pkg.crossplane.io/provider'] ?? '').includes('azure')) return 'crossplane';
  const named = namingLabels.map((label) => byName[labels[label] ?? '']).find((each) => each !== undefined);
  if (named !== undefined) return named;
  if (containers.some(({ image }) => /external-dns/.test(image))) return 'external-dns';
  if (containers.some(({ env }) => env.includes('WORKLOAD_IDENTITY_DISABLE_GLOBAL_SERVICE_ACCOUNT')))
    return 'app-configuration';
  return account.serviceAccount === 'azureserviceoperator-default' ? 'service-operator' : 'workload';
}
