/** Checks whether the chosen identities may be assigned to the cluster. */
import { restrictionOn } from '../../access/identityRestrictions.ts';
import type { PlannedIdentity } from '../lookUps.ts';
import { unknownToAll, withTitle } from '../../arm/unknown.ts';
import { type DraftCheck, unknownCheck } from '../planPart.ts';
import { say } from '../../../sentences/words.ts';

/** An identity, and what it was chosen for. */
export interface ChosenIdentity {
  readonly controlPlane: PlannedIdentity | undefined;
  readonly kubelet: PlannedIdentity | undefined;
}

/** Returns a check for each chosen identity that may be assigned only in some places, if that matters here. */
export function restrictionChecks(
  chosen: ChosenIdentity,
  cluster: { readonly name: string; readonly location: string },
): readonly DraftCheck[] {
  return [...checkOf(chosen.controlPlane, 'controlPlane', cluster), ...checkOf(chosen.kubelet, 'kubelet', cluster)];
}

function checkOf(
  identity: PlannedIdentity | undefined,
  as: 'controlPlane' | 'kubelet',
  { name, location }: { readonly name: string; readonly location: string },
): readonly DraftCheck[] {
  if (identity === undefined || identity.isNew) return [];
  const place = as === 'controlPlane' ? say`the control plane of ${name}` : say`the nodes of ${name}`;
  if (identity.restricted === undefined)
    return [
      unknownCheck(
        {
          id: 'restriction',
          about: [identity.name, as],
          title: say`Couldn't verify whether ${identity.name} may be assigned to ${place}`,
        },
        [
          withTitle(
            say`The identity can't be read`,
            identity.unreadable ?? unknownToAll('resource', identity.id, say``),
          ),
        ],
      ),
    ];
  const restriction = restrictionOn(identity.restricted, as, location);
  if (restriction === undefined) return [];
  const { verdict, reason } = restriction;
  const title =
    verdict === 'fail'
      ? say`${identity.name} can't be assigned to ${place}`
      : say`Couldn't verify whether ${identity.name} may be assigned to ${place}`;
  return [{ id: 'restriction', about: [identity.name, as], title, verdict, detail: reason }];
}
