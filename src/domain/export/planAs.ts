import type { Plan } from '../plan/plan.ts';
import { planAsArm } from './arm.ts';
import { planAsAz } from './az.ts';
import { planAsBicep } from './bicep.ts';
import { planAsRest } from './rest.ts';
import { planAsTerraform } from './terraform.ts';
import type { AzurermVersion } from './terraformVersions.ts';

/** A format in which a plan can be exported. */
export type PlanFormat = 'az' | 'rest' | 'arm' | 'bicep' | 'terraform';

/** What an export may be asked for. */
export interface PlanOptions {
  /** The major version of Terraform's azurerm provider; the current one if none is named. Other formats don't look at it. */
  readonly azurerm?: AzurermVersion;
}

/** Returns the plan as one text in a format. */
export function planAs(plan: Plan, format: PlanFormat, { azurerm }: PlanOptions = {}): string {
  switch (format) {
    case 'az':
      return planAsAz(plan);
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
