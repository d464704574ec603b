/** How the tree says and shows whether a service account can act as an identity. */
import type { TrustState } from '../../domain/workloads/credentialState.ts';
import { rowState } from '../row/marks.ts';
import type { RowGrade, RowState } from '../row/row.ts';
import { capitalised } from '../../domain/words/describe.ts';

type TrustStateName = TrustState['state'];

const words: Readonly<Record<TrustStateName, string>> = { works: 'works', broken: 'broken', unknown: 'not known' };
const grades: Readonly<Record<TrustStateName, RowGrade>> = { works: 'ok', broken: 'error', unknown: 'unknown' };

/** Returns the word for a state in a row; a working one needs none next to its tick. */
export function stateWord(state: TrustStateName): string | undefined {
  return state === 'works' ? undefined : words[state];
}

/** Returns the word for a state in tooltips and for screen readers. */
export function spokenState(state: TrustStateName): string {
  return words[state];
}

/** Returns how a row shows whether a federated credential works. */
export function trustState(state: TrustStateName): RowState {
  const text = words[state];
  return rowState(grades[state], capitalised(text));
}
