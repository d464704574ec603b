/** The words for askers. */
import type { Asker, AskerMode, Component } from './model.ts';
import { say, type Phrase } from '../../sentences/words.ts';

/** The names of the components. */
export const componentNames: Readonly<Record<Component, Phrase>> = {
  workload: say`Workload`,
  'external-secrets': 'External Secrets',
  'secrets-store-csi': say`Secrets store driver`,
  keda: 'KEDA',
  'cert-manager': 'cert-manager',
  'external-dns': 'external-dns',
  flux: 'Flux',
  'argo-cd': 'Argo CD',
  'app-configuration': say`App Configuration provider`,
  'service-operator': 'Azure Service Operator',
  crossplane: 'Crossplane',
  velero: 'Velero',
  volume: say`Volume driver`,
  prometheus: 'Prometheus',
  'application-routing': say`Application routing`,
};

/** The names of the modes. */
export const modeNames: Readonly<Record<AskerMode, Phrase>> = {
  workloadIdentity: say`Workload identity`,
  nodeIdentity: say`The node's identity`,
  binding: say`Identity binding`,
  secret: say`Client secret`,
  podIdentity: say`Pod identity (retired)`,
  unknown: say`How it signs in is not known`,
};

/** Names an asker for the beginning of a sentence: `SecretStore shop/vault`. */
export function nameOfAsker({ what: { kind, namespace, name } }: Pick<Asker, 'what'>): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
