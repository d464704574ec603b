import type { Finding } from '../../../src/domain/findings/finding.ts';
import { say } from '../../../src/sentences/words.ts';

/** A finding about a role that the control plane lacks, without a fix. */
export const missingRole: Finding = {
  code: 'missingGrant:P-02',
  severity: 'error',
  text: say`The control plane lacks a role.`,
  evidence: ['Nothing at the subnet.'],
  source: 'https://learn.microsoft.com/azure/aks/x',
};
