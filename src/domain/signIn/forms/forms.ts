/** Every form of message, one record each; docs/pods.md is made from them. */
import type { MessageForm } from '../situation/form.ts';
import { dataForms } from './dataForms.ts';
import { entraForms } from './entraForms.ts';
import { metadataForms } from './metadataForms.ts';
import { podForms } from './podForms.ts';
import { resourceForms } from './resourceForms.ts';
import { symptomForms } from './symptomForms.ts';
import { trustForms } from './trustForms.ts';

/** The forms, in the order of the hands that a token goes through. */
export const forms: readonly MessageForm[] = [
  ...podForms,
  ...metadataForms,
  ...trustForms,
  ...entraForms,
  ...resourceForms,
  ...dataForms,
  ...symptomForms,
];
