/** How the tree says and shows whether a service account can act as an identity. */
import type { TrustState } from '../../domain/workloads/credentialState.ts';
import { rowState } from '../row/marks.ts';
import type { RowGrade, RowState } from '../row/row.ts';
import { capitalised, say, type Words } from '../../sentences/words.ts';
import { t, shownText } from '../../sentences/language.ts';

type TrustStateName = TrustState['state'];
type ShownTrust = Pick<TrustState, 'state' | 'workingInstead'>;

const words: Readonly<Record<TrustStateName, Words>> = {
  works: say`trusted`,
  broken: say`doesn't work`,
  unknown: say`unknown`,
};
const grades: Readonly<Record<TrustStateName, RowGrade>> = { works: 'ok', broken: 'error', unknown: 'unknown' };

/** Returns the word for a state in a row; a trusted account needs none next to its tick. */
export function stateWord(trust: ShownTrust): string | undefined {
  return trust.state === 'works' ? undefined : spokenState(trust);
}

/** Returns the word for a state in tooltips and for screen readers. */
export function spokenState({ state, workingInstead }: ShownTrust): string {
  return workingInstead === undefined ? shownText(words[state]) : t`old credential`;
}

/** Returns how a row shows whether a federated credential works; one that nobody needs shows nothing. */
export function trustState({ state, workingInstead }: ShownTrust): RowState | undefined {
  return workingInstead === undefined ? rowState(grades[state], capitalised(shownText(words[state]))) : undefined;
}
