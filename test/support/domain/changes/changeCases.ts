import { accessCases } from './accessCases.ts';
import { clusterCases } from './clusterCases.ts';
import { gatewayCases } from './gatewayCases.ts';
import { identityCases } from './identityCases.ts';
import { workloadCases } from './workloadCases.ts';
import type { CasesOf } from './changeCase.ts';

/**
 * A case for each kind of change; the compiler asks for it, and a new kind with existing steps needs no other line in
 * any test.
 */
export const changeCases: CasesOf = {
  ...clusterCases,
  ...identityCases,
  ...workloadCases,
  ...accessCases,
  ...gatewayCases,
};
