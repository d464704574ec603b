/** What can explain that a federated credential or a binding is missing. */
import { isAtOrBelow, sameId } from '../arm/resourceId.ts';
import type { Change } from '../change/change.ts';
import { sameIssuer } from '../cluster/uses.ts';
import { earlierThan, type Explainable, type Explanation } from './explanation.ts';
import type { HistoryEntry, PropertyChange } from './model.ts';

/** Returns that a credential or a binding was removed or written over, which trusted the issuer or bound the identity. */
export function partExplanations(
  { fix, lacksTrust }: Explainable,
  entries: readonly HistoryEntry[],
): readonly Explanation[] {
  const [type, above, path, value] =
    lacksTrust === undefined
      ? [
          'identitybindings',
          fix?.kind === 'bindIdentity' ? fix.clusterId : '',
          'managedIdentity.resourceId',
          bound(fix),
        ]
      : ['federatedidentitycredentials', lacksTrust.identityId, 'issuer', lacksTrust.issuer];
  const isPart = ({ action, resourceId }: HistoryEntry, verb = ''): boolean =>
    action.toLowerCase().includes(`/${type}/${verb}`) && isAtOrBelow(resourceId, above);
  const isIt = (side: PropertyChange['before']): boolean =>
    // IDs and addresses are the same in any case, with and without a slash at the end.
    side.kind === 'text' && sameIssuer(side.text, value);
  const changeIn = ({ changes }: HistoryEntry): PropertyChange | undefined =>
    changes.find(({ path: of }) => of === `properties.${path}`);
  const trusts = (entry: HistoryEntry): boolean => isIt(changeIn(entry)?.after ?? { kind: 'unknown' });
  const isSamePart = (a: HistoryEntry, b: HistoryEntry): boolean => sameId(a.resourceId, b.resourceId);
  return [
    {
      makes: (entry) => {
        const change = changeIn(entry);
        return isPart(entry) && change !== undefined && isIt(change.before) && !isIt(change.after);
      },
      perhaps: (entry) => {
        if (isPart(entry, 'delete')) return entry.changes.length === 0;
        if (!isPart(entry, 'write') || trusts(entry)) return false;
        const last = earlierThan(entry, entries).find((earlier) => isPart(earlier) && isSamePart(earlier, entry));
        return last === undefined || (changeIn(entry) === undefined && trusts(last));
      },
      undoes: (entry) => isPart(entry, 'write') && trusts(entry),
    },
  ];
}

function bound(fix: Change | undefined): string {
  return fix?.kind === 'bindIdentity' ? fix.identityId : '';
}
