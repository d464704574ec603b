/** What becomes of the access that the old identities of a plan hold, as the page groups it. */
import type { HeldAccess, Plan } from '../../../domain/plan/plan.ts';
import type { PlanView } from '../../protocol/flow.ts';
import { distinctBy } from '../../../shape/distinct.ts';
import { capitaliseArticle, say, type Words, keyOfWords } from '../../../sentences/words.ts';
import { t, shownText } from '../../../sentences/language.ts';

/** What the old identities hold: what moves, what doesn't, and what needs no attention. */
export function heldView({ held: ofAllSlots = [] }: Plan): Pick<PlanView, 'held'> {
  if (ofAllSlots.length === 0) return {};
  // A service principal is in two places of its cluster; what it has is still one thing.
  const held = distinctBy(ofAllSlots, (access) =>
    [access.what, access.holder, fateOf(access), access.why].map(keyOfWords).join('\n'),
  );
  const counts = Object.entries(fateCounts).flatMap(([fate, counted]) => {
    const count = held.filter((access) => fateOf(access) === fate).length;
    return count === 0 ? [] : [shownText(counted(count))];
  });
  return {
    held: {
      summary: t`Access that the old identity keeps: ${counts.join(', ')}`,
      items: held.map((access) => ({
        what: t`${capitaliseArticle(access.what)} (${access.holder})`,
        fate: shownText(fateLabels[fateOf(access)]),
        why: shownText(access.why),
      })),
    },
  };
}

type Fate = 'handled' | 'carried' | 'left' | 'notNeeded';

/** What becomes of something, as the page groups it: what moves first, then what doesn't. */
const fateLabels: Readonly<Record<Fate, Words>> = {
  handled: say`Covered for the new identity`,
  carried: say`Carried over`,
  left: say`Not carried over`,
  notNeeded: say`Not needed by the new identity`,
};

const fateCounts: Readonly<Record<Fate, (count: number) => Words>> = {
  handled: (count) => say`${count} covered for the new identity`,
  carried: (count) => say`${count} carried over`,
  left: (count) => say`${count} not carried over`,
  notNeeded: (count) => say`${count} not needed by the new identity`,
};

const fateOfEach: Readonly<Record<HeldAccess['fate'], Fate>> = {
  needed: 'handled',
  stays: 'notNeeded',
  offered: 'left',
  named: 'left',
};

function fateOf({ isCarried, fate }: HeldAccess): Fate {
  return isCarried ? 'carried' : fateOfEach[fate];
}
