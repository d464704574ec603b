/** The zones and vaults of application routing that a plan for Gateways does not name, and that no identity may use. */
import { idKey, lastSegment, type ArmId } from '../../arm/resourceId.ts';
import { scopeWithKind } from '../../arm/scopeWords.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { GatewayObjects } from '../../gateway/gatewayYaml.ts';
import { gatewayStateOf } from '../../gateway/readiness.ts';
import { sentenceList } from '../../words/describe.ts';
import { say } from '../../../sentences/words.ts';
import { clusterAt } from '../lookUps.ts';
import type { Warning } from '../plan.ts';
import { unknownCheck, type DraftCheck } from '../planPart.ts';
import { gatewayPage } from './gatewayChecks.ts';

/** Returns, for all preparations of a plan, a warning where places are left out, and a check where there may be more. */
export function placesLeftOut(
  objects: readonly GatewayObjects[],
  facts: Facts,
): { readonly warnings: readonly Warning[]; readonly checks: readonly DraftCheck[] } {
  const byCluster = [...Map.groupBy(objects, ({ clusterId }) => idKey(clusterId)).values()];
  const each = byCluster.map((ofOne) => leftOutOn(ofOne, facts));
  return { warnings: each.flatMap(({ warnings }) => warnings), checks: each.flatMap(({ checks }) => checks) };
}

function leftOutOn(ofOne: readonly GatewayObjects[], facts: Facts): ReturnType<typeof placesLeftOut> {
  const cluster = clusterAt((ofOne[0]?.clusterId ?? '') as ArmId, facts);
  if (!cluster) return { warnings: [], checks: [] };
  const named = new Set(ofOne.flatMap(({ zones, vaults }) => [...zones, ...vaults]).map(idKey));
  const { lacking, unknownPlaces } = gatewayStateOf(cluster, facts);
  const left = lacking.filter(({ id }) => !named.has(idKey(id))).map(({ id }) => id);
  const names = sentenceList(left.map((id) => scopeWithKind(id)));
  const title = say`Not all zones and vaults of application routing on ${cluster.name} are known`;
  return {
    warnings:
      left.length === 0
        ? []
        : [
            {
              id: 'placesLeftOut',
              values: left.map(lastSegment),
              severity: 'warning',
              text: say`Left out: ${names}. Application routing on ${cluster.name} works there, too, but no identity is known that its Gateways could use. If Gateways need more, add to the change: ${left.join(', ')}`,
              source: gatewayPage,
              clusterId: cluster.id,
            },
          ],
    checks: unknownPlaces.length === 0 ? [] : [unknownCheck({ id: 'routingPlaces', title }, unknownPlaces)],
  };
}
