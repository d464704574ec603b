import { comparing, type Comparison } from '../../../src/domain/report/comparison.ts';
import { inOneGo } from '../../../src/shape/steps.ts';

/** Compares clusters with an earlier report, in one go. */
export function comparisonOf(...compared: Parameters<typeof comparing>): Comparison {
  return inOneGo(comparing(...compared));
}
