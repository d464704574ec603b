/** What is wrong with the identities of extensions. */
import { seeking } from '../cluster/watching.ts';
import { textAt } from '../arm/json.ts';
import { lastSegment, sameGuid } from '../arm/resourceId.ts';
import type { ArmId } from '../arm/resourceId.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { evidence } from '../findings/evidence.ts';
import { findingOf } from '../findings/finding.ts';
import type { Finding } from '../findings/finding.ts';
import { extensionsOf, identitiesOfExtension } from './things/extensions.ts';

/** Finds extensions whose identity was deleted, or made again as another principal. */
export function extensionFindings(cluster: Cluster, given: Facts): readonly Finding[] {
  const facts = seeking(given, 'extensionIdentityGone');
  return extensionsOf(cluster, facts).items.flatMap((extension) => {
    const id = textAt(extension, 'id') ?? '';
    const name = textAt(extension, 'name') ?? lastSegment(id);
    return identitiesOfExtension(extension, cluster).flatMap(({ resourceId, principalId }): readonly Finding[] => {
      const told = textAt(extension, 'properties.aksAssignedIdentity.resourceId');
      if (resourceId === undefined || resourceId !== told) return [];
      const answer = facts.get({ kind: 'resource', id: resourceId as ArmId });
      const isGone = answer?.kind === 'missing';
      const now = answer?.kind === 'found' ? textAt(answer.value, 'properties.principalId') : undefined;
      const isOther = now !== undefined && principalId !== undefined && !sameGuid(now, principalId);
      if (!isGone && !isOther) return [];
      const what = isGone ? 'was deleted' : 'was deleted and made again, so it is another principal now';
      return [
        findingOf('extensionIdentityGone', {
          text: `The identity ${lastSegment(resourceId)} of the extension ${name} ${what}. Remove the extension and add it again.`,
          evidence: evidence`${{ extension: id }} names ${{ identity: resourceId }}${principalId === undefined ? [] : evidence` with principal ${{ principal: principalId }}`}.`,
          subject: id,
        }),
      ];
    });
  });
}
