import { clusterCases } from './clusterCases.ts';
import { identityCases } from './identityCases.ts';
import { workloadCases } from './workloadCases.ts';
import type { CasesOf } from './changeCase.ts';

/** A case for each kind of change. A new kind is added to one of these, because the compiler asks for it, and to no other test. */
export const changeCases: CasesOf = { ...clusterCases, ...identityCases, ...workloadCases };
