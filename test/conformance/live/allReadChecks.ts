import { readChecks } from './checks.ts';
import type { LiveCheck } from './checks.ts';
import { grantsChecks } from './grantsChecks.ts';
import { managementGroupChecks } from './managementGroupChecks.ts';
import { regionChecks } from './regionChecks.ts';

/** Every check that only reads, whatever it is about. */
export const allReadChecks: readonly LiveCheck[] = [
  ...readChecks,
  ...managementGroupChecks,
  ...grantsChecks,
  ...regionChecks,
];
