/** Rules about the identities of extensions. */
import { extensionsOf, identitiesOfExtension } from '../../around/things/extensions.ts';
import { aksPage } from '../../arm/docs.ts';
import { textAt } from '../../arm/json.ts';
import { lastSegment, sameGuid, type ArmId } from '../../arm/resourceId.ts';
import { evidence } from '../rule/evidence.ts';
import type { Rule } from '../rule/rule.ts';
import { say, verbatim } from '../../../sentences/words.ts';

/** An identity that was deleted, or recreated as another principal. */
export const extensionIdentityGone: Rule = {
  title: say`An extension's identity was deleted`,
  severity: 'error',
  source: aksPage('cluster-extensions'),
  meaning: say`The identity by which an extension of the cluster signs in was deleted, so the extension gets no access to Azure.`,
  controls: ['applicationIdentities'],
  find({ cluster, facts }) {
    return extensionsOf(cluster, facts).items.flatMap((extension) => {
      const id = textAt(extension, 'id') ?? '';
      const name = textAt(extension, 'name') ?? lastSegment(id);
      return identitiesOfExtension(extension, cluster).flatMap(({ resourceId, principalId }) => {
        const identityTold = textAt(extension, 'properties.aksAssignedIdentity.resourceId');
        if (resourceId === undefined || resourceId !== identityTold) return [];
        const answer = facts.get({ kind: 'resource', id: resourceId as ArmId });
        const isGone = answer?.kind === 'missing';
        const principalNow = answer?.kind === 'found' ? textAt(answer.value, 'properties.principalId') : undefined;
        const isOther = principalNow !== undefined && principalId !== undefined && !sameGuid(principalNow, principalId);
        if (!isGone && !isOther) return [];
        const whatHappened = isGone ? 'was deleted' : 'was deleted and recreated, so it is a different principal now';
        return [
          {
            text: say`The identity ${lastSegment(resourceId)} of the extension ${name} ${whatHappened}. Remove the extension and add it again.`,
            brief: verbatim(name),
            evidence: evidence`${{ extension: id }} names ${{ identity: resourceId }}${principalId === undefined ? [] : evidence` with principal ${{ principal: principalId }}`}.`,
            subject: id,
          },
        ];
      });
    });
  },
};
