import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/sentences/textOf.ts';
import { group, guid, sub } from '../../support/domain/worldFacts.ts';
import { asked, plansOf, wordsOf } from './asked.ts';
import { basic } from './worlds.ts';

const principal = guid(1001);
const azure = { resources: [...basic, { id: group }] };
const refusal = (action: string, scope: string) =>
  `AuthorizationFailed: The client '${principal}' with object id '${principal}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid.`;
const newGroup = `/subscriptions/${sub}/resourceGroups/rg-new`;
const ofGroup = refusal('Microsoft.Resources/subscriptions/resourcegroups/read', newGroup);
const ofAccount = refusal(
  'Microsoft.Storage/storageAccounts/read',
  `${group}/providers/Microsoft.Storage/storageAccounts/stnew`,
);
const ofNetwork = refusal(
  'Microsoft.Network/virtualNetworks/write',
  `${newGroup}/providers/Microsoft.Network/virtualNetworks/v`,
);

describe('what a program looks for before it creates it', () => {
  it.each([
    [
      'Terraform',
      `Error: checking for presence of existing Resource Group "rg-new": unexpected status 403: ${ofGroup}`,
    ],
    ['Terraform, in a group', `Error: checking for presence of existing Storage Account: ${ofAccount}`],
    ['Pulumi', `azure-native:resources:ResourceGroup rg: error: cannot check existence of resource: ${ofGroup}`],
    ['Crossplane', `cannot run refresh: refresh failed: retrieving Resource Group "rg-new": ${ofGroup}`],
    ['Crossplane, in events', `CannotObserveExternalResource  managed/azure.upbound.io/v1beta1  ${ofAccount}`],
    ['Cluster API', `"failed to reconcile AzureCluster" err="failed to create or update resource: ${ofNetwork}"`],
  ])('is not there, so that the role is lacking above it: %s (Q-03, Q-10)', (_, text) => {
    const why = asked(text, { azure });
    expect([why.cause, why.certainty, why.possible]).toEqual(['ROLE_MISSING', 'likely', ['OPERATOR_FIELD_WRONG']]);
    expect(textOf(why.text)).toMatch(/ on (?:resource group rg-shop|subscription 1111\.\.\.11)\.$/);
    expect(plansOf(why)).toEqual([]);
    expect(wordsOf(why)).toContain('before it creates it');
  });

  it('is a wrong name for other programs, or a role that is lacking (Q-10)', () => {
    const why = asked(ofAccount, { azure });
    expect([why.cause, why.possible]).toEqual(['OPERATOR_FIELD_WRONG', ['ROLE_MISSING']]);
    expect(textOf(why.text)).toContain('There is no storage account stnew');
    expect(wordsOf(why)).not.toContain('operator');
    expect(wordsOf(asked(`external-dns ${ofAccount}`, { azure }))).toContain('in the object of the operator');
  });

  it('is never a subscription, which may only not be visible (Q-04, Q-10)', () => {
    const why = asked(refusal('Microsoft.Network/dnsZones/read', `/subscriptions/${guid(77)}`), { azure });
    expect([why.cause, JSON.stringify(why)]).not.toEqual(['OPERATOR_FIELD_WRONG', expect.anything()]);
    expect(JSON.stringify(why)).not.toContain('There is no');
  });
});
