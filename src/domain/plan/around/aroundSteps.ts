/** The steps that write resources around clusters. */
import { objectAt, textAt, type JsonObject } from '../../arm/json.ts';
import { groupOf, idKey, lastSegment, parseResourceId, subscriptionOf, type ArmId } from '../../arm/resourceId.ts';
import { labelsOf, type Membership } from '../../around/things/fleets.ts';
import { azCommand, knownSince, type Argument, type AzCommand } from '../azCommand.ts';
import type { Step } from '../plan.ts';
import { stepId } from '../steps.ts';
import { say } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

/** The properties of a member that only Azure writes. */
const readOnly = ['provisioningState', 'status', 'meshProperties'];

/** Returns the body that writes a member back unchanged: everything that was read, except what only Azure writes. */
export function bodyOfMember(member: JsonObject): JsonObject {
  const properties = Object.entries(objectAt(member, 'properties') ?? {});
  return { properties: Object.fromEntries(properties.filter(([name]) => !readOnly.includes(name))) };
}

/** Returns the step that joins a cluster to its Fleet again, as the same member. */
export function rejoinFleetStep({ fleetId, member, memberId }: Membership, clusterId: ArmId): Step {
  const fleet = lastSegment(fleetId);
  const cluster = lastSegment(clusterId);
  const eTag = textAt(member, 'eTag');
  return {
    kind: 'rejoinFleet',
    id: stepId('rejoinFleet', idKey(memberId)),
    memberId,
    clusterId,
    ...defined({ eTag }),
    title: say`Rejoin ${cluster} to Fleet ${fleet}`,
    effect: say`The Fleet learns the new identity of ${cluster}. Update group and labels of its member ${lastSegment(memberId)} stay as they are.`,
    request: { method: 'PUT', path: memberId, body: bodyOfMember(member) },
    ...azJoinFleet({ member, memberId }, clusterId),
  };
}

/** Returns the command that joins a cluster to its Fleet again, as the same member. */
export function azJoinFleet(
  { member, memberId }: Pick<Membership, 'member' | 'memberId'>,
  clusterId: string,
): AzCommand {
  const fleetId = parseResourceId(memberId)?.parent ?? '';
  const group = textAt(member, 'properties.group');
  const pairs = labelsOf(member) ?? [];
  const options: readonly Argument[] = [
    ['--subscription', subscriptionOf(fleetId) ?? ''],
    ['--resource-group', groupOf(fleetId) ?? ''],
    ['--fleet-name', lastSegment(fleetId)],
    ['--name', lastSegment(memberId)],
    ['--member-cluster-id', clusterId],
    ...(group === undefined ? [] : [['--update-group', group] as const]),
    ...(pairs.length === 0 ? [] : [['--member-labels', ...pairs] as const]),
  ];
  return azCommand('az fleet member create', options, knownSince.fleet);
}

/** Returns the step that removes an Azure service's access to a cluster. */
export function deleteTrustedBindingStep(bindingId: ArmId, basis: string | undefined, cluster: string): Step {
  const owner = parseResourceId(bindingId)?.parent ?? '';
  const options: readonly Argument[] = [
    ['--subscription', subscriptionOf(owner) ?? ''],
    ['--resource-group', groupOf(owner) ?? ''],
    ['--cluster-name', lastSegment(owner)],
    ['--name', lastSegment(bindingId)],
    ['--yes'],
  ];
  return {
    kind: 'deleteTrustedBinding',
    id: stepId('deleteTrustedBinding', idKey(bindingId)),
    bindingId,
    ...defined({ basis }),
    title: say`Remove Trusted Access binding ${lastSegment(bindingId)} from ${cluster}`,
    effect: say`Its source can no longer act in the cluster.`,
    request: { method: 'DELETE', path: bindingId },
    ...azCommand('az aks trustedaccess rolebinding delete', options, knownSince.trustedAccess),
  };
}
