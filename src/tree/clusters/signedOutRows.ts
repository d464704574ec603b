import { t } from '../../sentences/language.ts';
import { noteRow, type Row } from '../row/row.ts';

/** Makes the rows of what can be done where nobody may sign in: VS Code shows no welcome below the message that says why. */
export function rowsWithoutSignIn(): readonly Row[] {
  return [
    {
      ...noteRow('openSettings', t`Open Settings File`),
      icon: { id: 'go-to-file' },
      click: 'aksIdentity.openSettingsFile',
    },
    { ...noteRow('startDemo', t`Start Demo`), icon: { id: 'beaker' }, click: 'aksIdentity.startDemo' },
  ];
}
