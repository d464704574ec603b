/** For each finding about workloads a case that has it and one, as near as can be, that does not. */
import { role } from '../../../../src/domain/access/roles.ts';
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';
import type { IdentityCredential } from '../../../../src/domain/cluster/facts.ts';
import type { Cluster } from '../../../../src/domain/cluster/model.ts';
import {
  assignment,
  cluster,
  clusterId,
  controlPlaneId,
  identityId,
  otherPrincipal,
  subscription,
} from '../clusterFixture.ts';
import { found, unreadable, type Entry } from '../factsOf.ts';
import type { Case, FindingRow } from './findingCases.ts';
import { audiences, binding, credential, goneIssuer, issuer, issuing, ready } from '../workloadFixture.ts';
import { tenant } from '../worldFacts.ts';

const shop = cluster(ready);
const app = identityId('id-app');
const ofApp = (more: Partial<IdentityCredential> = {}): IdentityCredential =>
  credential({ identityId: app, name: 'shop-cart', ...more });
const trusted = (...all: IdentityCredential[]): Entry => [{ kind: 'credentials' }, found({ all, unknown: [] })];
const inSight: Entry = [{ kind: 'clusters' }, found([shop])];
const listedNow: Entry = [{ kind: 'clusters', fromArm: true }, found([shop])];
const whole: Entry = [{ kind: 'hiddenSubscriptions', directory: tenant }, found([])];
const app3: Entry = [{ kind: 'identities' }, found([{ id: app, name: 'id-app', principalId: otherPrincipal }])];
const bound: Entry = [
  { kind: 'bindings', clusterId },
  found([binding({ id: `${clusterId}/identityBindings/b` as ArmId, identityId: app })]),
];
const holds = (scope: string): Entry => [
  { kind: 'assignmentsOfAll', principalIds: [otherPrincipal] },
  found([assignment(role.contributor, scope, otherPrincipal)]),
];
const has = (entries: readonly Entry[], model: Cluster = shop): Case => ({
  cluster: model,
  entries: [inSight, ...entries],
});

/** The rows, in the form of those of all findings. */
export const workloadFindings: readonly FindingRow[] = [
  [
    'notAllRead',
    'unknown',
    has([
      trusted(ofApp({ name: 'aks-identity-binding', issuer: 'https://ib.oic.prod-aks.azure.com/t/c' })),
      [{ kind: 'bindings', clusterId }, found([])],
      [{ kind: 'clusters', fromArm: true }, unreadable()],
    ]),
    has([
      trusted(ofApp({ name: 'aks-identity-binding', issuer: 'https://ib.oic.prod-aks.azure.com/t/c' })),
      bound,
      listedNow,
    ]),
  ],
  [
    'credentialOfGoneIssuer',
    'error',
    has([trusted(ofApp({ issuer: goneIssuer })), listedNow, whole]),
    has([
      trusted(ofApp({ issuer: 'https://token.actions.githubusercontent.com', subject: 'repo:contoso/shop' })),
      whole,
    ]),
  ],
  [
    'credentialWithoutWorkloadIdentity',
    'info',
    { cluster: cluster(issuing), entries: [trusted(ofApp())] },
    has([trusted(ofApp())]),
  ],
  [
    'credentialWrongAudience',
    'error',
    has([trusted(ofApp({ audiences: ['api://other'] }))]),
    has([trusted(ofApp({ audiences }))]),
  ],
  ['credentialMalformed', 'error', has([trusted(ofApp({ issuer: issuer.slice(0, -1) }))]), has([trusted(ofApp())])],
  [
    'duplicateCredential',
    'info',
    has([trusted(ofApp(), ofApp({ identityId: identityId('id-two') }))]),
    has([trusted(ofApp(), ofApp({ identityId: identityId('id-two'), subject: 'system:serviceaccount:shop:other' }))]),
  ],
  [
    'workloadTooWide',
    'warning',
    has([trusted(ofApp()), app3, holds(subscription)]),
    has([trusted(ofApp()), app3, holds(`${subscription}/resourceGroups/rg-shop`)]),
  ],
  [
    'workloadSharesClusterIdentity:controlPlane',
    'warning',
    has([trusted(ofApp({ identityId: controlPlaneId }))]),
    has([trusted(ofApp())]),
  ],
  [
    'bindingIdentityDeleted',
    'error',
    has([bound, [{ kind: 'resource', id: app }, { kind: 'missing' }]]),
    has([bound, [{ kind: 'resource', id: app }, unreadable()]]),
  ],
  [
    'bindingCredentialLeft',
    'info',
    has([
      trusted(ofApp({ name: 'aks-identity-binding', issuer: 'https://ib.oic.prod-aks.azure.com/t/c' })),
      [{ kind: 'bindings', clusterId }, found([])],
      listedNow,
    ]),
    has([
      trusted(ofApp({ name: 'aks-identity-binding', issuer: 'https://ib.oic.prod-aks.azure.com/t/c' })),
      bound,
      listedNow,
    ]),
  ],
];
