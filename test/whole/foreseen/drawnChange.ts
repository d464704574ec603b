/** Random changes of every kind that can be planned, about things of a drawn world as it is then. */
import type { Change, ChangeKind } from '../../../src/domain/change/change.ts';
import { kinds } from '../../../src/domain/change/kinds.ts';
import type { Snapshot } from '../../../src/emulator/files/snapshot.ts';
import { changeCases } from '../../support/domain/changes/changeCases.ts';
import { fc } from '../../support/property.ts';
import { accounts, clusterNames, identities, place, registries, roleNames, scopes, subnets } from './things.ts';
import type { DrawnWorld } from './drawnWorld.ts';

const number = fc.nat(997);
/** A kind of change, and numbers that choose its subject. */
export const aChange = fc.tuple(
  fc.constantFrom(...(Object.keys(kinds) as ChangeKind[])),
  number,
  number,
  number,
  number,
);
/** One of these. */
export type ChangeDraw = ReturnType<(typeof aChange)['generate']>['value'];

/** What is there now, for changes of things that come and go. */
interface Now {
  readonly drawn: DrawnWorld;
  readonly snapshot: Snapshot;
}

/** Makes the change that was drawn; `undefined` where nothing is there that it could be about. */
export function changeOf([kind, a, b, c, d]: ChangeDraw, { drawn, snapshot }: Now): Change | undefined {
  const { draw } = changeCases[kind];
  if (typeof draw === 'string') return undefined;
  const of = (all: readonly string[], n: number): string => all[n % Math.max(1, all.length)] ?? '';
  const there = (type: string): readonly string[] => idsOf(snapshot, new RegExp(`/${type}/[^/]+$`, 'i'));
  const identityIds = identities.map(({ id }) => id);
  const registryIds = registries.map(({ id }) => id);
  const identityId = of([...there('userAssignedIdentities'), ...identityIds], b);
  return draw({
    a,
    b,
    c,
    d,
    identityId,
    idsOf: there,
    clusterId: of(there('managedClusters'), a),
    registryId: of(registryIds, b),
    controlPlane: d % 3 === 0 ? { kind: 'systemAssigned' } : { kind: 'userAssigned', identityId },
    place: { subscriptionId: place.subscriptionId, resourceGroup: place.group, location: place.location },
    things: {
      accounts,
      clusterNames,
      identityIds,
      registryIds,
      roleNames,
      scopes,
      subnets,
      issuers: drawn.issuers,
      principals: drawn.principals,
      assignmentIds: snapshot.roleAssignments.map(({ scope, name }) =>
        name ? `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}` : '',
      ),
    },
  });
}

/** The resources whose ID is of that kind. */
export function idsOf({ resources }: Snapshot, kind: RegExp): readonly string[] {
  return resources.flatMap(({ id }) => (kind.test(id) ? [id] : []));
}
