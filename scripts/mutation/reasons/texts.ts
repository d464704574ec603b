import type { Reason } from './reason.ts';

/** Of redaction and quoting. */
export const ofTexts: readonly Reason[] = [
  {
    file: 'domain/arm/shellText.ts',
    what: /^\/\^\[/,
    why: 'A part of an argument has signs of one kind only, so it does not matter which of them is looked at.',
  },
];
