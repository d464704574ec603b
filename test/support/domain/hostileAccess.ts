/** Who can act on a cluster, with one text in every place that others choose. */
import { accessPosture } from '../../../src/domain/whoCanAct/accessMode.ts';
import type { AccessCell, ClusterAccess } from '../../../src/domain/whoCanAct/model.ts';
import { say } from '../../../src/sentences/words.ts';
import { cluster, clusterId } from './clusterFixture.ts';

export function hostileAccess(text: string): ClusterAccess {
  const model = {
    ...cluster({ aadProfile: { managed: true, enableAzureRBAC: true, adminGroupObjectIDs: [text] } }),
    name: text,
  };
  const principal = { id: text, type: text, name: text };
  const by = {
    ...{ id: text, scope: clusterId, principalId: text, roleDefinitionId: text, condition: text },
    ...{ createdOn: text, createdBy: text },
  };
  const cell = { principal, ability: 'secrets', namespace: text } as const;
  const cells: readonly AccessCell[] = [
    { ...cell, verdict: { kind: 'held', by, roleName: text } },
    { ...cell, ability: 'grant', verdict: { kind: 'held', by, roleName: text } },
    { ...cell, verdict: { kind: 'denied', by: { ...by, name: text } as never } },
  ];
  return {
    cluster: model,
    posture: accessPosture(model),
    namespaces: [text],
    cells,
    further: [],
    ways: [{ principal, ability: 'grant', verdict: cells[0]!.verdict, isForAks: false, words: say`${text}` }],
    unknown: [],
    eligible: { cells: cells.map((each) => ({ ...each, isEligible: true })), unknown: [] },
    trusted: {
      sources: [{ bindingId: text, name: text, sourceId: text, roles: [text], state: 'gone' }],
      unknown: [],
    },
    own: { principal, cells, unknown: [] },
  };
}
