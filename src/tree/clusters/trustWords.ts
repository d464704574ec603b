/** How the tree says and shows whether a service account can act as an identity. */
import type { TrustState } from '../../domain/workloads/credentialState.ts';
import { severityIcon, unknownIcon, type Icon } from '../row/row.ts';

type State = TrustState['state'];

const words: Readonly<Record<State, string>> = { works: 'works', broken: 'broken', unknown: 'not known' };
const icons: Readonly<Record<State, Icon>> = {
  works: { id: 'pass', color: 'charts.green' },
  broken: severityIcon('error'),
  unknown: unknownIcon,
};

/** Returns the word for a state in a row; a working one needs none next to its icon. */
export function stateWord(state: State): string | undefined {
  return state === 'works' ? undefined : words[state];
}

/** Returns the word for a state in tooltips and for screen readers. */
export function spokenState(state: State): string {
  return words[state];
}

/** Returns the icon for how well a federated credential works. */
export function stateIcon(state: State): Icon {
  return icons[state];
}
