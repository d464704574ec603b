/** How VS Code shows the states of rows: beside the name, in colour and with a badge, as it shows those of files. */
import { FileDecoration, ThemeColor, Uri, type FileDecorationProvider } from 'vscode';
import type { RowGrade, RowState } from './row.ts';

/** The scheme of the addresses that represent states; nothing can be opened under it. */
const scheme = 'aks-identity-state';

const addresses = new WeakMap<RowState, Uri>();

/**
 * Returns the address that makes VS Code ask for the decoration of a state. All rows in the same state share it: VS Code
 * asks once for each state instead of once for each of thousands of rows, and a row whose state changes is drawn with
 * another address, so nothing ever has to be announced.
 */
export function stateAddress(state: RowState): Uri {
  const { grade, badge, words } = state;
  const address = addresses.get(state) ?? Uri.from({ scheme, path: `/${grade}/${badge}`, query: words });
  addresses.set(state, address);
  return address;
}

/** Colours of the theme; in high contrast there are none, and badge and words say it all. */
const colors: Readonly<Partial<Record<RowGrade, string>>> = {
  error: 'list.errorForeground',
  warning: 'list.warningForeground',
};

/** Decorates the addresses that represent states, and no others. */
export const stateDecorations: FileDecorationProvider = {
  provideFileDecoration({ scheme: uriScheme, path, query }) {
    if (uriScheme !== scheme) return undefined;
    const [, grade = '', badge] = path.split('/');
    const color = colors[grade as RowGrade];
    return new FileDecoration(badge, query, color === undefined ? undefined : new ThemeColor(color));
  },
};
