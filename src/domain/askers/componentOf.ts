/** Which product a pod is of, by the labels that its own manifests give it. */
import { productOfLabels } from '../products/products.ts';
import type { Component, PodFact } from './model.ts';

/** Returns the product; `workload` for everything that is none of those which other objects or Secrets configure. */
export function componentOf({
  labels,
  account,
  containers,
}: Pick<PodFact, 'labels' | 'account' | 'containers'>): Component {
  if (labels['app.kubernetes.io/part-of'] === 'argocd') return 'argo-cd';
  if ((labels['pkg.crossplane.io/provider'] ?? '').includes('azure')) return 'crossplane';
  const named = productOfLabels(labels);
  if (named !== undefined) return named;
  if (containers.some(({ image }) => /external-dns/.test(image))) return 'external-dns';
  if (containers.some(({ env }) => env.includes('WORKLOAD_IDENTITY_DISABLE_GLOBAL_SERVICE_ACCOUNT')))
    return 'app-configuration';
  return account.serviceAccount === 'azureserviceoperator-default' ? 'service-operator' : 'workload';
}
