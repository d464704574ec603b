import type { Plan } from '../plan/plan.ts';
import { armFile, planAsArm } from './arm.ts';
import { canonicalPlan } from './canonicalPlan.ts';
import { isInTemplate } from '../plan/stepKinds.ts';
import { planAsAz } from './az.ts';
import { nothingToDoAs } from './nothingToDo.ts';
import { planAsPowerShell } from './powershell.ts';
import { mainName, planAsBicep, planAsBicepFiles } from './bicep.ts';
import { planAsRest } from './rest.ts';
import { planAsTerraform, planAsTerraformFiles } from './terraform.ts';
import { isWritten } from './terraformNotes.ts';
import type { AzurermVersion } from './terraformVersions.ts';

/** A format in which a plan can be exported. */
export type PlanFormat = 'az' | 'powershell' | 'rest' | 'arm' | 'bicep' | 'terraform';

/** What an export may be asked for. */
export interface PlanOptions {
  /** The major version of Terraform's azurerm provider; left out: the current one. Other formats ignore it. */
  readonly azurerm?: AzurermVersion;
}

/** Returns the plan as one text in a format; one with nothing to do says so, and has no request that could be sent. */
export function planAs(planned: Plan, format: PlanFormat, { azurerm }: PlanOptions = {}): string {
  if (planned.nothingToDo) return nothingToDoAs[format](planned);
  const plan = canonicalPlan(planned);
  switch (format) {
    case 'az':
      return planAsAz(plan);
    case 'powershell':
      return planAsPowerShell(plan);
    case 'rest':
      return planAsRest(plan);
    case 'arm':
      return planAsArm(plan);
    case 'bicep':
      return planAsBicep(plan);
    case 'terraform':
      return planAsTerraform(plan, azurerm);
  }
}

/** Returns true if a format can't express anything of a plan, so that the text has only the commands that make it. */
export function hasOnlyCommands({ steps, nothingToDo }: Plan, format: PlanFormat): boolean {
  if (nothingToDo || !['terraform', 'bicep', 'arm'].includes(format)) return false;
  return !steps.some(format === 'terraform' ? isWritten : isInTemplate);
}

/** A file of a plan; its name contains no folder. */
export interface PlanFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Returns the plan as files for one folder; the first is the one to start with. For Bicep that is `main.bicep`, which
 * deploys the others; an az script is for bash, or for PowerShell, whose older version reads Unicode only after a byte order mark.
 */
export function planFiles(planned: Plan, format: PlanFormat, { azurerm }: PlanOptions = {}): readonly PlanFile[] {
  if (planned.nothingToDo) return [firstFile(nothingToDoAs[format](planned), format)];
  const plan = canonicalPlan(planned);
  if (format === 'bicep') return planAsBicepFiles(plan);
  if (format === 'terraform') return planAsTerraformFiles(plan, azurerm);
  return [firstFile(planAs(plan, format), format)];
}

/** The name of the file to start with, and what comes before its text. */
const firstFiles: Readonly<Record<PlanFormat, readonly [name: string, start?: string]>> = {
  az: ['plan.sh', '#!/usr/bin/env bash\n'],
  powershell: ['plan.ps1', '\uFEFF'],
  rest: ['plan.http'],
  arm: [armFile],
  bicep: [mainName],
  terraform: ['main.tf'],
};

function firstFile(text: string, format: PlanFormat): PlanFile {
  const [name, start = ''] = firstFiles[format];
  return { name, text: `${start}${text}` };
}
