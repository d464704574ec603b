/** Versions of software that can't sign in as they should: with a fault, or without workload identity yet. */
import { say, type Phrase, type Words } from '../../../sentences/words.ts';
import type { CauseCode } from '../situation/causes.ts';

/** When this table was last read against its sources. */
export const faultsKnownAt = '2026-11';

/** A fault of some versions. */
export interface KnownFault {
  /** The forms of the messages in which it shows. */
  readonly signs: readonly string[];
  /** Matches the name of an image, without its version. */
  readonly image: RegExp;
  readonly versions: { readonly only: readonly string[] } | { readonly before: string };
  readonly cause: Extract<CauseCode, 'SOFTWARE_BUG' | 'LIBRARY_TOO_OLD'>;
  readonly name: Phrase;
  readonly instead: Words;
  /** It shows only in pods that have a federated token, or should have one. */
  readonly needsToken?: true;
  readonly source: string;
}

/** What a program says that asks the node although its pod has a federated token. */
const ofNodes = ['severalIdentities', 'noDefaultIdentity', 'identityNotFound', 'metadataUnreachable'];

function lacksWorkloadIdentity(name: Phrase, image: RegExp, before: string, source: string): KnownFault {
  return {
    signs: [...ofNodes, 'operatorRefused'],
    image,
    versions: { before },
    cause: 'LIBRARY_TOO_OLD',
    name,
    instead: say`Use ${name} ${before} or later, the first that knows workload identity.`,
    needsToken: true,
    source,
  };
}

/** The faults, each with the thread that found it. */
export const knownFaults: readonly KnownFault[] = [
  {
    signs: ['argoCdSignIn'],
    image: /^argocd$/,
    versions: { only: ['2.14.3'] },
    cause: 'SOFTWARE_BUG',
    name: 'Argo CD',
    instead: say`Use 2.14.2, or a version later than 2.14.3.`,
    source: 'https://github.com/argoproj/argo-cd/issues/22122',
  },
  {
    signs: ['signInAddressMalformed', 'tenantNotFound', 'operatorRefused'],
    image: /^external-secrets$/,
    versions: { only: ['0.10.6'] },
    cause: 'SOFTWARE_BUG',
    name: 'External Secrets',
    instead: say`Use 0.10.5, or a version later than 0.10.6.`,
    source: 'https://github.com/external-secrets/external-secrets/issues/4135',
  },
  {
    signs: ofNodes,
    image: /^vault(?:-enterprise)?$/,
    versions: { only: ['1.18.5'] },
    cause: 'SOFTWARE_BUG',
    name: 'HashiCorp Vault',
    instead: say`Use any version but 1.18.5.`,
    needsToken: true,
    source: 'https://github.com/hashicorp/vault/issues/29717',
  },
  {
    signs: ofNodes,
    image: /^openbao$/,
    versions: { only: ['2.2.1', '2.2.2'] },
    cause: 'SOFTWARE_BUG',
    name: 'OpenBao',
    instead: say`Use 2.0.1, or a version later than 2.2.2.`,
    needsToken: true,
    source: 'https://github.com/openbao/openbao-helm/issues/56',
  },
  {
    signs: ['claimMissing', 'operatorRefused'],
    image: /^keda$/,
    versions: { only: ['2.9.2'] },
    cause: 'SOFTWARE_BUG',
    name: 'KEDA',
    instead: say`Use 2.8.1, or a version later than 2.9.2.`,
    source: 'https://github.com/kedacore/keda/issues/4123',
  },
  {
    signs: ['credentialsFileEmpty'],
    image: /^velero-plugin-for-microsoft-azure$/,
    versions: { only: ['1.9.0'] },
    cause: 'SOFTWARE_BUG',
    name: say`the Azure plugin of Velero`,
    instead: say`Use a version later than 1.9.0, with Velero 1.13.1 or later.`,
    source: 'https://github.com/velero-io/velero/issues/7395',
  },
  lacksWorkloadIdentity('external-dns', /^external-dns$/, '0.13.6', 'https://github.com/bitnami/charts/issues/19141'),
  lacksWorkloadIdentity(
    'cert-manager',
    /^cert-manager-controller$/,
    '1.11.0',
    'https://github.com/cert-manager/cert-manager/pull/5570',
  ),
  lacksWorkloadIdentity(
    say`Velero's plugin for Azure`,
    /^velero-plugin-for-microsoft-azure$/,
    '1.8.0',
    'https://github.com/vmware-tanzu/helm-charts/issues/442',
  ),
];

/** Returns the causes that the table can name for a form. */
export function causesOfFaults(form: string): readonly CauseCode[] {
  return [...new Set(knownFaults.flatMap(({ signs, cause }) => (signs.includes(form) ? [cause] : [])))];
}

/** Returns the version in the tag of an image that has the fault. */
export function faultyVersion(image: string, fault: Pick<KnownFault, 'image' | 'versions'>): string | undefined {
  // A registry can have a port, which is no version.
  const slash = image.lastIndexOf('/') + 1;
  const [name = '', tag = ''] = image.slice(slash).split(/[:@]/);
  const version = /^v?(\d+\.\d+(?:\.\d+)?)(?=$|[-+])/.exec(tag)?.[1];
  if (version === undefined || !fault.image.test(name)) return undefined;
  const { versions } = fault;
  const has = 'only' in versions ? versions.only.includes(version) : isBefore(version, versions.before);
  return has ? version : undefined;
}

function isBefore(version: string, other: string): boolean {
  const [mine, others] = [version, other].map((each) => each.split('.').map(Number));
  for (let at = 0; at < 3; at++) {
    const difference = (mine?.[at] ?? 0) - (others?.[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
