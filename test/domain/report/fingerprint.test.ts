import { describe, expect, it } from 'vitest';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import type { Finding } from '../../../src/domain/findings/finding.ts';
import { fingerprintsOf } from '../../../src/domain/report/fingerprint.ts';
import { cluster, clusterId, clusterJson } from '../../support/domain/clusterFixture.ts';
import { codes, find } from '../../support/domain/cases/findingCases.ts';
import { say } from '../../../src/sentences/words.ts';

const subscription = '/subscriptions/11111111-1111-4111-8111-111111111111';
const identity = `${subscription}/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id`;
const finding: Finding = {
  code: 'federatedCredentialLimit',
  severity: 'warning',
  text: say`id has 17 of at most 20.`,
  evidence: [`17 federated credentials on ${identity}.`],
  subject: identity,
  source: 'https://example.com',
};
const printOf = (...findings: Finding[]): readonly string[] => fingerprintsOf({ cluster: cluster(), findings });

describe('a fingerprint', () => {
  it('stays when counts, severity and wording change', () => {
    const later: Finding = {
      ...finding,
      severity: 'error',
      text: say`Other words.`,
      evidence: ['Other words, and another ID: 0f1e2d3c-0000-4000-8000-000000000003.'],
      subject: identity.toUpperCase(),
    };
    expect(printOf(later)).toEqual(printOf(finding));
  });

  it('stays when Azure tells of a failure with another operation each time', () => {
    const failed = (id: string): Finding => ({
      ...find({
        cluster: cluster({
          provisioningState: 'Failed',
          status: { provisioningError: { message: `Operation ${id} failed.` } },
        }),
      })[0]!,
    });
    expect(printOf(failed('0f1e2d3c-0000-4000-8000-000000000001'))).toEqual(
      printOf(failed('0f1e2d3c-0000-4000-8000-000000000002')),
    );
  });

  it('stays when the same role is missing for another reason', () => {
    const role = { id: 'role-id', name: 'Network Contributor' } as unknown as NonNullable<Finding['missing']>['role'];
    const missing = { identity: 'controlPlane', role, scope: subscription } as const;
    const before: Finding = {
      ...finding,
      code: 'missingGrant:P-02',
      missing,
      evidence: ['Missing permission: a/read.'],
    };
    expect(printOf({ ...before, evidence: ['Missing permission: b/read.'] })).toEqual(printOf(before));
    expect(printOf({ ...before, missing: { ...missing, scope: identity } })).not.toEqual(printOf(before));
  });

  it('differs by cluster, by kind and by what the finding is about', () => {
    const other = clusterOf(clusterJson({}, { id: `${clusterId}-2` }));
    const all = [
      ...printOf(finding),
      ...printOf({ ...finding, code: 'duplicateCredential' }),
      ...printOf({ ...finding, subject: `${identity}-2` }),
      ...fingerprintsOf({ cluster: other, findings: [finding] }),
    ];
    expect(new Set(all).size).toBe(4);
  });

  it('is never shared by two findings of a cluster', () => {
    const all = codes.flatMap(([, , having]) => find(having));
    expect(new Set(printOf(...all, ...all)).size).toBe(2 * all.length);
  });
});
