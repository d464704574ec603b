/** For each finding about who can act on a cluster a case that has it and one, as near as can be, that does not. */
import { role } from '../../../../src/domain/access/roles.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import { idKey } from '../../../../src/domain/arm/resourceId.ts';
import {
  assignment,
  cluster,
  clusterId,
  group,
  identityId,
  otherPrincipal,
  subscription,
  subscriptionId,
} from '../clusterFixture.ts';
import { say } from '../../../../src/sentences/words.ts';
import { found, type Entry } from '../factsOf.ts';
import type { Case, FindingRow } from './findingCases.ts';
import { credential, ready } from '../workloadFixture.ts';

const entra = (more: JsonObject = {}): JsonObject => ({
  aadProfile: { managed: true, ...more },
  disableLocalAccounts: false,
});
/** What a cluster has that asks Azure, and has no local accounts. */
export const asksAzure: JsonObject = { ...entra({ enableAzureRBAC: true }), disableLocalAccounts: true };
/** What a cluster has whose own bindings decide. */
export const asksNobody: JsonObject = { ...entra(), disableLocalAccounts: true };
export const person = 'dddddddd-0000-0000-0000-000000000004';
export const ofPerson = { principalType: 'User' } as const;
const adminRole = { name: 'Azure Kubernetes Service Cluster Admin Role', id: '0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8' };
const app = identityId('id-app');
const trusting: readonly Entry[] = [
  [{ kind: 'clusters' }, found([cluster({ ...asksAzure, ...ready })])],
  [{ kind: 'credentials' }, found({ all: [credential({ identityId: app, name: 'shop-cart' })], unknown: [] })],
  [{ kind: 'identities' }, found([{ id: app, name: 'id-app', principalId: otherPrincipal }])],
];
const asksAzureCase = (more: Partial<Case>): Case => ({ cluster: cluster(asksAzure), ...more });
/** A role at a managed namespace of a cluster that has these. */
const atManaged = (name: string, managed: readonly string[]): Case =>
  asksAzureCase({
    entries: [
      [
        { kind: 'listBelow', id: clusterId, list: 'managedNamespaces' },
        found(managed.map((each) => ({ id: `${clusterId}/managedNamespaces/${each}`, name: each }))),
      ],
    ],
    grants: [assignment(role.aksReader, `${clusterId}/managedNamespaces/${name}`, person, ofPerson)],
  });
const adminGroup = 'eeeeeeee-0000-0000-0000-000000000005';
/** A cluster whose directory has these groups, and which names one as its administrators. */
const administered = (...groups: readonly string[]): Case => ({
  cluster: cluster({
    ...entra({ enableAzureRBAC: true, adminGroupObjectIDs: [adminGroup] }),
    disableLocalAccounts: true,
  }),
  entries: [
    [
      { kind: 'directoryObjects', subscriptionId, ids: [adminGroup] },
      found(groups.map((id) => ({ id, name: 'Admins' }))),
    ],
  ],
  more: { asksDirectory: true },
});
/** A cluster without local accounts, or with them, whose admin credential was fetched. */
const fetched = (has: JsonObject): Case => ({
  cluster: cluster(has),
  more: {
    adminCredentials: new Map([
      [idKey(clusterId), { lastAt: '2026-05-04T08:00:00.000Z', count: 2, by: ['ana@contoso.com', 'kim@contoso.com'] }],
    ]),
  },
});
/** A cluster that so many others have changed. */
const written = (count: number): Case => ({
  cluster: cluster(asksAzure),
  more: {
    unexpectedWriters: new Map([
      [
        idKey(clusterId),
        Array.from({ length: count }, () => ({
          who: say`ana@contoso.com`,
          id: person,
          count: 2,
          firstAt: '2026-05-03T08:00:00.000Z',
          lastAt: '2026-05-04T08:00:00.000Z',
        })),
      ],
    ]),
  },
});
const acting = (grant: Case['grants'], has: JsonObject = asksAzure): Case => ({
  cluster: cluster({ ...has, ...ready }),
  entries: trusting,
  grants: grant ?? [],
});

/** The rows, in the form of those of all findings. */
export const accessFindings: readonly FindingRow[] = [
  [
    'kubernetesRbacOff',
    'error',
    { cluster: cluster({ enableRBAC: false }) },
    { cluster: cluster({ enableRBAC: true }) },
  ],
  [
    'noEntra',
    'warning',
    { cluster: cluster({ aadProfile: null, disableLocalAccounts: false }) },
    { cluster: cluster(asksAzure) },
  ],
  [
    'localAccountsOn',
    'warning',
    { cluster: cluster(entra({ enableAzureRBAC: true })) },
    { cluster: cluster(asksAzure) },
  ],
  ['adminGroupGone', 'warning', administered(), administered(adminGroup.toUpperCase())],
  ['adminCertificateOutlives', 'warning', fetched(asksAzure), fetched(entra({ enableAzureRBAC: true }))],
  ['grantedOutsidePipeline', 'info', written(1), written(0)],
  ['azureRbacOff', 'info', { cluster: cluster(asksNobody) }, { cluster: cluster(asksAzure) }],
  [
    'clusterAdminWide',
    'warning',
    asksAzureCase({ grants: [assignment(role.aksClusterAdmin, subscription, person, ofPerson)] }),
    asksAzureCase({ grants: [assignment(role.aksClusterAdmin, group, person, ofPerson)] }),
  ],
  [
    'adminCredentialWide',
    'warning',
    {
      cluster: cluster(entra({ enableAzureRBAC: true })),
      grants: [assignment(adminRole, subscription, person, ofPerson)],
    },
    { cluster: cluster(asksAzure), grants: [assignment(adminRole, subscription, person, ofPerson)] },
  ],
  [
    'workloadActsOnCluster',
    'warning',
    acting([assignment(role.aksReader, clusterId, otherPrincipal)]),
    acting([assignment(role.aksReader, clusterId, person, ofPerson)]),
  ],
  [
    'workloadActsOnCluster',
    'error',
    acting([assignment(role.aksClusterAdmin, clusterId, otherPrincipal)]),
    acting([assignment(role.reader, clusterId, otherPrincipal)]),
  ],
  [
    'pipelineWritesAllNamespaces',
    'info',
    asksAzureCase({ grants: [assignment(role.aksWriter, clusterId, otherPrincipal)] }),
    asksAzureCase({ grants: [assignment(role.aksWriter, `${clusterId}/namespaces/shop`, otherPrincipal)] }),
  ],
  [
    'accessWithoutEffect',
    'info',
    {
      cluster: cluster(asksNobody),
      grants: [assignment(role.aksReader, `${clusterId}/namespaces/shop`, person, ofPerson)],
    },
    asksAzureCase({ grants: [assignment(role.aksReader, `${clusterId}/namespaces/shop`, person, ofPerson)] }),
  ],
  ['accessAtGoneNamespace', 'info', atManaged('shop', ['web']), atManaged('shop', ['Shop', 'web'])],
];
