/** The sign of a finding in the panel. */
import type { TemplateResult } from 'lit-html';
import type { Tone } from '../../protocol/panel.ts';
import { signWithWord } from './parts.ts';
import { t } from '../../../sentences/language.ts';

/** Draws the sign of a finding, which says so if the finding is accepted. */
export function findingSign(tone: Tone, isAccepted = false): TemplateResult {
  return isAccepted ? signWithWord(tone, t`Accepted`) : signWithWord(tone);
}
