import { aksChecks } from './aksChecks.ts';
import { readChecks, type LiveCheck } from './checks.ts';
import { clusterShapeChecks } from './clusterShapeChecks.ts';
import { grantsChecks } from './grantsChecks.ts';
import { managementGroupChecks } from './managementGroupChecks.ts';
import { regionChecks } from './regionChecks.ts';
import { versionChecks } from './versionChecks.ts';
import { workloadChecks } from './workloadChecks.ts';

/** Every check that only reads. */
export const allReadChecks: readonly LiveCheck[] = [
  ...readChecks,
  ...aksChecks,
  ...clusterShapeChecks,
  ...managementGroupChecks,
  ...grantsChecks,
  ...regionChecks,
  ...versionChecks,
  ...workloadChecks,
];
