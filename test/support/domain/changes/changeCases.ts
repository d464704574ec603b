import { clusterCases } from './clusterCases.ts';
import { identityCases } from './identityCases.ts';
import { workloadCases } from './workloadCases.ts';
import type { CasesOf } from './changeCase.ts';

/** A case for each kind of change, which the compiler asks for: a new kind of which all steps exist needs no other line in any test. */
export const changeCases: CasesOf = { ...clusterCases, ...identityCases, ...workloadCases };
