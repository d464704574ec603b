import type { Plan } from '../plan/plan.ts';
import { planAsArm } from './arm.ts';
import { planAsAz } from './az.ts';
import { planAsBicep } from './bicep.ts';
import { planAsRest } from './rest.ts';
import { planAsTerraform } from './terraform.ts';

/** A format in which a plan can be exported. */
export type PlanFormat = 'az' | 'rest' | 'arm' | 'bicep' | 'terraform';

/** Returns the plan as text in a format. */
export function planAs(plan: Plan, format: PlanFormat): string {
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
      return planAsTerraform(plan);
  }
}
