import type { Plan } from '../planned.ts';
import { planAsArm } from './arm.ts';
import { planAsBicep } from './bicep.ts';
import { planAsRest } from './rest.ts';
import { planAsTerraform } from './terraform.ts';

/** What a plan can be written down as, besides az commands. */
export type PlanFormat = 'rest' | 'arm' | 'bicep' | 'terraform';

/** The plan as text in a format. */
export function planAs(plan: Plan, format: PlanFormat): string {
  switch (format) {
    case 'rest':
      return planAsRest(plan);
    case 'arm':
      return planAsArm(plan);
    case 'bicep':
      return planAsBicep(plan);
    case 'terraform':
      return planAsTerraform(plan);
  }
}
