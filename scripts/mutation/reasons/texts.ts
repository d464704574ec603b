import type { Reason } from './reason.ts';
import { narrows } from './reason.ts';

/** Of redaction and quoting. */
export const ofTexts: readonly Reason[] = [
  { file: 'domain/export/bicepText.ts', what: /\?\? 0 ->/, why: narrows },
  {
    file: 'domain/arm/shellText.ts',
    what: /^\/\^\[/,
    why: 'A part of an argument has signs of one kind only, so it does not matter which of them is looked at.',
  },
];
