/** Every form of message, one record each; docs/pods.md is made from them. */
import type { DocumentedForm, MessageForm } from '../situation/form.ts';
import { addressForms } from './addressForms.ts';
import { answeredForms } from './answeredForms.ts';
import { dataForms } from './dataForms.ts';
import { judgeFault } from '../judges/judgeFault.ts';
import { causesOfFaults } from '../judges/knownFaults.ts';
import { elsewhereForms } from './elsewhereForms.ts';
import { entraForms } from './entraForms.ts';
import { metadataForms } from './metadataForms.ts';
import { podForms } from './podForms.ts';
import { refusalForms } from './refusalForms.ts';
import { registryForms } from './registryForms.ts';
import { resourceForms } from './resourceForms.ts';
import { symptomForms } from './symptomForms.ts';
import { trustForms } from './trustForms.ts';

const all: readonly DocumentedForm[] = [
  ...podForms,
  ...metadataForms,
  ...trustForms,
  ...entraForms,
  ...addressForms,
  ...resourceForms,
  ...registryForms,
  ...dataForms,
  ...answeredForms,
  ...elsewhereForms,
  ...refusalForms,
  ...symptomForms,
];

/** The forms, in the order of the hands that a token goes through; software with a known fault is looked for first. */
export const forms: readonly MessageForm[] = all.map((form) =>
  causesOfFaults(form.name).length === 0
    ? form
    : { ...form, judge: (hit, situation) => judgeFault(hit, situation) ?? form.judge(hit, situation) },
);

/** Returns the forms with what the generated pages say of them. */
export function documentedForms(): readonly DocumentedForm[] {
  return all.map((form) => ({ ...form, causes: [...new Set([...form.causes, ...causesOfFaults(form.name)])] }));
}
