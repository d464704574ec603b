import { t } from '../../sentences/language.ts';
import { noteRow, type Row } from '../row/row.ts';

/** Makes the row of what needs no sign-in: VS Code shows no welcome below the message that says why there can be none. */
export function rowWithoutSignIn(): Row {
  return { ...noteRow('startDemo', t`Start Demo`), icon: { id: 'beaker' }, click: 'aksIdentity.startDemo' };
}
